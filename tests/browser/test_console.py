"""No page has anything to complain of in the browser's console."""

from __future__ import annotations

from typing import Any

import pytest
from django.templatetags.static import static
from django.test import Client
from playwright.sync_api import ConsoleMessage, Page

from tests.browser.reviewing import enter
from tests.factories import an_administrator
from tests.site_pages import pages

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AT_ONCE = 20
# Chromium says what was fetched ahead in vain some three seconds after a page has been loaded, of all of it at once:
# when it has said so of this file, which nobody uses, it has said all. Of pages whose modules are fetched ahead it says
# nothing of the kind, however long one waits.
IN_VAIN = "?in-vain"
FETCH_IN_VAIN = """addEventListener('DOMContentLoaded', () => {
    document.head.append(Object.assign(document.createElement('link'), { rel: 'preload', as: 'image', href: %r }));
})"""


def shown(client: Client, path: str) -> bool:
    """Whether there is a page at an address, and no file or mere form's target."""
    answer = client.get(path)
    if answer.streaming:
        answer.close()
    return answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html")


def test_no_page_has_warnings(page: Page, live_server: Any, settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path
    user = an_administrator(is_superuser=True, is_staff=True)
    client = Client()
    client.force_login(user)
    paths = [path for path in sorted(set(pages(user))) if shown(client, path)]
    assert len(paths) > 60
    enter(page, live_server, user)
    picture = static("newsdesk/img/logo.svg") + IN_VAIN
    told: list[str] = []
    for start in range(0, len(paths), AT_ONCE):
        some = paths[start : start + AT_ONCE]
        tabs = [page.context.new_page() for _ in some]
        for tab, path in zip(tabs, some, strict=True):
            tab.add_init_script(FETCH_IN_VAIN % picture)
            tab.on("console", lambda message, path=path: note(message, path, told))
            tab.goto(f"{live_server.url}{path}")
        for tab in tabs:
            if tab.locator("link[rel=modulepreload]").count() == 0 and not any(
                IN_VAIN in message.text for message in tab.console_messages()
            ):
                tab.wait_for_event("console", lambda message: IN_VAIN in message.text)
            tab.close()
    assert told == []


def note(message: ConsoleMessage, path: str, told: list[str]) -> None:
    if message.type in ("warning", "error") and IN_VAIN not in message.text:
        told.append(f"{path}: {message.text}")
