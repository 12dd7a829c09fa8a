"""Every page of the administration: accessible, nothing over anything else, no markup in sight, at every width."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from articles.models import Article
from newsdesk.models import User
from tests.annotations.saying import call, say, tie
from tests.browser.reviewing import enter
from tests.factories import a_project, a_reading, an_administrator, an_article, an_editor
from tests.site_pages import pages

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = (390, 1024, 1160, 1280)
# What is wrong with how a page looks, said in words; whatever axe does not see.
LOOK = """() => {
    const faults = [];
    if (document.documentElement.scrollWidth > innerWidth) faults.push(`wider than ${innerWidth}`);
    const links = document.querySelectorAll('.site-header a, .site-header button');
    const seen = [...links].filter(one => one.checkVisibility());
    const nameOf = one => one.textContent.trim() || one.ariaLabel;
    const boxes = seen.map(one => [nameOf(one), one.getBoundingClientRect()]);
    for (const [i, [name, a]] of boxes.entries()) {
        if (a.left < -0.5 || a.right > innerWidth + 0.5) faults.push(`${name} leaves the window`);
        for (const [other, b] of boxes.slice(i + 1)) {
            const overlap = [Math.min(a.right, b.right) - Math.max(a.left, b.left),
                             Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)];
            if (Math.min(...overlap) > 1) faults.push(`${name} lies over ${other}`);
        }
    }
    const markup = /<\\/?(span|bdi|a|div|p|strong|ul|li)\\b[^>]*>/.exec(document.body.innerText);
    if (markup) faults.push(`markup in sight: ${markup[0]}`);
    for (const field of document.querySelectorAll('main :is(input, select, textarea):not([type=hidden])')) {
        const box = field.getBoundingClientRect();
        const overflow = one => getComputedStyle(one).overflowX;
        let cut = field.parentElement;
        while (cut && overflow(cut) === 'visible') cut = cut.parentElement;
        // What only a program reads is a pixel wide.
        if (!cut || !field.checkVisibility() || box.width < 2 || /auto|scroll/.test(overflow(cut))) continue;
        const frame = cut.getBoundingClientRect();
        if (box.left < frame.left - 1 || box.right > frame.right + 1) faults.push(`${field.name} is cut`);
    }
    const clocks = [...document.querySelectorAll('.timezonewarning')];
    if (clocks.some(one => one.checkVisibility())) faults.push('a second clock');
    const words = 'main input:is([type=text], [type=search]):not([dir], .hidden, [readonly]), main textarea:not([dir])';
    for (const field of document.querySelectorAll(words)) {
        // Days and times are figures.
        if (!/^id_\\w*(_[01]|date\\w*|_on)$/.test(field.id)) faults.push(`no direction: ${field.name}`);
    }
    return faults;
}"""


@pytest.fixture
def administrator() -> User:
    return an_administrator(username="salma", first_name="سلمى")


@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_page_of_the_administration_is_in_order(
    live_server: Any,
    page: Page,
    page_errors: list[str],
    axe: Callable[..., None],
    administrator: User,
    language: str,
) -> None:
    """What axe looks at is the same in both languages, but for words that the translations' own check finds missing."""
    User.objects.filter(pk=administrator.pk).update(language=language)
    reading = a_reading()
    tie(say(reading, kind="attribution", label="accuse"), say(reading))
    call(reading)
    addresses = [one for one in pages(administrator) if one.startswith("/admin/")]
    addresses += [reverse("admin:auth_user_password_change", args=[administrator.pk]), "/admin/articles/article/?q=zzz"]
    enter(page, live_server, administrator)
    faults = []
    looked_at = 0
    for address in dict.fromkeys(addresses):
        page_errors.clear()
        answer = page.goto(f"{live_server.url}{address}")
        if not answer or answer.status != 200 or not page.url.endswith(address):
            continue  # Made or changed elsewhere: a page that says so.
        if "html" not in answer.headers["content-type"]:
            continue
        looked_at += 1
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            faults += [f"{address} at {width}: {fault}" for fault in page.evaluate(LOOK)]
        faults += [f"{address}: {error}" for error in page_errors]
        if language == "ar":
            try:
                axe(page)
            except AssertionError as error:
                faults.append(f"{address}: {error}")
    page_errors.clear()
    assert faults == []
    assert looked_at > 40


