"""What several modules of browser tests begin with."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.review_modules import visit


@pytest.fixture(scope="module")
def modules(browser: Browser) -> Iterator[Page]:
    """A page whose script may call the modules of the review page one by one."""
    page = visit(browser.new_page())
    yield page
    page.close()
