"""Web addresses as they are compared. Pure."""

from __future__ import annotations

import re
from itertools import product
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

SCHEMES = ("https://", "http://")
# What is added to an address to count its visitors; the page is the same without it.
COUNTING = re.compile(r"(?i)utm_\w+|fbclid|gclid|yclid|igshid")
# The front page by another name.
FRONT = re.compile(r"(?i)/(?:(?:ar|en|home|main|default|index)(?:\.\w{2,5})?)?/?")
# In the address of one item there is a number, or it ends in words of a headline.
NUMBER = re.compile(r"\d")
PAGE_OF_A_LIST = re.compile(r"(?i)\bpage[=/]\d+")
HEADLINE = re.compile(r"[^\W\d_]+(?:[-_ +][^\W\d_]+){3,}")
LONG = 40


def canonical(url: str) -> str:
    """An address as it is compared: without scheme, `www.`, last slash, place in the page and counting of visitors.

    Empty for what is no address of the web, and for the front page of a site, which is that of none of its articles.
    """
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").removeprefix("www.")
        port = parts.port
    except ValueError:
        return ""
    if not host or parts.scheme.lower() not in ("http", "https"):
        return ""
    query = _query(parts.query)
    if FRONT.fullmatch(parts.path or "/") and not query:
        return ""
    place = host if port in (None, 80, 443) else f"{host}:{port}"
    return f"{place}{unquote(parts.path).rstrip('/')}{'?' if query else ''}{unquote(query)}"


def names_one_item(address: str) -> bool:
    """Whether an address, as `canonical` gives it, is plainly that of one article, not of a section or a list."""
    _host, *inside = re.split("[/?]", address, maxsplit=1)
    rest = inside[0] if inside else ""
    last = rest.rpartition("/")[2] or rest
    return bool(NUMBER.search(PAGE_OF_A_LIST.sub("", rest)) or HEADLINE.search(last) or len(last) >= LONG)


def spellings(url: str) -> list[str]:
    """How the same address may have been written down: each of these has the same `canonical`."""
    if not canonical(url):
        return []
    parts = urlsplit(url.strip())
    host = parts.netloc.lower().removeprefix("www.")
    path = parts.path.rstrip("/")
    paths = {path, unquote(path), quote(unquote(path))}
    queries = {parts.query, _query(parts.query)}
    return sorted(
        {url.strip()}
        | {
            f"{scheme}{www}{host}{path}{slash}{'?' if query else ''}{query}"
            for scheme, www, path, slash, query in product(SCHEMES, ("", "www."), paths, ("", "/"), queries)
        }
    )


def _query(query: str) -> str:
    return urlencode(
        [(name, value) for name, value in parse_qsl(query, keep_blank_values=True) if not COUNTING.fullmatch(name)]
    )
