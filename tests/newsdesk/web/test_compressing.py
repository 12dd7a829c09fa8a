"""Pages and answers are sent compressed, as the browser takes them, and their length tells nothing exactly."""

from __future__ import annotations

import gzip

import brotli
import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory
from django.urls import reverse

from newsdesk.web.compressing import SHORTEST, Compression, accepted
from tests.factories import an_analyst

LONG = "خبر طويل. " * SHORTEST
READERS = {"br": brotli.decompress, "gzip": gzip.decompress}


def answered(response: HttpResponseBase, accept: str) -> HttpResponseBase:
    request = RequestFactory().get("/", headers={"accept-encoding": accept})
    return Compression(lambda _request: response)(request)


@pytest.mark.parametrize(
    ("header", "names"),
    [
        ("gzip, deflate, br, zstd", {"gzip", "deflate", "br", "zstd"}),
        ("BR;q=1.0, gzip; q=0.5", {"br", "gzip"}),
        ("br;q=0, gzip;q=0.001", {"gzip"}),
        ("br ; q=0.000", set()),
        ("", set()),
        (",;q=1,", set()),
    ],
)
def test_what_a_browser_takes_is_read(header: str, names: set[str]) -> None:
    assert accepted(header) == names


@pytest.mark.parametrize(("accept", "encoding"), [("gzip, br", "br"), ("gzip", "gzip")])
@pytest.mark.django_db
def test_a_page_is_sent_compressed(client: Client, accept: str, encoding: str) -> None:
    client.force_login(an_analyst())
    plain = client.get(reverse("home"))
    found = client.get(reverse("home"), headers={"accept-encoding": accept})
    assert found.headers["Content-Encoding"] == encoding
    assert "Accept-Encoding" in found.headers["Vary"]
    assert int(found.headers["Content-Length"]) == len(found.content) < len(plain.content) / 2
    assert "<html" in READERS[encoding](found.content).decode()
    assert "Content-Encoding" not in plain.headers


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "application/json", "text/csv"])
@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_every_kind_of_text_comes_back_as_it_was(kind: str, encoding: str) -> None:
    found = answered(HttpResponse(LONG, content_type=kind), encoding)
    assert isinstance(found, HttpResponse)
    assert READERS[encoding](found.content).decode() == LONG


@pytest.mark.parametrize(
    "response",
    [
        HttpResponse("x" * (SHORTEST - 1)),
        HttpResponse(LONG, content_type="image/png"),
        HttpResponse(LONG, headers={"Content-Encoding": "zstd"}),
        StreamingHttpResponse([LONG]),
    ],
    ids=["short", "no text", "compressed already", "streamed"],
)
def test_what_is_not_worth_it_stays_as_it_is(response: HttpResponseBase) -> None:
    before = response.headers.get("Content-Encoding")
    found = answered(response, "br, gzip")
    assert found.headers.get("Content-Encoding") == before
    assert "X-Padding" not in found.headers


def test_nobody_who_takes_no_encoding_gets_one() -> None:
    found = answered(HttpResponse(LONG), "br;q=0")
    assert isinstance(found, HttpResponse)
    assert found.content.decode() == LONG
    assert found.headers["Vary"] == "Accept-Encoding"  # A cache between must not hand it to others.


def test_the_length_of_an_answer_is_another_each_time() -> None:
    found = [answered(HttpResponse(LONG), "br") for _ in range(20)]
    lengths = {len(one.headers["X-Padding"]) + int(one.headers["Content-Length"]) for one in found}
    assert len(lengths) > 5


def test_a_tag_for_the_plain_bytes_becomes_a_weak_one() -> None:
    assert answered(HttpResponse(LONG, headers={"ETag": '"1"'}), "br").headers["ETag"] == 'W/"1"'
