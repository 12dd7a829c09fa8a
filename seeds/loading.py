"""What every newsroom starts with: the default codebook, a project that receives imports, the seed articles.

Each function may be called again: what is there already is left as people made it.
"""

from __future__ import annotations

from pathlib import Path

from django.db import transaction

from annotations.codebook_versions.publishing import bring_in
from annotations.models import Codebook, Project
from articles.importing.batches import import_files
from articles.importing.decoding import decode
from articles.importing.folders import Incoming
from articles.importing.reports import Report
from articles.models import ImportBatch, Revision
from articles.text_digests import sha256_of
from newsdesk.errors import Invalid
from newsdesk.history.recording import record
from seeds import CODEBOOK, FOLDER

DEFAULT_PROJECT = "default"


def load_codebook(path: Path = CODEBOOK) -> Codebook:
    """The published codebook of that file, made if its key and version are new. Raises as `bring_in` does.

    No project is given it by this: `annotations/codebook_versions/offering.py`.
    """
    try:
        return bring_in(path.read_text(encoding="utf-8"), by=None)
    except Invalid as error:  # Whoever loads it by a command sees its message alone.
        raise Invalid(
            "\n".join(one["message"] for one in error.errors), code=error.code, errors=error.errors
        ) from error


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
