"""What people do to the registry of sources: add entries and names, merge entries, take them apart again.

Everybody with a role may add; editors alone rename, merge, separate and split. Entries are locked in the order of
their numbers, before any reading is.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from annotations.access import may_add_sources
from annotations.models import Annotation, Reading, Source, SourceAlias, SourceName
from annotations.models.sources import key_of
from annotations.vouching import vouch
from newsdesk.accounts import refuse_but_editors
from newsdesk.editing import held_state, record_change, save_changed
from newsdesk.errors import Conflict, Invalid, NotAllowed
from newsdesk.history import Entry, record, record_all
from newsdesk.models import User

PARTS = ("aliases",)
BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
SPLIT_LIMIT = 500


@transaction.atomic
def create_source(*, name_ar: str = "", name_en: str = "", kind: str, by: User) -> tuple[Source, bool]:
    """A new entry, and True; or the one that has such a name already, whoever makes it at the same moment, and False.

    Raises `NotAllowed` for people without a role and `Invalid` for names without letters.
    """
    _refuse_strangers(by)
    name_ar, name_en = clean_name(name_ar), clean_name(name_en)
    keys = [key for key in (key_of(name_ar), key_of(name_en)) if key]
    if not keys:
        raise _no_letters()
    _wait_in_line(keys)
    twin = SourceName.objects.filter(key__in=keys).order_by("is_alias", "standing").select_related("standing").first()
    if twin is not None:
        return twin.standing, False
    source = Source(name_ar=name_ar, name_en=name_en, kind=kind)
    source.save()
    record_change(source, {}, by=by, parts=PARTS)
    return source, True


@transaction.atomic
def add_alias(source: Source, name: str, *, by: User) -> bool:
    """Give an entry one more name. Whether it is new to it; a name that it has, in any spelling, changes nothing."""
    _refuse_strangers(by)
    name = clean_name(name)
    if not (key := key_of(name)):
        raise _no_letters()
    before = held_state(source, PARTS)
    _refuse_unless_free(source)
    if SourceName.objects.filter(standing=source, key=key).exists():
        return False
    SourceAlias.objects.create(source=source, name=name)
    record_change(source, before, by=by, parts=PARTS)
    return True


@transaction.atomic
def remove_alias(alias: SourceAlias, *, by: User) -> None:
    """Take a name away from its entry, whose history keeps it."""
    refuse_but_editors(by)
    before = held_state(alias.source, PARTS)
    SourceAlias.objects.filter(pk=alias.pk).delete()
    record_change(alias.source, before, by=by, parts=PARTS)


@transaction.atomic
def change_source(source: Source, *, by: User) -> None:
    """Store an entry's new names, kind and publisher."""
    refuse_but_editors(by)
    refuse_built_in(source)
    source.name_ar, source.name_en = clean_name(source.name_ar), clean_name(source.name_en)
    if not (key_of(source.name_ar) or key_of(source.name_en)):
        raise _no_letters()
    save_changed(source, by=by, parts=PARTS)


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
        _refuse_unless_free(source)
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
    _refuse_unless_free(locked)
    if len(annotations) > SPLIT_LIMIT:
        raise Invalid(
            _("Choose at most %(limit)d annotations at once.") % {"limit": SPLIT_LIMIT}, code="too_many_annotations"
        )
    new.name_ar, new.name_en = clean_name(new.name_ar), clean_name(new.name_en)
    if not (key_of(new.name_ar) or key_of(new.name_en)):
        raise _no_letters()
    new.save()
    moving = SourceAlias.objects.filter(Q(source=source) | Q(source__merged_into=source), pk__in=aliases)
    owners = set(moving.values_list("source", flat=True))
    names = _move_aliases(list(moving.order_by("pk")), new)
    moved = _move_annotations(source, new, annotations, by)
    record_change(new, {}, by=by, parts=PARTS)
    data = {"into": new.pk, "name": str(new), "aliases": names, "annotations": moved}
    record("source.split", locked, by=by, data=data, changed={Source: [locked.pk, *owners]})
    return new


def clean_name(name: str) -> str:
    """A name as it is stored: single spaces, nothing that cannot be seen but what shapes letters."""
    return " ".join("".join(char for char in name if char.isspace() or not _is_control(char)).split())


def _is_control(char: str) -> bool:
    return char in BIDI_CONTROLS or unicodedata.category(char) in {"Cc", "Cs"}


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
    """How many of the chosen annotations pointed to the source and point to the new entry now."""
    pointing = Annotation.objects.about([source.pk]).filter(pk__in=chosen)
    readings = Reading.objects.filter(pk__in=pointing.values("reading")).order_by("pk")
    held = list(readings.select_for_update(of=("self",), no_key=True).only("pk"))
    moved = 0
    for reading in held:
        annotations = list(pointing.filter(reading=reading).with_anchors().order_by("pk"))
        entries = [_pointed_at(new, annotation) for annotation in annotations]
        Annotation.objects.bulk_update(annotations, ["source", "version", "digest"])
        record_all(reading, entries, by=by)
        moved += len(entries)
    return moved


def _pointed_at(new: Source, annotation: Annotation) -> Entry:
    before = annotation.state
    annotation.source = new
    annotation.version += 1
    about = {"id": annotation.pk, "version": annotation.version, "deleted_at": None, "problems": annotation.problems}
    annotation.digest = vouch("annotation", annotation.reading_id, about, annotation.state)
    return Entry(
        "annotation.relinked",
        {
            "target": "annotation",
            "object": str(annotation.pk),
            "version": annotation.version,
            "before": before,
            "after": annotation.state,
            "problems": annotation.problems,
        },
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


def _wait_in_line(keys: Sequence[str]) -> None:
    """Let only one at a time make an entry of these names; the lock ends with the transaction."""
    with connection.cursor() as cursor:
        for key in sorted(keys):
            digest = hashlib.sha256(f"source/{key}".encode()).digest()
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(digest[:8], "big", signed=True)])


def _refuse_strangers(by: User) -> None:
    if not may_add_sources(by):
        raise NotAllowed(_("Only analysts and editors add to the registry."), code="no_role")


def refuse_built_in(source: Source) -> None:
    if source.is_built_in:
        raise NotAllowed(_("This entry belongs to the house and stays as it is."), code="built_in")


def _refuse_unless_free(source: Source) -> None:
    current: Any = Source.objects.filter(pk=source.pk).values_list("merged_into", "key").first()
    if current is None or current[0] is not None:
        raise Conflict(_("Somebody merged this source in the meantime. Reload the page."), code="merged")
    refuse_built_in(source)


def _no_letters() -> Invalid:
    return Invalid(_("A name needs letters."), code="no_letters")
