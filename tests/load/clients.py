"""Analysts at their browsers, as the server sees them: a session, a CSRF token, one connection that stays open."""

from __future__ import annotations

import json
import secrets
import time
from http.client import HTTPConnection, HTTPResponse, RemoteDisconnected
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from newsdesk.accounts.session_store import SessionStore
from newsdesk.models import User

PATIENCE = 60  # seconds for an answer


class Client:
    """One browser in which `user` is signed in."""

    def __init__(self, site: str, user: User) -> None:
        place = urlsplit(site)
        self.connection = HTTPConnection(place.hostname or "", place.port, timeout=PATIENCE)
        token = secrets.token_urlsafe(24)[:32].replace("-", "a").replace("_", "b")
        cookies = {settings.SESSION_COOKIE_NAME: _session(user), settings.CSRF_COOKIE_NAME: token}
        self.headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "X-CSRFToken": token,
            "X-Newsdesk-User": str(user.pk),
            "Content-Type": "application/json",
        }

    def get(self, path: str) -> tuple[float, bytes]:
        """How many milliseconds the answer took to be whole, and the answer. Raises `ValueError` for a refusal."""
        return self._ask("GET", path, None)

    def post(self, path: str, body: object) -> tuple[float, Any]:
        took, answer = self._ask("POST", path, json.dumps(body).encode())
        return took, json.loads(answer)

    def _ask(self, method: str, path: str, body: bytes | None) -> tuple[float, bytes]:
        began = time.perf_counter()
        try:
            response = self._answer(method, path, body)
        except (ConnectionError, RemoteDisconnected):
            # The server may close a connection that nobody has used for a while: browsers ask once more, too.
            self.connection.close()
            response = self._answer(method, path, body)
        answer = response.read()
        took = 1000 * (time.perf_counter() - began)
        if response.status != 200:
            raise ValueError(f"{method} {path}: {response.status} {answer[:200]!r}")
        return took, answer

    def _answer(self, method: str, path: str, body: bytes | None) -> HTTPResponse:
        self.connection.request(method, path, body, self.headers)
        return self.connection.getresponse()


def _session(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return session.session_key or ""
