"""Signing in, preferences, the frame of every page, the form pack, and the pages that say what went wrong."""

import datetime
import json
import logging
import re
from typing import Any

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import ButtonHolder, Fieldset, Layout, Row, Submit
from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.utils import translation
from pytest_django.asserts import assertInHTML

from newsdesk.models import Event, User
from newsdesk.templatetags import newsdesk as tags
from newsdesk.views.catalogue import address_of_catalogue
from tests.factories import PASSWORD, an_analyst, an_editor

pytestmark = pytest.mark.django_db


def sign_in(client: Client, user: User, **extra: str) -> HttpResponse:
    return client.post("/sign-in/", {"username": user.username, "password": PASSWORD, **extra})


def body(response: HttpResponse) -> str:
    return response.content.decode()


# Signing in


def test_a_page_asks_to_sign_in_first(client: Client) -> None:
    assert client.get("/articles/").headers["Location"] == "/sign-in/?next=/articles/"


def test_the_sign_in_page_speaks_arabic_from_right_to_left(client: Client) -> None:
    page = body(client.get("/sign-in/"))
    assert '<html lang="ar" dir="rtl" data-theme="system">' in page
    assert "تسجيل الدخول" in page


def test_signing_in_leads_to_the_page_that_was_asked_for(client: Client) -> None:
    assert sign_in(client, an_analyst(), next="/articles/").headers["Location"] == "/articles/"


def test_signing_in_never_leads_to_another_site(client: Client) -> None:
    assert sign_in(client, an_analyst(), next="https://elsewhere.example/").headers["Location"] == "/"


def test_a_wrong_password_is_said_without_saying_which_was_wrong(client: Client) -> None:
    an_analyst(username="salma")
    page = body(client.post("/sign-in/", {"username": "salma", "password": "wrong"}))
    assert "الاسم وكلمة المرور غير متطابقين" in page
    assert "salma" in page
    assert "wrong" not in page


def test_signing_out_twice_is_no_error(client: Client) -> None:
    client.force_login(an_analyst())
    assert [client.post("/sign-out/").status_code for _ in range(2)] == [302, 302]
    assert client.get("/").status_code == 302


# Preferences


def test_a_visitor_keeps_a_language_and_a_theme_in_the_browser(client: Client) -> None:
    client.post("/preferences/", {"language": "en"})
    client.post("/preferences/", {"theme": "dark"})
    assert '<html lang="en" dir="ltr" data-theme="dark">' in body(client.get("/sign-in/"))


def test_an_account_keeps_its_preferences_in_every_browser(client: Client) -> None:
    user = an_analyst()
    client.force_login(user)
    client.post("/preferences/", {"language": "en", "theme": "dark"})
    elsewhere = Client()
    elsewhere.force_login(user)
    assert '<html lang="en" dir="ltr" data-theme="dark">' in body(elsewhere.get("/articles/"))


def test_a_changed_preference_is_one_event_and_the_same_again_none(client: Client) -> None:
    user = an_analyst()
    client.force_login(user)
    for _ in range(2):
        client.post("/preferences/", {"theme": "dark"})
    event = Event.objects.get(action="account.preferences_changed")
    assert (event.by, event.data) == (user, {"theme": "dark"})


def test_an_unknown_choice_is_refused_and_changes_nothing(client: Client) -> None:
    user = an_analyst()
    client.force_login(user)
    response = client.post("/preferences/", {"theme": "dark", "language": "xx"})
    user.refresh_from_db()
    assert response.status_code == 422
    assert (user.theme, user.language) == ("system", "")


@pytest.mark.parametrize(
    ("asked", "led_to"), [("/articles/?q=x", "/articles/?q=x"), ("https://elsewhere.example/", "/"), ("", "/")]
)
def test_a_choice_leads_back_to_its_page_on_this_site_only(client: Client, asked: str, led_to: str) -> None:
    assert client.post("/preferences/", {"theme": "light", "next": asked}).headers["Location"] == led_to


# The frame


@pytest.mark.parametrize(("make", "sees_it"), [(an_editor, True), (an_analyst, False)])
def test_the_desk_is_in_the_menu_of_editors_alone(client: Client, make: Any, sees_it: bool) -> None:
    client.force_login(make())
    assert ('href="/articles/upload/"' in body(client.get("/articles/"))) is sees_it


def test_the_menu_says_where_one_is(client: Client) -> None:
    client.force_login(an_analyst())
    assert '<a href="/articles/" aria-current="page">' in body(client.get("/articles/"))


