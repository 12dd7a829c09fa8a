"""One browser context for test after test: opening a page in it takes little more than half as long as in a fresh one.

What takes the time is a process of its own for each context, and all the site's files anew. So a page stays open in it,
whose process the pages of tests share (`--renderer-process-limit=1`), and what it has loaded is not loaded again. All
that a page could find of an earlier test is taken away.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from django.templatetags.static import static
from playwright.sync_api import Browser, BrowserContext, Frame, Page, ViewportSize

OPTIONS: Mapping[str, str] = {"locale": "ar", "timezone_id": "Asia/Baghdad"}
TESTS_OF_ONE = 50  # What so many leave behind in a process is some hundred megabytes.
# What a page has sent at its end went the same way before, so it is on the server by the time that this is answered.
ASK = "async address => { await fetch(address, { cache: 'no-store' }); }"


class KeptContext:
    """A context whose pages may be given all that a page can be given; it itself no scripts and no names."""

    def __init__(self, browser: Browser, origin: str) -> None:
        self._browser = browser
        self._origin = origin
        self._visited = {origin}
        self._context: BrowserContext | None = None
        self.is_taken = False

    def take(self, viewport: ViewportSize | None = None) -> Page:
        """The first page of a test."""
        context = self._context = self._context or self._new()
        self.is_taken = True
        page = context.new_page()
        if viewport:
            page.set_viewport_size(viewport)
        return page

    def clear(self) -> None:
        """Close what a test has opened and forget what it has stored; start anew where that cannot be done."""
        if not self.is_taken:
            return
        self.is_taken = False
        self._tests += 1
        if self._has_crashed or self._tests == TESTS_OF_ONE or not self._clear():
            self.close()

    def close(self) -> None:
        if self._context:
            self._context.close()
            self._context = None

    def _new(self) -> BrowserContext:
        context = self._browser.new_context(**OPTIONS)
        self._has_crashed, self._tests = False, 0
        self._keeper = context.new_page()
        self._keeper.on("crash", self._note_crash)
        self._picture = static("newsdesk/img/logo.svg")  # Nothing of the site is as light.
        self._keeper.goto(self._origin + self._picture)
        self._session = context.new_cdp_session(self._keeper)
        context.on("page", lambda page: page.on("framenavigated", self._note))
        return context

    def _note_crash(self, _page: Page) -> None:
        self._has_crashed = True

    def _note(self, frame: Frame) -> None:
        address = urlsplit(frame.url)
        if address.scheme.startswith("http"):
            self._visited.add(f"{address.scheme}://{address.netloc}")

    def _clear(self) -> bool:
        """Whether all is as it was: a clock that was taken in hand cannot be let go."""
        context = self._context
        assert context
        for page in context.pages:
            if page != self._keeper:
                page.close()
        context.set_offline(False)
        context.unroute_all()
        context.clear_cookies()
        context.clear_permissions()
        for origin in self._visited:
            self._session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
        self._visited = {self._origin}
        self._keeper.evaluate(ASK, self._picture)
        return not self._keeper.evaluate("'__pwClock' in globalThis")
