"""What is typed is text: on every page, in every field, in every answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page

from articles.models import ImportBatch, Offer
from newsdesk.models import User
from tests.attacks.saying import SCRIPT, a_site_of_attacks
from tests.browser.reviewing import sign_in
from tests.factories import an_administrator, an_article, an_editor
from tests.site_pages import pages

FIELDS = ("q", "kind", "order", "said", "publisher", "page", "events", "next", "from", "p", "o", "e", "source")


@pytest.mark.django_db
def test_stored_script_is_text_on_every_page(client: Client, settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    user = an_administrator(is_superuser=True, is_staff=True)
    a_site_of_attacks(user)
    client.force_login(user)
    shown = 0
    for path in sorted({*pages(user), *pages_of_what_waits()}):
        answer = client.get(path, follow=True)
        if answer.headers["Content-Type"].startswith("text/html"):
            page = answer.content.decode()
            assert Intruders.of(page) == [], path
            shown += "alert(1)" in page
    assert shown > 20
    for language in ("ar", "en"):
        User.objects.update(language=language)
        for path in pages_of_what_waits():
            assert Intruders.of(client.get(path).content.decode()) == [], (language, path)


def pages_of_what_waits() -> Iterator[str]:
    """There are several of each: an import of its own has the names and notices."""
    yield from (reverse("import_batch", args=[batch.pk]) for batch in ImportBatch.objects.all())
    for offer in Offer.objects.select_related("article"):
        yield reverse("offer", args=[offer.pk])
        yield reverse("revision_parting", args=[offer.article.current_revision.pk])


@pytest.mark.django_db
def test_reflected_script_is_text_on_every_page(client: Client, settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    user = an_administrator(is_superuser=True, is_staff=True)
    client.force_login(user)
    for path in sorted(set(pages(user))):
        fields = ("q", "p", "o") if path.startswith("/admin/") else FIELDS
        answer = client.get(path, dict.fromkeys(fields, SCRIPT))
        if answer.headers["Content-Type"].startswith("text/html"):
            assert Intruders.of(answer.content.decode()) == [], path
    for path in ("/sign-in/", f"/nothing/{SCRIPT}"):
        answer = Client().get(path, dict.fromkeys(FIELDS, SCRIPT))
        assert Intruders.of(answer.content.decode()) == [], path


@pytest.mark.django_db
def test_the_api_answers_in_no_type_that_a_browser_shows_as_a_page(client: Client) -> None:
    user = an_editor()
    reading = a_site_of_attacks(user)
    client.force_login(user)
    for path in (
        "articles",
        f"articles/{reading.revision.article_id}",
        f"revisions/{reading.revision_id}",
        f"readings/{reading.pk}/annotations",
        f"readings/{reading.pk}/events",
        "sources?q=%3Cscript%3E",
        f"readings/{SCRIPT}",
    ):
        answer = client.get(f"/api/v1/{path}")
        assert "json" in answer.headers["Content-Type"], path
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", " java\nscript:alert(1)"])
def test_an_articles_address_is_no_script(client: Client, address: str) -> None:
    client.force_login(an_editor())
    form = {"text": "خبر", "headline": "خبر", "url": address, "save": "1"}
    assert b'role="alert"' in client.post("/articles/new/", form).content
    article = an_article(url=address)
    page = client.get(f"/articles/{article.pk}/read/", follow=True).content.decode()
    assert f'href="{address}' not in page


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_review_page_shows_attacks_as_text(page: Page, live_server: Any) -> None:
    user = an_editor(language="ar")
    reading = a_site_of_attacks(user)
    ran: list[str] = []
    page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    sign_in(page, live_server, user)
    page.goto(f"{live_server.url}/readings/{reading.pk}/")
    page.locator("[data-review=rail] li").first.wait_for()
    page.locator("[data-review=rail] li").first.click()
    assert page.locator("[data-review=text]").inner_text().count("<script>alert(1)</script>") == 2
    assert page.locator("img[src=x], svg[onload], a[href^='javascript:']").count() == 0
    assert ran == []


class Intruders(HTMLParser):
    """Elements and attributes that come of what was typed, and what is left in scripts that hold data."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.data_script = False

    @classmethod
    def of(cls, page: str) -> list[str]:
        parser = cls()
        parser.feed(page)
        return parser.found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.data_script = tag == "script" and "json" in given.get("type", "")
        handlers = [name for name in given if name.startswith("on")]
        scripts = [value for value in given.values() if value.strip().lower().startswith("javascript:")]
        is_ours = tag != "script" or "nonce" in given or "src" in given or self.data_script
        if handlers or scripts or not is_ours or (tag == "img" and given.get("src") == "x"):
            self.found.append(self.get_starttag_text() or tag)

    def handle_data(self, data: str) -> None:
        if self.data_script and data.strip():
            json.loads(data)
            self.data_script = False
            if "<" in data:
                self.found.append(data[:200])
