"""Whoever owns the tables, but neither the key nor the disk: what they do is told, and nothing of it is exported."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.contrib.auth.models import Group
from django.db import connection
from django.utils import timezone

from annotations.datasets.dataset import Dataset
from annotations.datasets.failures import ExportFailed
from annotations.datasets.files import write_stream
from annotations.datasets.formats import FORMATS
from annotations.datasets.scope import Scope
from annotations.sources.changing import create_source
from articles.models import Article
from newsdesk.accounts import preferences
from newsdesk.history import adopting, chain
from newsdesk.history.recording import record
from newsdesk.models import Backup, Event, User
from newsdesk.roles import ADMINISTRATOR
from newsdesk.upkeep import backups
from tests.factories import a_project, a_reading, an_analyst, an_article

pytestmark = pytest.mark.django_db
TRIGGER = """
CREATE FUNCTION evil() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER evil BEFORE INSERT ON articles_article FOR EACH ROW EXECUTE FUNCTION evil();
"""


def breaks() -> set[tuple[str, str]]:
    return {(one["kind"], one["stream"]) for one in chain.verify().breaks}


def sql(*statements: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for statement in statements:
            cursor.execute(statement)


def forged(**values: str) -> str:
    """The columns of articles, some of them as SQL that tells something else."""
    columns = [field.column for field in Article._meta.concrete_fields]
    return ", ".join(f"{values[one]} AS {one}" if one in values else f'"{one}"' for one in columns)


def refuse_export() -> None:
    with pytest.raises(ExportFailed):
        write_stream(Dataset.of(), FORMATS["jsonl"], io.BytesIO())


def test_a_view_before_our_table_in_the_search_path_is_told() -> None:
    a_reading()
    columns = forged(headline="'كذب'::varchar(500)")
    sql("CREATE SCHEMA evil", f"CREATE VIEW evil.articles_article AS SELECT {columns} FROM public.articles_article")
    assert breaks() == set()
    sql("SET LOCAL search_path TO evil, public")
    assert Article.objects.get().headline == "كذب"
    assert breaks() == {("guard", "articles_article")}
    refuse_export()


@pytest.mark.parametrize("is_hidden", [False, True])
def test_an_article_that_is_put_into_a_project_or_taken_out_of_one_is_exported_no_more(*, is_hidden: bool) -> None:
    project = a_project()
    project.take([an_article().pk], by=None)
    dataset = Dataset.of(Scope(project=project))
    write_stream(dataset, FORMATS["jsonl"], io.BytesIO())
    other = an_article("نص آخر.")
    if is_hidden:
        sql("DELETE FROM annotations_projectarticle")
    else:
        sql(f"INSERT INTO annotations_projectarticle (project_id, article_id) VALUES ({project.pk}, {other.pk})")
    with pytest.raises(ExportFailed):
        write_stream(dataset, FORMATS["jsonl"], io.BytesIO())


def test_a_view_in_the_place_of_our_table_is_told_whatever_it_shows_the_verification() -> None:
    a_reading()
    two_faced = "CASE WHEN current_setting('search_path') LIKE 'pg_catalog%' THEN headline ELSE 'كذب' END"
    columns = forged(headline=f"({two_faced})::varchar(500)")
    sql(
        "ALTER TABLE articles_article RENAME TO hidden", f"CREATE VIEW articles_article AS SELECT {columns} FROM hidden"
    )
    assert Article.objects.get().headline == "كذب"
    assert ("guard", "articles_article") in breaks()
    refuse_export()


def test_a_trigger_that_is_not_ours_is_told() -> None:
    a_reading()
    assert breaks() == set()
    sql(TRIGGER)
    assert breaks() == {("guard", "articles_article")}
    refuse_export()


def test_a_migration_that_is_applied_again_adopts_nothing() -> None:
    record("account.made", an_analyst(), by=None)
    a_reading()
    sql("UPDATE articles_article SET headline = 'كذب'")
    before = breaks()

    class Again:
        app_label, name, adopts = "annotations", "0016_rows_vouch_for_themselves", adopting.EVERYTHING

    adopting.adopt_after([(Again, False)])
    assert breaks() == before != set()
    assert not Event.objects.filter(action=adopting.ADOPTED).exists()


def test_what_a_migration_changed_is_adopted_once() -> None:
    class Migration:
        app_label, name, adopts = "annotations", "0099_sources", ("annotations.source",)

    source, _made = create_source(name_ar="كاظم", kind="person", by=an_analyst())
    adopting.adopt_after([(Migration, False)])
    sql("UPDATE annotations_source SET name_en = 'Lie' WHERE key IS NULL")
    adopting.adopt_after([(Migration, False)])
    assert breaks() == {("state", f"source/{source.pk}")}


def test_a_role_taken_by_sql_is_not_made_right_by_ones_preferences() -> None:
    thief = an_analyst()
    role = Group.objects.get(name=ADMINISTRATOR)
    User.groups.through.objects.bulk_create([User.groups.through(user_id=thief.pk, group_id=role.pk)])
    preferences.prefer(thief, {"theme": "dark"})
    assert breaks() == {("state", f"user/{thief.pk}")}


def test_a_backups_row_leads_to_no_other_file(tmp_path: Path, settings: Any) -> None:
    settings.BACKUPS = configured.BACKUPS.__class__(
        at=None, folder=tmp_path / "backups", daily=1, weekly=0, check_url=""
    )
    settings.BACKUPS.folder.mkdir()
    precious = tmp_path / "seals-seen.jsonl"
    named_alike = tmp_path / "nightly-20260101T000000Z-1.tar"
    linked = settings.BACKUPS.folder / "nightly-20260102T000000Z-2.tar"
    own = settings.BACKUPS.folder / "nightly-20260103T000000Z-3.tar"
    for file in (precious, named_alike, own):
        file.write_text("kept")
    linked.symlink_to(precious)
    old = timezone.now() - timedelta(days=400)
    paths = [precious, settings.BACKUPS.folder / ".." / precious.name, named_alike, linked, own]
    for number, path in enumerate(paths):
        Backup.objects.create(path=str(path), written_at=old - timedelta(days=number))
    now = timezone.now()
    Backup.objects.create(path=str(settings.BACKUPS.folder / "x"), written_at=now, checked_at=now)
    backups._remove_old()
    assert precious.exists()
    assert named_alike.exists()
    assert linked.is_symlink()
    assert not own.exists()
