import pytest
from django.db import connection

from articles.models import Block
from articles.revising.blocks import Correction, accept_blocks, correct_blocks
from newsdesk.errors import Invalid
from newsdesk.models import Event
from tests.factories import a_revision, an_editor

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
