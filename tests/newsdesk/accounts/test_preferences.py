"""What a person may choose of how pages look and speak: kept, recorded, refused where unknown, seen on pages."""

from __future__ import annotations

import re
from datetime import date, datetime
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from newsdesk.accounts import preferences
from newsdesk.models import Event, User
from newsdesk.templatetags.newsdesk import counted, day, number
from newsdesk.web import localization
from tests.factories import an_analyst, an_article, an_editor

pytestmark = pytest.mark.django_db

DAY = date(2021, 9, 12)


def body(response: Any) -> str:
    text: str = response.content.decode()
    return text


def reader(**fields: str) -> User:
    return User(**fields)


@pytest.fixture(autouse=True)
def _arabic() -> Any:
    with translation.override("ar"):
        yield


@pytest.mark.parametrize("name", preferences.OFFERED)
def test_every_choice_is_kept_recorded_and_refused_where_unknown(client: Client, name: str) -> None:
    user = an_analyst()
    client.force_login(user)
    begun = getattr(user, name)
    for value in preferences.CHOICES[name]:
        assert client.post("/preferences/", {name: value}).status_code == 302
        user.refresh_from_db()
        assert getattr(user, name) == value
    assert client.post("/preferences/", {name: "nonsense"}).status_code == 422
    user.refresh_from_db()
    assert getattr(user, name) == value
    changes = pairwise([begun, *preferences.CHOICES[name]])
    events = Event.objects.filter(action="account.preferences_changed").order_by("id")
    assert [event.data for event in events] == [{name: new} for old, new in changes if new != old]


def test_only_language_and_theme_stay_in_the_browser(client: Client) -> None:
    client.force_login(an_analyst())
    response = client.post("/preferences/", {"theme": "dark", "text_size": "large", "digits": "arabic"})
    assert list(response.cookies) == ["theme"]


def test_the_page_of_preferences_shows_what_is_chosen(client: Client) -> None:
    client.force_login(an_analyst(text_size="larger", calendar="both"))
    page = body(client.get("/preferences/"))
    assert 'value="larger" checked' in page
    assert 'value="both" checked' in page
    assert len(re.findall(r"<input[^>]* checked", page)) == len(preferences.OFFERED)


def test_a_visitor_is_led_to_the_sign_in_page(client: Client) -> None:
    assert client.get("/preferences/").headers["Location"].startswith("/sign-in/")


def test_the_root_element_says_what_differs_from_how_everybody_begins(client: Client) -> None:
    client.force_login(an_analyst(theme="light-contrast", text_size="large", line_height="wide", typeface="tajawal"))
    page = body(client.get("/articles/"))
    root = '<html lang="ar" dir="rtl" data-theme="light-contrast" data-text-size="large" data-line-height="wide" '
    assert f'{root}data-typeface="tajawal">' in page
    assert 'contrast.css" media="all"' in page


def test_high_contrast_is_for_devices_that_ask_unless_it_was_chosen(client: Client) -> None:
    assert 'contrast.css" media="(prefers-contrast: more)"' in body(client.get("/sign-in/"))


# Dates and numbers


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({}, "12 سبتمبر 2021"),
        ({"digits": "arabic"}, "١٢ سبتمبر ٢٠٢١"),
        ({"months": "levant"}, "12 أيلول 2021"),
        ({"months": "levant", "digits": "arabic"}, "١٢ أيلول ٢٠٢١"),
    ],
)
def test_a_date_in_the_digits_and_months_of_one_s_choice(fields: dict[str, str], shown: str) -> None:
    with localization.shown_to(reader(**fields)):
        assert day(DAY) == f'<time datetime="2021-09-12">{shown}</time>'


@pytest.mark.parametrize("month", range(1, 13))
def test_every_levantine_month_has_its_name(month: int) -> None:
    with localization.shown_to(reader(months="levant")):
        assert localization.in_words(date(2024, month, 1), "F") == localization.LEVANTINE_MONTHS[month - 1]


def test_a_date_with_its_time() -> None:
    at = timezone.make_aware(datetime(2021, 1, 5, 9, 30))
    with localization.shown_to(reader(months="levant", digits="arabic")):
        assert "٥ كانون الثاني ٢٠٢١، ٠٩:٣٠</time>" in day(at)


@pytest.mark.parametrize(
    ("when", "hijri"),
    [
        (DAY, "5 صفر 1443 هـ"),
        (date(2024, 3, 11), "1 رمضان 1445 هـ"),
        (date(1924, 8, 1), "1 محرم 1343 هـ"),
        (date(1924, 7, 31), ""),
        (date(2077, 11, 17), ""),
    ],
)
def test_the_hijri_date_by_umm_al_qura(when: date, hijri: str) -> None:
    with localization.shown_to(reader(calendar="both")):
        assert localization.in_hijri(when) == hijri


def test_the_hijri_date_in_english_and_in_the_reader_s_digits() -> None:
    with localization.shown_to(reader(calendar="both", digits="arabic")):
        assert "(٥ صفر ١٤٤٣ هـ)" in day(DAY)
        with translation.override("en"):
            assert day(DAY).endswith('</time> <span class="hijri">(5 Safar 1443 AH)</span>')


def test_nobody_gets_a_hijri_date_unasked() -> None:
    assert localization.in_hijri(DAY) == ""


def test_the_english_interface_keeps_its_own_digits_and_months() -> None:
    with localization.shown_to(reader(digits="arabic", months="levant")), translation.override("en"):
        assert day(DAY) == '<time datetime="2021-09-12">12 September 2021</time>'
        assert number(1234) == '<span class="number">1,234</span>'


def test_counts_keep_their_plural_and_show_the_reader_s_digits() -> None:
    with localization.shown_to(reader(digits="arabic")):
        assert (counted(1234), str(counted(1234))) == (1234, "١٬٢٣٤")
        assert number(7) == '<span class="number">٧</span>'


@pytest.mark.parametrize(
    ("digits", "language", "size"),
    [("latin", "ar", "137.5 كيلوبايت"), ("arabic", "ar", "١٣٧٫٥ كيلوبايت"), ("arabic", "en", "137.5 KB")],
)
def test_the_decimal_point_goes_with_the_digits(digits: str, language: str, size: str) -> None:
    with localization.shown_to(reader(digits=digits)), translation.override(language):
        assert localization.file_size(140_800).replace("\xa0", " ") == size


def test_a_list_shows_dates_and_counts_by_choice_and_no_word_of_an_article(client: Client) -> None:
    an_article(headline="خطة 2030", published_on=DAY)
    client.force_login(an_editor(digits="arabic", months="levant", calendar="both"))
    page = body(client.get("/articles/"))
    assert "١٢ أيلول ٢٠٢١" in page
    assert "٥ صفر ١٤٤٣ هـ" in page
    assert "خطة 2030" in page


def test_choices_end_with_their_request(client: Client) -> None:
    client.force_login(an_analyst(digits="arabic"))
    client.get("/articles/")
    assert localization.in_digits("7") == "7"
