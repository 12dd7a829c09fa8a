"""What every newsroom starts with: the default codebook, a project that receives imports, the seed articles.

Each function may be called again: what is there already is left as people made it.
"""

from __future__ import annotations

from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations.codebook.reading import CodebookErrors, read_codebook
from annotations.models import Codebook, Project
from articles.importing.batches import import_files
from articles.importing.decoding import decode
from articles.importing.folders import Incoming
from articles.importing.reports import Report
from articles.models import ImportBatch, Revision
from articles.text_digests import sha256_of
from newsdesk.errors import Conflict, Invalid
from newsdesk.history.recording import record

FOLDER = Path(__file__).resolve().parent
CODEBOOK = FOLDER / "codebook.yaml"
DEFAULT_PROJECT = "default"


@transaction.atomic
def load_codebook(path: Path = CODEBOOK) -> Codebook:
    """The published codebook of that file, made if its key and version are new.

    Raises `Invalid` for a file with mistakes, and `Conflict` where its version is already published with other
    content: a published version is frozen, so that every reading keeps the codebook it was made under.
    """
    source = path.read_text(encoding="utf-8")
    try:
        spec = read_codebook(source)
    except CodebookErrors as errors:
        raise Invalid(str(errors), code="codebook", errors=[error.as_json() for error in errors.errors]) from errors
    values = {
        "name_ar": spec.name.ar,
        "name_en": spec.name.en,
        "source": source,
        "data": spec.as_json(),
        "published_at": timezone.now(),
    }
    codebook, made = Codebook.objects.get_or_create(key=spec.key, version=spec.version, defaults=values)
    if made:
        record("codebook.published", codebook, by=None)
    elif codebook.spec != spec:
        message = _("%(file)s differs from version %(version)d, which is published. Raise its version.")
        raise Conflict(message % {"file": path.name, "version": spec.version}, code="codebook_frozen")
    return codebook


@transaction.atomic
def load_project(codebook: Codebook) -> Project:
    """The default project; new articles go there unless another project receives them."""
    values = {
        "name_ar": "المشروع الأول",
        "name_en": "First project",
        "codebook": codebook,
        "receives_imports": not Project.objects.filter(receives_imports=True).exists(),
    }
    project, made = Project.objects.get_or_create(key=DEFAULT_PROJECT, defaults=values)
    if made:
        record("project.made", project, by=None)
    return project


def load_articles(folder: Path = FOLDER) -> Report | None:
    """Import the seed articles that are not stored yet; None where all of them are."""
    missing = [path for path in sorted(folder.glob("*.txt")) if not _is_stored(path)]
    files = [Incoming(path.name, path.read_bytes) for path in missing]
    return import_files(files, kind=ImportBatch.Kind.SEEDS, by=None) if missing else None


def _is_stored(path: Path) -> bool:
    return Revision.objects.filter(sha256=sha256_of(decode(path.read_bytes()))).exists()