def test_every_script_carries_the_nonce_of_the_policy(client: Client) -> None:
    response = client.get("/sign-in/")
    nonce = response.headers["Content-Security-Policy"].split("'nonce-")[1].split("'")[0]
    assert f'<script type="module" nonce="{nonce}"' in body(response)
    assert "unsafe" not in response.headers["Content-Security-Policy"]


def test_the_catalogue_speaks_the_page_s_language(client: Client) -> None:
    page = body(client.get("/sign-in/"))
    [address] = re.findall(r'<link rel="modulepreload" href="(/catalogue/[^"]+)">', page)
    assert f'"/static/newsdesk/js/catalogue.js": "{address}"' in page
    response = client.get(address)
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["Content-Type"] == "text/javascript; charset=utf-8"
    name, data = re.fullmatch(r"export const (\w+)=JSON\.parse\((.*)\);\n", body(response)).groups()  # type: ignore[union-attr]
    assert (name, json.loads(json.loads(data))["language"]) == ("catalogue", "ar")


def test_an_older_address_of_the_catalogue_is_answered_and_not_kept(client: Client) -> None:
    assert client.get("/catalogue/en.0000.js").headers["Cache-Control"] == "private, no-store"
    assert client.get("/catalogue/fr.0000.js").status_code == 404


def test_modules_that_others_import_are_led_to_their_hashed_names(monkeypatch: pytest.MonkeyPatch) -> None:
    site = ("site", "dom", "i18n", "copying")  # Lie in one file, and import one another there.
    hashed = {f"newsdesk/js/{name}.js": "newsdesk/js/site.1a2b.js" for name in site}
    hashed |= {"newsdesk/js/key_list.js": "newsdesk/js/key_list.3c.js", "admin/js/core.js": "admin/js/core.4d.js"}
    monkeypatch.setattr(tags, "staticfiles_storage", Storage(hashed))
    tags._hashed_modules.cache_clear()
    request = RequestFactory().get("/")
    request.csp_nonce = "abc"  # type: ignore[attr-defined]
    address = address_of_catalogue("ar")
    script = tags.importmap(Context({"request": request, "data_modules": {"newsdesk/js/own.js": "/own.js"}}))
    tags._hashed_modules.cache_clear()
    assert script == (
        '<script type="importmap" nonce="abc">'
        '{"imports": {"/static/newsdesk/js/dom.js": "/static/newsdesk/js/site.1a2b.js", '
        '"/static/newsdesk/js/i18n.js": "/static/newsdesk/js/site.1a2b.js", '
        f'"/static/newsdesk/js/catalogue.js": "{address}", "/static/newsdesk/js/own.js": "/own.js"}}}}</script>\n'
        f'    <link rel="modulepreload" href="{address}">\n    <link rel="modulepreload" href="/own.js">'
    )


class Storage:
    base_url = "/static/"

    def __init__(self, hashed_files: dict[str, str]) -> None:
        self.hashed_files = hashed_files


# What went wrong


@pytest.mark.parametrize(("language", "heading"), [("ar", "لا شيء هنا"), ("en", "Nothing is here")])
def test_a_missing_page_says_so_in_the_reader_s_language(client: Client, language: str, heading: str) -> None:
    client.post("/preferences/", {"language": language})
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    assert heading in body(response)


def test_a_page_for_editors_is_refused_to_analysts_in_words(client: Client) -> None:
    client.force_login(an_analyst())
    response = client.get("/articles/upload/")
    assert response.status_code == 403
    assert "هذه الصفحة للمحرّرين" in body(response)


def test_a_form_without_its_token_is_explained() -> None:
    response = Client(enforce_csrf_checks=True).post("/sign-in/", {"username": "a", "password": "b"})
    assert response.status_code == 403
    assert "طال بقاء هذه الصفحة مفتوحة" in body(response)


def test_the_page_of_a_broken_server_asks_the_database_nothing(django_assert_num_queries: Any) -> None:
    from newsdesk.views.refusals import server_error

    with django_assert_num_queries(0):
        response = server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "حدث عطل عندنا" in body(response)


# Forms


class Sample(forms.Form):
    headline = forms.CharField(label="Headline", help_text="As it was printed")
    url = forms.URLField(label="Address", required=False, assume_scheme="https")
    kind = forms.ChoiceField(label="Kind", choices=[("a", "News"), ("b", "Report")], widget=forms.RadioSelect)
    agree = forms.BooleanField(label="Checked")
    token = forms.CharField(widget=forms.HiddenInput, initial="t", required=False)

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        fields = Fieldset("About", Row("headline", "url"), "kind")
        helper.layout = Layout(fields, "agree", "token", ButtonHolder(Submit("save", "Save")))
        return helper


