"""What granian calls for each request, in the event loop of a web process."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import secrets
import time
from collections.abc import Callable, Iterable
from typing import Any

from newsdesk.front import answers, heads, limits, refusals, sockets
from newsdesk.front.bodies import Body, Intake
from newsdesk.front.downloads import Download
from newsdesk.front.environ import environ_of, environ_of_liveness
from newsdesk.front.pool import Pool
from newsdesk.front.refusals import BROKEN, Refused
from newsdesk.upkeep import metrics

LIVE = "/health/live"
THREADS = int(os.environ.get("NEWSDESK_THREADS") or limits.THREADS)
LOOK_FOR_GARBAGE = 10_000  # things made and not let go of
logger = logging.getLogger("newsdesk.requests")
Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Front:
    """Reads requests for a WSGI application, and sends what that answers."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Called in each web process before it serves."""
        refusals.prepare()
        self.pool = Pool(loop, THREADS)
        self.intake = Intake(self.pool)
        self.live = self._liveness()
        _leave_out_of_garbage()
        loop.call_later(sockets.UNTIL_LISTENING, sockets.give_up_on_silence, limits.LONGEST_ANSWER_PAUSE)

    async def __rsgi__(self, scope: Any, proto: Any) -> None:
        began = time.perf_counter()
        try:
            if why := heads.why_not(scope):
                raise Refused(why)
            if scope.path == LIVE and scope.method in ("GET", "HEAD"):
                self._say_alive(proto)
                return
            await self._serve(scope, proto)
        except Refused as refused:
            refusals.answer(proto, scope, refused.why)
            _note(scope, refused.why, time.perf_counter() - began)

    async def _serve(self, scope: Any, proto: Any) -> None:
        body = await self.intake.take(scope, proto) if _brings_a_body(scope) else None
        try:
            download = await self.pool.do(self._answer, scope, proto, body)
        finally:
            if body:
                body.close()
        if download:
            await download.send(proto)

    def _answer(self, scope: Any, proto: Any, body: Body | None) -> Download | None:
        """In a thread of the pool."""
        head = answers.Head()
        environ = environ_of(scope, body.stream() if body else None, body.length if body else 0)
        try:
            given = self.application(environ, head)
            try:
                return answers.send(proto, scope.method, head, given)
            finally:
                _close(given)
        except Exception as error:
            logger.exception("a request broke outside of Django")
            raise Refused(BROKEN) from error

    def _say_alive(self, proto: Any) -> None:
        """Without a thread, so that it is never late: what Django says of it was asked at the start."""
        head, content = self.live
        proto.response_bytes(head.status, [*head.headers, ("X-Request-ID", secrets.token_hex(8))], content)
        metrics.request_answered("health_live", head.status, 0)

    def _liveness(self) -> tuple[answers.Head, bytes]:
        head = answers.Head()
        given = self.application(environ_of_liveness(LIVE), head)
        content = b"".join(given)
        _close(given)
        head.headers = [(name, value) for name, value in head.headers if name.lower() != "x-request-id"]
        return head, content


def _leave_out_of_garbage() -> None:
    """What is loaded by now stays: looking through it for garbage, again and again, would be part of many answers.

    A request makes thousands of things and leaves hardly one in a circle, so it is looked for less often.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(LOOK_FOR_GARBAGE)


def _brings_a_body(scope: Any) -> bool:
    length = scope.headers.get("content-length")
    return length != "0" if length is not None else "transfer-encoding" in scope.headers


def _close(given: Iterable[bytes]) -> None:
    if close := getattr(given, "close", None):
        close()


def _note(scope: Any, why: refusals.Why, seconds: float) -> None:
    metrics.request_answered("refused", why.status, seconds)
    method = scope.method if scope.method in refusals.METHODS else "OTHER"
    fields = {"method": method, "route": "refused", "status": why.status, "code": why.code}
    logger.info("request", extra={"fields": fields | {"ms": round(seconds * 1000, 1), "user": None}})
