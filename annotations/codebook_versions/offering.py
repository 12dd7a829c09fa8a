"""Newer versions of the codebook that a project uses.

An update changes no project by itself: an editor of the project sees what a newer version says otherwise, and takes it
or leaves it. Readings stay under the version that they were made under.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from annotations.access import projects_edited_by
from annotations.codebook.differences import Difference, differences
from annotations.codebook.reading import read_codebook
from annotations.codebook.spec import CodebookSpec
from annotations.codebook_versions.publishing import bring_in
from annotations.codebook_versions.shipped import Shipped, shipped
from annotations.models import Codebook, Project
from newsdesk.errors import Conflict, NotAllowed
from newsdesk.history.edits import save_changed
from newsdesk.models import User


@dataclass(frozen=True)
class Newer:
    """A version newer than the one in use: published by the house, or brought along by this release of Newsdesk."""

    version: int
    place: Codebook | Shipped

    @property
    def spec(self) -> CodebookSpec:
        return self.place.spec if isinstance(self.place, Codebook) else read_codebook(self.place.source)

    @property
    def published(self) -> Codebook | None:
        """The row of it, None while it is a file alone."""
        return self.place if isinstance(self.place, Codebook) else None

    def differences_from(self, codebook: Codebook) -> list[Difference]:
        return differences(codebook.spec, self.spec)


def newer_than(codebook: Codebook) -> Newer | None:
    """The newest version of the same codebook; None where it is the newest itself."""
    rows = Codebook.objects.filter(key=codebook.key, version__gt=codebook.version).exclude(published_at=None)
    row = rows.defer("source", "data").order_by("-version").first()
    newest = Newer(row.version, row) if row else None
    for file in shipped():
        if file.key == codebook.key and file.version > (newest.version if newest else codebook.version):
            newest = Newer(file.version, file)
    return newest


def projects_behind() -> list[Project]:
    """Those that use a version of which there is a newer one."""
    published = Codebook.objects.exclude(published_at=None).values_list("key")
    newest: dict[str, int] = dict(published.order_by("key").annotate(Max("version")))
    for file in shipped():
        newest[file.key] = max(newest.get(file.key, 0), file.version)
    projects = Project.objects.select_related("codebook").defer("codebook__source", "codebook__data")
    return [project for project in projects if project.codebook.version < newest.get(project.codebook.key, 0)]


@transaction.atomic
def take_newer(project: Project, version: int, *, by: User) -> Codebook:
    """Let new readings of the project be made under this version, the newest, which is published if it is not yet.

    One event, `project.changed`. Taking it twice changes nothing. Raises `NotAllowed` for who does not edit the
    project, and `Conflict` where that version is not the newest any more, or the project uses another codebook by now.
    """
    held = Project.objects.select_for_update(no_key=True, of=("self",)).select_related("codebook").get(pk=project.pk)
    if not projects_edited_by(by).filter(pk=held.pk).exists():
        raise NotAllowed(_("Only editors of the project choose its codebook."), code="not_an_editor")
    newer = newer_than(held.codebook)
    if newer is None and held.codebook.version == version:
        return held.codebook
    if newer is None or newer.version != version:
        raise Conflict(_("The project or its codebook changed meanwhile. Look at it again."), code="codebook_offer")
    held.codebook = newer.published or bring_in(newer.place.source, by=by)  # The source of a file.
    save_changed(held, by=by)
    return held.codebook
