"""What is typed into a form is not lost: the session ends, the page is left, the tab is closed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from annotations.models import Codebook, ConfidentialNote, Source
from articles.models import Article
from newsdesk.models import User
from tests.browser.reviewing import enter
from tests.factories import PASSWORD, a_project, an_administrator, an_editor, kept

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASTE = "/articles/new/"
TEXT = "قال وزير النقل إن الجسر سيفتح الشهر المقبل. " * 25
NOTE = "التقيته مرتين، ويطلب ألا يذكر اسمه."
IN_STORAGE = "Object.keys(localStorage).filter(name => name.startsWith('newsdesk-form:'))"
NO_ROOM = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };"
NO_ENCRYPTION = "Object.defineProperty(crypto, 'subtle', { value: undefined });"


@pytest.fixture
def editor() -> User:
    a_project(receives_imports=True)
    return an_editor(username="salma", language="ar")


@pytest.fixture
def desk(page: Page, live_server: Any, editor: User) -> Page:
    """The page on which an editor pastes."""
    enter(page, live_server, editor)
    page.goto(live_server.url + PASTE)
    return page


def type_into(page: Page, field: str, text: str) -> None:
    """With a key at last: without one, no browser asks before a page is left."""
    page.locator(field).fill(text[:-1])
    page.locator(field).press("End")
    page.keyboard.type(text[-1])
    expect(page.locator(field)).to_have_value(text)


def until_kept(page: Page, count: int = 1) -> None:
    page.wait_for_function(f"() => {IN_STORAGE}.length === {count}")


def until_ready(page: Page) -> None:
    """Until the page has put back what there was to be put back, and keeps what it came with."""
    expect(page.locator("html[data-forms-kept]")).to_be_attached()


def end_session(page: Page) -> None:
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)


def sign_in_here(page: Page, user: User) -> None:
    page.locator("[name=username]").fill(user.username)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").click()


def sign_out(page: Page) -> None:
    page.locator("[popovertarget=account-menu]").click()
    page.locator("form[data-sign-out] button").click()


def back(page: Page) -> Any:
    return page.get_by_text("عاد ما كتبته هنا ولم تحفظه")


def test_a_text_is_there_again_after_the_session_ended(desk: Page, editor: User) -> None:
    type_into(desk, "[name=text]", TEXT)
    end_session(desk)
    desk.locator("[name=save]").click()
    sign_in_here(desk, editor)
    expect(desk.locator("[name=text]")).to_have_value(TEXT)
    expect(back(desk)).to_be_visible()
    desk.locator("[name=headline]").fill("الجسر يفتح")
    desk.locator("[name=save]").click()
    desk.wait_for_url(lambda url: PASTE not in url)
    assert Article.objects.get().current_revision.text == TEXT
    until_kept(desk, 0)
    desk.goto(desk.url.split("/admin")[0].split("/articles")[0] + PASTE)
    expect(desk.locator("[name=text]")).to_have_value("")


def test_leaving_is_warned_of_and_staying_keeps_all(desk: Page) -> None:
    asked = []
    desk.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    type_into(desk, "[name=text]", TEXT)
    with desk.expect_event("dialog"):
        desk.locator(".page-heading a").click(no_wait_after=True)
    assert asked == ["beforeunload"]
    expect(desk.locator("[name=text]")).to_have_value(TEXT)


def test_nothing_is_asked_where_nothing_was_typed(desk: Page) -> None:
    asked = []
    desk.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    type_into(desk, "[name=text]", TEXT)
    until_kept(desk)
    desk.locator("[name=text]").fill("")
    until_kept(desk, 0)
    desk.locator(".page-heading a").click()
    desk.wait_for_url("**/upload/")
    assert asked == []


def test_a_preview_is_kept_with_what_it_filled_in(desk: Page) -> None:
    type_into(desk, "[name=text]", f"عنوان واضح للخبر\n\nعنوان واضح للخبر\n\n{TEXT}")
    desk.locator("[name=preview]").click()
    expect(desk.locator(".preview-block").first).to_be_visible()
    expect(desk.locator("[name=headline]")).to_have_value("عنوان واضح للخبر")
    expect(back(desk)).to_have_count(0)
    until_ready(desk)
    desk.goto(desk.url)
    expect(desk.locator("[name=headline]")).to_have_value("عنوان واضح للخبر")
    expect(back(desk)).to_be_visible()
    desk.get_by_role("button", name="التخلّص منه").click()
    expect(desk.locator("[name=text]")).to_have_value("")
    until_kept(desk, 0)


def test_what_is_kept_can_be_read_by_nobody_else(desk: Page, live_server: Any) -> None:
    type_into(desk, "[name=text]", TEXT)
    until_kept(desk)
    assert "الجسر" not in desk.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")
    other = an_editor(language="ar")
    enter(desk, live_server, other)
    desk.goto(live_server.url + PASTE)
    until_ready(desk)
    expect(desk.locator("[name=text]")).to_have_value("")
    expect(back(desk)).to_have_count(0)


def test_what_somebody_else_put_there_in_the_clear_is_not_taken_for_ones_own(desk: Page, editor: User) -> None:
    planted = {"at": 0, "draft": {"place": PASTE, "values": {"headline": ["عنوان مدسوس"]}}}
    desk.evaluate(
        """([name, planted]) => localStorage.setItem(name, JSON.stringify({ ...planted, at: Date.now() }))""",
        [f"newsdesk-form:{editor.pk}:{'0f' * 16}", planted],
    )
    desk.goto(desk.url)
    type_into(desk, "[name=text]", "نص")
    until_kept(desk, 2)  # By then it has looked at what lies there.
    expect(desk.locator("[name=headline]")).to_have_value("")
    expect(back(desk)).to_have_count(0)


def test_signing_out_asks_and_leaves_nothing(desk: Page) -> None:
    type_into(desk, "[name=text]", TEXT)
    until_kept(desk)
    sign_out(desk)
    expect(desk.get_by_role("dialog")).to_contain_text("نموذج واحد")
    desk.get_by_role("dialog").get_by_role("button", name="البقاء في الحساب").click()
    expect(desk.get_by_role("dialog")).to_have_count(0)
    until_kept(desk)
    sign_out(desk)
    desk.locator("[data-choice=forget]").click()
    desk.wait_for_url("**/sign-in/**")
    assert desk.evaluate(IN_STORAGE) == []


def test_a_tab_that_is_open_still_keeps_nothing_once_its_owner_has_signed_out_in_another(desk: Page) -> None:
    another = desk.context.new_page()
    another.goto(desk.url)
    until_ready(another)
    type_into(another, "[name=text]", TEXT)
    until_kept(another)
    sign_out(desk)
    desk.locator("[data-choice=forget]").click()
    desk.wait_for_url("**/sign-in/**")
    asked = []
    another.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    type_into(another, "[name=text]", f"{TEXT}.")
    another.locator(".page-heading a").click()
    another.wait_for_url("**/sign-in/**")
    assert asked == []
    assert another.evaluate(IN_STORAGE) == []


def test_a_closed_tab_is_taken_up_by_the_next_and_an_open_one_is_left_alone(desk: Page) -> None:
    type_into(desk, "[name=text]", TEXT)
    until_kept(desk)
    another = desk.context.new_page()
    another.goto(desk.url)
    until_ready(another)
    expect(another.locator("[name=text]")).to_have_value("")
    type_into(another, "[name=text]", "نص آخر")
    until_kept(another, 2)
    desk.close()
    third = another.context.new_page()
    third.goto(another.url)
    expect(third.locator("[name=text]")).to_have_value(TEXT)
    expect(back(third)).to_be_visible()
    another.reload()
    expect(another.locator("[name=text]")).to_have_value("نص آخر")


def test_what_is_old_is_removed(desk: Page) -> None:
    type_into(desk, "[name=text]", TEXT)
    until_kept(desk)
    desk.evaluate(
        f"""() => {{
            const [name] = {IN_STORAGE};
            const entry = JSON.parse(localStorage[name]);
            localStorage[name] = JSON.stringify({{ ...entry, at: Date.now() - 8 * 24 * 3600 * 1000 }});
        }}"""
    )
    desk.goto(desk.url.replace("/new/", "/upload/"))
    desk.goto(desk.url.replace("/upload/", "/new/"))
    until_kept(desk, 0)
    expect(desk.locator("[name=text]")).to_have_value("")


def test_what_is_too_long_to_be_kept_is_said(desk: Page) -> None:
    desk.add_init_script(NO_ROOM)
    desk.reload()
    desk.locator("[name=text]").fill(TEXT)
    expect(desk.get_by_text("لا يستطيع هذا المتصفّح")).to_be_visible()
    assert desk.evaluate(IN_STORAGE) == []


def test_without_encryption_what_is_no_secret_is_kept_all_the_same(desk: Page) -> None:
    desk.add_init_script(NO_ENCRYPTION)
    desk.reload()
    type_into(desk, "[name=text]", TEXT)
    until_kept(desk)
    desk.goto(desk.url)
    expect(desk.locator("[name=text]")).to_have_value(TEXT)


@pytest.fixture
def source_page(page: Page, live_server: Any, editor: User) -> Page:
    source = kept(Source.objects.create(name_ar="كاظم"))
    enter(page, live_server, editor)
    page.goto(f"{live_server.url}/sources/{source.pk}/")
    page.locator(".confidential summary").click()
    return page


def test_a_confidential_note_is_kept_encrypted_and_back_on_the_page_of_its_source(
    source_page: Page, editor: User
) -> None:
    page, address = source_page, source_page.url
    type_into(page, "#note_text", NOTE)
    page.locator("[name=readers]").first.check()
    end_session(page)
    page.locator(".confidential form[data-keep] button:not([type])").click()
    page.wait_for_url("**/sign-in/**")
    page.wait_for_load_state()
    assert NOTE not in page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")
    assert "confidential-notes" not in page.evaluate("JSON.stringify({...localStorage})")
    sign_in_here(page, editor)
    page.wait_for_url(address)
    expect(page.locator("#note_text")).to_be_visible()
    expect(page.locator("#note_text")).to_have_value(NOTE)
    expect(page.locator("[name=readers]").first).to_be_checked()
    page.locator(".confidential form[data-keep] button:not([type])").click()
    expect(page.get_by_role("status").first).to_be_visible()
    assert ConfidentialNote.objects.get().text == NOTE
    until_kept(page, 0)


def test_a_confidential_note_is_never_kept_in_the_clear(source_page: Page) -> None:
    source_page.add_init_script(NO_ENCRYPTION)
    source_page.reload()
    source_page.locator(".confidential summary").click()
    type_into(source_page, "#note_text", NOTE)
    expect(source_page.get_by_text("لا يستطيع هذا المتصفّح")).to_be_visible()
    assert source_page.evaluate(IN_STORAGE) == []


def test_a_codebook_is_kept_and_overwrites_nothing_unseen(page: Page, live_server: Any) -> None:
    a_project()
    administrator = an_administrator(language="ar")
    codebook = Codebook.objects.get()
    enter(page, live_server, administrator)
    page.goto(f"{live_server.url}/admin/annotations/codebook/add/?from={codebook.pk}")
    page.locator("[name=source]").press("Control+Home")
    page.keyboard.type("# ملاحظة")
    until_kept(page)
    source = page.locator("[name=source]").input_value()
    page.goto(f"{live_server.url}/admin/annotations/codebook/add/")
    expect(page.locator("[name=source]")).to_have_value(source)
    page.locator("[name=_save]").click()
    page.wait_for_url("**/annotations/codebook/")
    until_kept(page, 0)
    draft = Codebook.objects.latest("pk")
    page.goto(f"{live_server.url}/admin/annotations/codebook/{draft.pk}/change/")
    page.locator("[name=source]").press("Control+Home")
    page.keyboard.type("# أخرى ")
    until_kept(page)
    kept(Codebook.objects.get(pk=draft.pk))
    Codebook.objects.filter(pk=draft.pk).update(source=f"# بدلها زميل\n{draft.source}")
    page.reload()
    expect(page.locator("[name=source]")).to_have_value(f"# أخرى {draft.source}")
    page.locator("[name=_save]").click()
    expect(page.locator(".errornote")).to_be_visible()
    expect(page.locator("[name=source]")).to_have_value(f"# أخرى {draft.source}")
    until_kept(page)


@pytest.mark.parametrize(("language", "width"), [("ar", 1280), ("ar", 390), ("en", 390)])
def test_the_notice_fits_and_is_accessible(
    new_page: Callable[..., Page], live_server: Any, axe: Callable[..., None], editor: User, language: str, width: int
) -> None:
    User.objects.filter(pk=editor.pk).update(language=language)
    page = new_page(viewport={"width": width, "height": 844})
    enter(page, live_server, editor)
    page.goto(live_server.url + PASTE)
    type_into(page, "[name=text]", TEXT)
    until_kept(page)
    page.goto(page.url)
    expect(page.locator(".kept-notice")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe(page)
