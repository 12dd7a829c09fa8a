"""Rows that SQL forged, removed, put in, swapped or put back are found, and no format tells them."""

from __future__ import annotations

from typing import Any

import pytest

from annotations.datasets.dataset import Dataset
from annotations.datasets.failures import ExportFailed
from annotations.datasets.formats import FORMATS
from annotations.datasets.scope import Scope
from annotations.frames import Frame
from annotations.models import (
    Annotation,
    ApiToken,
    ConfidentialNote,
    Project,
    Reading,
    Source,
)
from annotations.readings.vouching import vouch
from articles.models import Article, Publisher
from newsdesk.history import chain
from newsdesk.models import Event, User
from tests.annotations.history_states.house import House, breaks, found, tampered

pytestmark = pytest.mark.django_db
FORGERIES = {
    "article": "UPDATE articles_article SET headline = 'كذب'",
    "revision": "UPDATE articles_revision SET sha256 = encode(sha256('x'), 'hex'), text = 'x', length = 1",
    "block": "UPDATE articles_block SET kind = 'caption'",
    "publisher": "UPDATE articles_publisher SET name = 'غيرها'",
    "source": "UPDATE annotations_source SET name_ar = 'غيره' WHERE key IS NULL",
    "analyst": "UPDATE newsdesk_user SET username = username || 'x'",
    "codebook": "UPDATE annotations_codebook SET version = version + 7",
    "submission": "UPDATE annotations_submission SET at = at - interval '1 day'",
    "relation": "UPDATE annotations_relation SET label = 'other'",
    "article_label": "UPDATE annotations_articlelabel SET value = 'other'",
    "unhidden": "UPDATE annotations_annotation SET deleted_at = NULL",
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_no_format_tells_what_was_forged(unguarded: House, forgery: str) -> None:
    with tampered() as cursor:
        cursor.execute(FORGERIES[forgery])
        with pytest.raises(ExportFailed):
            list(FORMATS["jsonl"].write(Dataset.of(Scope(unguarded.project))))


def test_an_export_of_what_nobody_touched_is_made(house: House) -> None:
    assert list(FORMATS["jsonl"].write(Dataset.of(Scope(house.project))))
    assert list(FORMATS["jsonl"].write(Dataset.of()))


def test_a_row_put_back_to_an_older_version_with_its_old_digest_is_found(unguarded: House) -> None:
    pk = unguarded.reading.annotations.filter(note="غير ذلك").values_list("pk", flat=True)[0]
    old = Event.objects.get(data__object=str(pk), action="annotation.create").data["after"]
    row = {"id": pk, "version": 1, "deleted_at": None, "problems": Annotation.objects.get(pk=pk).problems}
    digest = vouch(unguarded.reading.pk, row, Frame.read(old))
    with tampered() as cursor:
        cursor.execute(
            "UPDATE annotations_annotation SET note = %s, source_id = %s, version = 1, digest = %s WHERE id = %s",
            [old["note"], old["source"], digest, pk],
        )
        assert found() == {("state", "annotation")}


def test_rows_that_are_removed_put_in_or_swapped_are_found(unguarded: House) -> None:
    live = unguarded.reading.annotations.live().order_by("pk")
    one, other = live[0], live[1]
    with tampered() as cursor:
        cursor.execute("DELETE FROM annotations_annotation WHERE id = %s", [one.pk])
        assert ("missing", "annotation") in found()
    with tampered() as cursor:
        cursor.execute(
            "INSERT INTO annotations_annotation (id, reading_id, version, problems, kind, label, attributes, note)"
            " SELECT gen_random_uuid(), reading_id, version, problems, kind, label, attributes, note"
            " FROM annotations_annotation WHERE id = %s",
            [one.pk],
        )
        assert {("stranger", "annotation"), ("row", "annotation")} <= found()
    with tampered() as cursor:
        cursor.execute(
            "UPDATE annotations_annotation SET note = CASE id WHEN %s THEN %s ELSE %s END WHERE id IN (%s, %s)",
            [one.pk, other.note, one.note, one.pk, other.pk],
        )
        assert ("state", "annotation") in found()


@pytest.mark.parametrize("model", [Article, Publisher, Project, ApiToken, User, Reading, Source, ConfidentialNote])
def test_things_that_are_removed_or_put_in_are_found(unguarded: House, model: Any) -> None:
    table, name = model._meta.db_table, model._meta.model_name
    names = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields if not field.primary_key)
    pk = model.objects.order_by("-pk").values_list("pk", flat=True)[0]
    with tampered() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE id = {pk}")
        assert ("missing", name) in found()
    with tampered() as cursor:
        cursor.execute(f"INSERT INTO {table} (id, {names}) SELECT id + 1000, {names} FROM {table} WHERE id = {pk}")
        assert ("stranger", name) in found()


def test_a_member_a_group_and_a_place_that_sql_gave_are_found(unguarded: House) -> None:
    forgeries = {
        "project": "INSERT INTO annotations_membership (project_id, user_id, role, since) SELECT id, 1, 'editor', now()"
        " FROM annotations_project",
        "user": "UPDATE auth_group SET name = 'other' WHERE name = 'administrator'",
        "projectarticle": "DELETE FROM annotations_projectarticle",
        "importbatch": "DELETE FROM articles_importitem",
        "reading": "DELETE FROM annotations_submission",
        "revision": "DELETE FROM articles_block",
    }
    for name, forgery in forgeries.items():
        with tampered() as cursor:
            cursor.execute(forgery)
            assert name in {what for _kind, what in found()}, name


def test_many_differences_are_counted_and_some_are_named(unguarded: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain, "BREAKS_TOLD", 2)
    with tampered() as cursor:
        cursor.execute("UPDATE articles_article SET headline = 'كذب'")
        told = breaks()
        assert [one.kind for one in told] == ["state", "state", "more"]
        assert told[-1] == chain.Break("more", "article", Article.objects.count() - 2)
        assert [chain.told(one) for one in told]
