"""What the tallies of a dataset are called on screen and on the terminal."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

# In the order in which they are shown; the first ones sum an export up.
TOTALS = {
    "articles": _("Articles"),
    "readings": _("Readings"),
    "annotations": _("Annotations"),
    "anchors": _("Spans"),
    "relations": _("Relations"),
    "article_labels": _("Article labels"),
}
LOSSES = {
    "texts": _("Article texts"),
    "blocks": _("Blocks"),
    "relations": _("Relations"),
    "article_labels": _("Article labels"),
    "articles_without_annotations": _("Articles without annotations"),
    "readings_without_annotations": _("Readings without annotations"),
}


def named_totals(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Every total with its name, none left out."""
    return [(str(name), counts.get(key, 0)) for key, name in TOTALS.items()]


def named_losses(losses: Mapping[str, int]) -> list[tuple[str, int]]:
    return [(str(name), losses[key]) for key, name in LOSSES.items() if losses.get(key)]
