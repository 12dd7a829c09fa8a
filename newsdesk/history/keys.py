"""The keys under which the history vouches for itself. They lie outside the database, with the other secrets.

Whoever has the run of the database can compute every hash in it anew, but no digest under these.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from functools import cache

from django.conf import settings

BLOCK = 64  # bytes, of SHA-256
PURPOSE = b"newsdesk.history.recording"
NAME_LENGTH, DIGEST_SIZE = 4, 16  # bytes


@dataclass(frozen=True)
class Key:
    """One key. `name` tells which made a digest; `inside` and `outside` are its padded forms (RFC 2104), for SQL."""

    name: bytes
    secret: bytes
    inside: bytes
    outside: bytes

    def digest(self, message: bytes) -> bytes:
        """20 bytes: the key's name and a keyed digest, for what Python alone writes and checks."""
        return self.name + hashlib.blake2b(message, digest_size=DIGEST_SIZE, key=self.secret).digest()


def current_key() -> Key:
    """The key under which everything is written from now on."""
    return _key((settings.HISTORY_KEYS or [settings.SECRET_KEY])[0])


def known_keys() -> list[Key]:
    """The current one and all under which something may have been written before."""
    secrets = dict.fromkeys([*settings.HISTORY_KEYS, settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS])
    return [_key(secret) for secret in secrets]


@cache
def _key(secret: str) -> Key:
    derived = hmac.digest(secret.encode(), PURPOSE, "sha256")
    padded = derived.ljust(BLOCK, b"\0")
    return Key(
        name=hashlib.sha256(b"name of " + derived).digest()[:NAME_LENGTH],
        secret=derived,
        inside=bytes(byte ^ 0x36 for byte in padded),
        outside=bytes(byte ^ 0x5C for byte in padded),
    )
