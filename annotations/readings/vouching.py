"""Each annotation, relation and article label carries a keyed digest of itself, by which an export knows it again.

Rows are written by operations alone, which make the digest; who changes a row by SQL cannot. Pure.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

import orjson

from annotations.frames import Said
from newsdesk.history.keys import DIGEST_SIZE, NAME_LENGTH, current_key, known_keys

# Whether a digest, in hexadecimal digits, is that of a message.
Judge = Callable[[str | None, bytes], bool]
OPTIONS = orjson.OPT_SORT_KEYS  # The database keeps no order of keys.


def vouch(reading: int, about: dict[str, Any], says: Said) -> bytes:
    """The digest of an object; `about` has its id, version, deleted_at and problems."""
    place = (reading, str(about["id"]), about["version"], about["deleted_at"], about["problems"])
    return current_key().digest(message(*place, *says.message()))


def judge() -> Judge:
    """By the keys known now, made once for thousands of rows."""
    secrets = {key.name.hex(): key.secret for key in known_keys()}
    length = 2 * NAME_LENGTH

    def is_ours(digest: str | None, message: bytes) -> bool:
        secret = secrets.get(digest[:length]) if digest else None
        if secret is None or digest is None:
            return False
        return hashlib.blake2b(message, digest_size=DIGEST_SIZE, key=secret).hexdigest() == digest[length:]

    return is_ours


def message(reading: int, id: str, version: int, deleted_at: datetime | None, problems: list[Any], *said: Any) -> bytes:
    """What an object's digest is of; `said` is what its frame, tie or label gives as its own `message`."""
    return orjson.dumps([reading, id, version, deleted_at, problems, *said], option=OPTIONS)
