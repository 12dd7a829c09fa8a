"""What people do to the registry of sources: add entries and names, merge entries, take them apart again.

Everybody with a role may add; editors alone rename, merge, separate and split. Entries are locked in the order of
their numbers, before any reading is.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from annotations.access import may_add_sources
from annotations.models import Source, SourceAlias, SourceName
from annotations.models.sources import key_of
from newsdesk.database.locks import source_name_lock
from newsdesk.errors import Conflict, Invalid, NotAllowed
from newsdesk.history.edits import held_state, record_change, save_changed
from newsdesk.models import User
from newsdesk.roles import refuse_but_editors

PARTS = ("aliases",)
BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@transaction.atomic
def create_source(*, name_ar: str = "", name_en: str = "", kind: str, by: User) -> tuple[Source, bool]:
    """A new entry, and True; or the one that has such a name already, whoever makes it at the same moment, and False.

    Raises `NotAllowed` for people without a role and `Invalid` for names without letters.
    """
    _refuse_strangers(by)
    name_ar, name_en = clean_name(name_ar), clean_name(name_en)
    keys = [key for key in (key_of(name_ar), key_of(name_en)) if key]
    if not keys:
        raise no_letters()
    _wait_in_line(keys)
    twin = SourceName.objects.filter(key__in=keys).order_by("is_alias", "standing").select_related("standing").first()
    if twin is not None:
        return twin.standing, False
    source = Source(name_ar=name_ar, name_en=name_en, kind=kind)
    source.save()
    record_change(source, {}, by=by, parts=PARTS)
    return source, True


@transaction.atomic
def add_alias(source: Source, name: str, *, by: User, is_put_back: bool = False) -> bool:
    """Give an entry one more name. Whether it is new to it; a name that it has, in any spelling, changes nothing.

    Raises `Invalid` for words that mention somebody whom only an article tells, unless they are put back.
    """
    _refuse_strangers(by)
    name = clean_name(name)
    if not (key := key_of(name)):
        raise no_letters()
    if not is_put_back and _is_mention(name):
        message = _("“%(name)s” names nobody outside its article. Write the name itself.")
        raise Invalid(message % {"name": name}, code="mention")
    before = held_state(source, PARTS)
    refuse_unless_free(source)
    if SourceName.objects.filter(standing=source, key=key).exists():
        return False
    SourceAlias.objects.create(source=source, name=name)
    record_change(source, before, by=by, parts=PARTS)
    return True


def kept_mentions() -> Iterator[SourceAlias]:
    """Names of the registry by which articles mention somebody, and which name nobody: from before that was refused."""
    aliases = SourceAlias.objects.filter(source__erasure=None).select_related("source").order_by("source", "name_key")
    return (alias for alias in aliases.iterator() if _is_mention(alias.name))


def _is_mention(name: str) -> bool:
    """What reads names takes long to load, and most commands name nobody."""
    from annotations.sources.mentions import is_mention

    return is_mention(name)


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
        raise no_letters()
    save_changed(source, by=by, parts=PARTS)


def clean_name(name: str) -> str:
    """A name as it is stored: single spaces, nothing that cannot be seen but what shapes letters."""
    return " ".join("".join(char for char in name if char.isspace() or not _is_control(char)).split())


def _is_control(char: str) -> bool:
    return char in BIDI_CONTROLS or unicodedata.category(char) in {"Cc", "Cs"}


def _wait_in_line(keys: Sequence[str]) -> None:
    """Let only one at a time make an entry of these names; the lock ends with the transaction."""
    for key in sorted(keys):
        source_name_lock(key).take_for_transaction()


def _refuse_strangers(by: User) -> None:
    if not may_add_sources(by):
        raise NotAllowed(_("Only analysts and editors add to the registry."), code="no_role")


def refuse_built_in(source: Source) -> None:
    if source.is_built_in:
        raise NotAllowed(_("This entry belongs to the house and stays as it is."), code="built_in")


def refuse_unless_free(source: Source) -> None:
    current: Any = Source.objects.filter(pk=source.pk).values_list("merged_into", "key").first()
    if current is None or current[0] is not None:
        raise Conflict(_("Somebody merged this source in the meantime. Reload the page."), code="merged")
    refuse_built_in(source)


def no_letters() -> Invalid:
    return Invalid(_("A name needs letters."), code="no_letters")
