"""The administration in a real browser: no page breaks the content security policy, and gestures do what they say."""

import pytest
from django.urls import reverse

from newsdesk.models import User
from tests.browser.reviewing import enter
from tests.factories import an_article, an_editor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def open_admin(page, live_server):
    """Signs somebody in and opens a page; `page` fails the test for anything that the console complains of."""

    def open_(user, path):
        enter(page, live_server, user)
        page.goto(f"{live_server.url}{path}")
        return page

    return open_


def test_the_interface_is_arabic_and_changes_to_english_and_back(open_admin):
    page = open_admin(an_editor(), "/admin/articles/article/")
    assert page.get_attribute("html", "dir") == "rtl"
    page.get_by_role("button", name="English").click()
    page.wait_for_selector("html[dir=ltr]")
    page.get_by_role("heading", name="Articles", exact=True, level=1).wait_for()
    page.get_by_role("button", name="العربية").click()
    page.wait_for_selector("html[dir=rtl]")


def test_a_dark_theme_holds_in_the_administration(open_admin):
    editor = an_editor()
    User.objects.filter(pk=editor.pk).update(theme="dark")
    page = open_admin(editor, "/admin/")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert sum(int(part) for part in ground.strip("rgb()").split(",")) < 3 * 60


def test_a_publisher_is_chosen_by_typing(open_admin):
    article = an_article(publisher="رووداو")
    an_article(publisher="الأنبار اليوم")
    page = open_admin(an_editor(), reverse("admin:articles_article_change", args=[article.pk]))
    page.get_by_role("combobox", name="الناشر", exact=True).click()
    page.locator(".select2-search__field").fill("الانبار")
    page.locator(".select2-results__option", has_text="الأنبار اليوم").click()
    page.locator("[name=_save]").click()
    page.wait_for_url("**/admin/articles/article/")
    article.refresh_from_db()
    assert article.publisher.name == "الأنبار اليوم"
