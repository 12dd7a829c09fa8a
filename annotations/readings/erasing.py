"""Legal erasures: the only code that the database lets blank an article's text and what was said about it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _

from annotations.models import (
    Anchor,
    Annotation,
    ArticleLabel,
    ConfidentialNote,
    Export,
    Project,
    Reading,
    Relation,
)
from annotations.models.exports import ExportQuerySet
from articles.models import Article, ImportBatch, ImportItem, NameProposal, Revision
from newsdesk.errors import NotAllowed
from newsdesk.history import erasing
from newsdesk.history.states import Changed
from newsdesk.models import Erasure, Event, User
from newsdesk.roles import is_administrator

State = Export.State

# Which events the erasure of an article may have blanked: see `newsdesk.erased`.
REACH = """
EXISTS (
    SELECT FROM articles_article article
    WHERE article.erasure_id = erasures.id AND erasures.stream = 'article/' || article.id AND (
        event.stream = erasures.stream
        OR event.stream IN (SELECT 'revision/' || id FROM articles_revision WHERE article_id = article.id)
        OR event.stream IN (
            SELECT 'reading/' || reading.id FROM annotations_reading reading
            JOIN articles_revision revision ON revision.id = reading.revision_id WHERE revision.article_id = article.id
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


def extent_of(article: Article) -> Extent:
    return Extent(
        revisions=article.revisions.count(),
        readings=_readings(article).count(),
        annotations=_annotations(article).count(),
        quotes=_anchors(article).count(),
        notes=_notes(article).count(),
        events=_events(article).count(),
        exports=exports_with(article).count(),
    )


def readers_of(article: Article) -> QuerySet[User]:
    """Whose work goes with it."""
    return User.objects.filter(readings__revision__article=article).distinct().order_by("username")


def exports_with(article: Article) -> ExportQuerySet:
    """The files that may hold it, and those that are being made or are about to be."""
    return exports_of(article.projects.all())


def exports_of(projects: QuerySet[Project]) -> ExportQuerySet:
    """The files of these projects, and those that are being made or are about to be."""
    return Export.objects.filter(project__in=projects.values("pk"), state__in=[State.DONE, State.RUNNING])


@transaction.atomic
def erase_article(article: Article, *, by: User, reason: str) -> Erasure:
    """Blank an article's texts, headline, address, quotes, notes and events, and withdraw the files that hold it.

    Of confidential notes those go that were written about one of its annotations. Ids, times, lengths and digests
    stay. Raises `NotAllowed` for all but administrators, `Invalid` where no reason is given, `Erased` where it was
    erased before.
    """
    refuse_but_administrators(by)
    article = Article.objects.select_for_update().get(pk=article.pk)
    article.refuse_if_erased()
    # Whoever writes to a reading holds its row: they are through before, and find it erased after.
    list(_readings(article).select_for_update(no_key=True).order_by("pk").values_list("pk"))
    erasure = erasing.begin(article, by=by, reason=reason)
    extent = extent_of(article)
    blanked = erasing.blank_events(erasure, _events(article).values_list("pk", flat=True))
    changed = _changed(article)
    _blank(article, erasure)
    withdrawn = withdraw_exports(article.projects.all(), erasure)
    told = {"extent": asdict(extent), "exports": withdrawn}
    erasing.end(article, erasure, blanked, told, {**changed, Export: withdrawn})
    return erasure


def refuse_but_administrators(by: User) -> None:
    if not is_administrator(by):
        raise NotAllowed(_("Only an administrator erases."), code="administrators_only")


def _blank(article: Article, erasure: Erasure) -> None:
    _anchors(article).update(exact="")
    _annotations(article).update(note="", attributes={}, problems=[], deleted_at=Coalesce(F("deleted_at"), Now()))
    _notes(article).update(text="")
    ImportItem.objects.filter(article=article).update(name="", message="", notices=None)
    article.proposals.update(name="", digest="")
    article.revisions.update(text="", erasure=erasure)
    Article.objects.filter(pk=article.pk).update(
        headline="", headline_key="", url="", needs_review=False, erasure=erasure
    )


def _changed(article: Article) -> Changed:
    """Everything that it will blank."""
    readings = _readings(article)
    return {
        Article: [article.pk],
        Revision: list(article.revisions.values_list("pk", flat=True)),
        ConfidentialNote: list(_notes(article).values_list("pk", flat=True)),
        NameProposal: list(article.proposals.values_list("pk", flat=True)),
        ImportBatch: list(ImportItem.objects.filter(article=article).values_list("batch", flat=True)),
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


def _readings(article: Article) -> QuerySet[Reading]:
    return Reading.objects.filter(revision__article=article)


def _annotations(article: Article) -> QuerySet[Annotation]:
    return Annotation.objects.filter(reading__revision__article=article)


def _anchors(article: Article) -> QuerySet[Anchor]:
    return Anchor.objects.filter(annotation__reading__revision__article=article)


def _notes(article: Article) -> QuerySet[ConfidentialNote]:
    return ConfidentialNote.objects.standing().filter(annotation__reading__revision__article=article)


def _events(article: Article) -> QuerySet[Event]:
    revisions = article.revisions.values_list("pk", flat=True)
    readings = _readings(article).values_list("pk", flat=True)
    streams = [
        f"article/{article.pk}",
        *(f"revision/{pk}" for pk in revisions),
        *(f"reading/{pk}" for pk in readings),
    ]
    return Event.objects.filter(stream__in=streams)
