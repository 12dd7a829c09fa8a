"""Versions of the codebook: a draft may change until it is published, and a published version is frozen."""

from __future__ import annotations

import re

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations.codebook.reading import CodebookErrors, read_codebook
from annotations.codebook.spec import CodebookSpec
from annotations.models import Codebook
from newsdesk.errors import Conflict, Invalid
from newsdesk.history.recording import record
from newsdesk.models import User

VERSION_LINE = re.compile(r"^version:.*$", re.MULTILINE)


def write_into(draft: Codebook, source: str) -> CodebookSpec:
    """Make the draft say what this YAML says; nothing is stored yet.

    Raises `Invalid`, naming the lines, for YAML that is no codebook, and `Conflict` where another row is that version.
    """
    spec = _checked(source)
    if Codebook.objects.filter(key=spec.key, version=spec.version).exclude(pk=draft.pk).exists():
        message = _("Version %(version)d of “%(key)s” is there already. Raise the number in the line “version:”.")
        raise Conflict(message % {"version": spec.version, "key": spec.key}, code="codebook_version")
    draft.key, draft.version = spec.key, spec.version
    draft.name_ar, draft.name_en = spec.name.ar, spec.name.en
    draft.source, draft.data = source, spec.as_json()
    return spec


@transaction.atomic
def publish(codebook: Codebook, *, by: User | None) -> None:
    """Freeze a version and let projects use it. Publishing it twice changes nothing. Raises `Invalid`."""
    stored = Codebook.objects.select_for_update().get(pk=codebook.pk)
    if stored.published_at:
        return
    stored.data = _checked(stored.source).as_json()
    stored.published_at = timezone.now()
    stored.save(update_fields=["data", "published_at"])
    record("codebook.published", stored, by=by)


@transaction.atomic
def bring_in(source: str, *, by: User | None) -> Codebook:
    """The published version that this YAML is, made if its key and version are new, published if it was a draft.

    Raises `Invalid` for YAML with mistakes, and `Conflict` where its version is there already with other content: a
    published version is frozen, so that every reading keeps the codebook it was made under.
    """
    spec = _checked(source)
    values = {
        "name_ar": spec.name.ar,
        "name_en": spec.name.en,
        "source": source,
        "data": spec.as_json(),
        "published_at": timezone.now(),
    }
    codebook, made = Codebook.objects.get_or_create(key=spec.key, version=spec.version, defaults=values)
    if made:
        record("codebook.published", codebook, by=by)
    elif codebook.spec != spec:
        message = _("Version %(version)d of “%(key)s” is there already with other content. Raise its version.")
        raise Conflict(message % {"version": spec.version, "key": spec.key}, code="codebook_frozen")
    publish(codebook, by=by)  # It may have been somebody's draft.
    return codebook


def next_version(codebook: Codebook) -> str:
    """The YAML of a codebook with the number that its next version will bear."""
    newest = Codebook.objects.filter(key=codebook.key).aggregate(newest=Max("version"))["newest"]
    return VERSION_LINE.sub(f"version: {newest + 1}", codebook.source, count=1)


def _checked(source: str) -> CodebookSpec:
    try:
        return read_codebook(source)
    except CodebookErrors as errors:
        message = _("This codebook has mistakes. Each is named with its line.")
        found = [error.as_json() | {"message": str(error)} for error in errors.errors]
        raise Invalid(message, code="codebook", errors=found) from errors
