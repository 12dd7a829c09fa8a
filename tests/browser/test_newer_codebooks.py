"""The pages on which a newer codebook is offered to a project, and taken for a reading."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from annotations.writing.door import apply
from tests.annotations.writing.test_door import anchor, operation, owner
from tests.browser.reviewing import Opener, enter, lacking, wait_until_ready
from tests.factories import a_codebook, a_member, a_project, a_reading, an_analyst

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).resolve().parents[2]
OLDER = (ROOT / "tests" / "vectors" / "newsroom_3.yaml").read_text(encoding="utf-8")
SAID = {"source_naming": "anonymous", "source_form": "explicit", "quote_type": "indirect"}


@pytest.fixture(params=[390, 1280])
def page(request: pytest.FixtureRequest, new_page: Opener) -> Page:
    return new_page(viewport={"width": request.param, "height": 800})


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_project_takes_a_newer_codebook_and_an_analyst_a_reading_after_it(
    page: Page, live_server: Any, axe: Any, language: str
) -> None:
    project = a_project(codebook=a_codebook(source=OLDER))
    editor = a_member(project, "editor", language=language)
    reading = a_reading(project=project, analyst=an_analyst(of=[project], language=language))
    anchors = [anchor("كاظم الفرطوسي", "source"), anchor("اتهم", "cue"), anchor("قوات جديدة", "content")]
    state = {"kind": "attribution", "label": "accuse", "attributes": SAID, "anchors": anchors}
    apply(reading, [operation(state=state), operation()], by=owner(reading))

    enter(page, live_server, editor)
    page.goto(f"{live_server.url}/projects/{project.pk}/")
    page.locator("main a[href$='/codebook/']").click()
    expect(page.locator("h2").first).to_be_visible()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator("main form button").click()
    expect(page.locator(".message-success")).to_contain_text("4")

    enter(page, live_server, owner(reading))
    page.goto(f"{live_server.url}/readings/{reading.pk}/")
    wait_until_ready(page)
    page.locator("main a[href$='/codebook/']").click()
    expect(page.locator("main form button")).to_be_visible()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator("main form button").click()
    wait_until_ready(page)
    expect(page.locator(".message")).to_be_visible()
    assert lacking(reading) == ["attributes/target_form"]
