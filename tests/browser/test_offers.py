"""An editor compares two articles that may be one, joins them, and takes it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from articles.importing.batches import import_files
from articles.importing.folders import Incoming
from articles.models import Article, Offer
from tests.browser.reviewing import sign_in
from tests.factories import an_editor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGE = """عين على المدينة

نشرة الأخبار: أبرز ما جرى في المدينة

نشرة الأخبار: أبرز ما جرى في المدينة

2020-02-29 {hour}:00:00 - المصدر: صحيفة الضفة

قررت بلدية النهرين إغلاق سوق السمك القديم مدة شهرين. {first}

{rest}
"""
MORNING = {"first": "وسينقل الباعة إلى موقع مؤقت.", "rest": "وصلت شحنة القمح إلى المرفأ صباح الخميس بعد تأخير."}
EVENING = {
    "first": "وقال رئيسها إن الأعمال بدأت.",
    "rest": "أجلت لجنة المدارس الامتحانات أسبوعا كاملا. وتعود الكهرباء غدا. وتتوقع الأرصاد أمطارا متفرقة.",
}


def two_bulletins() -> Offer:
    """The evening's shares a sentence of five with the morning's."""
    texts = [PAGE.format(hour=hour, **said) for hour, said in (("08", MORNING), ("20", EVENING))]
    files = [Incoming(f"{hour}.txt", text.encode().__bytes__) for hour, text in enumerate(texts)]
    import_files(files, kind="upload", by=None)
    return Offer.objects.get()


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_two_texts_are_compared_joined_and_parted_again(
    live_server: Any, new_page: Callable[..., Page], axe: Callable[[Page], None], language: str, width: int, theme: str
) -> None:
    offer = two_bulletins()
    page = new_page(viewport={"width": width, "height": 844})
    sign_in(page, live_server, an_editor(language=language, theme=theme))
    page.locator(f"#main a[href='/articles/offers/{offer.pk}/']").click()
    expect(page.locator(".comparison-side")).to_have_count(2)
    expect(page.locator("ins", has_text="وقال رئيسها").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe(page)
    page.locator(".offer-decision .button").first.click()
    expect(page.locator(".empty")).to_be_visible()
    axe(page)
    assert list(Article.objects.standing()) == [offer.older]
    page.locator(".messages a").click()
    axe(page)
    with page.expect_navigation():
        page.locator(".offer-decision .button").click()
    expect(page.locator(".offer-decision form")).to_have_count(1)
    page.goto(f"{live_server.url}/articles/offers/?decided=1")
    expect(page.locator(".listing li")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe(page)
    assert Article.objects.standing().count() == 2


@pytest.mark.parametrize(("language", "words"), [("ar", "لا يردّ أحد"), ("en", "Nobody answers")])
def test_whoever_decides_offline_keeps_the_page_and_tries_again(
    live_server: Any, page: Page, axe: Callable[[Page], None], page_errors: list[str], language: str, words: str
) -> None:
    offer = two_bulletins()
    sign_in(page, live_server, an_editor(language=language))
    page.goto(f"{live_server.url}/articles/offers/{offer.pk}/", wait_until="networkidle")
    join = page.locator(".offer-decision .button").first
    page.context.set_offline(True)
    for _ in range(2):
        join.click()
        expect(page.get_by_role("alert")).to_have_count(1)
        expect(page.get_by_role("alert")).to_contain_text(words)
    expect(page.locator(".comparison-side")).to_have_count(2)
    axe(page)
    assert {error.partition(": ")[2] for error in page_errors} == {"net::ERR_INTERNET_DISCONNECTED"}
    page_errors.clear()
    offer.refresh_from_db()
    assert not offer.is_joined
    page.context.set_offline(False)
    join.click()
    expect(page.locator(".empty")).to_be_visible()
    offer.refresh_from_db()
    assert offer.is_joined
