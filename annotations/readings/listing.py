"""What the home page and the list of articles show, each in a fixed number of queries."""

from __future__ import annotations

from django.db.models import Aggregate, Count, Exists, F, Func, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from annotations.access import Visitor, articles_annotated_by, own_readings_of
from annotations.models import Annotation, Reading, Relation, Submission
from articles.models import Article, Revision


def newest_first(articles: QuerySet[Article]) -> QuerySet[Article]:
    """As lists show them: by day of publication, those without one last."""
    newest = F("published_on").desc(nulls_last=True)
    return articles.select_related("publisher", "aggregator").order_by(newest, "-pk")


def with_own_reading(articles: QuerySet[Article], user: Visitor) -> QuerySet[Article]:
    """Each article with `own_reading`, the id of one's newest (None before one begins), and its `handed_in_at`."""
    newest = own_readings_of(user).filter(revision__article=OuterRef("pk")).order_by("-pk")
    return articles.annotate(
        own_reading=Subquery(newest.values("pk")[:1]), handed_in_at=Subquery(newest.values("submission__at")[:1])
    )


def unread_by(user: Visitor) -> QuerySet[Article]:
    """The projects' articles that one may read and has not begun, newest first."""
    begun = own_readings_of(user).filter(revision__article=OuterRef("pk"))
    # Asked of one article after the other: an EXISTS may become a join that reads other people's readings.
    unread = articles_annotated_by(user).alias(begun=Subquery(begun.values("pk")[:1])).filter(begun=None, erasure=None)
    return newest_first(unread)


def readings_in_progress(user: Visitor) -> QuerySet[Reading]:
    handed_in = Submission.objects.filter(reading=OuterRef("pk"))
    # Named by themselves, for they are few: a join would lead the database through all texts there are.
    erased = Revision.objects.filter(erasure__isnull=False)
    return _for_lists(own_readings_of(user).filter(~Exists(handed_in)).exclude(revision__in=erased))


def readings_handed_in(user: Visitor) -> QuerySet[Reading]:
    return _for_lists(own_readings_of(user).exclude(submission=None)).order_by("-submission__at")


def _for_lists(readings: QuerySet[Reading]) -> QuerySet[Reading]:
    """With `annotation_count` and `problem_count`; the texts, which may be long, stay in the database."""
    problems = Sum(Func(F("problems"), function="jsonb_array_length", output_field=IntegerField()))
    shown = readings.select_related("submission", "revision__article__publisher", "revision__article__aggregator")
    return shown.defer("revision__text").annotate(
        annotation_count=_total(Annotation, Count("*")),
        problem_count=_total(Annotation, problems) + _total(Relation, problems),
    )


def _total(kind: type[Annotation] | type[Relation], what: Aggregate) -> Coalesce:
    """An aggregate over the live objects of one reading, 0 where there are none."""
    live = kind._default_manager.filter(reading=OuterRef("pk"), deleted_at=None).order_by()
    return Coalesce(Subquery(live.values("reading").values(total=what)), 0)
