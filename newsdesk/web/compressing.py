"""Pages and answers of the API, compressed: an article with two thousand annotations is a tenth as large then.

What is compressed tells by its length what comes twice in it (BREACH): whoever has a page opened again and again with
guesses in its address, and sees how long the answers are, could find out what stands beside them. So each answer has a
header of random length; tokens in forms are masked anew each time; no other site can have a page opened with its
reader's session but by leading the whole window there, where it sees nothing but a length (`docs/security.md`).

Django's `GZipMiddleware` hides lengths in gzip alone, and works three times as long as Brotli for more bytes.
"""

from __future__ import annotations

import gzip
import re
import secrets

import brotli
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from newsdesk.web.middleware import Next

# Shorter answers would save no packet.
SHORTEST = 1000
KINDS = ("text/", "application/json", "application/problem+json")
# Of both scales the place from which more time saves hardly any bytes.
BROTLI_QUALITY, GZIP_LEVEL = 3, 4
# In bytes: as much as a guess may tell, and a few times more.
MOST_PADDING = 128
REFUSED = re.compile(r"q=0(?:\.0*)?")


class Compression:
    """Send what is text as short as the browser takes it. What is streamed or shorter than a packet stays as it is."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, HttpResponse) and _is_worth_it(response):
            patch_vary_headers(response, ["Accept-Encoding"])
            _compress(response, accepted(request.headers.get("Accept-Encoding", "")))
        return response


def accepted(header: str) -> set[str]:
    """The encodings that a browser takes, by its `Accept-Encoding`: those that it names and does not refuse."""
    offers = [offer.lower().replace(" ", "").split(";") for offer in header.split(",")]
    return {name for name, *rules in offers if name and not any(map(REFUSED.fullmatch, rules))}


def _is_worth_it(response: HttpResponse) -> bool:
    return (
        len(response.content) >= SHORTEST
        and response.headers.get("Content-Type", "").startswith(KINDS)
        and "Content-Encoding" not in response.headers
    )


def _compress(response: HttpResponse, encodings: set[str]) -> None:
    if "br" in encodings:
        encoding, content = "br", brotli.compress(response.content, quality=BROTLI_QUALITY)
    elif "gzip" in encodings:
        encoding, content = "gzip", gzip.compress(response.content, GZIP_LEVEL, mtime=0)
    else:
        return
    response.content = content
    response.headers["Content-Encoding"] = encoding
    response.headers["Content-Length"] = str(len(content))
    response.headers["X-Padding"] = "0" * secrets.randbelow(MOST_PADDING)
    if (etag := response.headers.get("ETag", "")).startswith('"'):
        response.headers["ETag"] = f"W/{etag}"
