"""JSON Lines: one article a line, and nothing lost. The keys are told in docs/formats.md."""

import json
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from annotations.exports.dataset import Dataset

label, extension, media_type = "JSON Lines", "jsonl", "application/jsonl"
purpose = _("everything in it, for programs; one article a line")
not_carried = ()

# JSON allows these inside a string, but many readers of lines end a line at them.
LINE_ENDS = {"\x85": r"\u0085", "\u2028": r"\u2028", "\u2029": r"\u2029"}


def write(dataset: Dataset) -> Iterator[str]:
    for article in dataset.articles():
        line = json.dumps(article.as_dict(), ensure_ascii=False, allow_nan=False)
        for character, escape in LINE_ENDS.items():
            line = line.replace(character, escape)
        yield f"{line}\n"
