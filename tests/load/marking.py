"""What an analyst says of a written article, as operations of the API: claims, attributions with overlaps, notes."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import pairwise
from typing import Any
from uuid import UUID

from tests.load.corpus import Part, Sentence, Written

COMPLETE = 0.9  # The others lack something, as they do while work goes on.
TIED = 0.3
Operation = dict[str, Any]


def operations(written: Written, count: int, *, seed: int) -> list[Operation]:
    """Operations that create `count` annotations spread over the article, then relations between some of them."""
    chance = random.Random(seed)
    possible = [mark for sentence in written.sentences for mark in _marks(written.text, sentence, chance)]
    if len(possible) < count:
        raise ValueError(f"The article holds {len(possible)} annotations at most, not {count}.")
    kept = sorted(chance.sample(range(len(possible)), count))
    made = [_creation("annotation", possible[place], chance) for place in kept]
    return made + list(_ties(made, chance))


def _marks(text: str, sentence: Sentence, chance: random.Random) -> Iterator[dict[str, Any]]:
    """Everything that might be said of a sentence."""
    if sentence.label:
        yield _state(text, "attribution", sentence.label, sentence.parts, _of_attribution(text, sentence, chance))
        source = _part(sentence, "source")
        yield _state(text, "source_note", "named", [source], {"kind": "official"}, note="يُذكر بالاسم والمنصب.")
        content = _part(sentence, "content")
        yield _claim(text, content.start, content.end, chance)
        yield _claim(text, *_first_words(text, content), chance)
    else:
        claim = _part(sentence, "claim")
        yield _claim(text, claim.start, claim.end, chance)
        yield _claim(text, *_first_words(text, claim), chance)
    yield _claim(text, sentence.start, sentence.end, chance)


def _of_attribution(text: str, sentence: Sentence, chance: random.Random) -> dict[str, str]:
    if chance.random() > COMPLETE:
        return {}
    content = _part(sentence, "content")
    first = text[content.start]
    quoted = "direct" if first == "«" else "mixed" if text[content.end - 1] == '"' else "indirect"
    return {"quote_type": quoted, "source_form": "explicit"}


def _claim(text: str, start: int, end: int, chance: random.Random) -> dict[str, Any]:
    label = chance.choice(["quantity", "event", "causal", "prediction"]) if chance.random() < COMPLETE else ""
    return _state(text, "claim", label, [Part("claim", start, end)], {"verifiable": "yes", "negated": "no"})


def _first_words(text: str, part: Part) -> tuple[int, int]:
    """The first four words of a part: a claim nested in a longer one."""
    end = part.start
    for _ in range(4):
        end = text.find(" ", end + 1, part.end)
        if end < 0:
            return part.start, part.end
    return part.start, end


def _state(
    text: str, kind: str, label: str, parts: Any, attributes: dict[str, str], *, note: str = ""
) -> dict[str, Any]:
    anchors = [
        {"role": part.role, "start": part.start, "end": part.end, "exact": text[part.start : part.end]}
        for part in parts
    ]
    return {"kind": kind, "label": label, "attributes": attributes, "note": note, "source": None, "anchors": anchors}


def _part(sentence: Sentence, role: str) -> Part:
    return next(part for part in sentence.parts if part.role == role)


def _ties(made: list[Operation], chance: random.Random) -> Iterator[Operation]:
    """An attribution contains the claim that was made next."""
    for one, other in pairwise(made):
        kinds = one["state"]["kind"], other["state"]["kind"]
        if kinds == ("attribution", "claim") and chance.random() < TIED:
            yield _creation("relation", {"label": "contains", "from": one["object"], "to": other["object"]}, chance)


def _creation(target: str, state: dict[str, Any], chance: random.Random) -> Operation:
    return {
        "id": _uuid(chance),
        "target": target,
        "action": "create",
        "object": _uuid(chance),
        "base_version": 0,
        "state": state,
    }


def _uuid(chance: random.Random) -> str:
    return str(UUID(int=chance.getrandbits(128), version=4))
