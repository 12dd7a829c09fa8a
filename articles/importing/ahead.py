"""Working ahead: what comes next is made while what is there is used."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from itertools import islice
from multiprocessing.connection import Connection
from typing import TypeVar

from django.db import connections
from django.utils.translation import get_language, override

T = TypeVar("T")

# What another process sends: a thing that it made, why it stopped, or that there is no more.
MADE, FAILED, END = "made", "failed", "end"


class MakerLost(Exception):
    """The process that made the things was ended from outside; by the system, say, that had no memory left."""


def ahead(things: Iterator[T]) -> Iterator[T]:
    """The same things in the same order, each made in a thread while the one before it is used: never more than one.

    What fails there fails here, in its turn. Messages are in the language that is in force here, and
    lines of the log name the request that is served here.

    A thread costs next to nothing to begin, carries nothing over and cannot be killed alone, so that the web server has
    it as well.
    """
    # Django's language is bound to its thread, whatever the context.
    context, language = copy_context(), get_language()
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="ahead") as maker:
        coming = maker.submit(context.run, _next, things, language)
        while one := coming.result():
            coming = maker.submit(context.run, _next, things, language)
            yield from one


def _next(things: Iterator[T], language: str | None) -> list[T]:
    """One thing, or none at the end."""
    with override(language):
        return list(islice(things, 1))


def ahead_apart(things: Iterator[T]) -> Iterator[T]:
    """The same things in the same order, made by a copy of this process, which has a processor to itself.

    It goes on with `things` where they stand, open files as well, so that only things themselves have to be pickled.
    What fails there fails here, in its turn. Raises `MakerLost`. For commands, of which no thread but this one is at
    work: a copy of a process has only one. Where nothing is to be gained a thread works ahead instead.
    """
    if sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2:
        yield from ahead(things)
        return
    processes = multiprocessing.get_context("fork")
    here, there = processes.Pipe(duplex=False)
    maker = processes.Process(target=_make, args=(things, here, there), daemon=True)
    maker.start()
    there.close()
    try:
        yield from _received(here)
    finally:
        here.close()
        maker.kill()
        maker.join()


def _received(here: Connection) -> Iterator[T]:
    while True:
        try:
            what, one = here.recv()
        except EOFError as error:
            raise MakerLost from error
        if what == END:
            return
        if what == FAILED:
            raise one
        yield one


def _make(things: Iterator[T], here: Connection, there: Connection) -> None:
    """In the copy: make and send, until all is made or nobody is there to receive it."""
    here.close()
    # The one whose copy it is hears them, and ends it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _leave_databases()
    with suppress(BrokenPipeError):
        _send_all(things, there)


def _send_all(things: Iterator[T], there: Connection) -> None:
    coming = ahead(things)
    while True:
        try:
            one = next(coming)
        except StopIteration:
            there.send((END, None))
            return
        except Exception as error:
            there.send((FAILED, error))
            return
        there.send((MADE, one))


def _leave_databases() -> None:
    """Close the copies of sockets: the database must see the end of a session whose process was killed."""
    for database in connections.all(initialized_only=True):
        if database.connection is not None:
            os.close(database.connection.fileno())
