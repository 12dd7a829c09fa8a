from __future__ import annotations

from functools import cache
from typing import Any

from django.db import connection, models, transaction
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from annotations.models.codebooks import Codebook
from annotations.models.projects import Project
from annotations.models.sources import Source
from articles.models import Revision
from newsdesk.database.prepared import Given, Question
from newsdesk.history.recording import last_number, record, stream_of
from newsdesk.models import Event, User

# Whoever holds a reading finds and writes a few rows by their keys. One plan serves whatever the values are: to plan
# anew takes the database longer than to do it. And it is kept while a new table grows: it must not read all of it.
BY_KEYS = {"plan_cache_mode": "force_generic_plan", "enable_seqscan": "off"}


class ReadingQuerySet(models.QuerySet["Reading"]):
    @transaction.atomic
    def open(self, *, revision: Revision, project: Project, by: User, is_gold: bool = False) -> tuple[Reading, bool]:
        """One's own reading of a revision in a project, or the gold one, and whether it was made just now."""
        reading, created = self.get_or_create(
            revision=revision,
            project=project,
            codebook=project.codebook,
            analyst=None if is_gold else by,
            is_gold=is_gold,
        )
        if created:
            gold = {"gold": True} if is_gold else {}
            data = {"revision": revision.pk, "project": project.key, **gold}
            record("reading.opened", reading, by=by, data=data)
        return reading, created


# The entries of the registry to which annotations of a reading point, in whatever role.
ENTRIES = """
SELECT source_id FROM annotations_annotation WHERE reading_id = %s AND source_id IS NOT NULL
UNION
SELECT link.value::bigint FROM annotations_annotation, jsonb_each_text(links) link
WHERE reading_id = %s AND links <> '{}'
"""


class Reading(models.Model):
    """One analyst's work on one revision in one project under one codebook version; or the gold reading.

    Its analyst alone writes to it, to a gold one those who adjudicate in its project: see `readings/holding.py`.
    """

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="readings", verbose_name=_("revision"))
    project = models.ForeignKey(Project, models.PROTECT, related_name="readings", verbose_name=_("project"))
    codebook = models.ForeignKey(Codebook, models.PROTECT, related_name="readings", verbose_name=_("codebook"))
    analyst = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="readings", verbose_name=_("analyst")
    )
    is_gold = models.BooleanField(_("gold"), default=False)
    created_at = models.DateTimeField(_("begun"), db_default=Now())

    objects = ReadingQuerySet.as_manager()

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "project", "codebook", "analyst"], name="one_reading_per_analyst"
            ),
            models.UniqueConstraint(
                fields=["revision", "project", "codebook"], condition=Q(is_gold=True), name="one_gold_reading"
            ),
            models.CheckConstraint(
                condition=Q(is_gold=True, analyst=None) | Q(is_gold=False, analyst__isnull=False),
                name="reading_is_gold_or_somebodys",
            ),
        ]

    def __str__(self) -> str:
        who = _("gold") if self.is_gold else self.analyst
        return f"{self.revision}: {who}"

    @property
    def last_event(self) -> int:
        """The number of the newest event of this reading, 0 where there is none."""
        return last_number(stream_of(self))

    @property
    def events(self) -> models.QuerySet[Event]:
        """What happened to this reading, oldest first."""
        return Event.objects.filter(stream=stream_of(self)).order_by("number")

    @property
    def is_submitted(self) -> bool:
        return hasattr(self, "submission")

    def content(self) -> dict[str, Any]:
        """Everything that the reading says now, and the number of the event up to which that is so.

        The number is read first: what happens meanwhile is told twice rather than not at all.
        """
        last_event = self.last_event
        return {
            "annotations": self.annotations.live().as_dicts(),
            "relations": [relation.as_dict() for relation in self.relations.filter(deleted_at=None)],
            "article_labels": [label.as_dict() for label in self.article_labels.filter(deleted_at=None)],
            "sources": {str(number): source.as_dict() for number, source in self.sources().items()},
            "last_event": last_event,
        }

    def sources(self) -> dict[int, Source]:
        """By the numbers to which annotations point, the entries of the registry that stand for them now."""
        with connection.cursor() as cursor:
            cursor.execute(ENTRIES, [self.pk] * 2)
            entries = [pk for (pk,) in cursor.fetchall()]
        linked = Source.objects.filter(pk__in=entries).select_related("merged_into") if entries else ()
        return {source.pk: source.standing for source in linked}

    def problems(self) -> list[dict[str, object]]:
        """What stops a submission, each with `target` and `object` beside the problem's own keys."""
        targets = [("annotation", self.annotations), ("relation", self.relations)]
        return [
            {"target": target, "object": str(thing.pk), **problem}
            for target, things in targets
            for thing in things.filter(deleted_at=None).exclude(problems=[]).order_by("pk")
            for problem in thing.problems
        ]

    def lock(self) -> None:
        """Lock the row until the transaction ends. Raises `Erased` where the text is no more."""
        locked = _locked().answer(reading=self.pk)
        if locked is None:
            raise Reading.DoesNotExist
        if locked.erasure:  # type: ignore[attr-defined]  # annotated
            Revision.objects.select_related("article__erasure", "erasure").get(pk=self.revision_id).refuse_if_erased()


@cache
def _locked() -> Question[Reading]:
    readings = Reading.objects.select_for_update(of=("self",), no_key=True)
    asked = readings.annotate(erasure=F("revision__erasure"), **_settings(BY_KEYS))
    return Question(asked.filter(pk=Given("reading")))


def _settings(values: dict[str, str]) -> dict[str, Func]:
    """What a row has to tell so that the database follows these settings until the transaction ends."""
    return {
        name: Func(Value(name), Value(value), Value(True), function="set_config", output_field=models.TextField())
        for name, value in values.items()
    }


class Submission(models.Model):
    """A reading was handed in: by whom and when."""

    reading = models.OneToOneField(Reading, models.PROTECT, related_name="submission", verbose_name=_("reading"))
    by = models.ForeignKey(User, models.PROTECT, verbose_name=_("by"))
    at = models.DateTimeField(_("at"), db_default=Now())

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")

    def __str__(self) -> str:
        return str(self.reading)
