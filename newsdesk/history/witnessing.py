"""Seals are remembered outside the database, so that it cannot forget them: see `running/witness.py` for the file."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from newsdesk.database.plain_sql import asked, plainly
from newsdesk.models import Seal
from newsdesk.running import witness
from newsdesk.running.witness import Seen

AT_MOST = 1_000  # seals that are made up for at a time
LATE = timedelta(minutes=10)

logger = logging.getLogger("newsdesk.chain")


@dataclass(frozen=True)
class Witness:
    """The file as people are told of it. `fault` is "" or a code: off, missing, unreadable, damaged, late."""

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


def told() -> Witness:
    """Where seals are remembered, since which and up to which."""
    file = witness.place()
    if file is None:
        return Witness(None, "off")
    try:
        found = witness.memory(file)
    except FileNotFoundError:
        return Witness(file, "missing" if Seal.objects.exists() else "")
    except OSError:
        return Witness(file, "unreadable")
    first, last = (found.seen[0], found.seen[-1]) if found.seen else (None, None)
    fault = "damaged" if found.unreadable else "late" if _is_late(last) else ""
    return Witness(file, fault, first, last, found.put_back)


def when(seen: Seen) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=seen.made_at)


def _remember(file: Path) -> None:
    with plainly():
        last = witness.last(file) if file.exists() else None
        newest = _seals("ORDER BY id DESC LIMIT 1", {})
        if not newest or newest[0] == last:
            return
        new = _since(last, file) if isinstance(last, Seen) else newest
        witness.add(file, new)
        witness.shorten(file, _known)
    if last is None and newest[0].seal > 1:
        logger.warning("seals are remembered from now on alone", extra={"fields": {"seal": newest[0].seal}})


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
