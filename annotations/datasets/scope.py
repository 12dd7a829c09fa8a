"""Which work a dataset holds: whose project, which readings, what in them, of which articles, in whose eyes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q, QuerySet

from annotations.access import articles_visible_to, readings_visible_to
from annotations.models import Export, Project, Reading
from articles.models import Article, Revision
from newsdesk.models import User


class Which(StrEnum):
    """Which readings are told: all, those that were handed in, or the results of adjudication."""

    ALL = "all"
    SUBMITTED = "submitted"
    GOLD = "gold"


READINGS = {Which.ALL: Q(), Which.SUBMITTED: Q(submission__isnull=False), Which.GOLD: Q(is_gold=True)}


@dataclass(frozen=True)
class Scope:
    """What is asked for. `project` None: all projects; `user` None: whatever there is, else what that person may see.

    `articles` None: all, else these, by their ids. `kinds` None: annotations of every kind, else of these, and the
    relations between them.
    """

    project: Project | None = None
    user: User | None = None
    articles: frozenset[int] | None = None
    readings: Which = Which.ALL
    kinds: frozenset[str] | None = None

    @classmethod
    def of(cls, export: Export) -> Scope:
        """What a file is asked to hold: a project, as far as whoever asks may see it."""
        return cls(export.project, export.requested_by)

    def told_readings(self) -> QuerySet[Reading]:
        readings = readings_visible_to(self.user) if self.user else Reading.objects.all()
        if self.project:
            readings = readings.filter(project=self.project)
        return readings.filter(READINGS[self.readings])

    def told_revisions(self) -> QuerySet[Revision]:
        """Of each article the newest text, and every revision that has a reading in this scope.

        An article that leads on to another is told by its readings alone: its text is told there.
        """
        visible = articles_visible_to(self.user) if self.user else Article.objects.all()
        listed = visible
        if self.articles is not None:
            visible = visible.filter(pk__in=self.articles)
        if self.project:
            listed = visible.filter(projects=self.project)
        texts = Revision.objects.standing()
        newer = texts.filter(article=OuterRef("article"), number__gt=OuterRef("number"))
        return Revision.objects.filter(
            Q(pk__in=self.told_readings().values("revision"))
            | Q(pk__in=texts.filter(~Exists(newer), article__in=listed.standing().values("pk")).values("pk")),
            article__in=visible.values("pk"),
            erasure=None,
        )


EVERYTHING = Scope()
