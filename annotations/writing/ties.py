"""What links of annotations must not do: go round in a circle, or tie the same twice."""

from __future__ import annotations

from collections.abc import Collection

from annotations.codebook.spec import RelationKind
from annotations.frames import Tie


def closes_a_cycle(links: Collection[tuple[str, str]], start: str, end: str) -> bool:
    """Whether one more link from `start` to `end` would let somebody who follows `links` walk in a circle."""
    onward: dict[str, list[str]] = {}
    for source, target in links:
        onward.setdefault(source, []).append(target)
    seen, waiting = {end}, [end]
    while waiting:
        for following in onward.get(waiting.pop(), ()):
            if following not in seen:
                seen.add(following)
                waiting.append(following)
    return start in seen


def is_same_tie(relation: RelationKind, one: Tie, other: Tie) -> bool:
    """Whether two relations of that kind say the same; a symmetric one has no direction."""
    return one == other or (relation.symmetric and one == other.mirrored())
