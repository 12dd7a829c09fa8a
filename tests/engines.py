"""The browsers that tests run in: Chromium, or the system's Firefox where NEWSDESK_BROWSER says so."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Mouse, Page, Playwright, ViewportSize

from newsdesk.running import testing

NAME = os.environ.get("NEWSDESK_BROWSER", "chromium")
# Without windows it would draw letters to whole pixels, as no screen of people's does.
CHROMIUM_ARGUMENTS = [
    "--disable-quic",
    "--disable-background-networking",
    "--font-render-hinting=none",
    "--renderer-process-limit=1",  # For the sake of kept_context.py.
]
# What it would do beside showing pages: ask for updates and recommendations, and start processes ahead.
FIREFOX_PREFERENCES: dict[str, bool | int | str] = {
    "app.update.enabled": False,
    "browser.newtabpage.activity-stream.asrouter.providers.cfr": "{}",
    "browser.newtabpage.activity-stream.asrouter.providers.message-groups": "{}",
    "datareporting.policy.dataSubmissionEnabled": False,
    "dom.ipc.processPrelaunch.enabled": False,
    "extensions.getAddons.cache.enabled": False,
    "network.http.keep-alive.timeout": 2,  # Seconds; a server of tests waits until it is left.
    "services.settings.server": "data:,#remote-settings-dummy/v1",
}
NO_TOUCH = "Firefox takes no touches from outside"
NO_MEDIA = "Firefox lets nobody from outside say what medium or which choices of colour hold"
NO_CDP = "Firefox does not speak Chromium's protocol"
NO_DOUBLE_CLICK = "clicks that come to Firefox from outside count as single ones"


@contextmanager
def launched(playwright: Playwright, name: str = NAME) -> Iterator[Browser]:
    """A browser of that name; a test that wants one that is not to be had is skipped."""
    browser = {"chromium": _chromium, "firefox": _firefox}[name](playwright)
    yield browser
    browser.close()


def _chromium(playwright: Playwright) -> Browser:
    arguments = [*CHROMIUM_ARGUMENTS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    return playwright.chromium.launch(executable_path=testing.quick_chromium(), args=arguments)


def _firefox(playwright: Playwright) -> Browser:
    """The system's own, by the protocol that all browsers speak; Playwright's is a Firefox that nobody uses."""
    place = testing.firefox()
    if not place:
        pytest.skip("no Firefox is installed (firefox-esr on Debian)")
    return playwright.firefox.launch(
        channel="moz-firefox", executable_path=place, firefox_user_prefs=FIREFOX_PREFERENCES, timeout=120_000
    )


class FreshContexts:
    """What `KeptContext` is for Chromium, where a browser cannot be cleared from outside: a context for each test."""

    def __init__(self, browser: Browser, options: Any) -> None:
        self._browser, self._options = browser, options
        self._context: BrowserContext | None = None
        self.is_taken = False

    def take(self, viewport: ViewportSize | None = None) -> Page:
        self._context = self._browser.new_context(**self._options, viewport=viewport)
        self.is_taken = True
        return self._context.new_page()

    def clear(self) -> None:
        self.close()
        self.is_taken = False

    def close(self) -> None:
        if self._context:
            self._context.close()
            self._context = None


def is_of_playwright(error: str) -> bool:
    """Whether Firefox complains of the style that Playwright wants in a page to take its picture."""
    return NAME == "firefox" and "inline style (style-src-elem)" in error


def skip_what_firefox_cannot(patched: pytest.MonkeyPatch) -> None:
    """Let a test that comes to ask for such a thing be skipped with the reason."""
    patched.setattr(BrowserContext, "new_cdp_session", _skipping(NO_CDP))
    patched.setattr(Page, "emulate_media", _skipping(NO_MEDIA))
    for kind in (Page, Locator):
        patched.setattr(kind, "tap", _skipping(NO_TOUCH))
    for kind in (Page, Locator, Mouse):
        patched.setattr(kind, "dblclick", _skipping(NO_DOUBLE_CLICK))
    for owner, name in ((Mouse, "click"), (Mouse, "down"), (Locator, "click")):
        patched.setattr(owner, name, _skipping_if("click_count", NO_DOUBLE_CLICK, getattr(owner, name)))
    new_context = _skipping_if("has_touch", NO_TOUCH, Browser.new_context)
    new_context = _skipping_if("is_mobile", NO_TOUCH, new_context)
    for option in ("color_scheme", "contrast", "forced_colors", "reduced_motion"):
        new_context = _skipping_if(option, NO_MEDIA, new_context)
    patched.setattr(Browser, "new_context", new_context)


def _skipping(reason: str) -> Callable[..., NoReturn]:
    return lambda *_arguments, **_options: pytest.skip(reason)


def _skipping_if(option: str, reason: str, act: Callable[..., Any]) -> Callable[..., Any]:
    """The same act, for who does not ask for that option."""

    def checked(*arguments: Any, **options: Any) -> Any:
        if options.get(option):
            pytest.skip(reason)
        return act(*arguments, **options)

    return checked
