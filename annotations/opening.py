"""Opening an article to work on it: which revision, in which project, under whose name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from annotations.access import projects_visible_to
from annotations.models import Reading
from articles.models import Revision
from newsdesk.errors import Invalid
from newsdesk.models import User


def open_reading(revision: Revision, *, by: User, project: str = "") -> tuple[Reading, bool]:
    """One's own reading of a revision, and whether it was made just now.

    `project` is a key; without it the article's own project is taken, the oldest where there are several. Raises
    `Invalid` where the article is in no such project.
    """
    projects = projects_visible_to(by).filter(articles=revision.article_id)
    found = (projects.filter(key=project) if project else projects).first()
    if found is None:
        raise Invalid(_("The article is in no such project. An editor can put it into one."), code="no_project")
    return Reading.objects.open(revision=revision, project=found, analyst=by)
