"""`python -m newsdesk.front`: the web server of a site, granian with our front, as it has to be set up."""

from __future__ import annotations

import argparse
import os
import resource

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from newsdesk.front import limits

BACKLOG = 2048  # connections that the system takes before we do
OTHER_FILES = 256  # of a process: the database's, static files, uploads


def main() -> None:
    options = _options()
    os.environ["NEWSDESK_THREADS"] = str(options.threads)  # Read by each web process.
    Granian(
        options.target,
        factory=True,
        address=options.host,
        port=options.port,
        workers=options.workers,
        workers_kill_timeout=options.grace,
        interface=Interfaces.RSGI,
        websockets=False,
        # No HTTP/2: browsers speak it with TLS alone, so with the proxy; and waiting for its greeting has no end.
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(
            header_read_timeout=int(1000 * limits.LONGEST_HEADERS), max_buffer_size=limits.LONGEST_HEAD
        ),
        backlog=BACKLOG,
        backpressure=_most_connections(),
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
    ).serve()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m newsdesk.front", description=__doc__)
    parser.add_argument("--target", default="newsdesk.rsgi:front", help="what makes the application")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=limits.WORKERS, help="web processes")
    parser.add_argument(
        "--threads", type=int, default=limits.THREADS, help="in each, with a connection to the database"
    )
    parser.add_argument("--grace", type=int, default=limits.GRACE, help="seconds to end what is being written")
    return parser.parse_args()


def _most_connections() -> int:
    """Each is a file of the system's: as many as it lets us have, up to what we want."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = limits.MOST_CONNECTIONS + OTHER_FILES
    allowed = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
    resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, most))
    return max(allowed - OTHER_FILES, OTHER_FILES)


if __name__ == "__main__":
    main()
