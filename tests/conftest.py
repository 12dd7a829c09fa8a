"""What every test can ask for: a browser, a page whose errors fail the test, accessibility, foreign fixtures.

`make test` sets the environment up; by hand set SECRET_KEY and DATABASE_URL and run pytest.
"""

import gc
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

import hypothesis
import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from django.conf import settings
from django.db import connection
from django.dispatch import receiver
from django.test import TransactionTestCase
from django.test.signals import setting_changed
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Playwright,
    ViewportSize,
    expect,
    sync_playwright,
)
from pytest_django import DjangoDbBlocker

from annotations.codebook_versions import publishing
from newsdesk.history import comparing, recording
from newsdesk.templatetags import newsdesk, newsdesk_loading
from tests import engines, migrated
from tests.built_site import BuiltServer
from tests.emptying import Beginning
from tests.engines import FreshContexts
from tests.kept_context import OPTIONS, KeptContext

ROOT = Path(__file__).resolve().parent.parent
# axe takes joined Arabic letters for an icon's ligature and skips their contrast without a word: this makes it look.
LOOK_AT_ARABIC = """axe.configure({rules: [{
    id: 'color-contrast',
    matches: node => [...node.childNodes].some(child => child.nodeType === 3 && child.textContent.trim()),
}]})"""
RULES_OF_THEMES = ["color-contrast", "link-in-text-block"]
# As the page's own menu does it, and until colours are what they fade to; without a theme, back to the page's own.
PUT_ON = """async theme => {
    const root = document.documentElement, contrast = document.querySelector('link[data-contrast]');
    root.dataset.ownTheme ??= root.dataset.theme;
    root.dataset.theme = theme ?? root.dataset.ownTheme;
    contrast.media = root.dataset.theme.endsWith('-contrast') ? 'all' : '(prefers-contrast: more)';
    if (!contrast.sheet) await new Promise(done => contrast.addEventListener('load', done));
    await new Promise(requestAnimationFrame);
    const fading = document.getAnimations().filter(one => one instanceof CSSTransition);
    await Promise.allSettled(fading.map(one => one.finished));
}"""


# How long an example takes says how busy the machine is; a fixture is there to be shared by all of them.
hypothesis.settings.register_profile(
    "newsdesk",
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.function_scoped_fixture],
)
hypothesis.settings.load_profile("newsdesk")
# What is true is waited for no longer by it; on a busy machine five seconds are soon gone.
expect.set_options(timeout=20_000)


def pytest_collection_finish() -> None:
    """What is imported by now stays; looking through it for garbage again and again takes time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20)  # Looking for that of tests as often as Python does takes a thirtieth of theirs.


@pytest.fixture(autouse=True, scope="session")
def _quick_and_plain_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Static files as they are written, passwords hashed in no time, uploads out of the way."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STATIC_ROOT = tmp_path_factory.mktemp("static")
    settings.MEDIA_ROOT = tmp_path_factory.mktemp("media")


@pytest.fixture(autouse=True, scope="session")
def _read_the_seeds_codebook_once() -> None:
    """It is the greatest part of loading the seeds, with which hundreds of tests begin."""
    publishing.read_codebook = cache(publishing.read_codebook)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    settings.DATABASES["default"]["TEST"]["TEMPLATE"] = migrated.template()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Tests that commit leave the database as they met it, in a tenth of the time that Django takes for it."""
    with django_db_blocker.unblock():
        beginning = Beginning.of_now()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(TransactionTestCase, "_fixture_teardown", lambda _self: beginning.put_back())
        yield


@pytest.fixture(autouse=True, scope="session")
def _no_test_lends_its_transaction() -> None:
    """Most tests run in a transaction, in which code that has begun none would seem to have one."""

    def is_in_one_of_its_own() -> bool:
        begun = [block for block in connection.atomic_blocks if not block._from_testcase]
        return bool(begun) or _is_asked_by_a_test()

    recording.is_in_a_transaction = is_in_one_of_its_own


def _is_asked_by_a_test() -> bool:
    """Whether a test itself records an event, to have one."""
    frame = sys._getframe(1)
    while frame.f_back and Path(frame.f_code.co_filename) in {Path(__file__), Path(recording.__file__)}:
        frame = frame.f_back
    return ROOT / "tests" in Path(frame.f_code.co_filename).parents and connection.in_atomic_block


@pytest.fixture(autouse=True)
def _demo_data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test ever meets the developer's own data folder."""
    monkeypatch.setenv("NEWSDESK_DATA_DIR", str(tmp_path / "data"))


