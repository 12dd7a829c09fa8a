"""The site for a browser: built as it is served, by a server that knows when it has answered all it was asked."""

from __future__ import annotations

import contextlib
import select
import socket
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.servers.basehttp import ThreadedWSGIServer
from django.test.testcases import QuietWSGIRequestHandler
from django.test.utils import override_settings
from pytest_django.live_server_helper import LiveServer

from newsdesk.web.static_files import HashedStaticFiles

PATIENCE = 30  # seconds


class UncompressedStaticFiles(HashedStaticFiles):
    """Compressing takes longer than all the rest of a server's start."""

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        return iter(())


class Handler(QuietWSGIRequestHandler):
    """Says when it waits for a request, and leaves each where it can be seen until it takes it up."""

    server: AttentiveServer

    def handle_one_request(self) -> None:
        with self.server.waiting_on(self.connection):
            self.connection.recv(1, socket.MSG_PEEK)
        super().handle_one_request()


class AttentiveServer(ThreadedWSGIServer):
    """Knows whether there is anything that it was asked and has not answered."""

    def __init__(self, address: tuple[str, int], _handler: type, **options: Any) -> None:
        self.changed = threading.Condition()
        self.connected: set[socket.socket] = set()
        self.waiting: set[socket.socket] = set()  # those of the connected from whom nothing is in hand
        self.latest: object = None  # the address of a client
        super().__init__(address, Handler, **options)

    def process_request(self, request: Any, client_address: object) -> None:
        with self.changed:
            self.connected.add(request)
            self.latest = client_address
            self.changed.notify_all()
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: object) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self.changed:
                self.connected.discard(request)
                self.changed.notify_all()

    @contextlib.contextmanager
    def waiting_on(self, connection: socket.socket) -> Iterator[None]:
        with self.changed:
            self.waiting.add(connection)
            self.changed.notify_all()
        try:
            yield
        finally:
            with self.changed:
                self.waiting.discard(connection)

    def has_answered_all(self) -> bool:
        """To be asked while nothing changes."""
        asked = select.poll()
        for connection in self.waiting:
            asked.register(connection, select.POLLIN)
        return self.connected == self.waiting and not asked.poll(0)


class BuiltServer(LiveServer):
    """The site as it is served: its scripts and styles collected, slimmed, hashed and led to by the import map."""

    def __init__(self, folder: Path) -> None:
        super().__init__("localhost", start=False)
        self.thread.server_class = AttentiveServer
        self.thread.static_handler = lambda application: application  # What is asked for is what was collected.
        storages = settings.STORAGES | {"staticfiles": {"BACKEND": f"{__name__}.UncompressedStaticFiles"}}
        self._live_server_modified_settings = override_settings(  # In force while a test asks for this server.
            STORAGES=storages,
            STATIC_ROOT=folder,
            WHITENOISE_USE_FINDERS=False,
            WHITENOISE_AUTOREFRESH=False,
            ALLOWED_HOSTS=[*settings.ALLOWED_HOSTS, "localhost"],
        )
        with self._live_server_modified_settings:
            call_command("collectstatic", interactive=False, verbosity=0)
            self.start()

    def wait_until_all_is_answered(self) -> None:
        """Wait for what was sent by pages that are closed: it would stand in the way of other tests.

        A page may send something at its very end. Connections are taken in the order in which they were made, so when
        one of our own is taken, no earlier one is on its way any more.
        """
        server = self.thread.httpd
        with socket.create_connection((self.thread.host, self.thread.port)) as last, server.changed:
            assert server.changed.wait_for(lambda: server.latest == last.getsockname(), timeout=PATIENCE)
        with server.changed:
            assert server.changed.wait_for(server.has_answered_all, timeout=PATIENCE), server.connected

    def wait_until_left(self) -> None:
        """Wait until nobody is connected: whoever is may hold the database."""
        server = self.thread.httpd
        with server.changed:
            assert server.changed.wait_for(lambda: not server.connected, timeout=PATIENCE), server.connected
