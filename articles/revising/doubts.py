"""What a guess once settled: texts that were joined to an article by one, and publishers that were made from one.

Before only what is known was taken for proof, two stories under one headline became one article, and the first
vanished. Which those are, is read from the texts themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import inf

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from articles.addresses import canonical, page_of
from articles.importing.identity import Traits, is_proven, publisher_key, traits_of
from articles.layout.recognising import read
from articles.likeness import Likeness, likeness, sentences
from articles.models import Article, ImportBatch, Offer, Publisher, Revision
from articles.revising.joining import join, part
from newsdesk.history.edits import save_changed
from newsdesk.history.recording import stream_of
from newsdesk.models import Event, User

ARTICLES_TOGETHER = 100
SETTLED_BY_PEOPLE = ("publisher.created", "publisher.changed")


@dataclass(frozen=True, slots=True)
class Doubt:
    """An article whose texts nothing proves to be of one: its texts in groups of which each is proven in itself.

    The first group has the oldest text and stays; `nearest` is how much each of the others has in common with the texts
    before it.
    """

    article: Article
    groups: list[list[Revision]]
    nearest: list[Likeness]


@dataclass(frozen=True, slots=True)
class Text:
    """A text as it is compared with others of its article; `is_settled` where an editor has said that it is one."""

    revision: Revision
    traits: Traits
    sentences: frozenset[str]
    is_settled: bool


def doubtful_articles() -> Iterator[Doubt]:
    """Every article of which some text was joined by a guess, or shares too few sentences, oldest first."""
    counted = Revision.objects.standing().filter(erasure=None).order_by("article").values("article")
    several = counted.annotate(size=Count("pk")).filter(size__gt=1).values_list("article", flat=True)
    pks = list(Article.objects.standing().filter(pk__in=several).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(pks), ARTICLES_TOGETHER):
        some = Article.objects.select_related("publisher").filter(pk__in=pks[start : start + ARTICLES_TOGETHER])
        yield from filter(None, map(doubt_about, some.order_by("pk")))


def doubt_about(article: Article) -> Doubt | None:
    """Which of its texts are proven to be of one article; None where all are."""
    groups: list[list[Text]] = []
    nearest: list[Likeness] = []
    known = _traits_of_article(article)
    texts = _texts_of(article, known)
    if any(text.traits.has_address_of(known) and not text.traits.knows_address for text in texts):
        known = replace(known, knows_address=False)
    for text in texts:
        group = _group_of(text, groups, known)
        if group is None:
            before = [likeness(text.sentences, other.sentences) for group in groups for other in group]
            nearest += [max(before, key=lambda like: like.share)] if before else []
            groups.append([text])
        else:
            group.append(text)
    if len(groups) < 2:
        return None
    return Doubt(article, [[text.revision for text in group] for group in groups], nearest)


@transaction.atomic
def part_doubtful(doubt: Doubt, *, by: User | None, below: float = inf) -> list[Article]:
    """Make an article of each group but the first that shares less than `below` (0 to 1) with the texts before it.

    Events tell of it, text by text. Raises what `part` raises.
    """
    others = zip(doubt.groups[1:], doubt.nearest, strict=True)
    return [_article_of(group, by) for group, like in others if like.share < below]


def _article_of(group: list[Revision], by: User | None) -> Article:
    """Of the texts of one group, which are proven to be of one article, the first is parted, and the rest joins it."""
    made, *more = [part(revision, by=by) for revision in group]
    for article in more:
        offer = Offer.objects.create(article=article, older=made, reason=Offer.Reason.SAME_NAME, share=0)
        join(offer, by=by)
    return made


def doubtful_publishers() -> Iterator[Publisher]:
    """Those that no text names where it is known to, and no editor has made, changed or given to an article."""
    for publisher in Publisher.objects.exclude(kind=Publisher.Kind.NONE).order_by("pk"):
        if not (_is_a_persons_word(publisher) or _is_read(publisher)):
            yield publisher


@transaction.atomic
def remove_publisher(publisher: Publisher, *, by: User | None) -> int:
    """Take a name that is no publisher's off its articles, and keep it as what it is: the number of these articles."""
    articles = list(_named_by(publisher).select_for_update().order_by("pk"))
    for article in articles:
        article.publisher_id = None if article.publisher_id == publisher.pk else article.publisher_id
        article.aggregator_id = None if article.aggregator_id == publisher.pk else article.aggregator_id
        save_changed(article, by=by)
    publisher.kind = Publisher.Kind.NONE
    save_changed(publisher, by=by)
    return len(articles)


def _texts_of(article: Article, known: Traits) -> list[Text]:
    revisions = Revision.objects.standing().filter(article=article, erasure=None).order_by("number")
    return [_text(one, known) for one in revisions.select_related("batch", "offer").prefetch_related("blocks")]


def _text(revision: Revision, known: Traits) -> Text:
    """What somebody typed beside a pasted text is not kept with it, but on its article."""
    is_pasted = revision.batch is not None and revision.batch.kind == ImportBatch.Kind.PASTE
    return Text(
        revision,
        known if is_pasted else traits_of(read(revision.text)),
        sentences(revision.text, revision.blocks.all()),
        is_settled=getattr(revision, "offer", None) is not None,
    )


def _traits_of_article(article: Article) -> Traits:
    publisher = article.publisher.name_key if article.publisher else ""
    address = canonical(article.url)
    named = (publisher, article.headline_key, article.published_on)
    traits = Traits(*named, article.url, address, page_of(address))
    return replace(traits, knows_address=True, knows_name=traits.name is not None)


def _group_of(text: Text, groups: list[list[Text]], known: Traits) -> list[Text] | None:
    """The texts to which it is proven to belong."""
    if text.is_settled and groups:
        return groups[0]
    for group in groups:
        for other in group:
            like = likeness(text.sentences, other.sentences)
            if is_proven(text.traits, other.traits, like) or is_proven(text.traits, known, like):
                return group
    return None


def _is_a_persons_word(publisher: Publisher) -> bool:
    own = Event.objects.filter(stream=stream_of(publisher), action__in=SETTLED_BY_PEOPLE)
    given = Event.objects.filter(
        Q(data__after__publisher=publisher.pk) | Q(data__after__aggregator=publisher.pk), action="article.changed"
    )
    pasted = _named_by(publisher).filter(batch__kind=ImportBatch.Kind.PASTE)
    return own.exists() or given.exists() or pasted.exists()


def _is_read(publisher: Publisher) -> bool:
    """Whether some text is known to name it: none, where no article has it."""
    texts = Revision.objects.filter(article__in=_named_by(publisher), number=1, erasure=None).order_by("pk")
    drafts = map(read, texts.values_list("text", flat=True).iterator(chunk_size=ARTICLES_TOGETHER))
    return any(
        publisher_key(getattr(draft, field)) == publisher.name_key and draft.was_read(field)
        for draft in drafts
        for field in ("publisher", "aggregator")
    )


def _named_by(publisher: Publisher) -> QuerySet[Article]:
    return Article.objects.filter(Q(publisher=publisher) | Q(aggregator=publisher), erasure=None)
