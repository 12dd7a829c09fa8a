"""The Makefile's commands: python -m newsdesk.running run|test|test-long|bench|lint|format|backup|restore|…"""

import sys
from collections.abc import Callable
from importlib import import_module

from newsdesk.running import virtualenv
from newsdesk.running.places import data_dir
from newsdesk.running.saying import Refusal, complain
from newsdesk.running.supervising import lifeline, ports
from newsdesk.running.supervising.processes import Stopped, stopping_on_signals

# command: (module, function, whether it needs the requirements of development)
COMMANDS = {
    "run": ("serving", "serve", False),
    "backup": ("backups", "backup", False),
    "restore": ("backups", "restore", False),
    "test": ("testing", "test", True),
    "test-long": ("testing", "test_long", True),
    "bench": ("benching", "bench", True),
    "scores": ("testing", "scores", True),
    "pictures": ("testing", "pictures", True),
    "lint": ("checks.linting", "lint", True),
    "format": ("checks.linting", "lay_out", True),
    "translations": ("checks.linting", "update_translations", True),
    "requirements": ("checks.linting", "pin_requirements", True),
}


def main(arguments: list[str]) -> int:
    """Do one command; its exit code."""
    if len(arguments) != 1 or arguments[0] not in COMMANDS:
        complain(f"Which of these? {', '.join(COMMANDS)}")
        return 2
    return outcome(lambda: _do(arguments[0]))


def outcome(command: Callable[[], int]) -> int:
    """The exit code of a command that refusals and signals may end; a refusal is told in its own words."""
    try:
        with stopping_on_signals():
            return command()
    except Refusal as refusal:
        complain(str(refusal))
        return 1
    except Stopped as stopped:
        return 128 + stopped.number


def _do(name: str) -> int:
    module, function, dev = COMMANDS[name]
    if name == "run":
        _refuse_what_cannot_be_served()
    virtualenv.refuse_old_python()
    virtualenv.enter(dev=dev)
    return getattr(import_module(f"newsdesk.running.{module}"), function)()


def _refuse_what_cannot_be_served() -> None:
    """Before anything is made. What a killed run has left may still hold the port, and is waited for later."""
    lifeline.refuse_second_run(data_dir())
    if not lifeline.was_cut(data_dir()):
        ports.refuse_taken_port()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
