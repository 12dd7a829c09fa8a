from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def snapshot(shared: str = "") -> Iterator[str]:
    """One unchanging view of the database for all queries inside: its name, by which another thread can share it.

    A caller's transaction is used as it is; its view is nobody else's, and has the name "".
    """
    if connection.in_atomic_block:
        yield ""
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            if shared:
                cursor.execute(f"SET TRANSACTION SNAPSHOT '{shared}'")
            # Compiling takes longer than it saves: each row is a handful of small look-ups.
            cursor.execute("SET LOCAL jit = off")
            cursor.execute("SELECT pg_export_snapshot()")
            (name,) = cursor.fetchone()
        yield str(name)
