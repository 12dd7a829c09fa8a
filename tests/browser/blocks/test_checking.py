"""Blocks to be checked are found right or mended, one by one or all at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from articles.models import Article, Revision
from tests.browser.blocks.desk import part, state, stored
from tests.browser.reviewing import press
from tests.factories import an_article

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_block_is_found_right_by_one_key_and_the_rest_waits(
    open_blocks: Callable[..., Page], revision: Revision
) -> None:
    page = open_blocks(revision)
    press(page, "KeyY")
    expect(page.locator(".block-row[data-current]")).to_have_attribute("data-index", "2")
    expect(part(page, "left")).to_contain_text("مقطع واحد للمراجعة")
    press(page, "Control+KeyS")
    state(page, "saved")
    assert [flagged for *_rest, flagged in stored(revision)] == [False, False, True]
    assert Article.objects.get().needs_review


def test_all_are_right_with_one_press_and_the_next_article_is_one_more(
    open_blocks: Callable[..., Page], revision: Revision
) -> None:
    other = an_article("خبر آخر.")
    Article.objects.filter(pk=other.pk).update(needs_review=True)
    page = open_blocks(revision)
    press(page, "Control+Enter")
    expect(part(page, "said")).to_contain_text("رُوجعت مقاطع هذا النص كلها")
    assert not any(flagged for *_rest, flagged in stored(revision))
    assert not Article.objects.get(pk=revision.article_id).needs_review
    press(page, "KeyM")
    page.wait_for_url(f"**{reverse('blocks', args=[other.current_revision.pk])}")


def test_going_on_to_the_next_article_saves_first(open_blocks: Callable[..., Page], revision: Revision) -> None:
    other = an_article("خبر آخر.")
    Article.objects.filter(pk=other.pk).update(needs_review=True)
    page = open_blocks(revision)
    press(page, "Digit5")
    part(page, "next-article").click()
    page.wait_for_url(f"**{reverse('blocks', args=[other.current_revision.pk])}")
    assert stored(revision)[1][0] == "subheading"
