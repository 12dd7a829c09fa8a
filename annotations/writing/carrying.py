"""What an annotation says under a newer version of its codebook. Pure.

What the newer version knows stays as it is, what it says otherwise (`from_earlier`) is said so, and what has no place
in it any more is told in words, so that it can be kept in the note.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from annotations.codebook.spec import CodebookSpec, Earlier, Kind, Name
from annotations.codebook.values import is_empty, value_faults
from annotations.frames import Frame


@dataclass(frozen=True)
class Carried:
    """The frame as it is to be, which of its parts were said otherwise, and what it has no place for.

    `mapped` and `lost` are pairs of names: what was said, of what and which; of a label, its kind and its name. What
    is `mapped` tells in the second what it becomes, too. Texts and numbers are their own names.
    """

    frame: Frame
    mapped: tuple[tuple[Name, Name], ...] = ()
    lost: tuple[tuple[Name, Name], ...] = ()


def carry(frame: Frame, older: CodebookSpec, newer: CodebookSpec) -> Carried:
    """A frame of the older version under the newer one; of a kind that is gone it stays as it is: nothing stores it."""
    before, after = older.kinds_by_key.get(frame.kind), newer.kinds_by_key.get(frame.kind)
    if before is None or after is None:
        return Carried(frame)
    rules = [rule for rule in newer.from_earlier if rule.kind == frame.kind]
    label, mapped, lost = _label(frame.label, before, after, rules)
    attributes: dict[str, Any] = {}
    becoming: dict[str, Any] = {}
    for key, value in frame.attributes.items():
        kept, gone = _split(after, key, value)
        if not is_empty(kept):
            attributes[key] = kept
        for one in gone:
            rule = next((rule for rule in rules if (rule.attribute, rule.value) == (key, one)), None)
            of, which = _in_names(before, key, one)
            if rule and rule.becomes:
                mapped += [(of, _onto(which, _in_names(after, *became)[1])) for became in rule.becomes.items()]
                becoming |= rule.becomes
            else:
                lost.append((of, which))
    said = frame._replace(label=label, attributes={**becoming, **attributes})
    return Carried(said, tuple(mapped), tuple(lost))


def _label(
    label: str, before: Kind, after: Kind, rules: list[Earlier]
) -> tuple[str, list[tuple[Name, Name]], list[tuple[Name, Name]]]:
    if not label or label in after.labels_by_key:
        return label, [], []
    name = before.labels_by_key[label].name if label in before.labels_by_key else _itself(label)
    became = next((rule.becomes_label for rule in rules if rule.label == label), None)
    if not became:
        return "", [], [(before.name, name)]
    return became, [(before.name, _onto(name, after.label(became).name))], []


def _split(kind: Kind, key: str, value: Any) -> tuple[Any, list[Any]]:
    """What of a value may stand under the key still, and what may not."""
    attribute = kind.attributes_by_key.get(key)
    if attribute is None:
        return None, list(_single(value))
    if not list(value_faults(attribute, value, "")):
        return value, []
    several = list(_single(value))
    if not attribute.holds_several:
        return None, several
    gone = [one for one in several if list(value_faults(attribute, [one], ""))]
    return [one for one in several if one not in gone], gone


def _single(value: Any) -> Iterator[Any]:
    yield from value if isinstance(value, list) else [value]


def _in_names(kind: Kind, key: str, value: Any) -> tuple[Name, Name]:
    attribute = kind.attributes_by_key.get(key)
    if attribute is None:
        return _itself(key), _itself(value)
    choice = attribute.choices_by_key.get(value) if isinstance(value, str) else None
    return attribute.name, choice.name if choice else _itself(value)


def _onto(before: Name, after: Name) -> Name:
    return Name(f"{before.ar} ← {after.ar}", f"{before.en} → {after.en}")


def _itself(value: Any) -> Name:
    return Name(str(value), str(value))
