"""A house after a day on which everything was done that people do, and what is found amiss in it."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from annotations.codebook_versions.publishing import next_version, publish, write_into
from annotations.datasets import making
from annotations.models import (
    ApiToken,
    Codebook,
    Export,
    Project,
    Reading,
    Source,
    SourceAlias,
)
from annotations.projects.inviting import promise_place
from annotations.projects.membership import dismiss, enrol
from annotations.readings.erasing import erase_article
from annotations.readings.submitting import submit, take_back
from annotations.sources.changing import add_alias, change_source, create_source, remove_alias
from annotations.sources.confiding import confide, read_note, take_notes
from annotations.sources.erasing import erase_notes, erase_source
from annotations.sources.merging import merge_sources, separate_source, split_source
from annotations.writing.door import apply
from articles.drafts import Draft, DraftBlock
from articles.importing.batches import add_article, import_files
from articles.importing.folders import Incoming
from articles.importing.proposals import NOT_DECIDED, name_publisher
from articles.models import Article, ImportBatch, NameProposal, Offer, Publisher, Revision
from articles.revising.blocks import Correction, accept_blocks, correct_blocks
from articles.revising.joining import keep_apart
from newsdesk.accounts import closing, inviting, preferences
from newsdesk.history import chain, comparing
from newsdesk.history.edits import record_change, save_changed
from newsdesk.history.recording import record
from newsdesk.models import User
from newsdesk.roles import ADMINISTRATOR, ANALYST
from seeds.loading import load_codebook, load_project
from tests.factories import PASSWORD, a_draft

pytestmark = pytest.mark.django_db
REASON = "By order of the court of Amman, 17 of 2026."
FORM = {"quote_type": "indirect", "source_form": "explicit", "naming": "named"}
ARTICLE = "{headline}\nالمصدر: {publisher}\nالتاريخ: 2026-01-0{day}\n\nقال كاظم الفرطوسي إن القوات وصلت.{more}\n"


def breaks() -> list[chain.Break]:
    """But for the guards, which many of these tests leave off."""
    return [chain.Break(**one) for one in chain.verify().breaks if one["kind"] != "guard"]


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
        _other, secret = inviting.invite(ADMINISTRATOR, lifetime=timedelta(days=1), by=self.root)
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
        write_into(draft, f"{draft.source}\n# …\n")
        save_changed(draft, by=self.root)
        publish(draft, by=self.root)
        self.guesses()

    def guesses(self) -> None:
        for said in ("وصل الوفد.", "غادر الضيف."):
            add_article(_bulletin(said, publisher="صدى"), name="pasted", by=self.admin)
        keep_apart(Offer.objects.get(), by=self.root)
        add_article(_bulletin("بدأ الحصاد.", publisher="مرصد", guessed={"publisher"}), name="pasted", by=self.admin)
        name_publisher(NameProposal.objects.get(), "مرصد", seen=NOT_DECIDED, by=self.root)

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
        submit(self.erased, by=self.analyst)
        take_back(self.erased, by=self.analyst)
        submit(self.reading, by=self.analyst)

    def marked(self, article: Article) -> Reading:
        revision = article.current_revision
        reading, _made = Reading.objects.open(revision=revision, project=self.project, by=self.analyst)
        one, other, tie, label, match, gone = (str(uuid.uuid4()) for _number in range(6))
        claim = a_claim(revision, self.source)
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
            ("article_label", "create", match, 0, {"label": "headline_match", "value": "question"}),
        ]  # fmt: skip
        for step in steps:
            [result] = apply(reading, [an_operation(*step)], by=self.analyst)
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


def _bulletin(said: str, *, publisher: str, guessed: Collection[str] = ()) -> Draft:
    """One of many with the same headline and day."""
    blocks = [DraftBlock("title", 0, 4), DraftBlock("paragraph", 5, 5 + len(said))]
    facts = {"publisher": publisher, "published_on": date(2026, 1, 9), "guessed": frozenset(guessed)}
    return Draft(f"نشرة\n{said}", headline="نشرة", blocks=blocks, **facts)


def a_claim(revision: Revision, source: Source) -> dict[str, Any]:
    anchor = {"role": "claim", "start": 0, "end": 4, "exact": revision.text[:4]}
    return {
        "kind": "claim",
        "label": "event",
        "attributes": {"verifiable": "yes"},
        "note": "ملاحظة",
        "source": source.pk,
        "anchors": [anchor],
    }


def an_operation(target: str, action: str, object: str, base_version: int, state: Any) -> dict[str, Any]:
    made = {"id": str(uuid.uuid4()), "target": target, "action": action, "object": object, "base_version": base_version}
    return made | ({"state": state} if state else {})


@contextmanager
def tampered() -> Iterator[Any]:
    """A cursor to change things with, which are put back in the end."""
    with connection.cursor() as cursor, transaction.atomic():
        yield cursor
        transaction.set_rollback(True)


def found() -> set[tuple[str, str]]:
    return {(one.kind, one.stream.partition("/")[0]) for one in comparing.everything(5)}
