"""What the database itself keeps true of texts and blocks."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from articles.models import Article, Block, Publisher, Revision
from newsdesk.errors import Invalid
from tests.factories import a_draft, a_revision, an_article, revise

pytestmark = pytest.mark.django_db


def test_a_revision_is_never_changed_or_deleted() -> None:
    revision = a_revision()
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        Revision.objects.filter(pk=revision.pk).update(number=7)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM articles_revision WHERE id = %s", [revision.pk])


def test_every_word_of_a_search_counts() -> None:
    """Also those that come after as many as a headline has."""
    words = [f"كلمة{number}" for number in range(40)]
    article = an_article(headline=" ".join(words))
    assert list(Article.objects.matching(" ".join(words))) == [article]
    assert list(Article.objects.matching(" ".join([*words, "غيرها"]))) == []


def test_a_search_for_too_many_words_is_refused() -> None:
    with pytest.raises(Invalid, match="at most 100 words"), translation.override("en"):
        Article.objects.matching(" ".join(map(str, range(101))))
    assert list(Article.objects.matching("1 " * 101)) == []


@pytest.mark.parametrize("bounds", [(5, 5), (7, 3), (0, 10_000)])
def test_a_block_lies_in_its_text(bounds: tuple[int, int]) -> None:
    revision = a_revision()
    revision.blocks.all().delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Block.objects.create(revision=revision, kind="paragraph", start=bounds[0], end=bounds[1])


def test_a_block_that_is_moved_lies_in_its_text() -> None:
    block = a_revision_with_a_block_at(3, 9).blocks.get()
    with pytest.raises(IntegrityError, match="ends after the text"), transaction.atomic():
        Block.objects.filter(pk=block.pk).update(end=10_000)
    Block.objects.filter(pk=block.pk).update(end=10)


@pytest.mark.parametrize(("start", "end"), [(0, 4), (8, 12), (5, 6), (3, 9), (0, 12)])
def test_blocks_of_one_text_never_overlap(start: int, end: int) -> None:
    revision = a_revision_with_a_block_at(3, 9)
    Block.objects.create(revision=revision, kind="caption", start=start, end=end)
    with pytest.raises(IntegrityError, match="blocks_do_not_overlap"):
        connection.check_constraints()


@pytest.mark.parametrize(("start", "end"), [(0, 3), (9, 12), (9, 10)])
def test_blocks_of_one_text_may_meet(start: int, end: int) -> None:
    revision = a_revision_with_a_block_at(3, 9)
    Block.objects.create(revision=revision, kind="caption", start=start, end=end)
    connection.check_constraints()


def a_revision_with_a_block_at(start: int, end: int) -> Revision:
    revision = an_article("قال الوزير ذلك").current_revision
    revision.blocks.all().delete()
    Block.objects.create(revision=revision, kind="paragraph", start=start, end=end)
    return revision


def test_blocks_of_different_texts_do_not_meet() -> None:
    a_revision()
    a_revision()
    connection.check_constraints()


def test_revising_adds_a_text_and_leaves_the_first() -> None:
    article = an_article("الأول")
    second = revise(article, a_draft("الثاني"), by=None)
    assert [revision.text for revision in article.revisions.order_by("number")] == ["الأول", "الثاني"]
    assert (second.number, second.length, article.current_revision) == (2, 6, second)


def test_a_moment_needs_its_day() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.create(headline="x", published_at=datetime(2021, 9, 12, tzinfo=UTC))


def test_spellings_that_fold_alike_are_one_publisher() -> None:
    assert Publisher.named("العربية") == Publisher.named("العربيه")
