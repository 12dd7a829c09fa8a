"""What becomes of the work on an article that an editor joins to an older one, or parts from it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from annotations.access import articles_annotated_by
from annotations.datasets.dataset import Dataset
from annotations.datasets.failures import ExportFailed
from annotations.datasets.formats import comma_separated, json_lines
from annotations.datasets.scope import Scope
from annotations.models import Export, Project, Reading
from annotations.readings.erasing import erase_article, erased_with, extent_of
from annotations.readings.listing import readings_in_progress, unread_by
from annotations.readings.opening import open_reading
from annotations.writing import door
from articles.importing.batches import import_files
from articles.importing.folders import Incoming
from articles.models import Article, ImportBatch, ImportItem, Offer, Revision
from articles.revising.joining import join, keep_apart, part
from newsdesk.errors import Conflict
from newsdesk.history import chain
from newsdesk.history.erasing import Erased
from newsdesk.models import Event, User
from tests.annotations.readings.test_erasing import made
from tests.annotations.writing.test_door import operation
from tests.factories import a_draft, a_project, an_administrator, an_analyst, an_article, an_editor, kept, revise

pytestmark = pytest.mark.django_db

OLD, NEW = "قال الوزير ذلك أمس في بغداد.", "وصلت شحنة القمح إلى المرفأ."
NOT_DECIDED = "decision = '', decided_at = NULL, decided_by_id = NULL, revision_id = NULL"
REASON = "A court has ordered it, file 12/2026."


@pytest.fixture(autouse=True)
def _own_media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def project() -> Project:
    return a_project()


@pytest.fixture
def analyst(project: Project) -> User:
    return an_analyst(of=[project])


@pytest.fixture
def editor() -> User:
    return an_editor()


@pytest.fixture
def offer(project: Project) -> Offer:
    older = an_article(OLD, project=project, headline="افتتاح الجسر")
    newer = an_article(NEW, project=project, headline="وصول القمح")
    offer = Offer.objects.create(article=newer, older=older, reason="same_name", share=0)
    return kept(offer)


def a_reading_of(revision: Revision, analyst: User) -> Reading:
    reading = open_reading(revision, by=analyst)[0]
    word = revision.text.split()[0]
    anchor = {"role": "claim", "start": 0, "end": len(word), "exact": word}
    state = {"kind": "claim", "label": "event", "anchors": [anchor], "note": f"عن {word}"}
    [applied] = door.apply(reading, [operation(state=state)], by=analyst)
    assert applied.status == "applied"
    return reading


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def told(project: Project) -> list[tuple[int, int, int]]:
    """Of each text of a dataset: article, number and how many readings."""
    texts = Dataset.of(Scope(project=project)).articles()
    return [(one.id, one.revision, len(one.readings)) for one in texts]


def test_what_was_joined_is_dealt_out_no_more_and_is_in_no_list(offer: Offer, analyst: User, editor: User) -> None:
    join(offer, by=editor)
    assert list(unread_by(analyst)) == [offer.older]
    assert list(articles_annotated_by(editor)) == [offer.older]
    for user in (analyst, editor):
        listed = signed_in(user).get(reverse("articles")).content.decode()
        assert ("افتتاح الجسر" in listed, "وصول القمح" in listed) == (True, False)
        answer = signed_in(user).get("/api/v1/articles").json()
        assert [one["id"] for one in answer["results"]] == [offer.older_id]
    keep_apart(offer, by=editor)
    assert set(unread_by(analyst)) == {offer.older, offer.article}


def test_its_page_leads_on(offer: Offer, analyst: User, editor: User) -> None:
    revision = join(offer, by=editor)
    response = signed_in(analyst).get(reverse("read_article", args=[offer.article_id]), follow=True)
    assert response.context["reading"].revision == revision
    answer = signed_in(analyst).get(f"/api/v1/articles/{offer.article_id}").json()
    assert answer["joined_to"] == offer.older_id
    answer = signed_in(analyst).get(f"/api/v1/articles/{offer.older_id}").json()
    assert (answer["joined_to"], answer["revision"]) == (None, revision.pk)


def test_nobody_begins_to_read_it(offer: Offer, analyst: User, editor: User) -> None:
    begun = a_reading_of(offer.article.current_revision, analyst)
    revision = join(offer, by=editor)
    assert open_reading(offer.article.current_revision, by=analyst)[0] == begun
    with pytest.raises(Conflict):
        open_reading(offer.article.current_revision, by=an_analyst())
    keep_apart(offer, by=editor)
    with pytest.raises(Conflict):
        open_reading(revision, by=analyst)
    assert open_reading(offer.article.current_revision, by=an_analyst())[1]


def test_readings_stay_where_they_are_and_go_on(offer: Offer, analyst: User, editor: User) -> None:
    reading = a_reading_of(offer.article.current_revision, analyst)
    join(offer, by=editor)
    assert list(readings_in_progress(analyst)) == [reading]
    assert door.apply(reading, [operation()], by=analyst)[0].status in {"applied", "refused"}
    page = signed_in(analyst).get(reverse("reading", args=[reading.pk]))
    assert page.context["newer"]
    reading.refresh_from_db()
    assert reading.revision.article_id == offer.article_id


def test_a_dataset_tells_the_text_once_and_loses_no_reading(
    offer: Offer, project: Project, analyst: User, editor: User
) -> None:
    older, newer = offer.older_id, offer.article_id
    assert told(project) == [(older, 1, 0), (newer, 1, 0)]
    join(offer, by=editor)
    assert told(project) == [(older, 2, 0)]
    keep_apart(offer, by=editor)
    assert told(project) == [(older, 1, 0), (newer, 1, 0)]
    a_reading_of(offer.article.current_revision, analyst)
    join(offer, by=editor)
    assert told(project) == [(older, 2, 0), (newer, 1, 1)]


def test_a_dataset_says_where_a_joined_article_leads_however_far(
    offer: Offer, project: Project, analyst: User, editor: User
) -> None:
    a_reading_of(offer.article.current_revision, analyst)
    a_reading_of(offer.older.current_revision, analyst)
    assert {pk for _article, pk in joined_to(project)} == {None}
    join(offer, by=editor)
    assert set(joined_to(project)) == {(offer.article_id, offer.older_id), (offer.older_id, None)}
    third = an_article(NEW + " ثم أفرغت.", project=project)
    third_reading = a_reading_of(third.current_revision, analyst)
    join(kept(Offer.objects.create(article=third, older=offer.article, reason="same_name", share=0)), by=editor)
    assert (third.pk, offer.older_id) in joined_to(project)
    rows = csv.DictReader(io.StringIO(b"".join(as_csv(project)).decode("utf-8-sig"), newline=""))
    told_of = {row["reading_id"]: row["joined_to"] for row in rows}
    assert told_of[str(third_reading.pk)] == str(offer.older_id)
    assert "" in told_of.values()


def joined_to(project: Project) -> list[tuple[int, int | None]]:
    """Of each text of a dataset in lines of JSON: its article, and the one that stands for it."""
    lines = map(json.loads, json_lines.write(Dataset.of(Scope(project=project))))
    return [(one["id"], one["joined_to"]) for one in lines]


def as_csv(project: Project) -> Iterator[bytes]:
    pieces = comma_separated.write(Dataset.of(Scope(project=project)))
    return (piece for piece in pieces if isinstance(piece, bytes))


def test_a_reading_of_a_text_that_was_parted_is_told_too(
    offer: Offer, project: Project, analyst: User, editor: User
) -> None:
    revision = join(offer, by=editor)
    a_reading_of(revision, analyst)
    part(revision, by=editor)
    assert told(project) == [(offer.older_id, 1, 0), (offer.older_id, 2, 1), (offer.article_id, 1, 0)]


@pytest.mark.parametrize("forgery", ["UPDATE articles_offer SET {NOT_DECIDED}", "DELETE FROM articles_offer"])
def test_a_decision_that_somebody_takes_away_in_the_database_stops_a_dataset(
    forgery: str, offer: Offer, project: Project, editor: User
) -> None:
    join(offer, by=editor)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(forgery.replace("{NOT_DECIDED}", NOT_DECIDED))
    with pytest.raises(ExportFailed):
        told(project)


def test_an_article_that_somebody_hides_in_the_database_stops_a_dataset(
    offer: Offer, project: Project, editor: User
) -> None:
    keep_apart(offer, by=editor)
    Offer.objects.update(decision="joined", revision=offer.older.current_revision)
    with pytest.raises(ExportFailed):
        told(project)


def test_a_project_counts_what_stands(offer: Offer, project: Project, analyst: User, editor: User) -> None:
    client = signed_in(analyst)
    assert client.get(reverse("project", args=[project.pk])).context["article_count"].number == 2
    join(offer, by=editor)
    assert client.get(reverse("project", args=[project.pk])).context["article_count"].number == 1
    assert [one.size for one in client.get(reverse("projects")).context["page"]] == [1]


def test_a_reading_of_what_is_newest_hears_of_nothing_newer(offer: Offer, analyst: User, editor: User) -> None:
    old = a_reading_of(offer.older.current_revision, analyst)
    client = signed_in(analyst)
    assert not client.get(reverse("reading", args=[old.pk])).context["newer"]
    join(offer, by=editor)
    assert client.get(reverse("reading", args=[old.pk])).context["newer"]
    keep_apart(offer, by=editor)
    assert not client.get(reverse("reading", args=[old.pk])).context["newer"]


def everything_about(articles: list[Article]) -> str:
    """What the database holds of their texts, of readings and events."""
    revisions = Revision.objects.filter(article__in=articles)
    readings = Reading.objects.filter(revision__in=revisions)
    said = [
        *revisions.values_list("text"),
        *readings.values_list("annotations__note", "annotations__anchors__exact"),
        *Event.objects.exclude(action__endswith=".erased").values_list("data"),
    ]
    return json.dumps(said, ensure_ascii=False, default=str)


def test_erasing_one_of_joined_articles_erases_both(offer: Offer, analyst: User, editor: User) -> None:
    a_reading_of(offer.article.current_revision, analyst)
    revision = join(offer, by=editor)
    a_reading_of(revision, analyst)
    for article in (offer.older, offer.article):
        assert erased_with(article) == [offer.older_id, offer.article_id]
    assert extent_of(erased_with(offer.article)).readings == 2
    erase_article(offer.article, by=an_administrator(), reason=REASON)
    left = everything_about([offer.older, offer.article])
    assert "القمح" not in left
    assert "وصلت" not in left
    assert not Article.objects.filter(erasure=None).exists()
    assert chain.verify().breaks == []


def test_erasing_an_article_erases_the_copy_that_was_parted_and_nothing_else(
    offer: Offer, analyst: User, editor: User
) -> None:
    revision = join(offer, by=editor)
    copy, kept = a_reading_of(revision, analyst), a_reading_of(offer.older.revisions.get(number=1), analyst)
    keep_apart(offer, by=editor)
    erase_article(offer.article, by=an_administrator(), reason=REASON)
    left = everything_about([offer.older, offer.article])
    assert "القمح" not in left
    assert "بغداد" in left
    offer.older.refresh_from_db()
    assert offer.older.erasure is None
    assert offer.older.current_revision.text == OLD
    client = signed_in(analyst)
    assert client.get(reverse("reading", args=[copy.pk])).status_code == 410
    assert client.get(f"/api/v1/revisions/{revision.pk}").status_code == 410
    assert client.get(reverse("printed_reading", args=[copy.pk])).status_code == 410
    assert client.get(reverse("reading", args=[kept.pk])).status_code == 200
    with pytest.raises(Erased):
        door.apply(copy, [operation()], by=analyst)
    assert chain.verify().breaks == []


def an_offer(older: Article, newer: Article) -> Offer:
    return kept(Offer.objects.create(article=newer, older=older, reason="same_name", share=0))


def in_a_chain(project: Project) -> tuple[Offer, Offer]:
    """Of three articles, the third may be a new text of the second, and that of the first."""
    first = an_article("نص ثالث لا صلة له.", project=project)
    older = an_article(OLD, project=project)
    newer = an_article(NEW, project=project)
    return an_offer(first, older), an_offer(older, newer)


def test_an_erasure_reaches_the_copies_of_its_copies(project: Project, analyst: User, editor: User) -> None:
    """Joined by way of another article, a text comes to a third one, and stays there when all are parted again."""
    further, offer = in_a_chain(project)
    join(offer, by=editor)
    reading = a_reading_of(join(further, by=editor), analyst)
    keep_apart(further, by=editor)
    keep_apart(offer, by=editor)
    assert extent_of(erased_with(offer.article)).readings == 1
    erase_article(offer.article, by=an_administrator(), reason=REASON)
    left = everything_about([further.older, offer.older, offer.article])
    assert "القمح" not in left
    assert "وصلت" not in left
    assert "بغداد" in left
    assert signed_in(analyst).get(reverse("reading", args=[reading.pk])).status_code == 410
    assert further.older.current_revision.text == "نص ثالث لا صلة له."
    assert chain.verify().breaks == []


def test_what_was_erased_does_not_come_back_by_joining_again(project: Project, editor: User) -> None:
    further, offer = in_a_chain(project)
    join(offer, by=editor)
    join(further, by=editor)
    keep_apart(further, by=editor)
    keep_apart(offer, by=editor)
    erase_article(offer.article, by=an_administrator(), reason=REASON)
    join(further, by=editor)
    assert further.older.current_revision.text == OLD
    assert chain.verify().breaks == []


def test_a_file_from_when_another_article_had_the_text_is_withdrawn(offer: Offer, editor: User) -> None:
    elsewhere = a_project()
    elsewhere.take([offer.older_id], by=editor)
    join(offer, by=editor)
    export = made(elsewhere)
    assert NEW in Path(export.file.path).read_text(encoding="utf-8")
    keep_apart(offer, by=editor)
    assert extent_of(erased_with(offer.article)).exports == 1
    erase_article(offer.article, by=an_administrator(), reason=REASON)
    export.refresh_from_db()
    assert export.state == Export.State.WITHDRAWN


def test_reports_of_imports_name_no_file_of_a_text_that_was_parted_and_erased(editor: User) -> None:
    files = [Incoming(name, text.encode().__bytes__) for name, text in (("قديم.txt", OLD), ("فضيحة.txt", NEW))]
    import_files(files[:1], kind=ImportBatch.Kind.UPLOAD, by=editor)
    article = Article.objects.get()
    batch = ImportBatch.objects.get()
    revision = revise(article, a_draft(NEW), by=None, batch=batch)
    item = ImportItem.objects.create(
        batch=batch, name="فضيحة.txt", outcome="revised", article=article, sha256=revision.sha256
    )
    kept(batch), kept(revision)
    erase_article(part(revision, by=editor), by=an_administrator(), reason=REASON)
    item.refresh_from_db()
    assert item.name == ""
    assert ImportItem.objects.exclude(pk=item.pk).get().name == "قديم.txt"
    assert [one for one in chain.verify().breaks if one["kind"] != "before"] == []


def test_erasing_the_older_one_leaves_what_was_parted_from_it(offer: Offer, editor: User) -> None:
    join(offer, by=editor)
    keep_apart(offer, by=editor)
    erase_article(offer.older, by=an_administrator(), reason=REASON)
    offer.article.refresh_from_db()
    assert offer.article.erasure is None
    assert offer.article.current_revision.text == NEW
    assert chain.verify().breaks == []
    assert list(Article.objects.filter(erasure=None)) == [offer.article]


def test_an_erasure_blanks_no_text_that_is_not_its_own(offer: Offer, editor: User) -> None:
    other = an_article("نص لا صلة له")
    revision = other.current_revision
    join(offer, by=editor)
    keep_apart(offer, by=editor)
    erase_article(offer.article, by=an_administrator(), reason=REASON)
    revision.refresh_from_db()
    assert revision.text == "نص لا صلة له"


def test_erased_articles_are_joined_no_more(offer: Offer, editor: User) -> None:
    erase_article(offer.older, by=an_administrator(), reason=REASON)
    with pytest.raises(Erased):
        join(offer, by=editor)
    assert not Offer.objects.waiting().exists()


def test_the_form_of_an_erasure_names_what_goes_along(offer: Offer, editor: User) -> None:
    join(offer, by=editor)
    page = signed_in(an_administrator(language="en")).get(reverse("article_erasure", args=[offer.older_id]))
    assert page.context["others"] == [offer.article_id]
    assert page.context["extent"].revisions == 3
    assert "are erased with it" in page.content.decode()
