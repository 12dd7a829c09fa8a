"""The page as it is served: its scripts and styles collected, slimmed, hashed and led to by the import map."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test.testcases import LiveServerThread
from django.test.utils import override_settings
from playwright.sync_api import Page, expect

from newsdesk.templatetags import newsdesk
from tests.browser.reviewing import choose, open_seed, painted, press, saved, stored


@pytest.fixture
def built_server(transactional_db: None, tmp_path: Path) -> Iterator[SimpleNamespace]:
    """A server without the tests' own door to static files: what it gives is what was collected."""
    storages = settings.STORAGES | {"staticfiles": {"BACKEND": "newsdesk.static_files.HashedStaticFiles"}}
    with override_settings(STORAGES=storages, STATIC_ROOT=tmp_path, ALLOWED_HOSTS=["localhost"]):
        call_command("collectstatic", interactive=False, verbosity=0)
        newsdesk._hashed_modules.cache_clear()
        thread = LiveServerThread("localhost", static_handler=lambda application: application)  # type: ignore[arg-type]
        thread.daemon = True
        thread.start()
        thread.is_ready.wait()
        assert thread.error is None, thread.error
        yield SimpleNamespace(url=f"http://localhost:{thread.port}")
        thread.terminate()
    newsdesk._hashed_modules.cache_clear()


def test_the_built_page_marks_a_claim(built_server: Any, new_page: Callable[..., Page], page_errors: list[str]) -> None:
    page = new_page()
    asked: list[str] = []
    page.on("response", lambda response: asked.append(f"{response.status} {response.url.partition('/static/')[2]}"))
    reading = open_seed(page, built_server)
    ours = [one for one in asked if one.endswith((".js", ".css"))]
    assert len({one for one in ours if one.endswith(".js")}) < 9, ours
    assert all(one.startswith("200 ") and len(one.split(".")[-2]) == 12 for one in ours), ours

    expect(page.locator("[data-review=rail]")).to_have_css("position", "relative")
    choose(page, "اتهم")
    press(page, "KeyC")
    saved(page)
    assert painted(page) == {"claim": ["اتهم"]}
    assert [annotation["kind"] for annotation in stored(reading)] == ["claim"]

    press(page, "Escape", "KeyT")
    expect(page.locator("[data-review=table] tbody tr")).to_have_count(1)
    assert page_errors == []
