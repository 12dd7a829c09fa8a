"""Legal erasures: the only code that the database lets blank an article's text and what was said about it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _

from annotations.models import (
    Anchor,
    Annotation,
    ArticleLabel,
    ConfidentialNote,
    Export,
    Project,
    ProjectArticle,
    Reading,
    Relation,
)
from annotations.models.exports import ExportQuerySet
from articles.models import Article, ImportBatch, ImportItem, NameProposal, Offer, Revision
from articles.models.offers import joined_meanwhile
from newsdesk.errors import NotAllowed
from newsdesk.history import erasing
from newsdesk.history.states import Changed
from newsdesk.models import Erasure, Event, User
from newsdesk.roles import is_administrator

State = Export.State
Articles = Collection[int]  # By their ids.

# The texts that go with an article, as `_texts` has them, whatever is decided about them since.
TEXTS = """
    SELECT id FROM articles_revision WHERE article_id = article.id
    UNION SELECT revision_id FROM articles_offer WHERE article_id = article.id
    UNION SELECT copy.id FROM articles_revision own JOIN articles_revision copy ON copy.sha256 = own.sha256
    WHERE own.article_id = article.id AND EXISTS (SELECT FROM articles_offer WHERE revision_id = copy.id)
"""
# Which events the erasure of an article may have blanked: see `newsdesk/history/real_erasures.py`.
REACH = f"""
EXISTS (
    SELECT FROM articles_article article
    WHERE article.erasure_id = erasures.id AND erasures.stream = 'article/' || article.id AND (
        event.stream = erasures.stream
        OR event.stream IN (SELECT 'revision/' || text.id FROM ({TEXTS}) text)
        OR event.stream IN (
            SELECT 'reading/' || id FROM annotations_reading WHERE revision_id IN ({TEXTS})
        )
    )
)
"""


@dataclass(frozen=True)
class Extent:
    """How much an erasure takes, or took."""

    revisions: int
    readings: int
    annotations: int
    quotes: int
    notes: int  # Confidential ones.
    events: int
    exports: int


def erased_with(article: Article) -> list[int]:
    """The ids of all that have one text: of the article, of those joined to it and of those that it was joined to."""
    found: set[int] = set()
    fresh = {article.pk}
    while fresh:
        found |= fresh
        joined = Offer.objects.joined().filter(Q(article__in=fresh) | Q(revision__article__in=fresh))
        fresh = {pk for pair in joined.values_list("article", "revision__article") for pk in pair} - found
    return sorted(found)


def extent_of(articles: Articles) -> Extent:
    return Extent(
        revisions=_texts(articles).count(),
        readings=_readings(articles).count(),
        annotations=_annotations(articles).count(),
        quotes=_anchors(articles).count(),
        notes=_notes(articles).count(),
        events=_events(articles).count(),
        exports=exports_with(articles).count(),
    )


def readers_of(articles: Articles) -> QuerySet[User]:
    """Whose work goes with them."""
    return User.objects.filter(readings__revision__in=_texts(articles)).distinct().order_by("username")


def exports_with(articles: Articles) -> ExportQuerySet:
    """The files that may hold them, and those that are being made or are about to be."""
    return exports_of(_projects(articles))


def exports_of(projects: QuerySet[Project]) -> ExportQuerySet:
    """The files of these projects, and those that are being made or are about to be."""
    return Export.objects.filter(project__in=projects.values("pk"), state__in=[State.DONE, State.RUNNING])


@transaction.atomic
def erase_article(article: Article, *, by: User, reason: str) -> Erasure:
    """Blank an article's texts, headline, address, quotes, notes and events, and withdraw the files that hold it.

    Articles that are one with it by an editor's word go as well, and copies of its text that were parted from others
    (`articles/revising/joining.py`). Of confidential notes those go that were written about one of its annotations.
    Ids, times, lengths and digests stay. Raises `NotAllowed` for all but administrators, `Invalid` where no reason is
    given, `Erased` where it was erased before, `Conflict` where it is being joined to another at the same moment.
    """
    refuse_but_administrators(by)
    pks = erased_with(article)
    articles = {one.pk: one for one in Article.objects.select_for_update().filter(pk__in=pks).order_by("pk")}
    articles[article.pk].refuse_if_erased()
    if erased_with(article) != pks:
        raise joined_meanwhile()
    # Whoever writes to a reading holds its row: they are through before, and find it erased after.
    list(_readings(pks).select_for_update(no_key=True).order_by("pk").values_list("pk"))
    erasures = {pk: _erase(one, by, reason) for pk, one in articles.items() if not one.erasure_id}
    return erasures[article.pk]


def _erase(article: Article, by: User, reason: str) -> Erasure:
    pks = [article.pk]
    erasure = erasing.begin(article, by=by, reason=reason)
    extent = extent_of(pks)
    blanked = erasing.blank_events(erasure, _events(pks).values_list("pk", flat=True))
    changed, projects = _changed(pks), list(_projects(pks).values_list("pk", flat=True))
    _blank(pks, erasure)
    withdrawn = withdraw_exports(Project.objects.filter(pk__in=projects), erasure)
    told = {"extent": asdict(extent), "exports": withdrawn}
    erasing.end(article, erasure, blanked, told, {**changed, Export: withdrawn})
    return erasure


def refuse_but_administrators(by: User) -> None:
    if not is_administrator(by):
        raise NotAllowed(_("Only an administrator erases."), code="administrators_only")


def _blank(articles: Articles, erasure: Erasure) -> None:
    _anchors(articles).update(exact="")
    _annotations(articles).update(note="", attributes={}, problems=[], deleted_at=Coalesce(F("deleted_at"), Now()))
    _notes(articles).update(text="")
    _items(articles).update(name="", message="", notices=None)
    NameProposal.objects.filter(article__in=articles).update(name="", digest="")
    _texts(articles).update(text="", erasure=erasure)
    Article.objects.filter(pk__in=articles).update(
        headline="", headline_key="", url="", needs_review=False, erasure=erasure
    )


def _changed(articles: Articles) -> Changed:
    """Everything that it will blank."""
    readings = _readings(articles)
    return {
        Article: articles,
        Revision: list(_texts(articles).values_list("pk", flat=True)),
        ConfidentialNote: list(_notes(articles).values_list("pk", flat=True)),
        NameProposal: list(NameProposal.objects.filter(article__in=articles).values_list("pk", flat=True)),
        ImportBatch: list(_items(articles).values_list("batch", flat=True)),
        **{
            model: list(model.objects.filter(reading__in=readings).values_list("pk", flat=True))
            for model in (Annotation, Relation, ArticleLabel)
        },
    }


def withdraw_exports(projects: QuerySet[Project], erasure: Erasure) -> list[int]:
    """Take back the files of these projects; they are gone when the transaction is through."""
    waiting = Export.objects.filter(project__in=projects.values("pk"), state=State.WAITING)
    list(waiting.select_for_update().order_by("pk").values_list("pk"))  # None begins to be made in the midst of this.
    exports = list(exports_of(projects).select_for_update(of=("self",)).order_by("pk"))
    pks = [export.pk for export in exports]
    Export.objects.filter(pk__in=pks).update(
        state=State.WITHDRAWN, erasure=erasure, file="", finished_at=Coalesce("finished_at", Now())
    )
    for export in exports:
        if export.file.name:
            transaction.on_commit(partial(default_storage.delete, export.file.name))
    return pks


def _texts(articles: Articles) -> QuerySet[Revision]:
    """Their own, and where others have or had a text of theirs, that; what is erased is none any more.

    By way of an article to which it was joined for a time, a text may have come to further ones, from which that was
    parted since.
    """
    own = Revision.objects.filter(article__in=articles)
    copies = Offer.objects.filter(article__in=articles)
    further = Offer.objects.parted().filter(revision__sha256__in=own.values("sha256"))
    return Revision.objects.filter(
        Q(article__in=articles) | Q(pk__in=copies.values("revision")) | Q(pk__in=further.values("revision")),
        erasure=None,
    )


def _items(articles: Articles) -> QuerySet[ImportItem]:
    """What reports of imports say of them, and of their texts from when these were others'."""
    texts = _texts(articles)
    theirs = Q(article__in=texts.values("article"), sha256__in=texts.values("sha256"))
    return ImportItem.objects.filter(Q(article__in=articles) | theirs)


