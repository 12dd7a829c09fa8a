"""By what a text is known as one that is there, or as a text of an article that is there.

Only what is known proves it: the address of the article; or publisher, headline and day, each read and none guessed,
and a third of the sentences. What merely looks like a new text of an article is a proposal, for an editor to decide.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from typing import Any

from django.db import connection

from articles.addresses import canonical, names_one_item, page_of, spellings, spellings_of_page
from articles.arabic import fold
from articles.drafts import Draft, DraftBlock
from articles.importing.recent import Recent
from articles.layout.recognising import read
from articles.likeness import COUNTED, Likeness, likeness, sentences
from articles.limits import LONGEST_HEADLINE, LONGEST_NAME
from articles.models import HEADLINE_KEY_LENGTH, Block, Offer, Revision
from articles.notices import invalid
from newsdesk.database.prepared import Each, Given, Question

# Of all that bear one headline («عاجل»), and of all that bear it on one day, the newest are compared.
MOST_OF_A_HEADLINE, MOST_OF_A_DAY = 8, 24
Reason = Offer.Reason


def texts_there(drafts: Iterable[Draft]) -> dict[str, tuple[int, int]]:
    """Of those texts that are stored: the article that has it now and the number of its revision, by digest.

    Raises `Invalid` for a text that was erased by law: it does not come back by another import.
    """
    # Sorted here: to have them in order the database would go through all texts there are.
    rows = sorted(_having().told(digests=[draft.sha256 for draft in drafts]), reverse=True)
    rows, erased = [row for row in rows if not row[-1]], {row[1] for row in rows if row[-1]}
    if erased - {row[1] for row in rows}:
        raise invalid("erased")
    parted = set(
        Offer.objects.parted().filter(revision__in=[pk for pk, *_text in rows]).values_list("revision", flat=True)
    )
    standing_for = Offer.standing_for([article for _pk, _digest, article, *_rest in rows])
    # The first one that is still a text of its article; of one parted from it there is a copy, which is.
    rows.sort(key=lambda row: row[0] in parted, reverse=True)
    return {digest: standing_for.get(article, (article, number)) for _pk, digest, article, number, _erasure in rows}


@cache
def _having() -> Question[Revision]:
    found = Revision.objects.filter(sha256__in=Each(Given("digests"), "text")).order_by()
    return Question(found.values_list("pk", "sha256", "article", "number", "erasure"))


@dataclass(frozen=True, slots=True)
class Traits:
    """By what a text may be known as one of an article, as it is compared; "" and None where it says nothing.

    `address` and `page` are its `url` as `canonical` and `page_of` have it.
    `knows_address`, `knows_publisher` and `knows_name` (publisher, headline and day) say that these are known: a guess
    proves nothing.
    """

    publisher: str
    headline: str
    day: date | None
    url: str
    address: str
    page: str
    knows_address: bool = False
    knows_publisher: bool = False
    knows_name: bool = False

    @property
    def name(self) -> tuple[str, str, date] | None:
        """What articles are named by, where all of it is there."""
        return (self.publisher, self.headline, self.day) if self.publisher and self.headline and self.day else None

    @property
    def known_publisher(self) -> str | None:
        return self.publisher if self.knows_publisher else None

    def has_name_of(self, other: Traits) -> bool:
        return self.day == other.day and self.name is not None and self.name == other.name

    def is_of_another_publisher_than(self, other: Traits) -> bool:
        return self.knows_publisher and other.knows_publisher and self.publisher != other.publisher

    def has_address_of(self, other: Traits) -> bool:
        return bool(self.address) and self.address == other.address

    def has_page_of(self, other: Traits) -> bool:
        """Whether the addresses lead to one page, if only as it is shown to phones."""
        return bool(self.page) and self.page == other.page


def traits_of(draft: Draft) -> Traits:
    address = canonical(draft.url)
    return Traits(
        publisher_key(draft.publisher),
        headline_key(draft),
        draft.published_on,
        draft.url,
        address,
        page_of(address),
        knows_address=draft.was_read("url"),
        knows_publisher=draft.was_read("publisher"),
        knows_name=draft.was_read("publisher", "headline", "published_on"),
    )


@dataclass(eq=False, slots=True)
class Home:
    """An article in which a text may be at home; `article` is 0 until it is stored.

    `newest` is the text that came to it last, where it came with this import; `text` is the one that it has in the
    database, and `stored` are the sentences of that.
    """

    article: int = 0
    text: str = ""
    stored: frozenset[str] = frozenset()
    newest: Draft | None = None

    @property
    def sentences(self) -> frozenset[str]:
        return self.newest.sentences if self.newest else self.stored

    def guesses(self, address: str) -> bool:
        """Whether it has this address only because it stands somewhere in its text."""
        found = self.newest or read(self.text)
        return canonical(found.url) == address and not found.was_read("url")


@dataclass(frozen=True, slots=True)
class Finding:
    """That a text belongs to an article (`is_proven`), or looks as if it might, and why."""

    home: Home
    likeness: Likeness
    reason: str = ""

    @property
    def is_proven(self) -> bool:
        return not self.reason

    @property
    def rank(self) -> tuple[bool, float, bool, int]:
        """What is proven goes before what only looks so, then the likest, then the newest."""
        return self.is_proven, self.likeness.share, not self.home.article, self.home.article


Entry = tuple[Traits, Home]


class Register:
    """The articles of which some texts may be new ones: those that are stored, and those that come with these texts.

    The stored ones are looked up once, in a number of statements that does not grow with the texts; what is `recent`
    is not read again.
    """

    def __init__(self, texts: Collection[Traits], recent: Recent | None = None) -> None:
        # Those of a headline lie by their publisher, None where that is not known: many papers have one headline.
        self._by_headline: dict[str, dict[str | None, list[Entry]]] = {}
        self._by_page: dict[str, list[Entry]] = {}
        found = dict(_worth_comparing(texts))
        standing_for = Offer.standing_for(list(found))
        places = {pk: standing_for.get(pk, (pk, 0))[0] for pk in found}
        homes = _homes(set(places.values()), recent or Recent())
        pages = {one.page for one in texts if one.page}
        for pk, traits in sorted(found.items()):
            if home := homes.get(places[pk]):
                is_guess = traits.page in pages and home.guesses(traits.address)
                self._enter(replace(traits, knows_address=not is_guess), home)

    def judge(self, draft: Draft, traits: Traits) -> Finding | None:
        """Where a text belongs, or where it may belong."""
        findings = (_compared(draft, traits, other, home) for other, home in self._near(traits))
        return max(filter(None, findings), key=lambda finding: finding.rank, default=None)

    def add(self, draft: Draft, traits: Traits, home: Home | None = None) -> Home:
        """Let this be the newest text of that article, or of a new one, for the texts that come after it."""
        home = home or Home()
        home.newest = draft
        self._enter(traits, home)
        return home

    def _near(self, traits: Traits) -> Iterator[Entry]:
        """Those of its page, and of its headline but for other publishers': what an agency wrote has it in many."""
        yield from self._by_page.get(traits.page, ())
        by_publisher = self._by_headline.get(traits.headline, {})
        for publisher in (traits.known_publisher, None) if traits.knows_publisher else by_publisher:
            yield from by_publisher.get(publisher, ())

    def _enter(self, traits: Traits, home: Home) -> None:
        if traits.headline:
            by_publisher = self._by_headline.setdefault(traits.headline, {})
            by_publisher.setdefault(traits.known_publisher, []).append((traits, home))
        if traits.page:
            self._by_page.setdefault(traits.page, []).append((traits, home))


