"""The background worker: django-tasks-db's own, which moreover shows that it lives and leaves no task lying.

While it lives, a worker holds a lock of a database session of its own, and uses that session every few seconds. The
database gives the lock back the moment the worker dies, however it dies: so a task at which nobody is any more is
known without a guess about time, and taken up again. Asked to stop, a worker hands its task back at once.
"""

from __future__ import annotations

import logging
import threading
import time
import zlib
from types import FrameType
from typing import Any

from django.db import DatabaseError, InterfaceError, close_old_connections, connection, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks.base import TaskContext, TaskResultStatus
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from newsdesk.database import locks
from newsdesk.signals import housekeeping, looking
from newsdesk.upkeep.background import path_of
from newsdesk.upkeep.logs import Discreet
from newsdesk.upkeep.outages import outage
from newsdesk.upkeep.readiness import BEAT

HOUSEKEEPING_EVERY = 60  # seconds
LOOK_EVERY = 1  # seconds
LONGEST_PAUSE = 30  # seconds between two tries to reach the database
MOST_ATTEMPTS = 5  # of one task: then it is what kills its workers
NEVER = float("-inf")

logger = logging.getLogger("newsdesk.worker")


class HandBack(KeyboardInterrupt):
    """The worker is asked to stop in a task's midst.

    Not an Exception, so that no task takes it for a mere error; a KeyboardInterrupt, so that psycopg cancels the query.
    """


class GivenUp(Exception):
    """A task was begun again and again, and never ended."""


class Worker(db_worker.Worker):
    """Works until it is asked to stop, over outages of the database, too."""

    def __init__(self, *, queue_names: list[str], interval: float, until_idle: bool) -> None:
        super().__init__(
            queue_names=queue_names,
            interval=interval,
            batch=True,  # Their loop ends when nothing waits; ours goes on.
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )
        self.until_idle = until_idle
        self.is_calling = False
        self.outages = 0
        self.kept_house_at = NEVER

    def run(self) -> None:
        """Take tasks until it is asked to stop; with `until_idle`, until none waits."""
        with Presence(self.worker_id), Lookout():
            while self.running:
                self._turn()
                if self.until_idle:
                    return
                if self.running:
                    time.sleep(min(self.interval * 2**self.outages, LONGEST_PAUSE))

    def _turn(self) -> None:
        try:
            close_old_connections()
            self._keep_house()
            super().run()
            self.outages = 0
        except (DatabaseError, InterfaceError) as error:
            if not outage(error):
                raise
            logger.warning("the database is away; the worker goes on when it is back", exc_info=True)
            connection.close()
            self.outages += 1
            self.kept_house_at = NEVER  # What it was at is taken up again then.

    def run_task(self, db_task_result: DBTaskResult) -> None:
        """Run a task to its end, or hand it back. Raises Django's errors where the database is away."""
        self.running_task, begun = True, time.monotonic()
        try:
            outcome = self._outcome(db_task_result)
        finally:
            self.running_task = self.is_calling = False
            self._run_tasks += 1
        logger.info("task", extra={"fields": _told(db_task_result, outcome, begun)})
        self._keep_house()

    def _outcome(self, task: DBTaskResult) -> str:
        try:
            self.is_calling = True
            value = _called(task)
            self.is_calling = False
        except HandBack:
            self.is_calling = False
            connection.close()  # Whatever was under way in it comes to nothing.
            hand_back(task)
            return "handed back"
        except Exception as error:
            self.is_calling = False
            if isinstance(error, (DatabaseError, InterfaceError)) and outage(error):
                raise
            _fail(task, error)
            logger.exception("task", extra={"fields": {"task": task.task_path, "id": str(task.pk)}})
            return "failed"
        task.set_successful(value)
        return "done"

    def _keep_house(self) -> None:
        if time.monotonic() - self.kept_house_at >= HOUSEKEEPING_EVERY:
            keep_house(self.worker_id)
            self.kept_house_at = time.monotonic()

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """Stop: at once where nothing is being done, else by handing back what is."""
        self.running = False
        if self.is_calling:
            raise HandBack
        if not self.running_task:
            raise SystemExit(0)


