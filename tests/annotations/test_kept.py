"""The tables say what the history says: after a day's work nothing differs, and whatever is changed by SQL is found."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, models, transaction

from annotations import said
from annotations.annotating import apply
from annotations.codebooks import next_version, publish, save_draft, write_into
from annotations.confiding import confide, read_note, take_notes
from annotations.erasing import erase_article
from annotations.exports import making
from annotations.exports.dataset import Dataset
from annotations.exports.failures import ExportFailed
from annotations.exports.formats import FORMATS
from annotations.inviting import promise_place
from annotations.membership import dismiss, enrol
from annotations.models import Annotation, ApiToken, Codebook, Export, Project, Reading, Source, SourceAlias
from annotations.sources import (
    add_alias,
    change_source,
    create_source,
    merge_sources,
    remove_alias,
    separate_source,
    split_source,
)
from annotations.sources_erasing import erase_notes, erase_source
from articles.correcting import Correction, accept_blocks, correct_blocks
from articles.importing.batches import add_article, import_files
from articles.importing.folders import Incoming
from articles.models import Article, ImportBatch, Publisher, Revision
from newsdesk import adopting, chain, closing, comparing, inviting, preferences
from newsdesk.accounts import ADMINISTRATOR, ANALYST
from newsdesk.editing import record_change, save_changed
from newsdesk.history import NOTHING, record
from newsdesk.models import Event, KeptState, User
from newsdesk.states import Part, kinds, _kept
from seeds.loading import load_codebook, load_project
from tests.factories import PASSWORD, a_draft

pytestmark = pytest.mark.django_db
REASON = "By order of the court of Amman, 17 of 2026."
FORM = {"quote_type": "indirect", "source_form": "explicit"}
ARTICLE = "{headline}\nالمصدر: {publisher}\nالتاريخ: 2026-01-0{day}\n\nقال كاظم الفرطوسي إن القوات وصلت.{more}\n"


@pytest.fixture(autouse=True)
def _own_media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def house() -> House:
    """After a day on which everything was done that people do."""
    return House()


class House:
    def __init__(self) -> None:
        root = User(username="root", is_superuser=True)
        root.set_password(PASSWORD)
        root.save()
        record("account.made", root, by=None)
        self.root = root
        self.project = load_project(load_codebook())
        self.people()
        self.articles()
        self.sources()
        self.work()
        self.takings()
        self.erasures()

    def people(self) -> None:
        invitation, secret = inviting.invite(ANALYST, lifetime=timedelta(days=1), by=self.root, name="ليلى")
        promise_place(invitation, self.project, "analyst", by=self.root)
        self.analyst = inviting.accept(secret, User(username="layla", email="layla@example.org"))
        other, secret = inviting.invite(ADMINISTRATOR, lifetime=timedelta(days=1), by=self.root)
        self.admin = inviting.accept(secret, User(username="salim"))
        inviting.revoke(inviting.invite(ANALYST, lifetime=timedelta(days=1), by=self.root)[0], by=self.root)
        enrol(self.admin, self.project, "editor", by=self.root)
        enrol(self.admin, self.project, "administrator", by=self.root)
        dismiss(self.admin, self.project, by=self.root)
        preferences.prefer(self.analyst, {"theme": "dark"})
        closing.close(self.analyst, by=self.root)
        closing.reopen(self.analyst, by=self.root)
        token, _secret = ApiToken.issue(self.analyst, scope="read", lifetime=timedelta(days=1), by=self.root)
        token.revoke(by=self.root)
        ApiToken.issue(self.analyst, scope="write", lifetime=timedelta(days=1), by=self.root)

    def articles(self) -> None:
        files = [_file(f"{day}.txt", day=day) for day in range(1, 4)]
        import_files(files, kind=ImportBatch.Kind.COMMAND, by=self.root)
        import_files([_file("1.txt", day=1, more=" وزاد.")], kind=ImportBatch.Kind.COMMAND, by=self.root)
        add_article(a_draft("نص وحيد عن كاظم."), name="pasted", by=self.admin)
        self.first, self.second, *_rest = Article.objects.order_by("pk")
        for article in Article.objects.all():
            accept_blocks(article.current_revision, by=self.root)
        revision = self.first.current_revision
        correct_blocks(revision, [Correction("paragraph", b.start, b.end) for b in revision.blocks.all()], by=self.root)
        other = Project(key="other", name_ar="آخر", name_en="Other", codebook=self.project.codebook)
        other.save()
        record_change(other, {}, by=self.root)
        other.take([self.first.pk], by=self.root)
        publisher = Publisher.objects.order_by("pk")[0]
        publisher.url = "https://example.org"
        save_changed(publisher, by=self.root)
        self.second.url = "https://example.org/2"
        save_changed(self.second, by=self.root)
        draft = Codebook()
        write_into(draft, next_version(self.project.codebook))
        draft.save()
        record_change(draft, {}, by=self.root)
        save_draft(draft, f"{draft.source}\n# …\n", by=self.root)
        publish(draft, by=self.root)

    def sources(self) -> None:
        names = ("كاظم", "كاظم علي", "ليلى", "سعيد", "ممحو")
        made = [create_source(name_ar=name, kind="person", by=self.analyst)[0] for name in names]
        self.source, other, third, self.spare, self.gone = made
        for name in ("أبو علي", "الحاج", "الفرطوسي"):
            add_alias(self.source, name, by=self.analyst)
        remove_alias(SourceAlias.objects.filter(source=self.source)[0], by=self.admin)
        third.name_en = "Layla"
        change_source(third, by=self.admin)
        merge_sources(other, [third], by=self.admin)
        merge_sources(self.source, [other], by=self.admin)
        separate_source(Source.objects.get(pk=other.pk), by=self.admin)
        merge_sources(self.source, [Source.objects.get(pk=other.pk)], by=self.admin)
        self.note = confide(self.source, "سر مكتوم", readers=["administrator"], by=self.analyst)
        for _number in range(2):
            confide(self.spare, "سر آخر", readers=["administrator"], by=self.analyst)
        read_note(self.note, by=self.admin)
        take_notes(by=self.admin)

    def work(self) -> None:
        self.reading = self.marked(self.first)
        self.erased = self.marked(self.second)
        alias = SourceAlias.objects.filter(source=self.source)[0]
        annotation = self.reading.annotations.live().filter(source=self.source)[0]
        new = Source(name_ar="كاظم الثاني", kind="person")
        split_source(self.source, new, aliases=[alias.pk], annotations=[annotation.pk], by=self.admin)
        assert self.erased.problems() == []
        self.erased.submit(by=self.analyst)
        self.erased.take_back(by=self.analyst)
        self.reading.submit(by=self.analyst)

    def marked(self, article: Article) -> Reading:
        revision = article.current_revision
        reading, _made = Reading.objects.open(revision=revision, project=self.project, analyst=self.analyst)
        one, other, tie, label, gone = (str(uuid.uuid4()) for _number in range(5))
        claim = _claim(revision, self.source)
        anchors = [claim["anchors"][0] | {"role": role} for role in ("source", "cue", "content")]
        attribution = claim | {"kind": "attribution", "label": "assert", "anchors": anchors, "attributes": FORM}
        steps = [
            ("annotation", "create", one, 0, attribution), ("annotation", "create", other, 0, claim | {"note": "أخرى"}),
            ("annotation", "update", other, 1, claim | {"note": "غير ذلك"}), ("annotation", "create", gone, 0, claim),
            ("annotation", "delete", gone, 1, None), ("annotation", "restore", gone, 2, None),
            ("annotation", "delete", gone, 3, None),
            ("relation", "create", tie, 0, {"label": "contains", "from": one, "to": other}),
            ("article_label", "create", label, 0, {"label": "genre", "value": "news"}),
            ("article_label", "update", label, 1, {"label": "genre", "value": "analysis"}),
        ]  # fmt: skip
        for step in steps:
            [result] = apply(reading, [_operation(*step)], by=self.analyst)
            assert result.status == "applied", result
        return reading

    def takings(self) -> None:
        for form in ("jsonl", "csv"):
            export = making.ask_for(self.project, form, by=self.admin)
            making.make.call(export.pk)
            export.refresh_from_db()
            export.take(by=self.admin).close()

    def erasures(self) -> None:
        erase_article(self.second, by=self.root, reason=REASON)
        export = making.ask_for(self.project, "jsonl", by=self.admin)
        making.make.call(export.pk)
        erase_source(self.gone, by=self.root, reason=REASON)
        erase_notes(self.spare, by=self.root, reason=REASON)
        assert Export.objects.done().exists()


def _file(name: str, *, day: int, more: str = "") -> Incoming:
    text = ARTICLE.format(headline=f"عنوان {day}", publisher="وكالة الأنباء", day=day, more=more)
    return Incoming(name, text.encode)


def _claim(revision: Revision, source: Source) -> dict[str, Any]:
    anchor = {"role": "claim", "start": 0, "end": 4, "exact": revision.text[:4]}
    return {"kind": "claim", "label": "event", "attributes": {"verifiable": "yes"}, "note": "ملاحظة", "source": source.pk, "anchors": [anchor]}


def _operation(target: str, action: str, object: str, base_version: int, state: Any) -> dict[str, Any]:
    made = {"id": str(uuid.uuid4()), "target": target, "action": action, "object": object, "base_version": base_version}
    return made | ({"state": state} if state else {})


@contextmanager
def tampered(*tables: str) -> Iterator[Any]:
    """A cursor of somebody who owns the database: no trigger, no foreign key, no check. All is undone in the end."""
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in tables:
            cursor.execute(
                "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('c', 'x', 'u')", [table]
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}" CASCADE')
        yield cursor
        transaction.set_rollback(True)


def found() -> set[tuple[str, str]]:
    return {(one.kind, one.stream.partition("/")[0]) for one in comparing.everything(5)}


def test_after_a_day_of_work_nothing_differs(house: House) -> None:
    assert [chain.told(chain.Break(**one)) for one in chain.verify().breaks] == []
    chain.seal()
    assert chain.verify().breaks == []


def test_every_model_is_kept_or_left_out_for_a_reason() -> None:
    left_out = {model for module in _kept() for model in module.OF_THE_MOMENT}
    parts = {part.model for kind in kinds().values() for part in kind.parts if isinstance(part, Part)}
    known = {*kinds(), *parts, *left_out, }
    managed = {model for model in apps.get_models() if model._meta.managed}
    assert {model._meta.label for model in managed - known} == set()


def test_every_column_is_kept_or_left_out_for_a_reason() -> None:
    for kind in kinds().values():
        for told in (kind, *(part for part in kind.parts if isinstance(part, Part))):
            columns = {field.column for field in told.model._meta.concrete_fields}
            assert columns == set(told.columns) | set(told.left_out), told.model


def another(field: models.Field[Any, Any], column: str) -> str:
    """SQL for another value than the column has."""
    of_type = {
        models.BooleanField: "NOT {0}",
        models.JSONField: """coalesce({0}, '[]') || '[{{"x": 1}}]'""",
        models.DateTimeField: "coalesce({0}, now()) + interval '1 second'",
        models.DateField: "coalesce({0}, current_date) + 1",
        models.UUIDField: "gen_random_uuid()",
        models.FloatField: "1 - {0} / 2",
        models.BinaryField: "coalesce({0}, '') || '\\x00'::bytea",
    }
    for type_, sql in of_type.items():
        if isinstance(field, type_) and not (type_ is models.DateField and isinstance(field, models.DateTimeField)):
            return sql.format(column)
    if field.get_internal_type() == "ArrayField":
        return f"array_append({column}, 'editor')"
    if isinstance(field, (models.CharField, models.TextField)):
        return f"overlay(coalesce({column}, '') placing 'x' from 1)"
    target = field.target_field if isinstance(field, models.ForeignKey) else field  # type: ignore[attr-defined]
    return "gen_random_uuid()" if isinstance(target, models.UUIDField) else f"coalesce({column}, 0) + 7"


def test_whatever_column_is_changed_by_sql_it_is_found(house: House) -> None:
    unfound = []
    for kind in kinds().values():
        table = kind.model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT id FROM ({kind.select}) kept ORDER BY id LIMIT 1")
            (pk,) = cursor.fetchone()
        unfound += _unfound(kind.model, {*kind.columns, *kind.left_out}, f"id = '{pk}'", set(kind.left_out), kind.name)
        for part in kind.parts:
            if isinstance(part, Part):
                of = part.model._meta.db_table
                where = f"id = (SELECT min(part.id) FROM {of} part JOIN {table} whole ON whole.id = part.{part.by})"
                unfound += _unfound(part.model, set(part.columns), where, set(), kind.name)
    assert unfound == []


NOT_COMPARED = {
    *(f"annotations_export.{name}" for name in ("queued_at", "started_at", "finished_at", "failure")),
    *("newsdesk_user.password", "newsdesk_user.last_login"),
    *(f"annotations_{name}.digest" for name in ("annotation", "relation", "articlelabel")),  # Of erased ones.
}


def _unfound(model: Any, columns: set[str], where: str, _left_out: set[str], name: str) -> list[str]:
    table, unfound = model._meta.db_table, []
    for field in model._meta.concrete_fields:
        if f"{table}.{field.column}" in NOT_COMPARED:
            continue
        with tampered(table) as cursor:
            quoted = f'"{field.column}"'
            cursor.execute(f"UPDATE {table} SET {quoted} = {another(field, quoted)} WHERE {where}")
            assert cursor.rowcount == 1, (table, field.column)
            if not {what for _kind, what in found()} & {name}:
                unfound.append(f"{table}.{field.column}")
    return unfound


def test_whatever_column_of_an_annotation_is_changed_by_sql_it_is_found(house: House) -> None:
    unfound = []
    for model in (said.Annotation, said.Relation, said.ArticleLabel):
        name = str(model._meta.model_name)
        for row in model.objects.filter(reading=house.reading):
            for field in model._meta.concrete_fields:
                table, quoted = model._meta.db_table, f'"{field.column}"'
                with tampered(table) as cursor:
                    cursor.execute(f"UPDATE {table} SET {quoted} = {another(field, quoted)} WHERE id = '{row.pk}'")
                    if not {what for _kind, what in found()} & {name}:
                        unfound.append(f"{table}.{field.column} {row.deleted_at}")
    assert unfound == []


@pytest.mark.parametrize("column", ["position", "role", "start", '"end"', "exact", "annotation_id"])
def test_a_changed_anchor_is_found(house: House, column: str) -> None:
    change = {"exact": "'كذب'", "role": "'cue'", "annotation_id": "gen_random_uuid()"}.get(column, f"{column} + 1")
    with tampered("annotations_anchor") as cursor:
        cursor.execute(f"UPDATE annotations_anchor SET {column} = {change} WHERE annotation_id IN (SELECT id FROM annotations_annotation WHERE reading_id = %s)", [house.reading.pk])
        assert ("row", "annotation") in found() or column == "position"
        assert column == "position" or {("state", "annotation")} <= found()
