"""An editor joins two articles, parts them, and takes either back."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection

from articles.drafts import Draft, DraftBlock
from articles.importing.batches import add_article
from articles.models import Article, Offer, Revision
from articles.revising.joining import join, keep_apart, part
from newsdesk.errors import Conflict, Invalid
from newsdesk.history import chain
from newsdesk.models import Event
from tests.factories import a_project, an_editor, revise

pytestmark = pytest.mark.django_db

MORNING = "افتتح الوزير الجسر الجديد صباحا. وحضر المدير."
EVENING = "أجلت اللجنة الامتحانات أسبوعا. وتعود المدارس غدا."
THIRD = "وصلت شحنة القمح إلى المرفأ. وبدأ التفريغ."


def a_text(body: str, headline: str = "نشرة", *, flagged: bool = False, **fields) -> Draft:
    text = f"{headline}\n{body}"
    start = len(headline) + 1
    blocks = [
        DraftBlock("title", 0, start - 1),
        DraftBlock("paragraph", start, len(text), 0.5 if flagged else 1, flagged),
    ]
    fields = {"publisher": "صدى", "published_on": date(2021, 9, 12)} | fields
    return Draft(text=text, headline=headline, blocks=blocks, **fields)


def added(*drafts: Draft) -> list[Article]:
    return [Article.objects.get(pk=add_article(draft, name="لصق", by=None).article) for draft in drafts]


@pytest.fixture
def editor():
    return an_editor()


@pytest.fixture
def offer() -> Offer:
    added(a_text(MORNING), a_text(EVENING))
    return Offer.objects.get()


def texts(article: Article) -> list[str]:
    standing = article.revisions.standing().order_by("number")
    return [revision.text.partition("\n")[2] for revision in standing]


def standing() -> list[int]:
    return list(Article.objects.standing().order_by("pk").values_list("pk", flat=True))


def actions(article: Article) -> list[str]:
    return list(
        Event.objects.filter(stream=f"article/{article.pk}").order_by("number").values_list("action", flat=True)
    )


def test_joining_adds_the_text_to_the_older_article_and_leaves_a_pointer(offer, editor):
    revision = join(offer, by=editor)
    assert (revision.article, revision.number) == (offer.older, 2)
    assert texts(offer.older) == [MORNING, EVENING]
    assert offer.older.current_revision == revision
    assert standing() == [offer.older_id]
    assert offer.article.leads_on_to == offer.older_id
    assert texts(offer.article) == [EVENING]
    assert list(revision.blocks.values_list("kind", "start", "end")) == list(
        offer.article.current_revision.blocks.values_list("kind", "start", "end")
    )


def test_it_is_on_record_who_joined_what(offer, editor):
    join(offer, by=editor)
    joined, took_in = Event.objects.filter(action__in=["article.joined", "article.took_in"]).order_by("pk")
    assert (joined.stream, joined.by, joined.data) == (
        f"article/{offer.article_id}",
        editor,
        {"into": offer.older_id, "number": 2},
    )
    assert (took_in.stream, took_in.data) == (
        f"article/{offer.older_id}",
        {"article": offer.article_id, "number": 2},
    )
    offer.refresh_from_db()
    assert (offer.decision, offer.decided_by) == ("joined", editor)


def test_joining_twice_changes_nothing(offer, editor):
    first = join(offer, by=editor)
    assert join(offer, by=an_editor()) == first
    assert actions(offer.article) == ["article.joined"]


def test_keeping_apart_leaves_both_and_is_on_record(offer, editor):
    keep_apart(offer, by=editor)
    keep_apart(offer, by=editor)
    assert standing() == [offer.older_id, offer.article_id]
    assert actions(offer.article) == ["article.kept_apart"]
    assert not Offer.objects.waiting().exists()


def test_what_was_joined_is_parted_again_and_joined_again(offer, editor):
    revision = join(offer, by=editor)
    keep_apart(offer, by=editor)
    assert standing() == [offer.older_id, offer.article_id]
    assert (texts(offer.older), texts(offer.article)) == ([MORNING], [EVENING])
    assert offer.older.current_revision.number == 1
    assert Revision.objects.filter(pk=revision.pk).exists()
    assert join(offer, by=editor) == revision
    assert texts(offer.older) == [MORNING, EVENING]
    assert actions(offer.article) == ["article.joined", "article.separated", "article.joined"]
    assert actions(offer.older) == ["article.took_in", "article.let_go", "article.took_in"]


def test_joined_again_it_brings_what_it_says_by_now(offer, editor):
    """Nothing that came meanwhile is lost from sight, and what was parted before stays parted."""
    before = join(offer, by=editor)
    keep_apart(offer, by=editor)
    revise(offer.article, a_text(THIRD), by=None)
    revision = join(offer, by=editor)
    assert revision != before
    assert texts(offer.older) == [MORNING, THIRD]
    assert standing() == [offer.older_id]
    again = Offer.objects.get(revision=revision)
    assert (again.article, again.older, again.decision) == (offer.article, offer.older, "joined")
    with pytest.raises(Conflict):
        join(offer, by=editor)
    keep_apart(again, by=editor)
    assert (texts(offer.older), texts(offer.article)) == ([MORNING], [EVENING, THIRD])
    assert join(again, by=editor) == revision
    assert join(again, by=editor) == revision


def test_what_somebody_else_decided_is_not_overridden_unseen(offer, editor):
    join(offer, by=an_editor())
    with pytest.raises(Conflict) as refused:
        keep_apart(offer, by=editor, seen="")
    assert refused.value.code == "decided"
    assert standing() == [offer.older_id]
    keep_apart(offer, by=editor, seen="joined")
    with pytest.raises(Conflict):
        join(offer, by=editor, seen="")
    keep_apart(offer, by=editor, seen="")  # It is so already.
    assert standing() == [offer.older_id, offer.article_id]


def test_parting_makes_an_article_with_a_copy_of_the_text(editor):
    project, other = a_project(), a_project()
    [article] = added(a_text(MORNING, url="https://example.org/a/1"))
    revise(article, a_text(EVENING, "نشرة المساء", flagged=True), by=None)
    project.take([article.pk], by=editor)
    made = part(article.revisions.get(number=2), by=editor)
    assert (texts(article), texts(made)) == ([MORNING], [EVENING])
    assert (made.headline, made.publisher, made.published_on) == (
        "نشرة المساء",
        article.publisher,
        article.published_on,
    )
    assert made.url == ""
    assert (list(project.articles.order_by("pk")), list(other.articles.all())) == ([article, made], [])
    article.refresh_from_db()
    assert (article.needs_review, made.needs_review) == (False, True)
    offer = Offer.objects.get()
    assert (offer.article, offer.older, offer.decision, offer.reason) == (made, article, "apart", "parted")
    assert actions(made) == ["article.parted"]


def test_the_first_text_may_be_the_one_that_is_parted(editor):
    [article] = added(a_text(MORNING))
    revise(article, a_text(EVENING), by=None)
    made = part(article.revisions.get(number=1), by=editor)
    assert (texts(article), texts(made)) == ([EVENING], [MORNING])
    revise(article, a_text(THIRD), by=None)
    assert article.current_revision.number == 3


def test_parting_is_taken_back_by_joining(editor):
    [article] = added(a_text(MORNING))
    revise(article, a_text(EVENING), by=None)
    second = article.revisions.get(number=2)
    made = part(second, by=editor)
    assert join(Offer.objects.get(), by=editor) == second
    assert texts(article) == [MORNING, EVENING]
    assert standing() == [article.pk]
    assert article.revisions.count() == 2
    assert made.leads_on_to == article.pk


def test_parting_a_joined_text_lets_its_article_stand_again(offer, editor):
    revision = join(offer, by=editor)
    assert part(revision, by=editor) == offer.article
    assert Article.objects.count() == 2
    assert standing() == [offer.older_id, offer.article_id]


def test_the_only_text_of_an_article_is_not_parted(offer, editor):
    with pytest.raises(Invalid, match="only text"):
        part(offer.older.current_revision, by=editor)
    revision = join(offer, by=editor)
    part(offer.older.revisions.get(number=1), by=editor)
    with pytest.raises(Invalid, match="only text"):
        part(revision, by=editor)


def test_a_text_is_parted_once(editor):
    [article] = added(a_text(MORNING))
    revise(article, a_text(EVENING), by=None)
    second = article.revisions.get(number=2)
    part(second, by=editor)
    with pytest.raises(Conflict):
        part(second, by=editor)


def test_the_older_article_may_lead_on_itself(editor):
    first, second, third = added(a_text(MORNING), a_text(EVENING), a_text(THIRD))
    assert Offer.objects.get(article=third).older == second
    join(Offer.objects.get(article=second), by=editor)
    join(Offer.objects.get(article=third), by=editor)
    assert texts(first) == [MORNING, EVENING, THIRD]
    assert standing() == [first.pk]


def test_an_article_that_leads_on_is_joined_nowhere_else(editor):
    first, second, third = added(a_text(MORNING), a_text(EVENING), a_text(THIRD))
    to_second = Offer.objects.get(article=third)
    assert to_second.older == second
    join(Offer.objects.create(article=third, older=first, reason="same_headline", share=0), by=editor)
    with pytest.raises(Conflict):
        join(to_second, by=editor)
    assert to_second not in Offer.objects.waiting()
    assert third.leads_on_to == first.pk


def test_what_hangs_on_an_article_that_leads_on_is_parted_only_after_it(editor):
    first, second, third = added(a_text(MORNING), a_text(EVENING), a_text(THIRD))
    chained = Offer.objects.get(article=third, older=second)
    join(chained, by=editor)
    join(Offer.objects.get(article=second), by=editor)
    with pytest.raises(Conflict):
        keep_apart(chained, by=editor)
    keep_apart(Offer.objects.get(article=second), by=editor)
    keep_apart(chained, by=editor)
    assert standing() == [first.pk, second.pk, third.pk]
    assert (texts(first), texts(second), texts(third)) == ([MORNING], [EVENING], [THIRD])


def test_a_joined_text_is_known_when_it_is_imported_again(offer, editor):
    join(offer, by=editor)
    again = add_article(a_text(EVENING), name="لصق", by=None)
    assert (again.outcome, again.article, again.revision) == ("unchanged", offer.older_id, 2)
    keep_apart(offer, by=editor)
    again = add_article(a_text(EVENING), name="لصق", by=None)
    assert (again.outcome, again.article, again.revision) == ("unchanged", offer.article_id, 1)


def test_a_parted_text_is_known_as_that_of_its_new_article(editor):
    [article] = added(a_text(MORNING))
    revise(article, a_text(EVENING), by=None)
    made = part(article.revisions.get(number=2), by=editor)
    again = add_article(a_text(EVENING), name="لصق", by=None)
    assert (again.outcome, again.article, again.revision) == ("unchanged", made.pk, 1)


def test_a_new_text_of_an_article_that_leads_on_goes_where_that_leads(editor):
    added(a_text(MORNING), a_text(EVENING, url="https://example.org/a/2"))
    offer = Offer.objects.get()
    join(offer, by=editor)
    updated = add_article(a_text(THIRD, "غيره", url="https://example.org/a/2"), name="لصق", by=None)
    assert (updated.outcome, updated.article, updated.revision) == ("revised", offer.older_id, 3)


def test_the_older_article_goes_where_the_joined_one_was(offer, editor):
    here, there = a_project(), a_project()
    here.take([offer.older_id], by=None)
    there.take([offer.article_id], by=None)
    join(offer, by=editor)
    assert list(there.articles.order_by("pk")) == [offer.older, offer.article]
    assert Event.objects.filter(action="project.articles_added", by=editor).count() == 1


def test_blocks_to_check_are_those_of_the_newest_text(editor):
    older, _newer = added(a_text(MORNING), a_text(EVENING, flagged=True))
    offer = Offer.objects.get()
    join(offer, by=editor)
    older.refresh_from_db()
    assert older.needs_review
    keep_apart(offer, by=editor)
    older.refresh_from_db()
    assert not older.needs_review


def test_all_of_it_is_as_the_history_says(offer, editor):
    join(offer, by=editor)
    assert chain.verify().breaks == []
    keep_apart(offer, by=editor)
    assert chain.verify().breaks == []
    join(offer, by=editor)
    part(offer.older.revisions.get(number=1), by=editor)
    assert chain.verify().breaks == []


def test_an_offer_that_somebody_decides_in_the_database_is_found(offer, editor):
    keep_apart(offer, by=editor)
    Offer.objects.update(decision="joined", revision=offer.older.current_revision)
    assert {(one["kind"], one["stream"]) for one in chain.verify().breaks} == {("state", f"offer/{offer.pk}")}


@pytest.mark.django_db(transaction=True)
def test_two_editors_at_once_join_it_once():
    added(a_text(MORNING), a_text(EVENING))
    offer, editors = Offer.objects.get(), [an_editor() for _number in range(3)]

    def run(editor) -> int:
        try:
            return join(offer, by=editor).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=3) as pool:
        assert len(set(pool.map(run, editors))) == 1
    assert offer.older.revisions.count() == 2
    assert actions(offer.article) == ["article.joined"]


@pytest.mark.django_db(transaction=True)
def test_an_import_at_the_same_moment_loses_no_text():
    added(a_text(MORNING), a_text(EVENING, url="https://example.org/a/2"))
    offer, editor = Offer.objects.get(), an_editor()

    def importing() -> None:
        try:
            add_article(a_text(THIRD, "غيره", url="https://example.org/a/2"), name="لصق", by=None)
        finally:
            connection.close()

    def joining() -> None:
        try:
            join(offer, by=editor)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=2) as pool:
        for done in [pool.submit(importing), pool.submit(joining)]:
            done.result()
    assert THIRD in texts(offer.older)
