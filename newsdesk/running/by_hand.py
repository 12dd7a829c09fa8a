"""What `manage.py` needs when a person runs it: .venv, the secret key, a database."""

import contextlib
import importlib.util
import os
import sys
from collections.abc import Iterator, Sequence

from newsdesk.running.places import make_data_dir
from newsdesk.running.saying import Refusal, complain
from newsdesk.running.supervising.processes import Stopped, stopping_on_signals
from newsdesk.running.virtualenv import enter_if_made

WITHOUT_DATABASE = {"help", "version", "--help", "-h", "--version", "collectstatic"}
ANY_ADDRESS = "postgresql:///newsdesk"


@contextlib.contextmanager
def everything_needed(arguments: Sequence[str]) -> Iterator[None]:
    """Fill the environment in where it is silent, and stop what was started for it at the end."""
    if importlib.util.find_spec("django") is None:
        enter_if_made()
    try:
        with contextlib.ExitStack() as stack:
            if not os.environ.get("DATABASE_URL"):
                stack.enter_context(stopping_on_signals())
                stack.enter_context(_our_own(arguments))
            yield
    except Refusal as refusal:
        complain(str(refusal))
        sys.exit(1)
    except Stopped as stopped:
        sys.exit(128 + stopped.number)


@contextlib.contextmanager
def _our_own(arguments: Sequence[str]) -> Iterator[None]:
    from newsdesk.running.postgres.embedded import database
    from newsdesk.running.secrets_kept import secret_key

    os.environ["NEWSDESK_DATA_DIR"] = str(make_data_dir())
    os.environ["SECRET_KEY"] = secret_key()
    if WITHOUT_DATABASE.intersection(arguments[1:2] or ["help"]):
        os.environ["DATABASE_URL"] = ANY_ADDRESS
        yield
        return
    with database() as url:
        os.environ["DATABASE_URL"] = url
        yield
