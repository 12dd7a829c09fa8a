"""Opening an article to work on it: which revision, in which project, under whose name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from annotations.access import projects_adjudicated_by, projects_annotated_by, projects_visible_to
from annotations.models import Project, Reading
from articles.models import Revision
from newsdesk.errors import Conflict, Invalid, NotAllowed
from newsdesk.models import User


def open_reading(revision: Revision, *, by: User, project: str = "") -> tuple[Reading, bool]:
    """One's own reading of a revision, and whether it was made just now.

    One that was begun under an older version of the project's codebook is found, too: it can be moved (`moving.py`).
    `project` is a key; without it the article's own project is taken, the oldest where there are several. Raises
    `Invalid` where the article is in no such project, `Erased` where it is no more, and `Conflict` where one would
    begin to read a text that stands elsewhere by now.
    """
    revision.refuse_if_erased()
    chosen = {"articles": revision.article_id} | ({"key": project} if project else {})
    found = projects_annotated_by(by).filter(**chosen).first()
    if found is None and projects_visible_to(by).filter(**chosen).exists():
        raise NotAllowed(
            _("You are an observer here. A project's administrator can make you its analyst."), code="observer"
        )
    if found is None:
        raise Invalid(_("The article is in no such project. An editor can put it into one."), code="no_project")
    begun = Reading.objects.filter(revision=revision, project=found, analyst=by)
    own = begun.filter(codebook__key=found.codebook.key).order_by("-codebook__version").first()
    if own:
        return own, False
    if not begun.exists():
        _refuse_unless_it_stands(revision)
    return Reading.objects.open(revision=revision, project=found, by=by)


def open_gold_reading(revision: Revision, *, project: Project, by: User) -> tuple[Reading, bool]:
    """The gold reading of a revision in a project, and whether it was made just now.

    Raises `NotAllowed` for who may not adjudicate there, `Invalid` where the article is not in the project, and
    `Erased` where it is no more. A text that stands elsewhere by now still has its readings to decide between.
    """
    revision.refuse_if_erased()
    if not projects_adjudicated_by(by).filter(pk=project.pk).exists():
        raise NotAllowed(_("Only who adjudicates in its project may change a gold reading."), code="not_the_owner")
    if not project.articles.filter(pk=revision.article_id).exists():
        raise Invalid(_("The article is in no such project. An editor can put it into one."), code="no_project")
    return Reading.objects.open(revision=revision, project=project, by=by, is_gold=True)


def _refuse_unless_it_stands(revision: Revision) -> None:
    into = revision.article.leads_on_to
    if into:
        raise Conflict(
            _("This article was joined to article %(number)d. Read that one.") % {"number": into}, code="joined"
        )
    if not Revision.objects.standing().filter(pk=revision.pk).exists():
        raise Conflict(_("This text is none of the article’s any more. Read its newest one."), code="parted")
