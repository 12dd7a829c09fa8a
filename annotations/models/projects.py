from __future__ import annotations

from collections.abc import Iterable

from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from annotations.models.codebooks import Codebook
from articles.models import Article
from articles.models.offers import joined_articles
from newsdesk.history.recording import TOGETHER, record
from newsdesk.models import Invitation, User


class Project(models.Model):
    """A body of articles worked on under one codebook by a team."""

    key = models.SlugField(_("key"), max_length=60, unique=True)
    name_ar = models.CharField(_("Arabic name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200)
    codebook = models.ForeignKey(Codebook, models.PROTECT, related_name="projects", verbose_name=_("codebook"))
    articles = models.ManyToManyField(
        Article, through="ProjectArticle", related_name="projects", verbose_name=_("articles")
    )
    receives_imports = models.BooleanField(_("new articles go here"), default=False)
    created_at = models.DateTimeField(_("added"), db_default=Now())

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["receives_imports"], condition=Q(receives_imports=True), name="one_project_receives_imports"
            ),
        ]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name_ar

    @transaction.atomic
    def take(self, articles: Iterable[int], *, by: User | None) -> int:
        """Add the articles of these ids to the project; how many of them were not in it yet."""
        Project.objects.select_for_update().get(pk=self.pk)
        new = set(articles).difference(self.articles.values_list("pk", flat=True))
        if new:
            places = (ProjectArticle(project=self, article_id=article) for article in sorted(new))
            ProjectArticle.objects.bulk_create(places, ignore_conflicts=True, batch_size=TOGETHER)
            added = ProjectArticle.objects.filter(project=self, article__in=new).values_list("pk", flat=True)
            changed = {ProjectArticle: list(added)}
            record("project.articles_added", self, by=by, data={"articles": sorted(new)}, changed=changed)
        return len(new)


class ProjectArticleQuerySet(models.QuerySet["ProjectArticle"]):
    def standing(self) -> ProjectArticleQuerySet:
        """Without those of articles that lead on to others: nobody works on these any more."""
        return self.exclude(article__in=joined_articles())


class ProjectArticle(models.Model):
    """An article's place in a project."""

    project = models.ForeignKey(Project, models.PROTECT)
    article = models.ForeignKey(Article, models.PROTECT)
    added_at = models.DateTimeField(db_default=Now())

    objects = ProjectArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article of a project")
        verbose_name_plural = _("articles of projects")
        constraints = [models.UniqueConstraint(fields=["project", "article"], name="article_once_in_a_project")]

    def __str__(self) -> str:
        return f"{self.project}: {self.article}"


class InvitedMember(models.Model):
    """The place in a project that an invitation leads to. Written by `annotations.projects.inviting`."""

    invitation = models.OneToOneField(Invitation, models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, related_name="+")
    role = models.CharField(max_length=20)

    def __str__(self) -> str:
        return f"{self.invitation}: {self.project}"


class Membership(models.Model):
    """What somebody is in a project: one role each, of which every one may do all that the one below it may.

    Written by `projects/membership.py` alone; what a role opens is decided in `access.py`.
    """

    class Role(models.TextChoices):
        ADMINISTRATOR = "administrator", _("Project administrator")
        EDITOR = "editor", _("Project editor")
        ADJUDICATOR = "adjudicator", _("Adjudicator")
        ANALYST = "analyst", _("Analyst")
        OBSERVER = "observer", _("Observer")

    project = models.ForeignKey(Project, models.PROTECT, related_name="memberships", verbose_name=_("project"))
    user = models.ForeignKey(User, models.PROTECT, related_name="memberships", verbose_name=_("account"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, default=Role.ANALYST)
    since = models.DateTimeField(_("since"), db_default=Now())
    # Whoever gave the role last; None where that was the machine's owner, or is not known.
    given_by = models.ForeignKey(User, models.PROTECT, null=True, editable=False, related_name="+")

    class Meta:
        verbose_name = _("member of a project")
        verbose_name_plural = _("members of projects")
        ordering = ["user__username"]
        constraints = [models.UniqueConstraint(fields=["project", "user"], name="one_role_in_a_project")]

    def __str__(self) -> str:
        return f"{self.user.username}: {self.get_role_display()}"
