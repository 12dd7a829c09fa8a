"""Who may see and change what, decided here alone, as querysets: what is not in one is not known of (404).

Two kinds of roles. The house's editors and administrators (`newsdesk/roles.py`) see every project. Everybody
else sees what follows from their memberships, and nothing without one. Each set of roles below holds the one before it.

By hand, because django-guardian keeps a row for each permission, and django-rules asks object by object.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Concat

from annotations.models import (
    Annotation,
    ApiToken,
    Codebook,
    Export,
    Membership,
    Project,
    ProjectArticle,
    Reading,
    Source,
)
from annotations.models.annotations import AnnotationQuerySet
from annotations.models.exports import ExportQuerySet
from annotations.models.sources import SourceQuerySet
from annotations.models.tokens import ApiTokenQuerySet
from articles.models import Article, ArticleQuerySet, Publisher, Revision
from newsdesk.database.prepared import Given, Question
from newsdesk.models import Event, User
from newsdesk.roles import EDITOR, is_administrator, is_editor

Visitor = User | AnonymousUser
Role = Membership.Role

MANAGING = (Role.ADMINISTRATOR,)
EDITING = (*MANAGING, Role.EDITOR)
ADJUDICATING = (*EDITING, Role.ADJUDICATOR)
ANNOTATING = (*ADJUDICATING, Role.ANALYST)
BELONGING = (*ANNOTATING, Role.OBSERVER)


def tokens_of(user: Visitor) -> ApiTokenQuerySet:
    """One's own API tokens. Nobody sees another's but administrators, on the administration's page."""
    return ApiToken.objects.filter(user=user.pk)


def projects_visible_to(user: Visitor) -> QuerySet[Project]:
    return _projects(user, BELONGING)


def projects_annotated_by(user: Visitor) -> QuerySet[Project]:
    """Those in which one may have readings of one's own."""
    return _projects(user, ANNOTATING)


def projects_edited_by(user: Visitor) -> QuerySet[Project]:
    """Those of which one sees all the work, and may take it away as a file."""
    return _projects(user, EDITING)


def projects_managed_by(user: Visitor) -> QuerySet[Project]:
    """Those whose members one chooses: of the house, administrators alone."""
    return Project.objects.all() if is_administrator(user) else Project.objects.filter(pk__in=_where(user, MANAGING))


def codebooks_visible_to(user: Visitor) -> QuerySet[Codebook]:
    """Published ones: editors of the house read them all, anybody else those of their projects and readings.

    Editors of a project read all versions of its codebook, since they choose among them.
    """
    published = Codebook.objects.filter(published_at__isnull=False)
    if is_editor(user):
        return published
    of_projects = Q(pk__in=projects_visible_to(user).order_by().values("codebook"))
    of_projects |= Q(key__in=projects_edited_by(user).order_by().values("codebook__key"))
    return published.filter(of_projects | Q(pk__in=readings_visible_to(user).order_by().values("codebook")))


def articles_visible_to(user: Visitor) -> ArticleQuerySet:
    """Editors of the house see every article, anybody else those of their projects.

    Those that lead on to others are among them, so that their pages do: lists ask for the `standing` ones.
    """
    return Article.objects.all() if is_editor(user) else _in_projects(user, BELONGING)


def articles_annotated_by(user: Visitor) -> ArticleQuerySet:
    """Those of which one may begin a reading: of the house's editors, too, only what is in a project.

    None that leads on to another.
    """
    if is_editor(user):
        return Article.objects.filter(pk__in=ProjectArticle.objects.values("article")).standing()
    return _in_projects(user, ANNOTATING).standing()


def publishers_visible_to(user: Visitor, *, most: int | None = None) -> list[Publisher]:
    """Those of the articles that one may see, by name, at most so many: each list of articles asks."""
    return _publishers(most, editor=is_editor(user)).answers(user=user.pk) if user.is_active else []


@cache
def _publishers(most: int | None, *, editor: bool) -> Question[Publisher]:
    """Each is looked up by itself, in the order of an index: its first article tells.

    Otherwise the database would join all articles to find a handful of names.
    """
    own = Article.objects.filter(publisher=OuterRef("pk")).order_by("headline_key")
    if not editor:
        placed = ProjectArticle.objects.filter(article=OuterRef("pk"), project__in=_where(_anybody(), BELONGING))
        own = own.alias(placed=Subquery(placed.values("pk")[:1])).filter(placed__isnull=False)
    return Question(Publisher.objects.alias(own=Subquery(own.values("pk")[:1])).filter(own__isnull=False)[:most])


def revisions_visible_to(user: Visitor) -> QuerySet[Revision]:
    return Revision.objects.filter(article__in=articles_visible_to(user))


def readings_visible_to(user: Visitor) -> QuerySet[Reading]:
    """One's own; for adjudicators what others have handed in and what is gold; for editors everything.

    An analyst sees nobody else's work, so that nobody is swayed by it, and an observer none at all.
    """
    if is_editor(user):
        return Reading.objects.all()
    return Reading.objects.filter(
        Q(analyst=user.pk or 0, project__in=_where(user, ANNOTATING))
        | Q(Q(submission__isnull=False) | Q(is_gold=True), project__in=_where(user, ADJUDICATING))
        | Q(project__in=_where(user, EDITING))
    )


def readings_held_by(user: Visitor) -> QuerySet[Reading]:
    """The readings that a person may write to: one's own, and gold ones, which are nobody's.

    To those whoever may adjudicate in their project writes, each under their own name.
    """
    gold = Reading.objects.filter(is_gold=True)
    return own_readings_of(user) | (gold if is_editor(user) else gold.filter(project__in=_where(user, ADJUDICATING)))


