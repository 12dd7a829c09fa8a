"""No page has anything to complain of in the browser's console."""

from __future__ import annotations

from itertools import islice
from typing import Any

import pytest
from django.templatetags.static import static
from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Page

from tests.browser.reviewing import enter
from tests.factories import an_administrator
from tests.site_pages import pages

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AT_ONCE = 40
# Chromium says what was fetched ahead in vain some three seconds after a page has been loaded, of all of it at once:
# when it has said so of this file, which nobody uses, it has said all. Of pages whose modules are fetched ahead it says
# nothing of the kind, however long one waits.
IN_VAIN = "?in-vain"
FETCH_IN_VAIN = """addEventListener('DOMContentLoaded', () => {
    document.head.append(Object.assign(document.createElement('link'), { rel: 'preload', as: 'image', href: %r }));
})"""


def test_no_page_has_warnings(page: Page, live_server: Any, settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path
    user = an_administrator(is_superuser=True, is_staff=True)
    addresses = iter(sorted(set(pages(user))))
    enter(page, live_server, user)
    told: dict[str, list[str]] = {}
    while some := list(islice(addresses, AT_ONCE)):
        tabs = [(path, tab) for path in some if (tab := shown(page.context, live_server.url, path, told))]
        for path, tab in tabs:
            if tab.locator("link[rel=modulepreload]").count() == 0 and not any(
                IN_VAIN in message.text for message in tab.console_messages()
            ):
                tab.wait_for_event("console", lambda message: IN_VAIN in message.text)
            tab.close()
            told.setdefault(path, [])
    assert len(told) > 60
    assert {path: texts for path, texts in told.items() if texts} == {}


def shown(context: BrowserContext, site: str, path: str, told: dict[str, list[str]]) -> Page | None:
    """The page at an address, opened; None for a file, and for what is a mere form's target."""
    tab = context.new_page()
    tab.add_init_script(FETCH_IN_VAIN % (static("newsdesk/img/logo.svg") + IN_VAIN))
    tab.on("console", lambda message: note(message, path, told))
    try:
        answer = tab.goto(f"{site}{path}")
    except Error as error:
        if "Download is starting" not in error.message:
            raise
        answer = None
    if answer and answer.status == 200 and answer.headers["content-type"].startswith("text/html"):
        return tab
    tab.close()
    told.pop(path, None)
    return None


def note(message: ConsoleMessage, path: str, told: dict[str, list[str]]) -> None:
    if message.type in ("warning", "error") and IN_VAIN not in message.text:
        told.setdefault(path, []).append(message.text)
