"""JSON Lines: one article a line, and nothing lost. The keys are told in docs/formats.md."""

from collections.abc import Iterator

import orjson
from django.utils.translation import gettext_lazy as _

from annotations.datasets import features
from annotations.datasets.dataset import Dataset

label, extension, media_type = "JSON Lines", "jsonl", "application/jsonl"
purpose = _("everything in it, for programs; one article a line")
losses = ()
beside = ("features.json", features.as_json)

# JSON allows these inside a string, but many readers of lines end a line at them.
LINE_ENDS = tuple((character.encode(), f"\\u{ord(character):04x}".encode()) for character in "\x85\u2028\u2029")


def write(dataset: Dataset) -> Iterator[bytes]:
    for article in dataset.articles():
        line = orjson.dumps(article.as_dict(), option=orjson.OPT_APPEND_NEWLINE)
        for character, escape in LINE_ENDS:
            if character[:1] in line:  # One byte is looked for much faster than three.
                line = line.replace(character, escape)
        yield line
