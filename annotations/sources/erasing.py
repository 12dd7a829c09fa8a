"""Legal erasures in the registry of sources: who somebody is, and what was noted in confidence, is gone for good.

An erased entry is merged for good into the one that says that nobody knows who the source is. So what people marked
stays as it is and points to nobody, and no search, list or dataset tells it any more.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from annotations.models import Annotation, ConfidentialNote, Export, Project, Source, SourceAlias, SourceName
from annotations.models.exports import ExportQuerySet
from annotations.readings.erasing import exports_of, refuse_but_administrators, withdraw_exports
from annotations.sources.changing import refuse_built_in
from annotations.sources.merging import locked_sources
from newsdesk.errors import Conflict
from newsdesk.history import erasing
from newsdesk.models import Erasure, Event, User

# Where events of other entries name one: it was merged into theirs, split from it, or taken apart from it.
ELSEWHERE = """
stream LIKE 'source/%%' AND (
    data->>'into' = ANY(%s) OR data->>'from' = ANY(%s) OR data->>'source' = ANY(%s)
    OR EXISTS (SELECT FROM jsonb_array_elements(data->'sources') one WHERE one->>'id' = ANY(%s))
)
"""

# Which events the erasure of an entry may have blanked: see `newsdesk.erased`. What those of other entries told of it
# is blanked with them, but only these kinds tell of another.
REACH = """
EXISTS (
    SELECT FROM annotations_source source JOIN annotations_source entry ON entry.erasure_id = source.erasure_id
    WHERE source.erasure_id = erasures.id AND erasures.stream = 'source/' || source.id AND (
        event.stream = 'source/' || entry.id
        OR event.stream LIKE 'source/%%' AND event.action IN (
            'source.merged', 'source.took_in', 'source.separated', 'source.let_go', 'source.split'
        )
    )
)
"""


@dataclass(frozen=True)
class SourceExtent:
    """How much the erasure of an entry takes, or took."""

    names: int
    notes: int  # Confidential ones.
    events: int
    exports: int
    annotations: int  # They stay, and point to nobody.


def extent_of_source(source: Source) -> SourceExtent:
    pks = _pks(source)
    return SourceExtent(
        names=SourceName.objects.filter(source__in=pks).values("name").distinct().count(),
        notes=_notes(source).count(),
        events=_events(pks).count(),
        exports=exports_with_source(source).count(),
        annotations=Annotation.objects.naming([source.pk]).count(),
    )


def exports_with_source(source: Source) -> ExportQuerySet:
    """The files that may hold it, and those that are being made or are about to be."""
    return exports_of(_projects(_pks(source)))


@transaction.atomic
def erase_source(source: Source, *, by: User, reason: str) -> Erasure:
    """Blank an entry, those merged into it, their names, notes and events, and withdraw the files that hold them.

    Quotes stay, for they are words of articles, and so do the notes of annotations. Raises `NotAllowed` for all but
    administrators and for built-in entries, `Invalid` where no reason is given, `Erased` where it was erased before,
    `Conflict` where it was merged in the meantime.
    """
    refuse_but_administrators(by)
    refuse_built_in(source)
    source.refuse_if_erased()
    pks = _pks(source)
    entries = locked_sources(pks)
    if _pks(source) != pks or entries[source.pk].merged_into_id:
        raise Conflict(_("Somebody changed this source in the meantime. Reload the page."), code="merged")
    entries[source.pk].refuse_if_erased()
    erasure = erasing.begin(source, by=by, reason=reason)
    extent = extent_of_source(source)
    projects = _projects(pks)
    withdrawn = withdraw_exports(projects, erasure)
    blanked = erasing.blank_events(erasure, _events(pks).values_list("pk", flat=True))
    notes = list(_notes(source).values_list("pk", flat=True))
    _notes(source).update(text="")
    SourceAlias.objects.filter(source__in=pks).delete()
    Source.objects.filter(pk__in=pks).erase(erasure)
    told = {"extent": asdict(extent), "exports": withdrawn, "entries": pks}
    erasing.end(source, erasure, blanked, told, {Source: pks, ConfidentialNote: notes, Export: withdrawn})
    return erasure


@transaction.atomic
def erase_notes(source: Source, *, by: User, reason: str) -> int:
    """Blank the confidential notes about a source and about those merged into it, whoever may read them; how many.

    The entry itself and what is said in articles stay. Raises `NotAllowed` for all but administrators, `Invalid` where
    no reason is given.
    """
    refuse_but_administrators(by)
    source = Source.objects.select_for_update().get(pk=source.standing.pk)  # None is written in the midst of this.
    pks = sorted(_notes(source).values_list("pk", flat=True))
    if pks:
        erasure = erasing.begin(source, by=by, reason=reason)
        ConfidentialNote.objects.filter(pk__in=pks).update(text="")
        erasing.end(source, erasure, [], {"notes": pks}, {ConfidentialNote: pks})
    return len(pks)


def _pks(source: Source) -> list[int]:
    return sorted([source.pk, *source.merged.values_list("pk", flat=True)])


def _notes(source: Source) -> QuerySet[ConfidentialNote]:
    return ConfidentialNote.objects.standing().filter(Q(source=source) | Q(source__merged_into=source))


def _projects(pks: list[int]) -> QuerySet[Project]:
    """Where something points to one of them, or pointed before it was deleted."""
    pointing = Annotation.objects.naming(pks, deleted=True).values("reading__project")
    return Project.objects.filter(pk__in=pointing)


def _events(pks: list[int]) -> QuerySet[Event]:
    with connection.cursor() as cursor:
        told = [str(pk) for pk in pks]
        cursor.execute(f"SELECT id FROM newsdesk_event WHERE {ELSEWHERE}", [told] * 4)
        elsewhere = [pk for (pk,) in cursor.fetchall()]
    return Event.objects.filter(Q(stream__in=[f"source/{pk}" for pk in pks]) | Q(pk__in=elsewhere))
