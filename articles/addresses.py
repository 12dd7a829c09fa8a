"""Web addresses as they are compared. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import product
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

SCHEMES = ("https://", "http://")
PLAIN_PORT = re.compile(r":(?:80|443)?$")
# What is added to an address to count its visitors; the page is the same without it.
COUNTING = re.compile(
    r"(?i)(?:utm|at|ns|mc|hsa|pk|mtm)_\w+|(?:fb|g|y|dc|ms|tw|tt)clid|[gw]braid|igsh(?:id)?|srsltid|_ga|_gl"
    r"|xtor|ocid|cmp(?:id)?|mkt_tok|traffic_source|__twitter_impression"
)
# A page made for phones has an address of its own.
OF_PHONES = ("m.", "mobile.", "amp.")
AMP = re.compile(r"(?i)/amp(?=/|$)")
AMP_ASKED = re.compile(r"(?i)amp(?:=1|=true|=)?|outputtype=amp")
# The front page by another name.
FRONT = re.compile(r"(?i)/(?:(?:ar|en|home|main|default|index)(?:\.\w{2,5})?)?/?")
# In the address of one item there is a number, or it ends in words of a headline.
NUMBER = re.compile(r"\d")
# A list has them as well: of its page, of its subject, of its days.
OF_A_LIST = re.compile(
    r"(?i)\b(?:page|cat|category|categories|tag|section|topic|author|archive|قسم|تصنيف|وسم|صفحة)s?[=/]\d+(?:-\d+)*(?=[/&]|$)"
    r"|(?:^|[/=])(?:19|20)\d\d(?:[-/](?:0?[1-9]|1[0-2])(?:[-/](?:0?[1-9]|[12]\d|3[01]))?)?$"
)
HEADLINE = re.compile(r"[^\W\d_]+(?:[-_ +][^\W\d_]+){3,}")
LONG = 40


# Of each text it is asked for several times, and of what is compared with it again and again.
@lru_cache(maxsize=1024)
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
    return bool(NUMBER.search(OF_A_LIST.sub("", rest)) or HEADLINE.search(last) or len(last) >= LONG)


@lru_cache(maxsize=1024)
def page_of(address: str) -> str:
    """Of an address, as `canonical` gives it, that of the page which this one shows to phones, or as AMP.

    That both are one page is what their makers mean, but not known.
    """
    place, _, query = address.partition("?")
    host, slash, path = place.partition("/")
    path = AMP.sub("", f"{slash}{path}")
    asked = _without_amp(query)
    return f"{_without_phone(host)}{path}{'?' if asked else ''}{asked}"


def without_counting(url: str) -> str:
    """An address as it is kept: without place in the page and counting of visitors, so that `spellings` finds it.

    What is no address of the web is left as it is.
    """
    if not canonical(url):
        return url
    parts = urlsplit(url.strip())
    host = PLAIN_PORT.sub("", parts.netloc.lower())
    query = _query(parts.query) if _counts(parts.query) else parts.query
    return urlunsplit((parts.scheme.lower(), host, parts.path, query, ""))


def spellings(url: str) -> list[str]:
    """How the same address may have been written down: each of these has the same `canonical`."""
    if not canonical(url):
        return []
    parts = urlsplit(url.strip())
    hosts = _with_www(_host(parts.netloc))
    return sorted({url.strip(), *_pages(hosts, _written(parts.path), ("", "/"), {parts.query, _query(parts.query)})})


def spellings_of_page(url: str) -> list[str]:
    """Where an address is that of a page for phones, or as AMP: how that of the page itself may have been written down.

    Not the other way round: those are many, and to look for all of them would slow every import.
    """
    address = canonical(url)
    if page_of(address) == address:
        return []
    parts = urlsplit(url.strip())
    hosts = _with_www(_without_phone(_host(parts.netloc)))
    asked = _without_amp(_query(parts.query))
    return sorted(_pages(hosts, _written(AMP.sub("", parts.path)), ("", "/"), {asked}))


def _pages(hosts: Iterable[str], paths: Iterable[str], ends: Iterable[str], queries: Iterable[str]) -> Iterator[str]:
    for scheme, host, path, end, query in product(SCHEMES, hosts, paths, ends, queries):
        yield f"{scheme}{host}{path}{end}{'?' if query else ''}{query}"


def _host(netloc: str) -> str:
    return PLAIN_PORT.sub("", netloc.lower()).removeprefix("www.")


def _with_www(host: str) -> tuple[str, str]:
    return host, f"www.{host}"


def _written(path: str) -> set[str]:
    path = path.rstrip("/")
    return {path, unquote(path), quote(unquote(path))}


def _without_phone(host: str) -> str:
    for phone in OF_PHONES:
        rest = host.removeprefix(phone)
        if rest != host and "." in rest:
            return rest
    return host


def _without_amp(query: str) -> str:
    return "&".join(one for one in query.split("&") if not AMP_ASKED.fullmatch(one))


def _counts(query: str) -> bool:
    return any(COUNTING.fullmatch(name) for name, _value in parse_qsl(query, keep_blank_values=True))


def _query(query: str) -> str:
    return urlencode(
        [(name, value) for name, value in parse_qsl(query, keep_blank_values=True) if not COUNTING.fullmatch(name)]
    )
