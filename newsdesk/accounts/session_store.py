"""Where browser sessions are kept: in Django's table, so that nothing in it opens one.

The database never learns a cookie. A row's key is a digest of the cookie, and its data are encrypted under a key that
only the cookie and SECRET_KEY together give: a session holds links that were followed and second steps half set up.
A cookie has 165 random bits, so that its digest needs no secret and no salt: nobody can try them all.
Rows are read in the cheaper way of `newsdesk/database/prepared.py`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import logging
import os
from functools import cache
from typing import Any, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.encoding import force_bytes

from newsdesk.database.prepared import Given, Question

DIGEST = 30  # Bytes, 240 bits: what the column's 40 characters hold.
NONCE = 12  # Bytes.

logger = logging.getLogger("django.security.SessionStore")


def kept_as(cookie: str) -> str:
    """The key under which the database keeps the session of a cookie. It is no cookie itself."""
    digest = hashlib.sha256(b"newsdesk session:" + _bytes(cookie)).digest()
    return base64.urlsafe_b64encode(digest[:DIGEST]).decode()


class SessionStore(db.SessionStore):
    """`session_key` is the cookie, as everywhere in Django; whatever goes to the database goes through `kept_as`."""

    def encode(self, session_dict: dict[str, Any]) -> str:
        cookie: str = self._get_or_create_session_key()  # type: ignore[attr-defined]  # Of Django's own, in all stores.
        nonce = os.urandom(NONCE)
        text = self.serializer().dumps(session_dict)
        sealed = _cipher(settings.SECRET_KEY, cookie).encrypt(nonce, text, kept_as(cookie).encode())
        return base64.b64encode(nonce + sealed).decode()

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """What was in it; nothing where it was made under another secret key, or for another cookie."""
        cookie = self.session_key or ""
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
            try:
                sealed = base64.b64decode(session_data, validate=True)
                text = _cipher(secret, cookie).decrypt(sealed[:NONCE], sealed[NONCE:], kept_as(cookie).encode())
                found: dict[str, Any] = self.serializer().loads(text)
                return found
            except (InvalidTag, ValueError):
                continue
        logger.warning("A session cannot be read")
        return {}

    def exists(self, session_key: str) -> bool:
        return bool(super().exists(kept_as(session_key)))

    async def aexists(self, session_key: str) -> bool:
        return bool(await super().aexists(kept_as(session_key)))

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        return _renamed(super().create_model_instance(data))

    async def acreate_model_instance(self, data: dict[str, Any]) -> Session:
        return _renamed(await super().acreate_model_instance(data))

    def delete(self, session_key: str | None = None) -> None:
        if cookie := session_key or self.session_key:
            Session.objects.filter(session_key=kept_as(cookie)).delete()

    async def adelete(self, session_key: str | None = None) -> None:
        if cookie := session_key or self.session_key:
            await Session.objects.filter(session_key=kept_as(cookie)).adelete()

    def _get_session_from_db(self) -> Session | None:
        """The session as it is now; None where it has expired or was ended, and then its key is forgotten, too."""
        found = _alive().answer(key=kept_as(self.session_key or ""), now=timezone.now())
        if found is None:
            self._session_key = None
        return found

    async def _aget_session_from_db(self) -> Session | None:
        rows = Session.objects.filter(session_key=kept_as(self.session_key or ""), expire_date__gt=timezone.now())
        found = await rows.afirst()
        if found is None:
            self._session_key = None
        return found


def _renamed(row: Any) -> Session:
    row.session_key = kept_as(row.session_key)
    return cast(Session, row)


@cache
def _alive() -> Question[Session]:
    return Question(Session.objects.filter(session_key=Given("key"), expire_date__gt=Given("now")))


def _cipher(secret: str | bytes, cookie: str) -> AESGCM:
    return AESGCM(hmac.digest(b"newsdesk session data:" + force_bytes(secret), _bytes(cookie), "sha256"))


def _bytes(cookie: str) -> bytes:
    """Whatever a browser sends: half characters, too."""
    return cookie.encode("utf-8", "surrogatepass")
