from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotations.readings.erasing import erase_article
from articles.models import Article, Block
from articles.revising.blocks import Correction, accept_blocks, blocks_of, correct_blocks, version_of
from articles.revising.joining import part
from newsdesk.errors import Conflict, Invalid
from newsdesk.history.erasing import Erased
from newsdesk.models import Event
from tests.factories import a_draft, a_revision, an_administrator, an_editor, revise

pytestmark = pytest.mark.django_db

#       0123456789…
TEXT = "عنوان\n\nقالَ الوزير.\nإعلان\n"
TITLE, PARAGRAPH, ADVERTISEMENT = (0, 5), (7, 19), (20, 25)
RIGHT = [
    Correction("title", *TITLE),
    Correction("paragraph", *PARAGRAPH),
    Correction("advertisement", *ADVERTISEMENT),
]


@pytest.fixture
def revision():
    return a_revision(TEXT)


@pytest.fixture
def editor():
    return an_editor()


def stored(revision) -> list[tuple[str, int, int]]:
    return list(revision.blocks.order_by("start").values_list("kind", "start", "end"))


def refusal(revision, blocks, editor) -> list[dict]:
    before = stored(revision)
    with pytest.raises(Invalid) as caught:
        correct_blocks(revision, blocks, by=editor)
    assert caught.value.code == "blocks"
    assert stored(revision) == before
    assert not Event.objects.filter(action="revision.blocks_corrected").exists()
    return caught.value.errors


def test_an_editor_corrects_the_kinds(revision, editor):
    before = {block.start: block.pk for block in revision.blocks.all()}
    revision.blocks.update(flagged=True, confidence=0.3)
    revision.article.needs_review = True
    revision.article.save()
    correct_blocks(revision, RIGHT, by=editor)
    assert stored(revision) == [("title", *TITLE), ("paragraph", *PARAGRAPH), ("advertisement", *ADVERTISEMENT)]
    assert not revision.blocks.filter(flagged=True).exists()
    assert revision.blocks.get(start=0).confidence == 1
    assert revision.blocks.get(start=0).reason == "editor"
    assert revision.blocks.get(start=7).confidence == 0.3
    assert {block.start: block.pk for block in revision.blocks.all()} == before
    revision.article.refresh_from_db()
    assert not revision.article.needs_review


def test_an_editor_joins_and_parts_blocks(revision, editor):
    correct_blocks(revision, [Correction("title", 0, 19), Correction("paragraph", 20, 25)], by=editor)
    parted = [Correction("title", 0, 5), Correction("byline", 7, 11), Correction("paragraph", 12, 25)]
    correct_blocks(revision, parted, by=editor)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert stored(revision) == [("title", 0, 5), ("byline", 7, 11), ("paragraph", 12, 25)]


def test_a_correction_is_one_event_with_before_and_after(revision, editor):
    correct_blocks(revision, RIGHT, by=editor)
    event = Event.objects.get(stream=f"revision/{revision.pk}")
    assert (event.action, event.by) == ("revision.blocks_corrected", editor)
    assert [block["kind"] for block in event.data["before"]] == ["paragraph"] * 3
    assert [block["kind"] for block in event.data["after"]] == ["title", "paragraph", "advertisement"]


def test_the_same_correction_again_changes_nothing(revision, editor):
    correct_blocks(revision, RIGHT, by=editor)
    correct_blocks(revision, list(reversed(RIGHT)), by=editor)
    assert Event.objects.filter(action="revision.blocks_corrected").count() == 1


def test_agreeing_with_flagged_blocks_clears_the_flags(revision, editor):
    Block.objects.filter(revision=revision, start=7).update(flagged=True)
    accept_blocks(revision, by=editor)
    accept_blocks(revision, by=editor)
    assert not revision.blocks.filter(flagged=True).exists()
    assert Event.objects.filter(action="revision.blocks_corrected").count() == 1


@pytest.mark.parametrize(
    ("block", "said"),
    [
        (Correction("headline", 0, 5), "headline"),
        (Correction("title", -1, 5), "no part of the text"),
        (Correction("title", 5, 5), "no part of the text"),
        (Correction("title", 5, 0), "no part of the text"),
        (Correction("title", 0, 500), "26 characters"),
        (Correction("title", 0, 6), "white space"),
        (Correction("paragraph", 7, 10), "marks"),
    ],
)
def test_a_block_that_is_wrong_by_itself(revision, editor, block, said):
    [error] = refusal(revision, [RIGHT[2], block], editor)
    assert error["path"] == "blocks/1"
    assert said in error["message"]


def test_overlapping_blocks_are_refused(revision, editor):
    [error] = refusal(revision, [Correction("title", 0, 19), *RIGHT[1:]], editor)
    assert error["path"] == "blocks/1"


