"""Secrets that the database keeps for the site: encrypted under SECRET_KEY, so that a copy of it opens nothing."""

from __future__ import annotations

import base64
import hashlib
from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.encoding import force_bytes


def sealed(text: str) -> str:
    return _cipher().encrypt(text.encode()).decode()


def opened(text: str) -> str | None:
    """What was sealed under this site's key or a former one of it; None under another."""
    try:
        return _cipher().decrypt(text.encode()).decode()
    except InvalidToken:
        return None


@cache
def _cipher() -> MultiFernet:
    return MultiFernet([_key(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str | bytes) -> Fernet:
    salted = b"two-step:" + force_bytes(secret)
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(salted).digest()))
