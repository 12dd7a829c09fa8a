"""The review page as the server sends it: what it carries, in how many queries, and how much it weighs."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotations.models import Reading
from annotations.readings.submitting import submit
from tests.annotations.saying import call, call_all, say, tie
from tests.factories import a_project, a_reading, an_analyst, an_article
from tests.load import corpus, filling

pytestmark = pytest.mark.django_db


def analyst_of(reading: Reading) -> Client:
    client = Client()
    assert reading.analyst
    client.force_login(reading.analyst)
    return client


def opened(reading: Reading, client: Client | None = None) -> str:
    client = client or analyst_of(reading)
    response = client.get(reverse("reading", args=[reading.pk]))
    assert response.status_code == 200
    return response.content.decode()


def data_of(page: str) -> Any:
    found = re.search(r'<script type="application/json" id="reading">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found[1])


def a_reading_with(annotations: int) -> Reading:
    written = corpus.article(40 * annotations + 2000, seed=1)
    project = a_project()
    article = filling.store(written, project)
    return filling.annotate(article, written, annotations, project=project, by=an_analyst(), seed=1)


def test_more_annotations_cost_no_more_queries() -> None:
    counts = []
    for number in (30, 300):
        reading = a_reading_with(number)
        client = analyst_of(reading)
        opened(reading, client)
        with CaptureQueriesContext(connection) as queries:
            assert len(data_of(opened(reading, client))["content"]["annotations"]) == number
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 16


def test_the_next_article_is_one_that_is_not_begun_then_one_that_is_not_handed_in() -> None:
    reading = a_reading(project=(project := a_project()))
    waiting = an_article(project=project)
    client = analyst_of(reading)
    following = reverse("next_article")
    assert client.get(following).headers["Location"] == reverse("read_article", args=[waiting.pk])
    client.get(following, follow=True)
    assert reading.analyst
    begun = Reading.objects.exclude(pk=reading.pk).get(analyst=reading.analyst)
    assert begun.revision.article_id == waiting.pk
    submit(call_all(begun), by=reading.analyst)
    assert client.get(following).headers["Location"] == reverse("reading", args=[reading.pk])
    submit(call_all(reading), by=reading.analyst)
    answer = client.get(following, follow=True)
    assert answer.redirect_chain == [(reverse("home"), 302)]


@pytest.mark.parametrize(
    ("text", "is_spaced"),
    [("كلمة وأخرى", False), ("كلمة  وأخرى", True), ("كلمة\tوأخرى", True), ("كلمة\u00a0 وأخرى", False)],
)
def test_white_space_that_would_collapse_is_kept_where_there_is_some(text: str, is_spaced: bool) -> None:
    assert (" data-spaced>" in opened(a_reading(text))) == is_spaced


def test_the_page_carries_what_the_reading_says() -> None:
    reading = a_reading("قال «نعم»\nثم </script><!-- صمت\n")
    first = say(reading, [(0, 3), (4, 9)], problems=[{"code": "x"}], note="<b>")
    tie(first, say(reading, [(10, 12)]))
    call(reading)
    data = data_of(opened(reading))
    assert data["content"] == json.loads(json.dumps(reading.content()))
    assert {one["id"]: one for one in data["content"]["annotations"]} == {
        str(one.pk): json.loads(json.dumps(one.as_dict())) for one in reading.annotations.all()
    }
    assert "codebook" not in data


def test_the_codebook_is_asked_for_once_and_kept_by_the_browser_alone() -> None:
    reading = a_reading()
    client = analyst_of(reading)
    [address] = re.findall(r'<link rel="modulepreload" href="(/codebooks/[^"]+)">', page := opened(reading, client))
    assert f'"/static/annotations/review/state/codebook_data.js": "{address}"' in page
    response = client.get(address)
    assert response.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    found = re.fullmatch(r"export const codebook=JSON\.parse\((.*)\);\n", response.content.decode())
    assert found
    assert json.loads(json.loads(found[1])) == reading.codebook.spec.as_json()
    older = re.sub(r"\.\w+\.js$", ".0000.js", address)
    assert client.get(older).headers["Cache-Control"] == "private, no-store"


def test_the_text_is_sent_once_and_can_be_put_together() -> None:
    text = "\n أول\n\nثانٍ & <ثالث> \n"
    page = opened(a_reading(text))
    blocks = re.findall(r'data-start="(\d+)" data-end="(\d+)">', page)
    between = data_of(page)["between"]
    whole = "".join(
        gap + (text[int(blocks[place][0]) : int(blocks[place][1])] if place < len(blocks) else "")
        for place, gap in enumerate(between)
    )
    assert whole == text
    assert page.count("ثالث") == 1