def test_a_gap_is_refused_and_quoted(revision, editor):
    [error] = refusal(revision, [RIGHT[0], RIGHT[2]], editor)
    assert "قالَ الوزير." in error["message"]
    assert len(refusal(revision, [], editor)) == 1


def test_what_is_still_to_be_checked_stays_flagged_and_the_article_waits(revision, editor):
    revision.blocks.update(flagged=True)
    Article.objects.update(needs_review=True)
    some = [replace(RIGHT[0]), replace(RIGHT[1], flagged=True), replace(RIGHT[2], flagged=True)]
    correct_blocks(revision, some, by=editor)
    assert list(revision.blocks.order_by("start").values_list("flagged", flat=True)) == [False, True, True]
    assert Article.objects.get().needs_review
    correct_blocks(revision, RIGHT, by=editor)
    assert not Article.objects.get().needs_review


def test_taking_a_check_back_lets_the_article_wait_again(revision, editor):
    correct_blocks(revision, RIGHT, by=editor)
    correct_blocks(revision, [*RIGHT[:2], replace(RIGHT[2], flagged=True)], by=editor)
    assert Article.objects.get().needs_review


def test_an_article_that_waits_for_no_block_is_settled_by_saying_so(revision, editor):
    correct_blocks(revision, RIGHT, by=editor)
    Article.objects.update(needs_review=True)
    correct_blocks(revision, RIGHT, by=editor)
    assert not Article.objects.get().needs_review


def test_an_older_text_says_nothing_of_the_article(revision, editor):
    revise(revision.article, a_draft("نص آخر."), by=editor)
    Article.objects.update(needs_review=True)
    correct_blocks(revision, RIGHT, by=editor)
    assert Article.objects.get().needs_review


def test_other_blocks_than_those_seen_are_not_overwritten_and_told_with_whose_they_are(revision, editor):
    seen = version_of(blocks_of(revision))
    other = an_editor(username="huda", first_name="هدى")
    correct_blocks(revision, RIGHT, by=other, seen=seen)
    with pytest.raises(Conflict) as caught:
        correct_blocks(revision, [replace(RIGHT[0], kind="byline"), *RIGHT[1:]], by=editor, seen=seen)
    current = caught.value.extra["current"]
    assert current["by"] == "هدى"
    assert current["seen"] == version_of(blocks_of(revision)) != seen
    assert [block["kind"] for block in current["blocks"]] == ["title", "paragraph", "advertisement"]
    assert stored(revision)[0] == ("title", *TITLE)


def test_the_same_sent_again_after_a_lost_answer_is_no_conflict(revision, editor):
    seen = version_of(blocks_of(revision))
    correct_blocks(revision, RIGHT, by=editor, seen=seen)
    correct_blocks(revision, RIGHT, by=editor, seen=seen)
    assert Event.objects.filter(action="revision.blocks_corrected").count() == 1


def test_an_erased_text_has_no_blocks_to_correct(revision, editor):
    erase_article(revision.article, by=an_administrator(), reason="حكم محكمة نهائي بحذف المقال كلّه")
    revision.refresh_from_db()
    with pytest.raises(Erased):
        correct_blocks(revision, [], by=editor)


def test_a_text_that_was_erased_with_another_article_has_none_either(revision, editor):
    copy = revise(revision.article, a_draft("نص آخر."), by=None)
    erase_article(part(copy, by=editor), by=an_administrator(), reason="حكم محكمة نهائي بحذف المقال كلّه")
    before = stored(copy)
    with pytest.raises(Erased):
        correct_blocks(copy, [], by=editor)
    assert stored(copy) == before != []


def test_a_bound_that_a_recogniser_put_after_white_space_with_a_mark_may_stay(editor):
    revision = a_revision("عنوان\n \u064bنص الخبر")
    [*_rest, last] = revision.blocks.order_by("start")
    assert revision.text[last.start] == "\u064b"
    accept_blocks(revision, by=editor)
    correct_blocks(revision, [Correction("title", 0, 5), Correction("caption", last.start, last.end)], by=editor)
    assert stored(revision)[1][0] == "caption"


@pytest.mark.parametrize("corrected", ["kinds", "joined"])
def test_many_blocks_take_as_many_queries_as_few(editor, corrected):
    def queries(lines: int) -> int:
        revision = a_revision("\n".join(f"سطر {number}" for number in range(lines)))
        blocks = blocks_of(revision)
        others = [Correction("caption", block.start, block.end) for block in blocks]
        if corrected == "joined":
            others = [Correction("caption", blocks[0].start, blocks[-1].end)]
        with CaptureQueriesContext(connection) as captured:
            correct_blocks(revision, others, by=editor)
        return len(captured)

    queries(5)
    assert queries(5) == queries(200)
