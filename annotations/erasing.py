"""Legal erasures: the only code that the database lets blank an article's text and what was said about it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _

from annotations.models import Anchor, Annotation, ConfidentialNote, Export, Reading, Source
from annotations.models.exports import ExportQuerySet
from articles.models import Article, ImportItem
from newsdesk import erasing
from newsdesk.accounts import is_administrator
from newsdesk.errors import NotAllowed
from newsdesk.models import Erasure, Event, User

State = Export.State


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
        events=Event.objects.filter(stream__in=_streams(article)).count(),
        exports=exports_with(article).count(),
    )


def readers_of(article: Article) -> QuerySet[User]:
    """Whose work goes with it."""
    return User.objects.filter(readings__revision__article=article).distinct().order_by("username")


def exports_with(article: Article) -> ExportQuerySet:
    """The files that may hold it, and those that are being made or are about to be."""
    projects = article.projects.values("pk")
    return Export.objects.filter(project__in=projects, state__in=[State.DONE, State.RUNNING])


@transaction.atomic
def erase_article(article: Article, *, by: User, reason: str) -> Erasure:
    """Blank an article's texts, headline, address, quotes, notes and events, and withdraw the files that hold it.

    Of confidential notes those go that were written about one of its annotations. Ids, times, lengths and digests
    stay. Raises `NotAllowed` for all but administrators, `Invalid` where no reason is given, `Erased` where it was
    erased before.
    """
    _refuse_but_administrators(by)
    article = Article.objects.select_for_update().get(pk=article.pk)
    article.refuse_if_erased()
    # Whoever writes to a reading holds its row: they are through before, and find it erased after.
    list(_readings(article).select_for_update(no_key=True).order_by("pk").values_list("pk"))
    erasure = erasing.begin(article, by=by, reason=reason)
    extent = extent_of(article)
    blanked = erasing.blank_events(erasure, _streams(article))
    _blank(article, erasure)
    withdrawn = _withdraw(article, erasure)
    erasing.end(article, erasure, blanked, {"extent": asdict(extent), "exports": withdrawn})
    return erasure


@transaction.atomic
def erase_notes(source: Source, *, by: User, reason: str) -> int:
    """Blank the confidential notes about a source and about those merged into it, whoever may read them; how many.

    The entry itself and what is said in articles stay. Raises `NotAllowed` for all but administrators, `Invalid` where
    no reason is given.
    """
    _refuse_but_administrators(by)
    source = Source.objects.select_for_update().get(pk=source.standing.pk)  # None is written in the midst of this.
    notes = ConfidentialNote.objects.standing().filter(Q(source=source) | Q(source__merged_into=source))
    pks = sorted(notes.values_list("pk", flat=True))
    if pks:
        erasure = erasing.begin(source, by=by, reason=reason)
        ConfidentialNote.objects.filter(pk__in=pks).update(text="")
        erasing.end(source, erasure, [], {"notes": pks})
    return len(pks)


def _refuse_but_administrators(by: User) -> None:
    if not is_administrator(by):
        raise NotAllowed(_("Only an administrator erases."), code="administrators_only")


def _blank(article: Article, erasure: Erasure) -> None:
    _anchors(article).update(exact="")
    _annotations(article).update(note="", attributes={}, problems=[], deleted_at=Coalesce(F("deleted_at"), Now()))
    _notes(article).update(text="")
    ImportItem.objects.filter(article=article).update(name="", message="")
    article.revisions.update(text="", erasure=erasure)
    Article.objects.filter(pk=article.pk).update(
        headline="", headline_key="", url="", needs_review=False, erasure=erasure
    )


def _withdraw(article: Article, erasure: Erasure) -> list[int]:
    """Take back the files that hold it; they are gone when the transaction is through."""
    waiting = Export.objects.filter(project__in=article.projects.values("pk"), state=State.WAITING)
    list(waiting.select_for_update().order_by("pk").values_list("pk"))  # None begins to be made in the midst of this.
    exports = list(exports_with(article).select_for_update(of=("self",)).order_by("pk"))
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


def _streams(article: Article) -> list[str]:
    revisions = article.revisions.values_list("pk", flat=True)
    readings = _readings(article).values_list("pk", flat=True)
    return [
        f"article/{article.pk}",
        *(f"revision/{pk}" for pk in revisions),
        *(f"reading/{pk}" for pk in readings),
    ]
