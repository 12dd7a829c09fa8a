"""Sources as their words tell them: the name, the affiliation and the kind; and which words are a mention.

The rules were made with `source_names.txt` and `source_mentions.txt`. Those apart were written before the rules: at
first sight 104 of 105 sources and 74 of 74 names and mentions were right. The one that was not is among the known now.
"""

from __future__ import annotations

from collections.abc import Iterator

from annotations.sources.mentions import is_mention
from annotations.sources.naming import Named, read_source
from tests.scoring.score import DATA, Score


def scores() -> Iterator[Score]:
    for where, ending, aim in (("known", "", 1.0), ("apart", "_apart", 0.85)):
        names = list(cases(f"source_names{ending}"))
        for part in Named._fields:
            yield _score(f"{part} ({where})", names, part, aim)
        mentions = list(cases(f"source_mentions{ending}"))
        for wanted in ("mention", "name"):
            yield _score_of_mentions(f"{wanted}s told as such ({where})", mentions, wanted, aim)


def cases(file: str) -> Iterator[tuple[str, ...]]:
    """The columns of each line."""
    for line in (DATA / f"{file}.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield tuple(column.strip() for column in line.split("|"))


def _score(what: str, some: list[tuple[str, ...]], part: str, aim: float) -> Score:
    wrong = []
    for marked, *columns in some:
        found, wanted = getattr(read_source(marked), part), getattr(Named(*columns), part)
        if found != wanted:
            wrong.append(f"{found or 'nothing'} for {wanted or 'nothing'}: {marked}")
    return Score(what, len(some) - len(wrong), len(some), aim, wrong)


def _score_of_mentions(what: str, some: list[tuple[str, ...]], wanted: str, aim: float) -> Score:
    told = [marked for kind, marked in some if kind == wanted]
    wrong = [marked for marked in told if is_mention(marked) is not (wanted == "mention")]
    return Score(what, len(told) - len(wrong), len(told), aim, wrong)
