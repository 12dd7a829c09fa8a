"""What the log says, and what it never says.

No text of an article, no note, password or token gets into it. So an error is told by its kind and place, not by its
message (a database quotes the values that it refused), and a request by the name of its route, not by its path (an
invitation's path is its secret). Hence formatters of our own: structlog and python-json-logger write what they
are given.
"""

from __future__ import annotations

import json
import logging
import time
import traceback
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

import psycopg
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"))
SUSPICIOUS = "django.security"  # Django's loggers of what visitors should not have sent.
STRANGERS = (SUSPICIOUS, "newsdesk.shielding")
QUIET = 60  # Seconds.

request_id: ContextVar[str] = ContextVar("request_id", default="")


def logging_settings(form: str) -> dict[str, Any]:
    """Django's LOGGING for `form`: "json" (one object a line, every request) or "text" (what goes wrong).

    Raises `ImproperlyConfigured` for any other.
    """
    if form not in {"json", "text"}:
        raise ImproperlyConfigured(f"NEWSDESK_LOG is {form!r}; write json or text.")
    loudness = "INFO" if form == "json" else "WARNING"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {"()": "newsdesk.upkeep.logs.JsonLines"},
            "text": {
                "()": "newsdesk.upkeep.logs.Discreet",
                "format": "{asctime} {levelname} {name}: {message}",
                "style": "{",
            },
        },
        "filters": {"strangers": {"()": "newsdesk.upkeep.logs.OfStrangers"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": form, "filters": ["strangers"]}},
        "loggers": {"newsdesk": {"level": loudness}},
        "root": {"handlers": ["console"], "level": "WARNING"},
    }


class OfStrangers(logging.Filter):
    """What strangers cause and nobody can mend is a warning, one line a minute of each kind: it floods no log."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self.clock = clock
        self.told: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        if not _is_of_strangers(record):
            return True
        now = self.clock()
        if now - self.told.get(record.name, -QUIET) < QUIET:
            return False
        self.told[record.name] = now
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        return True


class Discreet(logging.Formatter):
    """Lines for a person at a terminal: errors with the places in the code, without their messages."""

    def format(self, record: logging.LogRecord) -> str:
        told = logging.makeLogRecord(_told_by_its_route(record).__dict__)
        told.exc_text = None  # Another handler may have kept the message there.
        if fields := getattr(record, "fields", {}):
            named_fields = " ".join(f"{name}={value}" for name, value in fields.items())
            told.msg, told.args = "%s %s", (record.getMessage(), named_fields)
        return super().format(told)

    def formatException(self, ei: Any) -> str:
        return "\n".join(line for error in _chain(ei[1]) for line in [*_places(error), named(error)])


class JsonLines(logging.Formatter):
    """One JSON object a line. `extra={"fields": {…}}` of a record become members of it."""

    def format(self, record: logging.LogRecord) -> str:
        record = _told_by_its_route(record)
        told: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request := request_id.get():
            told["request"] = request
        told |= getattr(record, "fields", {})
        if record.exc_info and record.exc_info[1]:
            told["errors"] = [{"error": named(error), "at": _places(error)} for error in _chain(record.exc_info[1])]
        return json.dumps(told, ensure_ascii=False, default=str)


def named(error: BaseException) -> str:
    """The kind of an error, and of its message only what is about the machine and not about what somebody wrote."""
    kind = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    if isinstance(error, psycopg.Error):
        about = [error.sqlstate, error.diag.table_name, error.diag.constraint_name]
        if isinstance(error, psycopg.OperationalError):  # The server's state: no row is in it.
            about.append(error.diag.message_primary or str(error).strip())
        return " ".join([kind, *filter(None, about)])
    if isinstance(error, OSError) and error.strerror:
        return f"{kind} {error.strerror}"
    return kind


def route_of(request: HttpRequest) -> str:
    """The name of what was asked for: "annotations:reading", "api-1:get_reading"; "unknown" for any other address."""
    match = request.resolver_match
    return (match.view_name or match.route) if match else "unknown"


def method_of(request: HttpRequest) -> str:
    """What was asked to be done, where that is a method that there is: a visitor may send any word."""
    return request.method if request.method in METHODS else "OTHER"


def _is_of_strangers(record: logging.LogRecord) -> bool:
    """Also what was refused before any page was looked for: Django tells of each such request."""
    if record.name.startswith(STRANGERS):
        return True
    request = getattr(record, "request", None)
    return isinstance(request, HttpRequest) and request.resolver_match is None and _status(record) == "400"


def _told_by_its_route(record: logging.LogRecord) -> logging.LogRecord:
    """Django's own lines about requests repeat what a visitor sent: paths, hosts, names of fields and of files."""
    request = getattr(record, "request", None)
    if isinstance(request, HttpRequest):
        message = f"{_status(record)} {method_of(request)} {route_of(request)}"
    elif record.name.startswith(SUSPICIOUS):
        message = "refused"
    else:
        return record
    told = logging.makeLogRecord(record.__dict__)
    told.msg, told.args = "%s", (message,)
    return told


def _status(record: logging.LogRecord) -> str:
    return str(getattr(record, "status_code", ""))


def _chain(error: BaseException) -> list[BaseException]:
    """An error after what it came from, the first cause first."""
    found: list[BaseException] = []
    following: BaseException | None = error
    while following is not None and following not in found:
        found.insert(0, following)
        following = following.__cause__ or (None if following.__suppress_context__ else following.__context__)
    return found


def _places(error: BaseException) -> list[str]:
    return list(_lines(traceback.extract_tb(error.__traceback__)))


def _lines(frames: traceback.StackSummary) -> Iterator[str]:
    for frame in frames:
        yield f"  {frame.filename}:{frame.lineno} {frame.name}"
