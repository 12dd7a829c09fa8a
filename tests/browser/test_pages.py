"""The shared pages in a real browser: accessible, no wider than a phone, and working without JavaScript."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from annotations.models import Project
from annotations.readings.submitting import submit
from articles.models import Article
from newsdesk.models import User
from tests.annotations.saying import call_all, say
from tests.browser.reviewing import enter
from tests.factories import a_project, a_reading, an_article, an_editor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}
PAGES = ("/", "/articles/", "/articles/?q=zzz", "/no/such/page/")


@pytest.fixture
def editor() -> User:
    return an_editor(username="salma", first_name="سلمى")


@pytest.fixture
def project(editor: User) -> Project:
    """A project with something in every list of the pages."""
    project = a_project()
    reading = a_reading(project=project, analyst=editor)
    say(reading, problems=[{"code": "required"}])
    done = a_reading(project=project, analyst=editor)
    submit(call_all(done), by=editor)
    article = an_article(project=project, headline="OPEC+ agrees, تقول رويترز", published_on=datetime.date(2021, 9, 12))
    Article.objects.filter(pk=article.pk).update(needs_review=True)
    for _ in range(26):
        an_article(project=project)
    return project


def sign_in(page: Page, live_server: Any, user: User, path: str = "/") -> None:
    enter(page, live_server, user)
    page.goto(f"{live_server.url}{path}")


FIELDS = """() => {
    const form = document.createElement("form");
    form.innerHTML = `<p class="field"><input class="input"></p><p class="field"><input></p>
        <p class="field"><textarea></textarea></p><p><input class="control"></p>`;
    document.querySelector("main").prepend(form);
    const probe = form.appendChild(document.createElement("i"));
    const colour = (name) => { probe.style.color = `var(--${name})`; return getComputedStyle(probe).color; };
    return Object.fromEntries(["danger", "line", "accent", "focus"].map((name) => [name, colour(name)]));
}"""


def test_a_fields_state_is_seen_whatever_the_pointer_and_the_focus_do(
    live_server: Any, page: Page, editor: User
) -> None:
    """With a class and without one, in a field and outside."""
    sign_in(page, live_server, editor, "/articles/")
    colours = page.evaluate(FIELDS)
    for field in page.locator("main > form:first-child :is(input, textarea)").all():
        field.hover()
        expect(field).to_have_css("border-top-color", colours["accent"])
        field.focus()
        expect(field).to_have_css("border-top-color", colours["focus"])
        field.evaluate("(field) => field.setAttribute('aria-invalid', 'true')")
        expect(field).to_have_css("border-top-color", colours["danger"])
        field.evaluate("(field) => { field.removeAttribute('aria-invalid'); field.disabled = true; }")
        expect(field).to_have_css("border-top-color", colours["line"])


@pytest.mark.parametrize(("language", "theme", "other"), [("ar", "light", "dark"), ("en", "dark", "light")])
def test_every_page_is_accessible_and_fits_a_phone(
    live_server: Any,
    new_page: Callable[..., Page],
    page_errors: list[str],
    axe: Callable[..., None],
    project: Project,
    editor: User,
    language: str,
    theme: str,
    other: str,
) -> None:
    axe = partial(axe, themes=[other])
    User.objects.filter(pk=editor.pk).update(language=language, theme=theme)
    page = new_page(viewport=PHONE)
    for name, value in (("django_language", language), ("theme", theme)):
        page.context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
    page.goto(f"{live_server.url}/sign-in/")
    axe(page)
    sign_in(page, live_server, editor)
    for path in PAGES:
        page.goto(f"{live_server.url}{path}")
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator("html")).to_have_attribute("data-theme", theme)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        axe(page)
    page_errors.clear()  # The page that is not there answers 404, which the browser reports.


def test_a_fault_in_one_theme_alone_is_found(page: Page, live_server: Any, axe: Callable[..., None]) -> None:
    page.goto(f"{live_server.url}/sign-in/")
    axe(page, themes=["light", "dark"])
    page.locator("main h1").evaluate("heading => { heading.style.color = 'black'; }")
    axe(page, themes=["light", "light-contrast"])
    with pytest.raises(AssertionError, match="dark: color-contrast"):
        axe(page, themes=["dark"])
    axe(page)


def test_a_failed_sign_in_is_accessible_and_leads_to_the_summary(
    live_server: Any, page: Page, axe: Callable[[Page], None]
) -> None:
    page.goto(f"{live_server.url}/sign-in/")
    page.click("main button")
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    axe(page)
    summary.get_by_role("link").first.click()
    expect(page.locator("[name=username]")).to_be_focused()


# What stands in lines of facts: whether it begins a line, at its very start, and how far its sign reaches before it.
FACTS = """() => [...document.querySelectorAll('main .facts')].flatMap(facts => {
    const { direction, overflowX, paddingInlineStart } = getComputedStyle(facts);
    const startOf = one => one.getBoundingClientRect()[direction === 'rtl' ? 'right' : 'left'];
    const room = parseFloat(paddingInlineStart);
    let before = -Infinity;
    return [...facts.children].map(fact => {
        const { top, bottom } = fact.getBoundingClientRect();
        const beginsLine = top >= before;
        before = bottom;
        const sign = getComputedStyle(fact, '::before');
        return {
            beginsLine, room, hasSign: sign.content === '"·"', reach: parseFloat(sign.width),
            isCut: overflowX === 'clip', after: getComputedStyle(fact, '::after').content,
            isAtStart: Math.abs(Math.abs(startOf(fact) - startOf(facts)) - room) < 1,
        };
    });
})"""


@pytest.mark.parametrize("language", ["ar", "en"])
def test_facts_are_parted_by_signs_and_no_line_begins_or_ends_with_one(
    live_server: Any, new_page: Callable[..., Page], project: Project, editor: User, language: str
) -> None:
    User.objects.filter(pk=editor.pk).update(language=language)
    day = datetime.date(2021, 9, 12)
    an_article(project=project, publisher="وكالة الأنباء الوطنية للمدينة والساحل والميناء", published_on=day)
    page = new_page(viewport={"width": 320, "height": 844})
    sign_in(page, live_server, editor, "/articles/")
    facts = page.evaluate(FACTS)
    assert {fact["after"] for fact in facts} == {"none"}
    assert any(fact["hasSign"] and not fact["beginsLine"] for fact in facts)
    beginning = [fact for fact in facts if fact["hasSign"] and fact["beginsLine"]]
    assert beginning
    # The sign stands in the middle of its reach, beyond the room that is left for outlines.
    assert all(fact["isCut"] and fact["isAtStart"] and fact["reach"] / 2 > fact["room"] + 1 for fact in beginning)


def test_a_theme_shows_at_once_and_after_a_reload(live_server: Any, page: Page, editor: User) -> None:
    sign_in(page, live_server, editor)
    page.get_by_role("button", name="المظهر").click()
    with page.expect_response("**/preferences/"):
        page.get_by_role("button", name="داكن", exact=True).click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.get_by_role("button", name="داكن", exact=True)).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(20, 22, 25)"


def test_following_the_device_changes_with_it(live_server: Any, page: Page) -> None:
    page.goto(f"{live_server.url}/sign-in/")
    shades = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        shades.append(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))
    assert shades == ["rgb(248, 247, 244)", "rgb(20, 22, 25)"]


def test_language_and_theme_work_without_javascript(live_server: Any, new_page: Callable[..., Page]) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{live_server.url}/sign-in/?next=/articles/")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    assert page.url.endswith("/sign-in/?next=/articles/")
    page.get_by_role("button", name="Theme").click()
    page.get_by_role("button", name="Dark", exact=True).click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_the_menu_opens_and_closes_by_keyboard_on_a_phone(
    live_server: Any, new_page: Callable[..., Page], editor: User
) -> None:
    page = new_page(viewport=PHONE)
    sign_in(page, live_server, editor)
    button = page.get_by_role("button", name="القائمة")
    button.press("Enter")
    expect(page.get_by_role("link", name="المقالات", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="المقالات", exact=True)).to_be_hidden()
    expect(button).to_be_focused()


def test_the_first_tab_stop_skips_to_the_content(live_server: Any, page: Page, editor: User) -> None:
    sign_in(page, live_server, editor)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="الانتقال إلى المحتوى")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_the_typefaces_are_ours(live_server: Any, page: Page, editor: User) -> None:
    sign_in(page, live_server, editor)
    page.evaluate("document.fonts.ready.then(() => true)")
    loaded = page.evaluate("[...document.fonts].filter(face => face.status === 'loaded').map(face => face.family)")
    assert {family.strip('"') for family in loaded} == {"IBM Plex Sans Arabic", "Amiri"}


CATALOGUE = """{"language": "ar", "messages": {
    "Undo": "تراجع",
    "%(n)s claim": ["لا ادعاءات", "ادعاء واحد", "ادعاءان", "%(n)s ادعاءات", "%(n)s ادعاءً", "%(n)s ادعاء"]
}}"""
SAY = """async (numbers) => {
    const { gettext, interpolate, ngettext } = await import("/static/newsdesk/js/i18n.js");
    const counted = numbers.map(n => interpolate(ngettext("%(n)s claim", "%(n)s claims", n), { n }));
    return [gettext("Undo"), gettext("Unheard of"), ...counted];
}"""


def open_with_catalogue(page: Page, server: Any, catalogue: str) -> None:
    """A page that speaks by another catalogue from its beginning: its own scripts read it as they start."""
    module = f"export const catalogue = {catalogue};"
    page.route("**/catalogue/*", lambda route: route.fulfill(content_type="text/javascript", body=module))
    page.goto(f"{server.url}/sign-in/")


def test_javascript_speaks_with_the_six_arabic_plurals(live_server: Any, page: Page) -> None:
    open_with_catalogue(page, live_server, CATALOGUE)
    assert page.evaluate(SAY, [0, 1, 2, 3, 11, 100, 103]) == [
        *("تراجع", "Unheard of", "لا ادعاءات", "ادعاء واحد", "ادعاءان"),
        *("3 ادعاءات", "11 ادعاءً", "100 ادعاء", "103 ادعاءات"),
    ]


def test_javascript_writes_moments_as_the_pages_do(live_server: Any, page: Page) -> None:
    page.goto(f"{live_server.url}/sign-in/")
    said = page.evaluate("""async () => {
        const { timeWords } = await import("/static/newsdesk/js/i18n.js");
        const root = document.documentElement;
        const looks = [["ar", "latin"], ["ar", "arabic"], ["en", "latin"]];
        return looks.map(([lang, digits]) => {
            root.lang = lang;
            root.dataset.digits = digits;
            return timeWords(new Date(2026, 10, 30, 1, 5));
        });
    }""")
    assert said == ["30 نوفمبر 2026، 01:05", "٣٠ نوفمبر ٢٠٢٦، ٠١:٠٥", "30 November 2026, 01:05"]


def test_javascript_speaks_english_without_a_catalogue(live_server: Any, page: Page) -> None:
    open_with_catalogue(page, live_server, '{"language": "en", "messages": {}}')
    assert page.evaluate(SAY, [1, 2]) == [
        *("Undo", "Unheard of", "1 claim", "2 claims"),
    ]
