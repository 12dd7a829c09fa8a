"""An editor asks for a dataset and takes it away, on a desk and on a phone, with scripts and without."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from annotations.models import Export, Project
from newsdesk.models import User
from tests.annotations.saying import say
from tests.annotations.views.test_exports import work
from tests.factories import TEXT, a_project, a_reading, an_editor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
Desk = Callable[..., Page]


@pytest.fixture
def project() -> Project:
    project = a_project(key="iraq")
    start = TEXT.index("اتهم")
    say(a_reading(project=project), [(start, start + 4)], role="cue")
    return project


@pytest.fixture
def editor() -> User:
    return an_editor()


@pytest.fixture
def desk(client: Client, editor: User, live_server: Any, new_page: Any, project: Project) -> Desk:
    """Opens the page of downloads, signed in as the editor."""

    def open_page(*, clock: bool = False, **options: Any) -> Page:
        client.force_login(editor)
        page: Page = new_page(**{"viewport": WIDE} | options)
        if clock:
            page.clock.install()
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        page.goto(f"{live_server.url}/exports/")
        return page

    return open_page


def every_look(project: Project, editor: User) -> None:
    """One export of each state."""
    made = {"project": project, "format": "csv", "requested_by": editor}
    Export.objects.create(**made, state="waiting")
    Export.objects.create(**made, state="waiting", queued_at=timezone.now() - timedelta(hours=1))
    Export.objects.create(**made, state="running")
    failure = {"code": "cannot_write", "path": "/srv/x.csv", "reason": "No space left on device"}
    Export.objects.create(**made, state="failed", failure=failure)
    written = {"file": "exports/x", "size": 4096, "sha256": "0f" * 32}
    Export.objects.create(**made, state="done", **written, counts={"articles": 3}, losses={"texts": 3})


def test_a_file_is_asked_for_appears_by_itself_and_is_downloaded(desk: Desk, tmp_path: Path) -> None:
    page = desk()
    page.get_by_role("radio", name="JSON Lines").check()
    page.get_by_role("button", name="إعداد الملف").click()
    row = page.locator("#exports > li")
    expect(row).to_contain_text("بانتظار برنامج الخلفية")
    work()
    expect(row).to_contain_text("جاهز", timeout=15_000)
    expect(page.locator("#exports-news")).to_contain_text("جاهز")
    with page.expect_download() as download:
        row.get_by_role("link", name="تنزيل").click()
    assert download.value.suggested_filename == f"iraq-{Export.objects.get().pk}.jsonl"
    download.value.save_as(tmp_path / "out")
    article = json.loads((tmp_path / "out").read_text(encoding="utf-8"))
    [anchor] = article["readings"][0]["annotations"][0]["anchors"]
    assert article["text"][anchor["start"] : anchor["end"]] == anchor["exact"] == "اتهم"


def test_without_scripts_reloading_does_the_same(desk: Desk) -> None:
    page = desk(java_script_enabled=False)
    page.get_by_role("radio", name="CSV").check()
    page.get_by_role("button", name="إعداد الملف").click()
    work()
    page.reload()
    expect(page.locator("#exports > li")).to_contain_text("جاهز")


def test_the_page_asks_no_more_when_every_file_is_finished(desk: Desk, project: Project, editor: User) -> None:
    failure = {"code": "unexpected", "reason": "x"}
    Export.objects.create(project=project, format="csv", requested_by=editor, state="failed", failure=failure)
    page = desk(clock=True)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.clock.run_for(60_000)
    assert page.url not in asked


def test_a_failed_one_is_tried_again_by_keyboard(desk: Desk, project: Project, editor: User) -> None:
    failure = {"code": "unexpected", "reason": "x"}
    Export.objects.create(project=project, format="csv", requested_by=editor, state="failed", failure=failure)
    page = desk()
    page.get_by_role("button", name="إعادة المحاولة").press("Enter")
    expect(page.locator("#exports > li")).to_contain_text("بانتظار برنامج الخلفية")


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_every_state_is_legible(
    desk: Desk,
    axe: Callable[[Page], None],
    project: Project,
    editor: User,
    viewport: dict[str, int],
    language: str,
    colours: str,
) -> None:
    User.objects.filter(pk=editor.pk).update(language=language)
    every_look(project, editor)
    page = desk(viewport=viewport, color_scheme=colours)
    expect(page.locator("#exports > li")).to_have_count(5)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    axe(page)