class Presence(threading.Thread):
    """Shows that a worker lives for as long as the block runs, also while a long task keeps it busy."""

    def __init__(self, worker_id: str) -> None:
        super().__init__(daemon=True)
        self.key = key_of(worker_id)
        self.shown, self.over = threading.Event(), threading.Event()
        self.session: object = None

    def __enter__(self) -> None:
        self.start()
        self.shown.wait()

    def __exit__(self, *_reason: object) -> None:
        self.over.set()
        self.join()

    def run(self) -> None:
        while not self.over.is_set():
            try:
                self._beat()
            except (DatabaseError, InterfaceError):
                connection.close()
            self.over.wait(BEAT)
        connection.close()

    def _beat(self) -> None:
        with connection.cursor() as cursor:
            if self.session is connection.connection:
                cursor.execute("SELECT 1")
            else:
                locks.WORKER.of(self.key).take()
                self.session = connection.connection
        self.shown.set()


class Lookout(threading.Thread):
    """Lets the apps look about every second for as long as the block runs, over outages of the database."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.over = threading.Event()

    def __enter__(self) -> None:
        self.start()

    def __exit__(self, *_reason: object) -> None:
        self.over.set()
        self.join()

    def run(self) -> None:
        while not self.over.wait(LOOK_EVERY):
            close_old_connections()
            look_about()
        connection.close()


def look_about() -> None:
    """Tell the apps to look. An outage is told by the worker itself, not every second by this."""
    for _receiver, error in looking.send_robust(sender=None):
        if isinstance(error, (DatabaseError, InterfaceError)) and outage(error):
            connection.close()
        elif isinstance(error, Exception):
            logger.error("looking about", exc_info=error)


def keep_house(worker_id: str = "") -> None:
    """Take up what nobody is at, and let the apps look after theirs. `worker_id`: the idle worker that asks."""
    take_up_abandoned_tasks(worker_id)
    for _receiver, error in housekeeping.send_robust(sender=None):
        if isinstance(error, Exception):
            logger.error("housekeeping", exc_info=error)


@transaction.atomic
def take_up_abandoned_tasks(worker_id: str = "") -> int:
    """Queue tasks whose workers are gone once more; how many. One that was begun too often is given up."""
    running = list(DBTaskResult.objects.running().select_for_update(skip_locked=True))
    alive = _alive(running) - {worker_id} if running else set()
    abandoned = [task for task in running if not alive.intersection(task.worker_ids[-1:])]
    for task in abandoned:
        if len(task.worker_ids) >= MOST_ATTEMPTS:
            _fail(task, GivenUp())
        elif task.worker_ids[-1:] == [worker_id]:
            hand_back(task)
        else:
            _queue(task)
        logger.warning("task", extra={"fields": {"task": task.task_path, "id": str(task.pk), "outcome": "abandoned"}})
    return len(abandoned)


def hand_back(task: DBTaskResult) -> None:
    """Put a task back in the queue as if it had not been begun."""
    task.worker_ids = task.worker_ids[:-1]
    _queue(task)


def key_of(worker_id: str) -> int:
    """The number of a worker's lock: 31 bits of its name."""
    return zlib.crc32(worker_id.encode()) >> 1


def _queue(task: DBTaskResult) -> None:
    task.status, task.started_at, task.finished_at = TaskResultStatus.READY, None, None
    task.save(update_fields=["status", "started_at", "finished_at", "worker_ids"])


def _fail(task: DBTaskResult, error: Exception) -> None:
    """As `set_failed` does, without the error's message: nobody's text is kept in the queue."""
    task.status, task.finished_at, task.return_value = TaskResultStatus.FAILED, timezone.now(), None
    task.exception_class_path = f"{type(error).__module__}.{type(error).__qualname__}"
    task.traceback = Discreet().formatException((type(error), error, error.__traceback__))
    task.save(update_fields=["status", "finished_at", "return_value", "exception_class_path", "traceback"])


def _alive(tasks: list[DBTaskResult]) -> set[str]:
    """The names of those workers of these tasks that live."""
    names = {name for task in tasks for name in task.worker_ids[-1:]}
    held = locks.WORKER.holders()
    return {name for name in names if key_of(name) in held}


def _called(db_task_result: DBTaskResult) -> Any:
    db_task_result.task_path = path_of(db_task_result.task_path)  # Before anything of that name is imported.
    task, result = db_task_result.task, db_task_result.task_result
    context = [TaskContext(task_result=result)] if task.takes_context else []  # type: ignore[arg-type]
    return task.call(*context, *result.args, **result.kwargs)


def _told(task: DBTaskResult, outcome: str, begun: float) -> dict[str, Any]:
    milliseconds = round((time.monotonic() - begun) * 1000)
    return {"task": task.task_path, "id": str(task.pk), "outcome": outcome, "ms": milliseconds}
