"""Seals are remembered outside the database, so that it cannot forget them: see `running/witness.py` for the file.

That they are is an event of its own: once it is in the chain, a file that is gone is not simply begun anew.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from newsdesk.database.plain_sql import asked, plainly
from newsdesk.history.recording import NOTHING, Entry, write
from newsdesk.models import Seal
from newsdesk.running import witness
from newsdesk.running.witness import Seen

STREAM, WITNESSED = "history/1", "history.witnessed"
AT_MOST = 1_000  # seals that are made up for at a time
LATE = timedelta(minutes=10)

logger = logging.getLogger("newsdesk.chain")


@dataclass(frozen=True)
class Witness:
    """The file as people are told of it. `fault` is "" or a code: off, missing, lost, unreadable, damaged, late."""

    place: Path | None
    fault: str = ""
    first: Seen | None = None
    last: Seen | None = None
    put_back: witness.PutBack | None = None


def remember() -> None:
    """Write down the seals since the last that was written down. Where that cannot be, the log says so."""
    file = witness.place()
    if file is None:
        return
    try:
        _remember(file)
    except OSError as error:
        logger.warning(
            "the seals cannot be remembered", extra={"fields": {"reason": error.strerror, "file": str(file)}}
        )


def forgotten() -> list[Seen]:
    """Those that were seen and are not in the database as they were. Within `plainly` alone."""
    file = witness.place()
    try:
        seen = witness.memory(file).seen if file else []
    except OSError:
        return []  # That it cannot be read is `told`.
    known = _known(seen)
    return [one for one in seen if one not in known]


def is_lost() -> bool:
    """Whether there is nothing, or nothing in it, where seals were remembered before."""
    file = witness.place()
    try:
        return file is not None and _is_empty(file) and _was_begun()
    except OSError:
        return False  # That it cannot be read is `told`.


def told() -> Witness:
    """Where seals are remembered, since which and up to which."""
    file = witness.place()
    if file is None:
        return Witness(None, "off")
    try:
        if _is_empty(file):
            return Witness(file, "lost" if _was_begun() else "missing" if Seal.objects.exists() else "")
        found = witness.memory(file)
    except OSError:
        return Witness(file, "unreadable")
    first, last = (found.seen[0], found.seen[-1]) if found.seen else (None, None)
    fault = "damaged" if found.unreadable else "late" if _is_late(last) else ""
    return Witness(file, fault, first, last, found.put_back)


def when(seen: Seen) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=seen.made_at)


def _remember(file: Path) -> None:
    is_begun = _was_begun()
    if is_begun and _is_empty(file):
        logger.error("what was seen of the seals is gone: see the audit page", extra={"fields": {"file": str(file)}})
        return
    with plainly():
        last = witness.last(file) if file.exists() else None
        newest = _seals("ORDER BY id DESC LIMIT 1", {})
        if not newest or newest[0] == last:
            return
        new = _since(last, file) if isinstance(last, Seen) else newest
        witness.add(file, new)
        witness.shorten(file, _known)
    if not is_begun:
        _tell_the_chain()
    if last is None and newest[0].seal > 1:
        logger.warning("seals are remembered from now on alone", extra={"fields": {"seal": newest[0].seal}})


def _is_empty(file: Path) -> bool:
    """Raises `OSError` where that cannot be known."""
    try:
        return file.stat().st_size == 0
    except FileNotFoundError:
        return True


def _was_begun() -> bool:
    [(is_there,)] = asked("SELECT EXISTS (SELECT FROM newsdesk_event WHERE action = %(it)s)", {"it": WITNESSED})
    return bool(is_there)


@transaction.atomic
def _tell_the_chain() -> None:
    write(STREAM, [Entry(WITNESSED)], by=None, changed=NOTHING)


def _since(last: Seen, file: Path) -> list[Seen]:
    """What the file lacks. Where its last is not in the database any more, that is an alarm at once."""
    if _known([last]):
        return _seals("WHERE id > %(last)s ORDER BY id LIMIT %(most)s", {"last": last.seal, "most": AT_MOST})
    logger.error("seals were removed or changed: see the audit page", extra={"fields": {"code": "history_broken"}})
    seen = set(witness.memory(file).seen)
    newest = _seals("ORDER BY id DESC LIMIT %(most)s", {"most": AT_MOST})
    return [one for one in reversed(newest) if one not in seen]


def _known(seen: Iterable[Seen]) -> set[Seen]:
    return set(_seals("WHERE digest = ANY(%(digests)s)", {"digests": [one.digest for one in seen]}))


def _seals(which: str, parameters: dict[str, Any]) -> list[Seen]:
    query = f"SELECT id, up_to, digest, trunc(extract(epoch FROM made_at) * 1000000) FROM newsdesk_seal {which}"
    return [Seen(seal, up_to, digest, int(made_at)) for seal, up_to, digest, made_at in asked(query, parameters)]


def _is_late(last: Seen | None) -> bool:
    newest = Seal.objects.order_by("-pk").values_list("pk", "made_at").first()
    return newest is not None and (last is None or last.seal < newest[0]) and newest[1] < datetime.now(UTC) - LATE
