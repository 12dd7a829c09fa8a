"""Which tasks a worker does: those of the modules that our apps declare, by the paths that the queue keeps.

The queue lies in the database, and a path is a name that would be imported and called: whoever can write there must not
choose what the worker runs.
"""

from __future__ import annotations

from importlib import import_module

from django_tasks.base import Task

from newsdesk.our_apps import our_apps

# Paths under which earlier versions queued tasks that lie elsewhere by now. One may go when a version has passed.
MOVED = {
    "annotations.exports.making.make": "annotations.datasets.making.make",
    "newsdesk.backing_up.back_up": "newsdesk.upkeep.backups.back_up",
    "newsdesk.chain.verify_in_the_background": "newsdesk.history.chain.verify_in_the_background",
    "newsdesk.lockouts.write_to": "newsdesk.accounts.lockouts.write_to",
}


class UnknownTask(Exception):
    """No app of ours declares such a task."""


def path_of(queued: str) -> str:
    """Where the task that was queued under a path is now. Raises `UnknownTask`; imports declared modules alone."""
    path = MOVED.get(queued, queued)
    if path not in {task.module_path for task in tasks()}:
        raise UnknownTask
    return path


def tasks() -> list[Task]:
    """Every task of the modules that an app names as its `background_tasks`."""
    modules = [import_module(name) for app in our_apps() for name in getattr(app, "background_tasks", ())]
    return [thing for module in modules for thing in vars(module).values() if isinstance(thing, Task)]
