"""By what a text is known as one that is there, or as a text of an article that is there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from articles.arabic import fold
from articles.drafts import Draft
from articles.limits import LONGEST_HEADLINE, LONGEST_NAME
from articles.models import HEADLINE_KEY_LENGTH, Article, Publisher, Revision
from articles.notices import invalid

# The keys of a publisher and of an aggregator, that of the headline, and the day.
Identity = tuple[str, str, str, date | None]


def texts_there(drafts: Iterable[Draft]) -> dict[str, tuple[int, int]]:
    """Of those texts that are stored: the article and the number of its revision, the first one, by digest.

    Raises `Invalid` for a text that was erased by law: it does not come back by another import.
    """
    found = Revision.objects.filter(sha256__in=[draft.sha256 for draft in drafts]).order_by()
    # Sorted here: to have them in order the database would go through all texts there are.
    rows = sorted(found.values_list("pk", "sha256", "article", "number", "erasure"), reverse=True)
    first = {digest: (article, number, erasure) for _pk, digest, article, number, erasure in rows}
    if any(erasure for _article, _number, erasure in first.values()):
        raise invalid("erased")
    return {digest: (article, number) for digest, (article, number, _erasure) in first.items()}


def articles_there(identities: Iterable[Identity | None]) -> dict[Identity | None, int]:
    """The articles of which these are new texts, by identity: the newest, where there are several."""
    wanted = set(filter(None, identities))
    if not wanted:
        return {}
    publishers, _aggregators, headlines, days = map(set, zip(*wanted, strict=True))
    found = Article.objects.filter(
        Q(publisher__in=Publisher.objects.filter(name_key__in=publishers)) | Q(publisher=None),
        Q(published_on__in=days - {None}) | Q(published_on=None),
        headline_key__in=headlines,
    )
    rows = found.order_by().values_list(
        "pk", "publisher__name_key", "aggregator__name_key", "headline_key", "published_on"
    )
    articles: dict[Identity | None, int] = {
        (publisher or "", "" if publisher else aggregator or "", headline, day): pk
        for pk, publisher, aggregator, headline, day in sorted(rows)
    }
    return {identity: articles[identity] for identity in wanted if identity in articles}


def identity_of(draft: Draft) -> Identity | None:
    """By what a text is known as one of an article: publisher (or aggregator, where none is named), headline and day.

    Where neither is named, equal headlines prove nothing.
    """
    publisher, aggregator = publisher_key(draft.publisher), publisher_key(draft.aggregator)
    if not publisher and not aggregator:
        return None
    headline = fold(headline_of(draft))[:HEADLINE_KEY_LENGTH]
    return publisher, "" if publisher else aggregator, headline, draft.published_on


def publisher_name(name: str) -> str:
    return " ".join(name.split())[:LONGEST_NAME]


def publisher_key(name: str) -> str:
    return fold(publisher_name(name)).strip()


def headline_of(draft: Draft) -> str:
    """In one line, and cut after a word where it is too long: the text itself keeps the whole."""
    headline = " ".join(draft.headline.split())
    if len(headline) <= LONGEST_HEADLINE:
        return headline
    beginning = headline[: LONGEST_HEADLINE - 1]
    return (beginning.rpartition(" ")[0] or beginning) + "…"
