"""What is stored but stops a submission (promise 5). Pure; `problems.js` is its twin, tests/vectors checks both."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from annotations.codebook.spec import AttributeValues, CodebookSpec, Constraint, Kind, Name
from annotations.codebook.values import is_empty
from annotations.faults import step
from annotations.frames import Frame


@dataclass(frozen=True)
class Problem:
    """Something still to be done before a reading can be handed in, in both languages, since it is stored."""

    code: str
    path: str
    message_ar: str
    message_en: str

    def as_json(self) -> dict[str, str]:
        return {
            "code": self.code,
            "path": self.path,
            "message_ar": self.message_ar,
            "message_en": self.message_en,
        }


# Not in the translation catalogue, because both languages are stored; the browser gets the same table.
PROBLEM_MESSAGES = {
    "label_missing": Name("اختر تصنيفاً", "Choose a label"),
    "role_missing": Name("حدّد في النص: {name}", "Mark in the text: {name}"),
    "role_too_few": Name("حدّد مزيداً من «{name}»: {min} على الأقل", "Mark more of “{name}”: at least {min}"),
    "role_too_many": Name("أزل بعض «{name}»: {max} على الأكثر", "Remove some of “{name}”: at most {max}"),
    "attribute_missing": Name("حدّد: {name}", "Fill in: {name}"),
    "article_label_missing": Name("صنّف المقال: {name}", "Label the article: {name}"),
}


def missing_article_labels(spec: CodebookSpec, given: Collection[str]) -> list[Problem]:
    """What is still to be said of the article as a whole, in the codebook's order; `given` are the labels it has."""
    missing = (one for one in spec.article_labels if one.required and one.key not in given)
    return [_problem("article_label_missing", step("article_labels", one.key), one.name) for one in missing]


def problems(spec: CodebookSpec, frame: Frame) -> list[Problem]:
    """What a frame without structure errors still lacks, in the codebook's order.

    Relations and article labels have none of their own: what they lack is refused.
    """
    kind = spec.kind(frame.kind)
    return [
        *_missing_label(frame),
        *_roles_amiss(kind, frame),
        *_missing_attributes(kind, frame),
        *_broken(kind, frame),
    ]


def _missing_label(frame: Frame) -> Iterator[Problem]:
    if not frame.label:
        yield _problem("label_missing", "label")


def _roles_amiss(kind: Kind, frame: Frame) -> Iterator[Problem]:
    for role in kind.roles:
        count, path = frame.count(role.key), step("roles", role.key)
        if count < role.min:
            yield _problem("role_too_few" if count else "role_missing", path, role.name, min=role.min)
        elif role.max is not None and count > role.max:
            yield _problem("role_too_many", path, role.name, max=role.max)


def _missing_attributes(kind: Kind, frame: Frame) -> Iterator[Problem]:
    for attribute in kind.attributes:
        if attribute.required and is_empty(frame.attributes.get(attribute.key)):
            yield _problem("attribute_missing", step("attributes", attribute.key), attribute.name)


def _problem(code: str, path: str, name: Name | None = None, **values: Any) -> Problem:
    message = PROBLEM_MESSAGES[code]
    ar, en = (name.ar, name.en) if name else ("", "")
    return Problem(code, path, message.ar.format(name=ar, **values), message.en.format(name=en, **values))


def _broken(kind: Kind, frame: Frame) -> Iterator[Problem]:
    """One problem for each constraint that is broken; its path is the first place to mend."""
    for constraint in kind.constraints:
        path = next(_amiss(constraint, kind, frame), None) if _applies(constraint, frame) else None
        if path is not None:
            yield Problem("constraint", path, constraint.message.ar, constraint.message.en)


def _applies(constraint: Constraint, frame: Frame) -> bool:
    right_label = not constraint.if_label or frame.label in constraint.if_label
    right_roles = all(map(frame.count, constraint.if_role_present)) and not any(
        map(frame.count, constraint.if_role_absent)
    )
    return right_label and right_roles and all(_holds(condition, frame) for condition in constraint.if_)


def _holds(condition: AttributeValues, frame: Frame) -> bool:
    """Whether the attribute has one of the values; of an attribute that holds several, whether one of them is."""
    value = frame.attributes.get(condition.attribute)
    held = value if isinstance(value, list) else [value]
    return any(_same(one, wanted) for one in held for wanted in condition.values)


def _same(one: Any, other: Any) -> bool:
    """Equal as in JSON: 1 and 1.0 are, 1 and true are not."""
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


def _amiss(constraint: Constraint, kind: Kind, frame: Frame) -> Iterator[str]:
    """The paths of what is not as the constraint wants it."""
    yield from (step("attributes", wanted.attribute) for wanted in constraint.then if not _holds(wanted, frame))
    yield from (step("attributes", key) for key in constraint.then_empty if not is_empty(frame.attributes.get(key)))
    yield from (step("attributes", key) for key in constraint.require if is_empty(frame.attributes.get(key)))
    if constraint.require_note and is_empty(frame.note):
        yield "note"
    yield from (step("roles", role) for role in constraint.require_role if not frame.count(role))
    yield from (step("roles", role) for role in constraint.forbid_role if frame.count(role))
    if constraint.require_source and kind.source_role and frame.source is None and not frame.count(kind.source_role):
        yield step("roles", kind.source_role)
    if constraint.require_linked and frame.source is None:
        yield "source"
