"""The same house for all tests here: see `house.py`."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from tests.annotations.history_states.house import House

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(scope="module")
def day(django_db_setup: None, django_db_blocker: Any) -> Iterator[House]:
    """One day for all tests here, which leave it as it was."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield House()
        transaction.set_rollback(True)


@pytest.fixture
def house(day: House, db: None) -> House:
    """After a day on which everything was done that people do."""
    return copy.deepcopy(day)


UNGUARD = """
SELECT format('ALTER TABLE %s DISABLE TRIGGER %I', tgrelid::regclass, tgname), 0 FROM pg_trigger
WHERE NOT tgisinternal AND tgname NOT IN ('event_is_chained', 'erasure_opens')
UNION ALL
SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname), CASE contype WHEN 'f' THEN 1 ELSE 2 END
FROM pg_constraint WHERE contype IN ('c', 'f', 'u', 'x') AND conrelid <> 0 AND connamespace = 'public'::regnamespace
ORDER BY 2
"""


@pytest.fixture
def unguarded(house: House) -> House:
    """As whoever owns the database finds it: no trigger, foreign key or check is in the way."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(UNGUARD)
        cursor.execute("; ".join(statement for (statement, _order) in cursor.fetchall()))
    return house