def own_readings_of(user: Visitor) -> QuerySet[Reading]:
    """One's own, as long as one may annotate in their project."""
    own = Reading.objects.filter(analyst=user.pk or 0)
    return own if is_editor(user) else own.filter(project__in=_where(user, ANNOTATING))


def readings_moved_by(user: Visitor) -> QuerySet[Reading]:
    """One's own, not handed in, under an older version of the codebook than their project uses: one may move them."""
    newer = Q(codebook__key=F("project__codebook__key"), codebook__version__lt=F("project__codebook__version"))
    return own_readings_of(user).filter(newer, submission=None)


def projects_adjudicated_by(user: Visitor) -> QuerySet[Project]:
    """Those whose gold readings one may write."""
    return _projects(user, ADJUDICATING)


def reading_held_by(user: User, pk: int) -> Reading | None:
    """The reading of that number if it is one of `readings_held_by`: every operation asks."""
    return _held(editor=is_editor(user)).answer(user=user.pk, reading=pk) if user.is_active else None


@cache
def _held(*, editor: bool) -> Question[Reading]:
    return Question(readings_held_by(_anybody(editor=editor)).filter(pk=Given("reading")))


def annotations_visible_to(user: Visitor) -> AnnotationQuerySet:
    """Those of the readings that one may see."""
    annotations = Annotation.objects.all()
    return annotations if is_editor(user) else annotations.filter(reading__in=readings_visible_to(user).values("pk"))


def annotations_adjudicated_by(user: Visitor) -> AnnotationQuerySet:
    """Live ones that others handed in, and gold ones, in projects of which somebody else made one the adjudicator.

    Nothing in it is one's own doing, so it may open what is kept in confidence (`confiding.py`): no reading of one's
    own, no role that one gave oneself, no annotation that one has had a hand in.
    """
    appointed = _memberships(user, (Role.ADJUDICATOR,)).exclude(given_by=user.pk).order_by().values("project")
    handed_in = Q(reading__submission__isnull=False) & ~Q(reading__analyst=user.pk)
    theirs = Annotation.objects.live().filter(handed_in | Q(reading__is_gold=True), reading__project__in=appointed)
    return theirs.filter(~Exists(_own_hand_in(user)))


def exports_visible_to(user: Visitor) -> ExportQuerySet:
    return Export.objects.filter(project__in=projects_edited_by(user).values("pk"))


def sources_visible_to(user: Visitor) -> SourceQuerySet:
    """The registry is one for the house: whoever annotates in any project sees all its entries."""
    return Source.objects.all() if is_editor(user) else Source.objects.filter(Exists(_memberships(user, ANNOTATING)))


def may_add_sources(user: Visitor) -> bool:
    """Whoever annotates may add entries and names; editors of the house alone change what is there."""
    return is_editor(user) or _memberships(user, ANNOTATING).exists()


@dataclass(frozen=True)
class Doors:
    """What there is for somebody, so that the menu and the home page offer nothing else."""

    projects: bool = True
    work: bool = True  # Readings of one's own.
    sources: bool = True
    exports: bool = True


def doors_of(user: Visitor) -> Doors:
    if is_editor(user):
        return Doors()
    roles = {membership.role for membership in _memberships_now(user, BELONGING)}
    annotates = not roles.isdisjoint(ANNOTATING)
    return Doors(projects=bool(roles), work=annotates, sources=annotates, exports=not roles.isdisjoint(EDITING))


def _projects(user: Visitor, roles: Collection[str]) -> QuerySet[Project]:
    return Project.objects.all() if is_editor(user) else Project.objects.filter(pk__in=_where(user, roles))


def _in_projects(user: Visitor, roles: Collection[str]) -> ArticleQuerySet:
    """Of projects that are looked up now: knowing them, the database knows whether they hold twenty articles or most.

    In ignorance of that it walks through all articles there are to find the newest of a small project.
    """
    projects = [membership.project_id for membership in _memberships_now(user, roles)]
    return Article.objects.filter(pk__in=ProjectArticle.objects.filter(project__in=projects).values("article"))


def _where(user: Visitor, roles: Collection[str]) -> QuerySet[Membership, Any]:
    """The ids of the projects in which a person has one of these roles, for a subquery."""
    return _memberships(user, roles).order_by().values("project")


def _memberships_now(user: Visitor, roles: Collection[str]) -> list[Membership]:
    """What every page and list asks before it asks for anything else."""
    if not user.is_active or user.pk is None:
        return []
    return [membership for membership in _memberships_of().answers(user=user.pk) if membership.role in roles]


@cache
def _memberships_of() -> Question[Membership]:
    return Question(Membership.objects.filter(user=Given("user")).order_by().only("project", "role"))


def _memberships(user: Visitor, roles: Collection[str]) -> QuerySet[Membership]:
    if not user.is_active or user.pk is None:
        return Membership.objects.none()
    return Membership.objects.filter(user=user.pk, role__in=roles)


def _own_hand_in(user: Visitor) -> QuerySet[Event]:
    """What a person did to an annotation: an editor points others' to another source, an adjudicator writes gold."""
    events = Event.objects.filter(by=user.pk, stream=Concat(Value("reading/"), Cast(OuterRef("reading"), CharField())))
    return events.alias(about=KT("data__object")).filter(about=Cast(OuterRef("pk"), CharField()))


def _anybody(*, editor: bool = False) -> User:
    """Stands in a question for whoever will ask it."""
    anybody = User(pk=Given("user"))
    anybody.roles = frozenset([EDITOR] if editor else [])
    return anybody
