"""Entries of the registry that mean the same become one, and are taken apart again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from annotations.frames import Frame
from annotations.models import Annotation, Source, SourceAlias
from annotations.models.sources import key_of
from annotations.sources.changing import PARTS, clean_name, no_letters, refuse_built_in, refuse_unless_free
from annotations.writing.rewriting import hold_together, rewrite
from newsdesk.errors import Conflict, Invalid
from newsdesk.history.edits import record_change
from newsdesk.history.recording import record
from newsdesk.models import User
from newsdesk.roles import refuse_but_editors

SPLIT_LIMIT = 500


@transaction.atomic
def merge_sources(stays: Source, others: Collection[Source], *, by: User) -> None:
    """Let one entry stand for others from now on. Annotations keep pointing where they did; `separate` takes it back.

    Raises `Conflict` where one of them was merged in the meantime.
    """
    refuse_but_editors(by)
    goes = sorted({source.pk for source in others} - {stays.pk})
    locked = locked_sources([stays.pk, *goes])
    if not goes or len(locked) != len(goes) + 1:
        raise Invalid(_("Choose at least two sources."), code="too_few_sources")
    for source in locked.values():
        refuse_built_in(source)
        refuse_unless_free(source)
    brought = list(Source.objects.filter(merged_into__in=goes).values_list("pk", flat=True))
    Source.objects.filter(pk__in=brought).update(merged_into=stays)
    Source.objects.filter(pk__in=goes).update(merged_into=stays, merged_first_into=stays)
    for pk in goes:
        record("source.merged", locked[pk], by=by, data={"into": stays.pk, "name": str(locked[stays.pk])})
    told = [{"id": pk, "name_ar": locked[pk].name_ar, "name_en": locked[pk].name_en} for pk in goes]
    record("source.took_in", stays, by=by, data={"sources": told}, changed={Source: [stays.pk, *brought]})


@transaction.atomic
def separate_source(source: Source, *, by: User) -> None:
    """Let a merged entry stand alone again, with its names, its annotations and what had been merged into it."""
    refuse_but_editors(by)
    root = Source.objects.values_list("merged_into", flat=True).get(pk=source.pk)
    locked = locked_sources([source.pk, *([root] if root else [])])
    source = locked[source.pk]
    source.refuse_if_erased()
    if source.merged_into_id is None or source.merged_into_id != root:
        raise Conflict(_("This source stands alone already. Reload the page."), code="not_merged")
    brought = _merged_by_way_of(source)
    Source.objects.filter(pk__in=brought).update(merged_into=source)
    Source.objects.filter(pk=source.pk).update(merged_into=None, merged_first_into=None)
    changed = {Source: [source.pk, *brought]}
    record("source.separated", source, by=by, data={"from": root, "name": str(locked[root])}, changed=changed)
    record("source.let_go", locked[root], by=by, data={"source": source.pk, "name": str(source)})


@transaction.atomic
def split_source(
    source: Source,
    new: Source,
    *,
    aliases: Collection[int] = (),
    annotations: Collection[UUID] = (),
    by: User,
) -> Source:
    """A new entry that takes some names and annotations of another one over; a name may be there twice afterwards.

    Unlike a merger this rewrites annotations, in whosever reading they are, so each gets its next version and an
    event in its reading's history: whoever changed it at the same time sees a conflict. To undo it, merge the two.
    """
    refuse_but_editors(by)
    locked = locked_sources([source.pk])[source.pk]
    refuse_built_in(locked)
    refuse_unless_free(locked)
    if len(annotations) > SPLIT_LIMIT:
        raise Invalid(
            _("Choose at most %(limit)d annotations at once.") % {"limit": SPLIT_LIMIT}, code="too_many_annotations"
        )
    new.name_ar, new.name_en = clean_name(new.name_ar), clean_name(new.name_en)
    if not (key_of(new.name_ar) or key_of(new.name_en)):
        raise no_letters()
    new.save()
    moving = SourceAlias.objects.filter(Q(source=source) | Q(source__merged_into=source), pk__in=aliases)
    owners = set(moving.values_list("source", flat=True))
    names = _move_aliases(list(moving.order_by("pk")), new)
    moved = _move_annotations(source, new, annotations, by)
    record_change(new, {}, by=by, parts=PARTS)
    data = {"into": new.pk, "name": str(new), "aliases": names, "annotations": moved}
    record("source.split", locked, by=by, data=data, changed={Source: [locked.pk, *owners]})
    return new


def _move_aliases(aliases: Sequence[SourceAlias], new: Source) -> list[str]:
    own = {new.ar_key, new.en_key}
    for alias in aliases:
        if alias.name_key in own:
            alias.delete()
        else:
            own.add(alias.name_key)
            alias.source = new
            alias.save()
    return [alias.name for alias in aliases]


def _move_annotations(source: Source, new: Source, chosen: Collection[UUID], by: User) -> int:
    """How many of the chosen annotations pointed to the source and point to the new entry now, in whatever role."""
    old = {source.pk, *source.merged.values_list("pk", flat=True)}
    pointing = Annotation.objects.naming([source.pk]).filter(pk__in=chosen)

    def pointed(says: Frame) -> Frame:
        links = {role: new.pk if entry in old else entry for role, entry in says.links.items()}
        return says._replace(source=new.pk if says.source in old else says.source, links=links)

    return sum(
        rewrite(
            reading,
            {one.pk: pointed(one.says) for one in pointing.filter(reading=reading).with_anchors()},
            action="relinked",
            by=by,
        )
        for reading in hold_together(pointing.values("reading"))
    )


def _merged_by_way_of(source: Source) -> list[int]:
    """The entries that came to their present place because this one was merged."""
    firsts = dict(Source.objects.filter(merged_into=source.merged_into_id).values_list("pk", "merged_first_into"))
    found: list[int] = []
    fresh = [source.pk]
    while fresh:
        fresh = [pk for pk, first in firsts.items() if first in fresh]
        found += fresh
    return found


def locked_sources(pks: Collection[int]) -> dict[int, Source]:
    """The entries, locked one after the other in one order for all; annotations may go on pointing to them."""
    rows = Source.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk")
    return {source.pk: source for source in rows}