def is_proven(one: Traits, other: Traits, like: Likeness) -> bool:
    """Whether a text is known to be one of the article that has `other`; their sentences are as much alike as that."""
    knows_address = one.knows_address and other.knows_address
    if knows_address and one.has_address_of(other) and names_one_item(one.address):
        return True
    is_named = (knows_address and one.has_page_of(other)) or (one.knows_name and one.has_name_of(other))
    return is_named and like.is_a_good_part


def _compared(draft: Draft, one: Traits, other: Traits, home: Home) -> Finding | None:
    is_named = one.has_name_of(other) or one.has_page_of(other)
    if not is_named and draft.sentences.isdisjoint(home.sentences):
        return None
    like = likeness(draft.sentences, home.sentences)
    if is_proven(one, other, like):
        return Finding(home, like)
    if one.knows_name and one.has_name_of(other):
        return Finding(home, like, Reason.SAME_NAME)
    if one.has_page_of(other) and (names_one_item(one.page) or like.is_a_good_part_of_one):
        return Finding(home, like, Reason.SAME_ADDRESS)
    if one.is_of_another_publisher_than(other):
        return None
    return Finding(home, like, Reason.SAME_HEADLINE) if like.is_a_good_part_of_one else None


# {which}: the articles that are wanted, each looked up by an index.
CANDIDATES = """
SELECT article.id, coalesce(publisher.name_key, ''), article.headline_key, article.published_on, article.url
FROM {which} LEFT JOIN articles_publisher publisher ON publisher.id = article.publisher_id
"""
BY_ADDRESS = """unnest(%s::text[]) wanted(url)
JOIN articles_article article ON article.url = wanted.url AND NOT (article.url = '') AND article.erasure_id IS NULL"""
BY_NAME = f"""unnest(%s::text[], %s::text[], %s::date[]) wanted(publisher, headline, day)
JOIN articles_publisher named ON named.name_key = wanted.publisher
CROSS JOIN LATERAL (
    SELECT * FROM articles_article
    WHERE publisher_id = named.id AND headline_key = wanted.headline AND published_on = wanted.day
        AND erasure_id IS NULL
    ORDER BY id DESC LIMIT {MOST_OF_A_DAY}
) article"""
BY_HEADLINE = f"""unnest(%s::text[]) wanted(headline)
CROSS JOIN LATERAL (
    SELECT * FROM articles_article WHERE headline_key = wanted.headline AND erasure_id IS NULL
    ORDER BY id DESC LIMIT {MOST_OF_A_HEADLINE}
) article"""