def _projects(articles: Articles) -> QuerySet[Project]:
    """Those that hold them, or others that have or had a text of theirs, or a reading of one."""
    holders = Q(article__in=articles) | Q(article__in=_texts(articles).values("article"))
    return Project.objects.filter(
        Q(pk__in=ProjectArticle.objects.filter(holders).values("project"))
        | Q(pk__in=_readings(articles).values("project"))
    )


def _readings(articles: Articles) -> QuerySet[Reading]:
    return Reading.objects.filter(revision__in=_texts(articles))


def _annotations(articles: Articles) -> QuerySet[Annotation]:
    return Annotation.objects.filter(reading__in=_readings(articles))


def _anchors(articles: Articles) -> QuerySet[Anchor]:
    return Anchor.objects.filter(annotation__in=_annotations(articles))


def _notes(articles: Articles) -> QuerySet[ConfidentialNote]:
    return ConfidentialNote.objects.standing().filter(annotation__in=_annotations(articles))


def _events(articles: Articles) -> QuerySet[Event]:
    streams = [
        *(f"article/{pk}" for pk in articles),
        *(f"revision/{pk}" for pk in _texts(articles).values_list("pk", flat=True)),
        *(f"reading/{pk}" for pk in _readings(articles).values_list("pk", flat=True)),
    ]
    return Event.objects.filter(stream__in=streams)
