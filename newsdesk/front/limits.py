"""How much each address takes, how slowly it may come, and what one web process holds at most: all in one place."""

from __future__ import annotations

import os
import re

CORES = os.cpu_count() or 1
WORKERS = min(4, CORES)  # web processes
THREADS = min(8, 2 * CORES + 1)  # in each of them; every thread may hold one connection to the database
GRACE = 25  # seconds in which what is being written when we stop may come to its end

KILOBYTE = 1024
MEGABYTE = 1024 * KILOBYTE

FORM = 64 * KILOBYTE  # Nobody signed out sends more than this.
PAGE = MEGABYTE  # A long note in Arabic, percent-encoded, is a tenth of it.
# What people send who are signed in, where it is more: `DATA_UPLOAD_MAX_MEMORY_SIZE` and `articles.forms` say why.
ROUTES = (
    (re.compile(r"/api/v1/readings/[0-9]+/operations"), 6 * MEGABYTE),
    (re.compile(r"/articles/new/"), 7 * MEGABYTE),
    (re.compile(r"/articles/upload/"), 505 * MEGABYTE),
    (re.compile(r"/admin/.*"), 7 * MEGABYTE),
)
OF_EDITORS = re.compile(r"/articles/upload/")

# For tests, which cannot wait: every time below is so many times shorter.
HASTE = float(os.environ.get("NEWSDESK_FRONT_HASTE") or 1)
FIRST_BYTES = 10 / HASTE  # seconds that everybody has
LONGEST_PAUSE = 30 / HASTE  # seconds between two pieces
FORM_RATE = 100 * HASTE  # bytes a second, on the whole, of the first `FORM` bytes: a phone at the edge of its net
RATE = KILOBYTE * HASTE  # … and of what comes after them
LONGEST_ANSWER_PAUSE = 60 / HASTE  # seconds in which whoever takes an answer has to take some of it
LONGEST_HEADERS = 30 / HASTE  # seconds for a request's head, and between two requests of one connection
LONGEST_QUEUE = 30 / HASTE  # seconds that a request waits for a thread at most

LONGEST_HEAD = 64 * KILOBYTE  # of a request, and what is read ahead of a connection
IN_MEMORY = FORM  # A body that is longer goes to a file without a name.
MOST_MEMORY = 64 * MEGABYTE  # of all bodies together; from then on every body goes to a file
MOST_DISK = 2048 * MEGABYTE  # of all these files
MOST_BODIES = 2000  # read at the same time; one more, and the slowest of them gives way
MOST_BODIES_OF_ONE = 32  # … from one address, or one IPv6 network
MOST_WAITING = 1000  # requests that are read and wait for a thread
MOST_CONNECTIONS = 10_000  # of one process, as far as the system lets it have so many files


def most(path: str, *, is_known: bool) -> int:
    """How many bytes a request to `path` may bring along, from somebody signed in or not."""
    if not is_known:
        return FORM
    return next((size for route, size in ROUTES if route.fullmatch(path)), PAGE)


def is_of_editors(path: str) -> bool:
    """Whether editors alone send more than a form there: it takes so much that others could fill the disk."""
    return bool(OF_EDITORS.fullmatch(path))


def due(received: int) -> float:
    """By how many seconds after its beginning a body of which so many bytes have come must have brought more."""
    return FIRST_BYTES + min(received, FORM) / FORM_RATE + max(received - FORM, 0) / RATE
