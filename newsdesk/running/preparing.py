"""What a start does inside Django, in one process because loading Django takes the longest: tables, seeds,
accounts, translations, static files. Each says nothing or little when there is nothing to do."""

import hashlib
import os
import sys
from pathlib import Path

import django
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError

from newsdesk.running.saying import complain, step


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsdesk.settings")
    try:
        _compile_translations()
        django.setup()
        _prepare()
    except ImproperlyConfigured as error:
        complain(str(error))
        return 1
    except OperationalError as error:
        complain(f"The database cannot be used: {error}")
        return 1
    return 0


def _compile_translations() -> None:
    from newsdesk.running.translations import compile_changed

    if compile_changed():
        step("compiled the translations")


def _prepare() -> None:
    from django.core.management import call_command, get_commands
    from django.utils import translation

    translation.activate("en")  # The terminal speaks English throughout, whatever the pages speak.
    _migrate()
    if "load_seeds" in get_commands():
        step("loading the codebook and the seeds")
        call_command("load_seeds")
    if "make_demo_accounts" in get_commands():
        call_command("make_demo_accounts")
    _collect_static()


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        step("bringing the database's tables up to date")
        call_command("migrate", interactive=False, verbosity=0)


def _collect_static() -> None:
    """Collect, hash and compress the static files where one of them has changed."""
    from django.conf import settings
    from django.core.management import call_command

    stamp = Path(settings.STATIC_ROOT) / ".collected"
    state = _state_of_static_files()
    if stamp.exists() and stamp.read_text() == state:
        return
    step("collecting the static files")
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(state)


def _state_of_static_files() -> str:
    """A fingerprint of every static file's place, size and time."""
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = os.stat(storage.path(name))
            digest.update(f"{storage.path(name)} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


if __name__ == "__main__":
    sys.exit(main())
