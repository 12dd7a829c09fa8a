"""What the site does so that no form loses what was typed into it; `tests/browser/test_kept_forms.py` types."""

from __future__ import annotations

import base64
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from annotations.models import Source
from annotations.sources.changing import create_source
from annotations.sources.merging import merge_sources
from articles.models import Offer
from articles.revising.joining import join
from newsdesk.web.kept_forms import key_of
from tests.factories import a_project, an_administrator, an_analyst, an_article, an_editor, kept
from tests.site_pages import pages

pytestmark = pytest.mark.django_db
DRAFT, ANOTHER = "0f" * 16, "a7" * 16
ARTICLE = {"text": "قال الوزير ذلك.", "headline": "عنوان", "save": ""}


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(an_editor())
    return client


def stored(response: Any) -> str:
    return response.cookies["stored"].value if "stored" in response.cookies else ""


def test_each_person_has_a_key_of_their_own() -> None:
    one, other = an_analyst(), an_analyst()
    assert key_of(one) == key_of(one) != key_of(other)
    assert len(base64.b64decode(key_of(one))) == 32


def test_a_page_tells_its_own_person_alone_the_key(client: Client) -> None:
    assert b"form-drafts" not in client.get("/sign-in/").content
    user = an_analyst()
    client.force_login(user)
    assert f'<meta name="form-drafts" content="{user.pk} {key_of(user)} GET">' in client.get("/").content.decode()


def test_what_is_stored_is_told_and_nothing_else_is(editor: Client) -> None:
    preview = editor.post("/articles/new/", ARTICLE | {"draft": DRAFT, "save": "", "headline": ""})
    assert (preview.status_code, stored(preview)) == (200, "")
    saved = editor.post("/articles/new/", ARTICLE | {"draft": DRAFT})
    assert (saved.status_code, stored(saved)) == (302, DRAFT)
    assert not saved.cookies["stored"]["httponly"]
    editor.cookies["stored"] = DRAFT
    saved = editor.post("/articles/new/", ARTICLE | {"text": "نص آخر.", "draft": ANOTHER})
    assert stored(saved) == f"{DRAFT}.{ANOTHER}"


@pytest.mark.parametrize("draft", ["", "x", "a; b=c", DRAFT + "0", "\r\nSet-Cookie: a=b"])
def test_no_other_number_gets_into_a_cookie(editor: Client, draft: str) -> None:
    assert stored(editor.post("/articles/new/", ARTICLE | {"draft": draft})) == ""


def test_what_is_sent_about_an_article_that_was_joined_meanwhile_is_not_taken_for_stored(editor: Client) -> None:
    older, article = an_article(), an_article("نص آخر.")
    join(Offer.objects.create(article=article, older=older, reason="same_name", share=0), by=an_editor())
    page = f"/admin/articles/article/{article.pk}/change/"
    assert editor.get(page).headers["Location"] == f"/admin/articles/article/{older.pk}/change/"
    response = editor.post(page, {"headline": "عنوان طويل", "draft": DRAFT})
    assert (response.status_code, stored(response)) == (409, "")


def test_the_reason_for_an_erasure_of_what_was_merged_meanwhile_is_not_taken_for_stored(client: Client) -> None:
    administrator = an_administrator()
    client.force_login(administrator)
    merged, stays = (
        create_source(name_ar=name, kind="person", by=administrator)[0] for name in ("وزير النقل", "الوزير")
    )
    merge_sources(stays, [merged, stays], by=administrator)
    page = f"/sources/{merged.pk}/erasure/"
    assert client.get(page).headers["Location"] == f"/sources/{stays.pk}/erasure/"
    response = client.post(page, {"reason": "حكم محكمة عمّان رقم ١٧", "number": merged.pk, "draft": DRAFT})
    assert (response.status_code, stored(response)) == (409, "")


def test_whoever_is_led_to_sign_in_has_stored_nothing(client: Client) -> None:
    response = client.post("/articles/new/", ARTICLE | {"draft": DRAFT})
    assert response.headers["Location"].startswith("/sign-in/")
    assert stored(response) == ""


def test_whoever_must_set_up_the_second_step_has_stored_nothing(client: Client, settings: Any) -> None:
    settings.TWO_STEP_ROLES = ["editor"]
    client.force_login(an_editor())
    response = client.post("/articles/new/", ARTICLE | {"draft": DRAFT})
    assert response.status_code == 302
    assert stored(response) == ""


@pytest.mark.parametrize(
    ("page", "leads_to"),
    [
        ("http://testserver/sources/5/?said=a%20b#x", "/sign-in/?next=/sources/5/%3Fsaid%3Da%2520b"),
        ("", "/sign-in/?next=/sources/5/confidential-notes"),
        ("https://elsewhere.example/", "/sign-in/?next=/sources/5/confidential-notes"),
    ],
)
def test_after_signing_in_the_page_of_the_form_comes_not_the_address_that_it_is_sent_to(
    client: Client, page: str, leads_to: str
) -> None:
    response = client.post(
        "/sources/5/confidential-notes", {"text": "يثق بنا"}, headers={"Referer": page} if page else {}
    )
    assert response.headers["Location"] == leads_to


def test_a_note_that_is_not_taken_comes_back_in_its_form(client: Client) -> None:
    client.force_login(an_analyst(of=[a_project()]))
    source = kept(Source.objects.create(name_ar="كاظم"))
    answer = client.post(f"/sources/{source.pk}/confidential-notes", {"text": "س" * 10_001, "draft": DRAFT})
    assert answer.status_code == 200
    assert "س" * 10_001 in answer.content.decode()
    assert b"<details open>" in answer.content
    assert stored(answer) == ""


class Forms(HTMLParser):
    """The forms of a page that are sent by POST and have a field for a long text: are they kept?"""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.around: list[tuple[str, bool, bool]] = []  # Elements that are open: name, whether kept, whether posted.
        self.kept: list[bool] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "textarea" and "readonly" not in given and any(posted for _tag, _kept, posted in self.around):
            self.kept.append(any(kept for _tag, kept, _posted in self.around))
        if tag in ("div", "form", "section", "main"):
            self.around.append((tag, "data-keep" in given, tag == "form" and given.get("method") == "post"))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("div", "form", "section", "main"):
            while self.around and self.around.pop()[0] != tag:
                pass


def test_every_form_with_a_long_text_is_kept(client: Client) -> None:
    user = an_administrator()
    client.force_login(user)
    found = {}
    for address in pages(user):
        response = client.get(address)
        is_page = "html" in response.headers.get("Content-Type", "") and response.status_code == 200
        if is_page and (are_kept := Forms(response.content.decode()).kept):
            found[address] = are_kept
    assert {address for address, are_kept in found.items() if not all(are_kept)} == set()
    assert len(found) >= 4
