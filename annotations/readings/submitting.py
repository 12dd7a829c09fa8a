"""Handing a reading in, and taking it back to go on working."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from annotations.models import Reading, Submission
from annotations.models.codebooks import published_spec
from annotations.readings.holding import hold
from annotations.writing.completeness import missing_article_labels
from newsdesk.errors import Invalid
from newsdesk.history.recording import record
from newsdesk.models import User


@transaction.atomic
def submit(reading: Reading, *, by: User) -> None:
    """Hand the reading in. Handing it in twice changes nothing.

    Raises `Invalid`, with the list of problems, while anything is missing.
    """
    hold(reading, by)
    if Submission.objects.filter(reading=reading).exists():
        return
    if problems := _problems(reading):
        raise Invalid(
            _("Something is still missing. Mend what is listed, then hand in again."),
            code="reading_has_problems",
            problems=problems,
        )
    Submission.objects.create(reading=reading, by=by)
    record("reading.submitted", reading, by=by)


def _problems(reading: Reading) -> list[dict[str, object]]:
    """What stops the submission: of each annotation and relation, then of the article as a whole."""
    given = set(reading.article_labels.filter(deleted_at=None).values_list("label", flat=True))
    missing = missing_article_labels(published_spec(reading.codebook_id), given)
    return reading.problems() + [{"target": "article_label", "object": None, **one.as_json()} for one in missing]


@transaction.atomic
def take_back(reading: Reading, *, by: User) -> None:
    """Take the submission back, so that work can go on. Where there is none, nothing changes."""
    hold(reading, by)
    deleted, _rows = Submission.objects.filter(reading=reading).delete()
    if deleted:
        record("reading.taken_back", reading, by=by)
