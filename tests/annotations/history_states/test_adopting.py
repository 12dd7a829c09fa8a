"""A site under another key, from before states were kept, or changed by a migration: adopted once, and said."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from annotations.datasets import authenticity
from annotations.datasets.dataset import Dataset
from annotations.datasets.formats import FORMATS
from annotations.models import (
    Source,
)
from articles.models import Article
from newsdesk.accounts import closing
from newsdesk.history import adopting
from newsdesk.models import Event, Seal
from tests.annotations.history_states.house import House, breaks, found, tampered
from tests.annotations.history_states.test_events import rehash

pytestmark = pytest.mark.django_db


def test_a_site_under_another_key_says_so_and_is_adopted(unguarded: House, settings: Any) -> None:
    settings.SECRET_KEY = "another key, on another machine"
    assert {kind for kind, _what in found()} == {"other_key", "row"}
    with pytest.raises(CommandError):
        call_command("adopt_history", "why")
    call_command("adopt_history", "Restored on the new machine after the fire.")
    assert breaks() == []
    event = Event.objects.filter(action=adopting.ADOPTED).latest("pk")
    assert event.data["reason"] == "Restored on the new machine after the fire."
    with tampered() as cursor:
        cursor.execute("UPDATE newsdesk_event SET action = 'other' WHERE id = 1 + (SELECT min(id) FROM newsdesk_event)")
        rehash(cursor)
        assert found() == {("adopted", "history")}


def test_former_keys_are_known(house: House, settings: Any) -> None:
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key"
    assert found() == set()
    settings.HISTORY_KEYS = ["a key for the history alone"]
    assert found() == set()
    closing.close(house.analyst, by=house.root)
    assert found() == set()


def test_an_adoption_under_another_key_vouches_for_nothing(house: House, settings: Any) -> None:
    key, settings.SECRET_KEY = settings.SECRET_KEY, "the forger's own"
    adopting.adopt("By somebody without the key.")
    settings.SECRET_KEY = key
    assert ("other_key", "history") in found()


def test_a_site_from_before_is_adopted_at_the_upgrade_and_never_again(
    unguarded: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(authenticity, "broken_guards", list)  # Left off here, they would stop the export.
    with connection.cursor() as cursor:
        cursor.execute("UPDATE newsdesk_event SET states = NULL, mac = NULL")
        cursor.execute("DELETE FROM newsdesk_keptstate")
        for table in ("annotation", "relation", "articlelabel"):
            cursor.execute(f"UPDATE annotations_{table} SET digest = NULL")
    assert {kind for kind, _what in found()} == {"forged", "stranger", "row"}
    adopting.adopt_after([(Migration("0013_erased_sources"), False)])
    assert "forged" in {kind for kind, _what in found()}
    adopting.adopt_after([(Migration("0016_rows_vouch_for_themselves", "everything"), False)])
    assert breaks() == []
    assert Seal.objects.latest("pk").up_to == Event.objects.latest("pk").pk
    adopted = Event.objects.get(action=adopting.ADOPTED)
    assert adopted.data["reason"] == "annotations.0016_rows_vouch_for_themselves"
    assert adopted.data["kinds"]["article"] == Article.objects.count()
    assert list(FORMATS["jsonl"].write(Dataset.of()))


def test_what_a_migration_changed_is_told_apart(house: House) -> None:
    Source.objects.filter(key=None).update(kind="group")
    assert found() == {("state", "source")}
    adopting.adopt_after([(Migration("0099_groups", ("annotations.source",)), False)])
    assert found() == set()
    assert Event.objects.get(action=adopting.ADOPTED).data["reason"] == "annotations.0099_groups"


class Migration:
    def __init__(self, name: str, adopts: Any = None) -> None:
        self.app_label, self.name = "annotations", name
        if adopts:
            self.adopts = adopts
