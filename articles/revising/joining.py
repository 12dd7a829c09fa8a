"""An editor decides whether an article is a new text of an older one: joins the two, parts them, takes either back.

Texts never change, and a revision stays where it is: the readings made on it keep it. So joining adds a copy of the
text to the older article, and parting makes an article with a copy of a revision's text.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.addresses import without_counting
from articles.drafts import Draft, DraftBlock
from articles.layout.recognising import read
from articles.limits import LONGEST_HEADLINE
from articles.models import Article, Block, Offer, Revision
from articles.models.offers import joined_meanwhile
from articles.signals import placed_like
from newsdesk.database import locks
from newsdesk.errors import Conflict, Invalid
from newsdesk.history.recording import record
from newsdesk.models import User

COPIED = ("publisher_id", "aggregator_id", "published_on", "published_at", "language", "direction", "language_from")


@transaction.atomic
def join(offer: Offer, *, by: User | None, seen: str | None = None) -> Revision:
    """Let the article's text be the newest of the older one, to which the article leads on from now: that revision.

    Where the two were parted before, the revision of then is a text of the older article again, if the article still
    says the same; else what it says by now is, by an offer of its own. Joining what is joined changes nothing. `seen`
    is the decision that this one was made against. Raises `Conflict` where another one holds, or one of the two was
    joined to another; `Erased` where one is no more.
    """
    offer = _held(offer)
    if offer.is_joined:
        return _revision_of(offer)
    _refuse_if_decided_otherwise(offer, seen)
    article, older = _locked(offer.article_id, _where_it_stands(offer.older_id))
    _refuse_if_joined(article)
    placed_like.send(sender=Article, article=older, other=article, by=by)
    said = article.current_revision
    if offer.revision_id is None:
        revision = _copied(said, older, by)
    elif _still_says(said, _revision_of(offer)):
        revision = _revision_of(offer)
    else:
        offer, revision = _again(offer), _copied(said, older, by)
    if revision.article_id != older.pk:
        raise joined_meanwhile()
    _decide(offer, Offer.Decision.JOINED, revision, by)
    _look_again(older)
    changed = {Offer: [offer.pk], Article: [older.pk], Revision: [revision.pk]}
    told = {"into": older.pk, "number": revision.number}
    record("article.joined", article, by=by, data=told, changed=changed)
    record("article.took_in", older, by=by, data={"article": article.pk, "number": revision.number})
    return revision


@transaction.atomic
def keep_apart(offer: Offer, *, by: User | None, seen: str | None = None) -> None:
    """Say that they are two articles; where they were joined, both stand again. To say it twice changes nothing.

    `seen` is as for `join`. Raises `Conflict` where another decision holds, or the older one leads on to another by
    now; `Invalid` where nothing would be left of it.
    """
    offer = _held(offer)
    if offer.decision == Offer.Decision.APART:
        return
    _refuse_if_decided_otherwise(offer, seen)
    if offer.is_joined:
        revision = _revision_of(offer)
        older = _refuse_unless_parting_leaves_something(revision)
        _part(offer, revision, older, "article.separated", by)
        return
    _decide(offer, Offer.Decision.APART, None, by)
    record("article.kept_apart", offer.article, by=by, data={"from": offer.older_id}, changed={Offer: [offer.pk]})


@transaction.atomic
def part(revision: Revision, *, by: User | None) -> Article:
    """Make an article of a text that is none of its article's: with a copy of the text and of its blocks.

    Where the text came by joining an article, that one stands again. Raises `Invalid` for the only text of an article,
    `Conflict` for one that was parted already, `Erased` where it is no more.
    """
    locks.IMPORTING.take_for_transaction()
    if offer := Offer.objects.joined().filter(revision=revision).select_related("article").first():
        keep_apart(offer, by=by)
        return offer.article
    older = _refuse_unless_parting_leaves_something(revision)
    made = _article_of(revision, older)
    copy = _copied(revision, made, by)
    placed_like.send(sender=Article, article=made, other=older, by=by)
    offer = Offer.objects.create(article=made, older=older, reason=Offer.Reason.PARTED, share=0)
    _part(offer, revision, older, "article.parted", by, copy)
    made.refresh_from_db()
    return made


def _part(
    offer: Offer, revision: Revision, older: Article, action: str, by: User | None, copy: Revision | None = None
) -> None:
    _decide(offer, Offer.Decision.APART, revision, by)
    _look_again(older)
    changed = {Offer: [offer.pk], Article: [older.pk, offer.article_id], Revision: [copy.pk] if copy else []}
    told = {"from": older.pk, "number": revision.number}
    record(action, offer.article, by=by, data=told, changed=changed)
    record("article.let_go", older, by=by, data={"article": offer.article_id, "number": revision.number})


def _held(offer: Offer) -> Offer:
    """The offer as it is now: nobody else decides it until the transaction ends, and no import looks meanwhile."""
    locks.IMPORTING.take_for_transaction()
    return Offer.objects.select_for_update(of=("self",)).select_related("article").get(pk=offer.pk)


def _where_it_stands(article: int) -> int:
    return Offer.standing_for([article]).get(article, (article, 0))[0]


def _locked(*pks: int) -> list[Article]:
    """These articles, locked in one order for all, so that none is erased in the midst of this. Raises `Erased`."""
    rows = Article.objects.select_related("erasure").select_for_update(of=("self",), no_key=True)
    found = {article.pk: article for article in rows.filter(pk__in=pks).order_by("pk")}
    for article in found.values():
        article.refuse_if_erased()
    return [found[pk] for pk in pks]


def _refuse_if_joined(article: Article) -> None:
    if article.leads_on_to:
        raise joined_meanwhile()


def _refuse_if_decided_otherwise(offer: Offer, seen: str | None) -> None:
    if seen is not None and seen != offer.decision:
        raise Conflict(_("Somebody else has decided about these two meanwhile. Look again."), code="decided")


def _still_says(said: Revision, copy: Revision) -> bool:
    return copy.erasure_id is None and copy.sha256 == said.sha256


def _again(offer: Offer) -> Offer:
    """Another one about the same two: the text that was parted stays with the one that there is."""
    return Offer(article_id=offer.article_id, older_id=offer.older_id, reason=offer.reason, share=offer.share)


def _revision_of(offer: Offer) -> Revision:
    assert offer.revision_id is not None
    return Revision.objects.get(pk=offer.revision_id)


def _copied(revision: Revision, article: Article, by: User | None) -> Revision:
    """Another revision with the same text and blocks, as the newest of that article."""
    blocks = [
        DraftBlock(block.kind, block.start, block.end, block.confidence, block.flagged, block.reason)
        for block in revision.blocks.order_by("start")
    ]
    draft = Draft(revision.text, blocks=blocks, notices=revision.said)
    return Revision.objects.add([(article.pk, draft)], by=by, are_copies=True)[0]


def _decide(offer: Offer, decision: str, revision: Revision | None, by: User | None) -> None:
    offer.decision, offer.revision, offer.decided_by, offer.decided_at = decision, revision, by, timezone.now()
    offer.save()


def _look_again(article: Article) -> None:
    """Whether it has blocks to check depends on which text is its newest."""
    article.needs_review = article.current_revision.blocks.filter(flagged=True).exists()
    article.save(update_fields=["needs_review"])


def _refuse_unless_parting_leaves_something(revision: Revision) -> Article:
    """The article that has the text now."""
    [article] = _locked(revision.article_id)
    _refuse_if_joined(article)
    texts = set(article.revisions.standing().values_list("pk", flat=True))
    if revision.pk not in texts:
        raise Conflict(_("This text was parted from the article already. Reload the page."), code="parted")
    if len(texts) == 1:
        raise Invalid(_("This is the article’s only text: there is nothing to part it from."), code="only_text")
    return article


def _article_of(revision: Revision, article: Article) -> Article:
    """By what the text says of itself, and else by what is known of the article that it was taken for.

    An address is that of one article, so that it comes along only where the text names it.
    """
    draft = read(revision.text)
    title = revision.blocks.filter(kind=Block.Kind.TITLE).order_by("start").first()
    shown = revision.text[title.start : title.end] if title else article.headline
    return Article.objects.create(
        headline=(draft.headline if draft.was_read("headline") else shown)[:LONGEST_HEADLINE],
        url=without_counting(draft.url) if draft.was_read("url") else "",
        batch_id=revision.batch_id,
        **{name: getattr(article, name) for name in COPIED},
    )