def _candidates(texts: Iterable[Traits]) -> Iterator[tuple[Any, ...]]:
    """The columns of `CANDIDATES`."""
    told = list(texts)
    addresses = sorted(
        {url for one in told if one.address for url in (*spellings(one.url), *spellings_of_page(one.url))}
    )
    names = sorted({one.name for one in told if one.name})
    headlines = sorted({one.headline for one in told if one.headline})
    asked: list[tuple[str, list[Any]]] = []
    if addresses:
        asked.append((BY_ADDRESS, [addresses]))
    if names:
        asked.append((BY_NAME, [list(column) for column in zip(*names, strict=True)]))
    if headlines:
        asked.append((BY_HEADLINE, [headlines]))
    with connection.cursor() as cursor:
        for which, values in asked:
            cursor.execute(CANDIDATES.format(which=which), values)
            yield from cursor.fetchall()


def _worth_comparing(texts: Collection[Traits]) -> Iterator[tuple[int, Traits]]:
    """Of the candidates those that a text will be `_near`: to read sentences is dear."""
    pages = {one.page for one in texts if one.page}
    publishers: dict[str, set[str | None]] = {}
    for one in texts:
        publishers.setdefault(one.headline, set()).add(one.known_publisher)
    for pk, publisher, headline, day, url in _candidates(texts):
        address = canonical(url)
        page = page_of(address)
        named = publishers.get(headline, ()) if headline else ()
        if page in pages or (named and (not publisher or None in named or publisher in named)):
            yield pk, Traits(publisher, headline, day, url, address, page, knows_publisher=bool(publisher))


def _homes(articles: Collection[int], recent: Recent) -> dict[int, Home]:
    """Each of these articles with its newest text, and the sentences of that."""
    if not articles:
        return {}
    newest = _newest().told(articles=list(articles))
    by_revision = {pk: Home(article, newest=recent.get(pk)) for pk, article in newest}
    _read_texts({pk: home for pk, home in by_revision.items() if home.newest is None})
    return {home.article: home for home in by_revision.values()}


@cache
def _newest() -> Question[Revision]:
    texts = Revision.objects.standing().filter(article__in=Each(Given("articles")), erasure=None)
    return Question(texts.order_by("article", "-number").distinct("article").values_list("pk", "article"))


def _read_texts(homes: dict[int, Home]) -> None:
    """Fill in the texts of these revisions."""
    if not homes:
        return
    blocks = Block.objects.filter(revision__in=Each(homes), kind__in=COUNTED).order_by("revision", "start")
    by_text: dict[int, list[DraftBlock]] = {pk: [] for pk in homes}
    for revision, kind, start, end in blocks.values_list("revision", "kind", "start", "end"):
        by_text[revision].append(DraftBlock(kind, start, end))
    texts = Revision.objects.filter(pk__in=Each(homes)).order_by()
    for pk, text in texts.values_list("pk", "text"):
        homes[pk].text, homes[pk].stored = text, sentences(text, by_text[pk])


def publisher_name(name: str) -> str:
    return " ".join(name.split())[:LONGEST_NAME]


# An import names few of them, each many times.
@lru_cache(maxsize=256)
def publisher_key(name: str) -> str:
    return fold(publisher_name(name)).strip()


def headline_key(draft: Draft) -> str:
    return fold(headline_of(draft))[:HEADLINE_KEY_LENGTH]


def headline_of(draft: Draft) -> str:
    """In one line, and cut after a word where it is too long: the text itself keeps the whole."""
    headline = " ".join(draft.headline.split())
    if len(headline) <= LONGEST_HEADLINE:
        return headline
    beginning = headline[: LONGEST_HEADLINE - 1]
    return (beginning.rpartition(" ")[0] or beginning) + "…"
