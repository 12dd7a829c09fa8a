"""An article of three blocks, two of them to be checked, and its page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from articles.models import Article, Block, Revision
from newsdesk.models import User
from tests.browser.blocks.desk import FIRST, SECOND, TEXT, THIRD
from tests.browser.reviewing import enter
from tests.factories import an_article, an_editor


@pytest.fixture
def editor() -> User:
    return an_editor(username="salma", first_name="سلمى")


@pytest.fixture
def revision() -> Revision:
    assert [TEXT[start:end].strip() for start, end in (FIRST, SECOND, THIRD)] == TEXT.split("\n")
    article = an_article(TEXT, headline="العنوان")
    Article.objects.filter(pk=article.pk).update(needs_review=True)
    Block.objects.filter(revision__article=article).exclude(start=0).update(flagged=True)
    return article.current_revision


@pytest.fixture
def open_blocks(live_server: Any, page: Page, editor: User) -> Callable[..., Page]:
    def open_(revision: Revision, *, page: Page = page) -> Page:
        enter(page, live_server, editor)
        page.goto(f"{live_server.url}{reverse('blocks', args=[revision.pk])}")
        expect(page.locator("html[data-blocks-ready]")).to_be_attached()
        return page

    return open_
