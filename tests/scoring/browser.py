"""The review page's modules, for scores: in a browser of their own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, sync_playwright

from newsdesk.running import testing
from tests.review_modules import visit


@contextmanager
def modules_page() -> Iterator[Page]:
    """A page in which `tests.review_modules.run` finds the modules."""
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=testing.quick_chromium(), args=arguments)
        yield visit(chromium.new_page())
        chromium.close()