@pytest.fixture(autouse=True)
def _nobody_asks_another_session_in_vain(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a test lies within a transaction of its own, another session sees nothing of it: why ask one."""
    marker = request.node.get_closest_marker("django_db")
    commits = (marker and marker.kwargs.get("transaction")) or {"transactional_db", "live_server"} & {
        *request.fixturenames
    }
    if not commits:
        monkeypatch.setattr(comparing, "met_changed", lambda _changed: [])


@receiver(setting_changed)
def _lead_modules_anew(setting: str, **_kwargs: object) -> None:
    if setting == "STORAGES":
        newsdesk._hashed_modules.cache_clear()
        newsdesk_loading._links_once.cache_clear()


@pytest.fixture(scope="session")
def live_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BuiltServer]:
    server = BuiltServer(tmp_path_factory.mktemp("built"))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    # It keeps an event loop in this thread, which Django takes for asynchronous code; nothing here awaits.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One for all browser tests of this process: Chromium, where nobody asked for another."""
    with engines.launched(playwright) as browser, pytest.MonkeyPatch.context() as patched:
        if engines.NAME == "firefox":
            engines.skip_what_firefox_cannot(patched)
        yield browser


@pytest.fixture
def page_errors() -> list[str]:
    """What the page complained of. A test that provokes an error asserts it here and clears the list."""
    return []


@pytest.fixture(scope="session")
def kept_context(
    django_db_setup: None, browser: Browser, live_server: BuiltServer
) -> Iterator[KeptContext | FreshContexts]:
    """It goes before the database: the connections that it keeps hold that open."""
    kept = FreshContexts(browser, OPTIONS) if engines.NAME == "firefox" else KeptContext(browser, live_server.url)
    yield kept
    kept.close()
    live_server.wait_until_left()


@pytest.fixture
def new_page(
    browser: Browser, live_server: BuiltServer, kept_context: KeptContext | FreshContexts, page_errors: list[str]
) -> Iterator[Callable[..., Page]]:
    """Opens a page in an Arabic browser of its own, options as of Playwright's `new_context`: a second person, a phone.

    The first is opened in the browser that tests use one after the other, where nothing but its size is asked for.
    """
    contexts: list[BrowserContext] = []

    def open_page(*, viewport: ViewportSize | None = None, **options: object) -> Page:
        if kept_context.is_taken or options:
            contexts.append(browser.new_context(**{**OPTIONS, **options}, viewport=viewport))  # type: ignore[arg-type]
            page = contexts[-1].new_page()
        else:
            page = kept_context.take(viewport)
        page.on("pageerror", lambda error: _note(str(error), page_errors))
        page.on("console", lambda message: message.type == "error" and _note(message.text, page_errors))
        return page

    yield open_page
    for context in contexts:
        context.close()
    kept_context.clear()
    live_server.wait_until_all_is_answered()
    assert page_errors == []


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A page in a fresh browser that speaks Arabic; any error on it fails the test."""
    return new_page()


@pytest.fixture
def axe() -> Callable[..., None]:
    """Asserts that axe finds no fault on a page, contrast of Arabic text included.

    Other `themes` are put on where the page stands, and only what a theme can change is looked at again.
    """

    def check(page: Page, *, themes: Iterable[str] = ()) -> None:
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE_FILE_PATH.read_text(encoding="utf-8"))
            page.evaluate(LOOK_AT_ARABIC)
        faults = _faults(page, {})
        for theme in themes:
            page.evaluate(PUT_ON, theme)
            faults += [f"{theme}: {fault}" for fault in _faults(page, {"runOnly": RULES_OF_THEMES})]
        if themes:
            page.evaluate(PUT_ON, None)
        assert faults == []

    return check


def _faults(page: Page, options: dict[str, object]) -> list[str]:
    # Else it puts the styles into the page once more, their imports led astray; no rule in force needs that.
    options = {"preload": False, "resultTypes": ["violations"], **options}
    found = page.evaluate("async options => (await axe.run(options)).violations", options)
    return [f"{fault['id']}: {node['html'][:160]}" for fault in found for node in fault["nodes"]]


@pytest.fixture(autouse=True)
def _chromium_where_it_must_be(request: pytest.FixtureRequest) -> None:
    marker = request.node.get_closest_marker("chromium")
    if marker and engines.NAME != "chromium":
        pytest.skip(marker.args[0])


@pytest.fixture(scope="session")
def foreign_fixtures() -> Path:
    """Other people's test material, which is not in this repository: see NEWSDESK_FIXTURES in the README."""
    place = Path(os.environ.get("NEWSDESK_FIXTURES") or ROOT.parent / "shared" / "fixtures")
    if not place.is_dir():
        pytest.skip(f"other people's fixtures are not at {place}; NEWSDESK_FIXTURES names another place")
    return place


def _note(error: str, errors: list[str]) -> None:
    if not engines.is_of_playwright(error):
        errors.append(error)
