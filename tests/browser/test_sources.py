"""Sources on the review page: proposed from the marked words, found, new, unknown; and the registry's pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from annotations.models import Annotation, Source
from tests.annotations.saying import say
from tests.browser.reviewing import (
    Opener,
    cards,
    choose,
    enter,
    lacking,
    open_seed,
    press,
    saved,
    stored,
    wait_until_ready,
)
from tests.factories import a_project, a_reading, an_analyst, an_editor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MARKED = "كاظم الفرطوسي، المتحدث باسم كتائب سيد الشهداء"
OPTIONS = "#source-options [role=option]"
CHOSEN = f"{OPTIONS}[aria-selected=true]"
FIELD = "#annotation-source"
LINKED = ".source-linked"


def a_source(name: str = "كاظم الفرطوسي", **fields: Any) -> Source:
    return Source.objects.create(**{"name_ar": name, "kind": "person"} | fields)


def mark_the_source(page: Page, words: str = MARKED) -> None:
    choose(page, words)
    press(page, "s")
    expect(page.locator(FIELD)).to_be_visible()


def source_of(reading: Any) -> int | None:
    saved_source: int | None = stored(reading)[0]["source"]
    return saved_source


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_marked_words_propose_the_registrys_source_by_two_keys(page: Page, live_server: Any, language: str) -> None:
    source = a_source(name_en="Kadhim al-Fartousi")
    a_source("كتائب سيد الشهداء", kind="organisation")
    reading = open_seed(page, live_server, language=language)
    mark_the_source(page)
    name = {"ar": "كاظم الفرطوسي", "en": "Kadhim al-Fartousi"}[language]
    expect(page.locator(OPTIONS).first).to_contain_text(name)
    press(page, "r", "Enter")
    expect(page.locator(LINKED)).to_contain_text(name)
    saved(page)
    assert source_of(reading) == source.pk
    press(page, "Control+z")
    expect(page.locator(FIELD)).to_be_visible()
    saved(page)
    assert source_of(reading) is None


@pytest.mark.parametrize(("language", "said"), [("ar", "المصدر غير مسمّى"), ("en", "The source is not named")])
def test_the_unnamed_get_no_entry(page: Page, live_server: Any, language: str, said: str) -> None:
    """No entry is proposed and no new one offered: the annotation says so, and the words describe the source."""
    a_source("مصدر أمني")
    user = an_analyst(language=language)
    reading = a_reading("ونفى مصدر أمني وقوع انفجار في المدينة.", analyst=user, project=a_project())
    enter(page, live_server, user)
    page.goto(f"{live_server.url}/readings/{reading.pk}/")
    wait_until_ready(page)
    mark_the_source(page, "مصدر أمني")
    press(page, "r")
    expect(page.locator(OPTIONS)).to_have_count(2)
    expect(page.locator(OPTIONS).first).to_contain_text(said)
    page.locator(OPTIONS).first.click()
    saved(page)
    assert source_of(reading) is None
    assert stored(reading)[0]["attributes"]["naming"] == "described"
    assert "source" not in lacking(reading)
    assert Source.objects.filter(key=None).count() == 1


def test_enter_that_comes_before_the_answer_is_not_lost(page: Page, live_server: Any) -> None:
    source = a_source()
    reading = open_seed(page, live_server)
    held: list[Route] = []
    page.route("**/api/v1/sources/proposals*", lambda route: held.append(route))
    mark_the_source(page)
    press(page, "r", "Enter")
    expect(page.locator(LINKED)).to_have_count(0)
    for route in held:
        route.continue_()
    expect(page.locator(LINKED)).to_contain_text("كاظم الفرطوسي")
    saved(page)
    assert source_of(reading) == source.pk


@pytest.mark.parametrize(("language", "typed"), [("ar", "وكاله"), ("en", "reut")])
def test_a_name_is_found_while_it_is_typed_and_chosen_by_arrows(
    page: Page, live_server: Any, language: str, typed: str
) -> None:
    a_source("وكالة الأناضول", name_en="Reuters of Anatolia", kind="outlet")
    second = a_source("وكالة رويترز", name_en="Reuters", kind="outlet")
    second.aliases.create(name="رويتر")
    reading = open_seed(page, live_server, language=language)
    mark_the_source(page, "قوات جديدة")
    press(page, "r")
    page.keyboard.insert_text(typed)
    expect(page.locator(OPTIONS)).to_have_count(4)
    expect(page.locator(FIELD)).to_have_attribute("aria-activedescendant", "source-option-0")
    press(page, "ArrowDown")
    expect(page.locator(CHOSEN)).to_contain_text(second.name_ar if language == "ar" else second.name_en)
    expect(page.locator(CHOSEN)).to_contain_text("رويتر")
    press(page, "ArrowUp", "ArrowUp")
    expect(page.locator(CHOSEN)).to_have_class("source-option-unknown")
    press(page, "ArrowDown", "ArrowDown", "Enter")
    expect(page.locator(LINKED)).to_be_visible()
    expect(page.locator("[data-review=text]")).to_be_focused()
    saved(page)
    assert source_of(reading) == second.pk


def test_what_enter_cannot_do_is_said_and_what_is_proposed_is_in_sight(page: Page, live_server: Any) -> None:
    reading = open_seed(page, live_server, language="en")
    choose(page, "اعتبر", within="كما اعتبر")
    press(page, "q", "i", "r")
    message = page.locator("[data-review=message]")
    press(page, "Control+Enter")
    expect(message).to_contain_text("Write the name")
    page.keyboard.insert_text("سعد الحوراني")
    expect(page.locator(OPTIONS).first).to_contain_text("سعد الحوراني")
    for option in page.locator(OPTIONS).all():
        expect(option).to_be_in_viewport(ratio=1)
    press(page, "Enter")
    expect(message).to_contain_text("no such source")
    press(page, "Control+Enter")
    expect(page.locator(LINKED)).to_contain_text("سعد الحوراني")
    saved(page)
    assert source_of(reading) == Source.objects.get(name_ar="سعد الحوراني").pk
    press(page, "r")
    expect(page.locator("[data-key=source-page]")).to_be_focused()


def test_escape_empties_the_field_and_then_goes_back_to_the_article(page: Page, live_server: Any) -> None:
    open_seed(page, live_server)
    mark_the_source(page)
    press(page, "r")
    page.keyboard.insert_text("غيره")
    press(page, "Escape")
    expect(page.locator(FIELD)).to_have_value("")
    press(page, "Escape")
    expect(page.locator("[data-review=text]")).to_be_focused()
    expect(page.locator(FIELD)).to_be_visible()


def test_a_name_is_typed_on_while_another_window_changes_the_same_attribution(page: Page, live_server: Any) -> None:
    reading = open_seed(page, live_server)
    mark_the_source(page, "قوات جديدة")
    saved(page)
    other = page.context.new_page()
    other.goto(f"{live_server.url}/readings/{reading.pk}/")
    wait_until_ready(other)
    cards(other).first.locator("button").click()
    press(page, "r")
    page.keyboard.type("وكال")
    other.locator("[data-review=panel] [data-key^=label-]").first.check()
    saved(other)
    expect(page.locator("[data-review=panel] [data-key^=label-]").first).to_be_checked()
    expect(page.locator(FIELD)).to_be_focused()
    page.keyboard.type("ة")
    expect(page.locator(FIELD)).to_have_value("وكالة")


def test_one_key_adds_a_new_source_named_by_the_marked_words(page: Page, live_server: Any) -> None:
    reading = open_seed(page, live_server)
    mark_the_source(page)
    expect(page.locator(".source-option-new")).to_contain_text("كاظم الفرطوسي")
    press(page, "r", "Control+Enter")
    expect(page.locator(LINKED)).to_contain_text("كاظم الفرطوسي")
    saved(page)
    made = Source.objects.get(key=None)
    assert (made.name_ar, made.kind, source_of(reading)) == ("كاظم الفرطوسي", "person", made.pk)
    press(page, "Control+z")
    saved(page)
    assert source_of(reading) is None
    assert Source.objects.filter(key=None).exists()


def test_a_new_source_that_comes_late_leaves_the_next_one_to_be_typed(page: Page, live_server: Any) -> None:
    reading = open_seed(page, live_server)
    held: list[Route] = []
    page.route("**/api/v1/sources", lambda route: held.append(route))
    mark_the_source(page)
    expect(page.locator(".source-option-new")).to_contain_text("كاظم الفرطوسي")
    press(page, "r", "Control+Enter", "Escape", "Escape", "Escape")
    expect(page.locator("[data-review=panel]")).to_be_hidden()
    mark_the_source(page, "قوات جديدة")
    press(page, "r")
    page.keyboard.type("قوا")
    [route] = held
    # What is sent next is the link.
    saved(page)
    with page.expect_response("**/operations"):
        route.continue_()
    saved(page)
    expect(page.locator(FIELD)).to_be_focused()
    page.keyboard.type("ت")
    expect(page.locator(FIELD)).to_have_value("قوات")
    linked = {said["anchors"][0]["exact"]: bool(said["source"]) for said in stored(reading)}
    assert linked == {MARKED: True, "قوات جديدة": False}


def test_the_kind_of_a_new_source_is_guessed_and_may_be_changed(page: Page, live_server: Any) -> None:
    open_seed(page, live_server)
    mark_the_source(page)
    press(page, "r")
    page.keyboard.insert_text("وزارة الدفاع")
    kind = page.locator("[data-key=source-kind]")
    expect(kind).to_have_value("organisation")
    kind.select_option("group")
    page.locator(".source-option-new").click()
    expect(page.locator(LINKED)).to_contain_text("وزارة الدفاع")
    made = Source.objects.get(key=None)
    assert (made.name_ar, made.kind) == ("وزارة الدفاع", "group")


def test_the_source_may_be_unknown_which_is_not_the_same_as_not_linked(page: Page, live_server: Any) -> None:
    reading = open_seed(page, live_server)
    mark_the_source(page)
    press(page, "Shift+R")
    expect(page.locator(LINKED)).to_contain_text("المصدر غير معروف")
    saved(page)
    assert source_of(reading) == Source.objects.unknown().pk


def test_the_marked_words_become_another_name_of_the_source_by_one_key(page: Page, live_server: Any) -> None:
    source = a_source("أبو أحمد")
    open_seed(page, live_server)
    mark_the_source(page)
    press(page, "r")
    page.keyboard.insert_text("ابو احمد")
    expect(page.locator(CHOSEN)).to_contain_text("أبو أحمد")
    press(page, "Enter")
    expect(page.locator("[data-key=alias]")).to_have_value("كاظم الفرطوسي")
    press(page, "y")
    expect(page.locator("[data-key=alias]")).to_have_count(0)
    assert [alias.name for alias in source.aliases.all()] == ["كاظم الفرطوسي"]


def test_without_the_server_the_name_of_a_new_source_is_kept_even_over_a_reload(
    page: Page, live_server: Any, page_errors: list[str]
) -> None:
    reading = open_seed(page, live_server)
    mark_the_source(page)
    saved(page)

    def cut(route: Route) -> None:
        if route.request.method == "POST":
            route.abort()
        else:
            route.continue_()

    page.route("**/api/v1/sources", cut)
    expect(page.locator(".source-option-new")).to_contain_text("كاظم الفرطوسي")
    press(page, "r", "Control+Enter")
    expect(page.locator(".source-trouble")).to_be_visible()
    expect(page.locator(FIELD)).to_have_value("كاظم الفرطوسي")
    page_errors.clear()
    page.reload()
    wait_until_ready(page)
    cards(page).first.click()
    expect(page.locator(FIELD)).to_have_value("كاظم الفرطوسي")
    page.unroute("**/api/v1/sources")
    page.locator("[data-key=source-again]").click()
    expect(page.locator(LINKED)).to_contain_text("كاظم الفرطوسي")
    saved(page)
    assert source_of(reading) == Source.objects.get(key=None).pk


def test_a_merged_source_is_shown_as_the_one_that_stands_for_it(page: Page, live_server: Any) -> None:
    stays = a_source()
    goes = a_source("الفرطوسي", merged_into=stays, merged_first_into=stays)
    reading = open_seed(page, live_server)
    mark_the_source(page)
    saved(page)
    Annotation.objects.filter(reading=reading).update(source=goes)
    page.reload()
    wait_until_ready(page)
    cards(page).first.click()
    expect(page.locator(LINKED)).to_contain_text("كاظم الفرطوسي")
    page.locator("[data-key=source-clear]").focus()
    assert page.locator("[data-key=source-page]").get_attribute("href") == f"/sources/{goes.pk}/"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_a_source_is_chosen_by_touch(
    new_page: Opener, live_server: Any, axe: Callable[[Page], None], scheme: str
) -> None:
    source = a_source()
    page = new_page(viewport={"width": 390, "height": 844}, has_touch=True, color_scheme=scheme)
    reading = open_seed(page, live_server)
    choose(page, MARKED)
    press(page, "s", "Escape", "Escape")
    saved(page)
    page.reload()
    wait_until_ready(page)
    page.evaluate(f"location.hash = 'annotation-{reading.annotations.get().pk}'")
    page.reload()
    wait_until_ready(page)
    option = page.locator(OPTIONS).first
    expect(option).to_contain_text("كاظم الفرطوسي")
    axe(page)
    option.tap()
    expect(page.locator(LINKED)).to_be_visible()
    saved(page)
    assert source_of(reading) == source.pk


# The registry's pages


def some_said(source: Source) -> Annotation:
    reading = a_reading()
    start = reading.revision.text.index("كاظم")
    return say(reading, [(start, start + 4)], kind="attribution", label="statement", role="source", source=source)


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("options", [{}, {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"}])
def test_the_registrys_pages_suit_everyone(
    new_page: Opener, live_server: Any, axe: Callable[[Page], None], language: str, options: dict[str, Any]
) -> None:
    source, twin = a_source(), a_source("الفرطوسي كاظم")
    source.aliases.create(name="أبو أحمد")
    some_said(source)
    page = new_page(**options)
    enter(page, live_server, an_editor(language=language))
    for path in (
        "",
        f"{source.pk}/",
        f"{source.pk}/change/",
        f"{source.pk}/split/",
        "new/",
        f"merger/?source={source.pk}&source={twin.pk}",
    ):
        page.goto(f"{live_server.url}/sources/{path}")
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_an_editor_merges_two_sources_and_separates_them_again(page: Page, live_server: Any) -> None:
    source, twin = a_source(), a_source("الفرطوسي كاظم")
    some_said(twin)
    enter(page, live_server, an_editor())
    page.goto(f"{live_server.url}/sources/")
    page.locator(".sources-twice a").click()
    page.get_by_role("radio", name="كاظم الفرطوسي", exact=True).check()
    page.locator("main .form-actions .button").click()
    expect(page.locator("main h1")).to_have_text("كاظم الفرطوسي")
    expect(page.locator("#said")).to_have_text("توسيم واحد")
    page.locator(".source-merged summary").click()
    page.locator(".source-merged button").click()
    expect(page.locator("main h1")).to_have_text("الفرطوسي كاظم")
    assert Source.objects.standing().filter(pk__in=[source.pk, twin.pk]).count() == 2


def test_an_editor_splits_a_source(page: Page, live_server: Any) -> None:
    source = a_source()
    source.aliases.create(name="أبو أحمد")
    goes, stays = some_said(source), some_said(source)
    enter(page, live_server, an_editor())
    page.goto(f"{live_server.url}/sources/{source.pk}/split/")
    page.locator("[name=name_ar]").fill("أبو أحمد الثاني")
    page.locator("[name=aliases]").check()
    page.locator(f"[name=annotations][value='{goes.pk}']").check()
    page.locator("[name=is_sure]").check()
    page.locator("main .form-actions .button").click()
    expect(page.locator("main h1")).to_have_text("أبو أحمد الثاني")
    goes.refresh_from_db()
    stays.refresh_from_db()
    assert (goes.source, stays.source) == (Source.objects.get(name_ar="أبو أحمد الثاني"), source)


def test_a_link_from_a_sources_page_leads_to_the_very_annotation(page: Page, live_server: Any) -> None:
    source = a_source()
    reading = open_seed(page, live_server)
    mark_the_source(page)
    press(page, "r", "Enter")
    expect(page.locator(LINKED)).to_be_visible()
    saved(page)
    page.goto(f"{live_server.url}/sources/{source.pk}/")
    page.locator("#said").wait_for()
    page.locator("main .listing-headline a").click()
    wait_until_ready(page)
    expect(page.locator(LINKED)).to_be_visible()
    assert page.url.endswith(f"/readings/{reading.pk}/#annotation-{reading.annotations.get().pk}")


def test_an_analyst_adds_a_name_on_the_page_and_is_offered_nothing_more(page: Page, live_server: Any) -> None:
    source = a_source()
    enter(page, live_server, an_analyst())
    page.goto(f"{live_server.url}/sources/{source.pk}/")
    page.locator("[name=name]").fill("أبو أحمد")
    page.locator(".source-add-name button").click()
    expect(page.locator(".source-names")).to_contain_text("أبو أحمد")
    expect(page.locator("main .page-heading .button")).to_have_count(0)
