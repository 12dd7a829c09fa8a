"""Tests share a browser: no test finds in it what another has left, nor is disturbed by what another has sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.core.signals import request_started
from playwright.sync_api import Browser, Error, Page, Route

from tests.built_site import BuiltServer
from tests.kept_context import KeptContext

PATH = "/sign-in/"
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LEAVE = """async () => {
    document.cookie = 'left=1; max-age=999';
    localStorage.left = sessionStorage.left = name = 'left';
    await caches.open('left');
    const open = indexedDB.open('left');
    await new Promise((done) => { open.onsuccess = done; });
    const folder = await navigator.storage.getDirectory();
    await folder.getFileHandle('left', { create: true });
    addEventListener('pagehide', () => { localStorage.last = 'left'; });
}"""
FOUND = """async () => [
    ...document.cookie.match(/left/g) ?? [], ...Object.keys(localStorage), ...Object.keys(sessionStorage), name,
    ...await caches.keys(),
    ...(await indexedDB.databases()).map((one) => one.name),
    ...await Array.fromAsync((await navigator.storage.getDirectory()).keys()),
    navigator.onLine ? '' : 'offline', (await navigator.permissions.query({ name: 'geolocation' })).state,
    innerWidth, 'asked' in window ? 'script' : '',
].filter(Boolean)"""


@pytest.fixture
def kept(browser: Browser, live_server: BuiltServer) -> Iterator[KeptContext]:
    kept = KeptContext(browser, live_server.url)
    yield kept
    kept.close()


@pytest.fixture
def visit(kept: KeptContext, live_server: BuiltServer) -> Callable[[], Page]:
    def visit_() -> Page:
        page = kept.take()
        page.goto(live_server.url + PATH)
        return page

    return visit_


def test_nothing_that_a_page_has_stored_is_found_by_the_next(
    visit: Callable[[], Page], kept: KeptContext, live_server: BuiltServer
) -> None:
    page = visit()
    context, fresh = page.context, page.evaluate(FOUND)
    page.evaluate(LEAVE)
    page.add_init_script("asked = 1")
    page.set_viewport_size({"width": 390, "height": 844})
    context.grant_permissions(["geolocation"])
    other = context.new_page()
    other.goto(live_server.url + PATH)
    context.set_offline(True)
    assert len(page.evaluate(FOUND)) > len(fresh) + 5
    kept.clear()
    page = visit()
    assert (page.context, other.is_closed()) == (context, True)
    assert page.evaluate(FOUND) == fresh


def test_what_was_led_elsewhere_goes_straight_again(visit: Callable[[], Page], kept: KeptContext) -> None:
    led: list[Route] = []
    visit().context.route("**", lambda route: led.append(route))
    kept.clear()
    visit()
    assert led == []


def test_what_a_page_sends_at_its_end_is_answered_before_the_next_test(
    visit: Callable[[], Page], kept: KeptContext, live_server: BuiltServer
) -> None:
    heard = []

    def hear(environ: dict[str, str], **_told: object) -> None:
        heard.append(environ["QUERY_STRING"])

    page = visit()
    page.evaluate("addEventListener('pagehide', () => fetch('?last', { keepalive: true }))")
    live_server.wait_until_all_is_answered()
    request_started.connect(hear)
    kept.clear()
    live_server.wait_until_all_is_answered()
    request_started.disconnect(hear)
    assert heard == ["last", ""]  # The other is the browser's own question.


def test_a_clock_that_was_taken_in_hand_goes_with_its_browser(visit: Callable[[], Page], kept: KeptContext) -> None:
    page = visit()
    page.clock.install(time=0)
    kept.clear()
    assert visit().evaluate("Date.now()") > 10**12


def test_when_its_process_is_gone_there_is_another(visit: Callable[[], Page], kept: KeptContext) -> None:
    page = visit()
    with page.expect_event("crash"), pytest.raises(Error):
        page.goto("chrome://crash")
    kept.clear()
    assert visit().evaluate("1") == 1
