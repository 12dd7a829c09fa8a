"""Who may see and change what, decided here alone, as querysets: what is not in one is not known of (404)."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from annotations.models import Annotation, Project, ProjectArticle, Reading, Source
from annotations.models.annotations import AnnotationQuerySet
from annotations.models.sources import SourceQuerySet
from articles.models import Article, ArticleQuerySet, Revision
from newsdesk.accounts import is_editor, roles_of
from newsdesk.models import User

Visitor = User | AnonymousUser


def articles_visible_to(user: Visitor) -> ArticleQuerySet:
    """Editors see every article, analysts those of a project, anybody else none."""
    if is_editor(user):
        return Article.objects.all()
    if _has_a_role(user):
        return Article.objects.filter(pk__in=ProjectArticle.objects.values("article"))
    return Article.objects.none()


def revisions_visible_to(user: Visitor) -> QuerySet[Revision]:
    return Revision.objects.filter(article__in=articles_visible_to(user))


def projects_visible_to(user: Visitor) -> QuerySet[Project]:
    return Project.objects.all() if _has_a_role(user) else Project.objects.none()


def readings_visible_to(user: Visitor) -> QuerySet[Reading]:
    """Editors see every reading, an analyst one's own: nobody is swayed by another's work before handing in."""
    if is_editor(user):
        return Reading.objects.all()
    return readings_held_by(user) if _has_a_role(user) else Reading.objects.none()


def readings_held_by(user: Visitor) -> QuerySet[Reading]:
    """The readings that a person may write to: one's own."""
    return Reading.objects.filter(analyst_id=user.pk) if user.is_active and user.pk else Reading.objects.none()


def annotations_visible_to(user: Visitor) -> AnnotationQuerySet:
    """Those of the readings that one may see."""
    annotations = Annotation.objects.all()
    return annotations if is_editor(user) else annotations.filter(reading__in=readings_visible_to(user))


def sources_visible_to(user: Visitor) -> SourceQuerySet:
    return Source.objects.all() if _has_a_role(user) else Source.objects.none()


def may_add_sources(user: Visitor) -> bool:
    """Whoever works here may add entries and names; editors alone change what is there."""
    return _has_a_role(user)


def _has_a_role(user: Visitor) -> bool:
    return user.is_active and (is_editor(user) or bool(roles_of(user)))
