"""What forms refuse about an article: a headline that is no headline, a day that cannot be."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from articles.dates import FIRST_YEAR, can_be_of_news, last_year

LONGEST_NAME, LONGEST_HEADLINE = 200, 500


def check_headline(headline: str) -> None:
    """Instead of `max_length`, by which browsers cut what is pasted without a word."""
    if len(headline) > LONGEST_HEADLINE:
        raise ValidationError(
            _("A headline has at most %(most)d characters; this one has %(length)d. Shorten it."),
            code="headline_too_long",
            params={"most": LONGEST_HEADLINE, "length": len(headline)},
        )


def check_day(day: date) -> None:
    if not can_be_of_news(day):
        raise ValidationError(
            _("The year %(year)s is not one that we take. Give a day from %(first)s to the end of %(last)s."),
            code="day_out_of_range",
            params={"year": day.year, "first": FIRST_YEAR, "last": last_year()},
        )