def rendered(form: forms.Form) -> str:
    with translation.override("en"):
        return " ".join(
            Template("{% load crispy_forms_tags %}{% crispy form %}").render(Context({"form": form})).split()
        )


def test_a_field_is_tied_to_its_label_and_its_help() -> None:
    page = rendered(Sample())
    assertInHTML('<label for="id_headline">Headline</label>', page)
    assert 'aria-describedby="id_headline_helptext"' in page
    assert '<p class="help" id="id_headline_helptext">As it was printed</p>' in page


def test_what_may_stay_empty_says_so() -> None:
    label = '<label for="id_url">Address <span class="optional">(optional)</span></label>'
    assertInHTML(label, rendered(Sample()))


def test_typed_text_takes_its_own_direction_and_addresses_theirs() -> None:
    form = Sample()
    assert 'dir="auto"' in tags.widget(form["headline"])
    assert 'dir="ltr"' in tags.widget(form["url"])


def test_choices_are_a_group_with_a_legend() -> None:
    page = rendered(Sample())
    group = page.split('id="div_id_kind">')[1].split("</fieldset>")[0]
    assertInHTML("<legend>Kind</legend>", group)
    assertInHTML('<label for="id_kind_0">News</label>', group)


def test_errors_are_beside_their_fields_and_listed_first_with_links() -> None:
    page = rendered(Sample({"kind": "z"}))
    assert "3 things need mending" in page
    assert '<a href="#id_headline">Headline: This field is required.</a>' in page
    assert 'aria-invalid="true" aria-describedby="id_headline_helptext id_headline_error"' in page
    assert '<a href="#div_id_kind">Kind:' in page


def test_a_form_is_sent_by_its_button() -> None:
    assert '<button type="submit" name="save" value="Save"' in rendered(Sample())


# People's text and dates


def test_what_a_person_typed_is_escaped_and_kept_apart() -> None:
    assert tags.user_text("<b>قال</b>") == '<bdi dir="auto">&lt;b&gt;قال&lt;/b&gt;</bdi>'


@pytest.mark.parametrize(
    ("language", "moment", "words"),
    [
        ("ar", datetime.date(2021, 9, 12), "12 سبتمبر 2021"),
        ("en", datetime.date(2021, 9, 12), "12 September 2021"),
        ("ar", datetime.datetime(2021, 9, 12, 18, 5, tzinfo=datetime.UTC), "12 سبتمبر 2021، 21:05"),
        ("en", datetime.datetime(2021, 9, 12, 18, 5, tzinfo=datetime.UTC), "12 September 2021, 21:05"),
    ],
)
def test_a_date_is_as_precise_as_it_is_known(language: str, moment: datetime.date, words: str) -> None:
    assert settings.TIME_ZONE == "Asia/Baghdad"
    with translation.override(language):
        assert f">{words}</time>" in tags.day(moment)


def test_no_date_is_nothing() -> None:
    assert tags.day(None) == ""


def test_a_page_s_help_speaks_the_language_of_each_visitor(client: Client) -> None:
    editor = an_editor()
    client.force_login(editor)
    helps = []
    for language in ("ar", "en"):
        client.post("/preferences/", {"language": language})
        helps.append("Plain text in UTF-8" in body(client.get("/articles/upload/")))
    assert helps == [False, True]


def test_an_unknown_host_is_a_bad_request_told_in_one_line(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    response = client.get("/sign-in/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "العنوان" in body(response)
    told = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert told[0] == "a request for a host that is not ours was refused"
    assert not [record for record in caplog.records if record.exc_info or "evil" in record.getMessage()]


@pytest.mark.parametrize("address", ["/", "/static/nothing.css", "/api/v1/me", "/admin/"])
def test_every_address_refuses_an_unknown_host(client: Client, address: str) -> None:
    assert client.get(address, headers={"host": "evil.example"}).status_code == 400


def test_a_line_of_the_log_tells_when_how_bad_and_where() -> None:
    line = logging.Formatter(**_line_format()).format(
        logging.LogRecord("articles.importing", logging.ERROR, "", 0, "importing %s", ("a.txt",), None)
    )
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} ERROR articles.importing: importing a.txt", line)


def _line_format() -> dict[str, Any]:
    said = settings.LOGGING["formatters"][settings.LOGGING["handlers"]["console"]["formatter"]]
    return {"fmt": said["format"], "style": said["style"]}