def test_roles_stand_side_by_side_as_badges(live_server: Any, page: Page, administrator: User) -> None:
    both = an_editor(username="huda")
    both.groups.add(*administrator.groups.all())
    enter(page, live_server, administrator)
    page.goto(f"{live_server.url}/admin/newsdesk/user/")
    row = page.locator("#result_list tr", has_text="huda")
    expect(row.locator(".badge")).to_have_count(2)
    expect(row).not_to_contain_text("<span")


def test_a_headline_runs_in_its_own_direction_whatever_the_interface(
    live_server: Any, page: Page, administrator: User
) -> None:
    User.objects.filter(pk=administrator.pk).update(language="en")
    articles = {"rtl": an_article(headline="خبر عربي عن OPEC+"), "ltr": an_article(headline="An English headline")}
    enter(page, live_server, administrator)
    for direction, article in articles.items():
        page.goto(f"{live_server.url}{reverse('admin:articles_article_change', args=[article.pk])}")
        field = page.locator("#id_headline")
        assert field.evaluate("field => getComputedStyle(field).direction") == direction


def test_the_page_of_a_list_that_one_is_on_is_shown_and_told(live_server: Any, page: Page, administrator: User) -> None:
    article = an_article()
    copies = [
        Article(headline=f"خبر {number}", headline_key=f"خبر {number}", language="ar", batch=article.batch)
        for number in range(120)
    ]
    Article.objects.bulk_create(copies)
    enter(page, live_server, administrator)
    page.goto(f"{live_server.url}/admin/newsdesk/event/?p=1")
    page.goto(f"{live_server.url}/admin/articles/publisher/")
    page.goto(f"{live_server.url}/admin/articles/article/?q=خبر&p=2")
    current = page.locator("nav.pagination [aria-current=page]")
    expect(current).to_be_visible()
    expect(current).to_contain_text("2")
    ground = current.evaluate("one => getComputedStyle(one).backgroundColor")
    assert ground != page.locator("nav.pagination a").first.evaluate("one => getComputedStyle(one).backgroundColor")
    page.locator("nav.pagination a").last.click()
    assert "q=" in page.url
    assert "p=3" in page.url


def test_a_combobox_says_what_it_chooses(live_server: Any, page: Page, administrator: User) -> None:
    project = a_project()
    enter(page, live_server, administrator)
    page.goto(f"{live_server.url}/admin/articles/article/{an_article().pk}/change/")
    page.get_by_role("combobox", name="الناشر").click()
    expect(page.locator(".select2-search__field")).to_have_attribute("aria-label", "الناشر")
    page.goto(f"{live_server.url}/admin/annotations/project/{project.pk}/change/")
    page.locator(".add-row a").click()
    expect(page.locator("tr.dynamic-memberships [role=combobox]").last).to_have_attribute("aria-label", "الحساب")


@pytest.mark.parametrize("scripts", [True, False])
def test_an_account_is_closed_after_being_asked(
    live_server: Any, new_page: Callable[..., Page], administrator: User, scripts: bool
) -> None:
    other = an_editor(username="huda", first_name="هدى")
    page = new_page(java_script_enabled=scripts)
    enter(page, live_server, administrator)
    page.goto(f"{live_server.url}{reverse('person', args=[other.pk])}")
    page.get_by_role("button", name="إغلاق الحساب").first.click()
    dialog = page.get_by_role("dialog", name="إغلاق حساب هدى؟")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="لا، رجوع").click()
    expect(dialog).to_be_hidden()
    assert User.objects.get(pk=other.pk).is_active
    page.get_by_role("button", name="إغلاق الحساب").first.click()
    dialog.get_by_role("button", name="إغلاق الحساب").click()
    page.wait_for_load_state()
    assert not User.objects.get(pk=other.pk).is_active
