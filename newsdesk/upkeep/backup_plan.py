"""When a nightly backup is due, where it goes and how long it stays: pure functions of the environment and of times."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import islice
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class BackupPlan:
    """`at` is the time of day in the site's zone, None for never; `daily` days and `weekly` weeks are kept.

    `check_url` names a server where a scratch database may be made for the trial restore; "" for the site's own.
    """

    at: time | None
    folder: Path
    daily: int
    weekly: int
    check_url: str

    def is_due(self, now: datetime, before: datetime) -> bool:
        """Whether the time of day has come since `before`, both in the site's zone.

        A `before` that lies ahead comes of a clock that was put back: what was made by it does not count.
        """
        if self.at is None:
            return False
        latest = datetime.combine(now.date(), self.at, now.tzinfo)
        if latest > now:
            latest -= A_DAY
        return not latest < before <= now


def plan_from(environ: Mapping[str, str], data_dir: Path) -> BackupPlan:
    """What the NEWSDESK_BACKUP_* variables say. Raises `ImproperlyConfigured`."""
    return BackupPlan(
        at=_time_of_day(environ.get("NEWSDESK_BACKUP_AT") or "02:30"),
        folder=Path(environ.get("NEWSDESK_BACKUP_DIR") or data_dir / "backups"),
        daily=_number(environ, "NEWSDESK_BACKUP_DAILY", 7),
        weekly=_number(environ, "NEWSDESK_BACKUP_WEEKLY", 4),
        check_url=environ.get("NEWSDESK_BACKUP_CHECK_URL", ""),
    )


def kept(moments: Iterable[datetime], *, daily: int, weekly: int) -> set[datetime]:
    """Of the moments of backups, those to keep: the newest of each of the last `daily` days and `weekly` weeks."""
    days: dict[object, datetime] = {}
    weeks: dict[object, datetime] = {}
    for moment in sorted(moments, reverse=True):
        days.setdefault(moment.date(), moment)
        weeks.setdefault(moment.isocalendar()[:2], moment)
    return {*islice(days.values(), daily), *islice(weeks.values(), weekly)}


def _time_of_day(text: str) -> time | None:
    if text.lower() in {"off", "never"}:
        return None
    try:
        return time.fromisoformat(text)
    except ValueError as error:
        raise ImproperlyConfigured(
            f"NEWSDESK_BACKUP_AT is {text!r}; write a time of day such as 02:30, or off."
        ) from error


def _number(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name) or str(default)
    if not text.isdecimal() or int(text) < 1:
        raise ImproperlyConfigured(f"{name} is {text!r}; write how many to keep, 1 or more.")
    return int(text)
