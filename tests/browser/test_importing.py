"""An editor adds articles, with the mouse and the clipboard, on a desk and on a phone."""

import pytest
from django.conf import settings
from playwright.sync_api import expect

from articles.models import Article
from tests.factories import SEED, a_project, an_editor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
TEXT = SEED.read_text("utf-8")


@pytest.fixture
def desk(client, live_server, new_page):
    """Opens a page of a signed-in editor."""

    def open_page(path: str, *, language: str = "ar", viewport=WIDE):
        client.force_login(an_editor(language=language))
        page = new_page(viewport=viewport)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        page.goto(live_server.url + path)
        return page

    return open_page


def fits(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_a_pasted_article_is_previewed_and_saved(desk):
    a_project(receives_imports=True)
    page = desk("/articles/new/")
    page.get_by_label("النص", exact=True).fill(TEXT)
    page.get_by_role("button", name="معاينة", exact=True).click()
    expect(page.get_by_label("الناشر")).to_have_value("العربية")
    expect(page.locator(".preview-block")).to_have_count(19)
    expect(page.locator(".preview-advertisement .preview-text")).to_have_text("مادة اعلانية")
    page.get_by_role("button", name="حفظ المقال").click()
    page.wait_for_url("**/articles/")
    expect(page.get_by_role("status")).to_contain_text("ميليشيات عراقية")
    assert Article.objects.get().current_revision.text == TEXT


def test_uploaded_files_end_in_a_report(desk):
    page = desk("/articles/upload/")
    page.set_input_files(
        "input[type=file]",
        [
            {"name": "خبر.txt", "mimeType": "text/plain", "buffer": TEXT.encode()},
            {"name": "قديم.txt", "mimeType": "text/plain", "buffer": TEXT.encode("cp1256")},
        ],
    )
    page.get_by_role("button", name="رفع واستيراد").click()
    expect(page.locator(".import-items > li")).to_have_count(2)
    expect(page.locator(".import-items > li").first).to_contain_text("windows-1256")


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_pages_fit_and_are_accessible(desk, axe, language, viewport):
    page = desk("/articles/new/", language=language, viewport=viewport)
    page.fill("[name=text]", TEXT + "\nسطر بلا نقطة")
    page.click("button[name=preview]")
    expect(page.locator(".preview-block")).to_have_count(20)
    assert fits(page)
    axe(page)
    page.fill("[name=headline]", "")
    page.click("button[name=save]")
    expect(page.locator(".error-summary")).to_be_visible()
    axe(page)
    page.goto(page.url.replace("/new/", "/upload/"))
    page.set_input_files("[name=texts]", [{"name": "f.txt", "mimeType": "text/plain", "buffer": b""}])
    page.locator("main form button").click()
    expect(page.locator(".import-items > li")).to_have_count(1)
    assert fits(page)
    axe(page)
