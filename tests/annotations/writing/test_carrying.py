"""What an annotation says under a newer version of its codebook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from annotations.codebook.parts import CodebookErrors
from annotations.codebook.reading import read_codebook
from annotations.codebook.spec import Name
from annotations.frames import Frame
from annotations.writing.carrying import carry
from annotations.writing.completeness import problems
from annotations.writing.structure import structure_errors
from tests.annotations.codebook.small import SMALL, changed, errors_of

ROOT = Path(__file__).resolve().parents[3]
THREE = read_codebook((ROOT / "tests" / "vectors" / "newsroom_3.yaml").read_bytes())
FOUR = read_codebook((ROOT / "seeds" / "codebook.yaml").read_bytes())
RULES = """\
from_earlier:
  - {kind: claim, label: fact, becomes_label: event}
  - {kind: claim, attribute: sureness, value: high, becomes: {sure: "yes"}}
"""
EARLIER = (
    changed("key: event,", "key: fact,")
    .replace("{key: sure, name", "{key: sureness, name")
    .replace(
        'choices: [{key: "yes", name: {ar: نعم, en: "Yes"}}]',
        "choices: [{key: high, name: {ar: عال, en: High}}, {key: low, name: {ar: منخفض, en: Low}}]",
    )
    .replace('{if: {sure: "yes"}', "{if: {sureness: high}")
)


def attribution(**attributes: Any) -> Frame:
    return Frame("attribution", "accuse", attributes, "ملاحظة", 7)


@pytest.mark.parametrize(("before", "after"), [("anonymous", "described"), ("named", "named")])
def test_what_version_3_said_of_the_naming_of_a_source_is_said_by_version_4(before: str, after: str) -> None:
    carried = carry(attribution(source_naming=before, source_form="explicit", quote_type="direct"), THREE, FOUR)
    assert carried.frame.attributes == {"naming": after, "source_form": "explicit", "quote_type": "direct"}
    assert carried.frame._replace(attributes={}) == attribution()
    assert carried.lost == ()
    [(of, which)] = carried.mapped
    assert of == THREE.kind("attribution").attribute("source_naming").name
    assert which.en.endswith(f"→ {FOUR.kind('attribution').attribute('naming').choice(after).name.en}")


def test_every_value_and_label_of_version_3_has_its_place_in_version_4() -> None:
    for kind in THREE.annotations:
        for label in kind.labels:
            assert carry(Frame(kind.key, label.key), THREE, FOUR).frame.label == label.key
        for attribute in kind.attributes:
            for choice in attribute.choices:
                value: Any = [choice.key] if attribute.holds_several else choice.key
                carried = carry(Frame(kind.key, "", {attribute.key: value}), THREE, FOUR)
                assert (carried.lost, structure_errors(FOUR, carried.frame.as_dict())) == ((), [])


def test_what_is_not_said_any_more_wants_an_answer() -> None:
    carried = carry(attribution(source_form="explicit", quote_type="direct"), THREE, FOUR)
    assert "attributes/naming" in [problem.path for problem in problems(FOUR, carried.frame)]


def test_what_was_said_otherwise_becomes_what_is_said_now() -> None:
    older, newer = read_codebook(EARLIER), read_codebook(SMALL + RULES)
    carried = carry(Frame("claim", "fact", {"sureness": "high", "size": 3}), older, newer)
    assert (carried.frame.label, carried.frame.attributes) == ("event", {"sure": "yes", "size": 3})
    assert [(of.en, which.en) for of, which in carried.mapped] == [("Claim", "Event → Event"), ("Sure", "High → Yes")]
    assert carried.mapped[1][1].ar == "عال ← نعم"


def test_what_has_no_place_is_told_in_words() -> None:
    older, newer = read_codebook(EARLIER), read_codebook(SMALL)
    carried = carry(Frame("claim", "fact", {"sureness": "low"}), older, newer)
    assert (carried.frame.label, carried.frame.attributes) == ("", {})
    assert carried.lost == (
        (Name("ادعاء", "Claim"), Name("حدث", "Event")),
        (Name("متأكد", "Sure"), Name("منخفض", "Low")),
    )


def test_what_is_said_already_is_not_overwritten() -> None:
    sure = "      - {key: sure, name: {ar: متأكد, en: Sure}, type: text}\n"
    older = read_codebook(EARLIER.replace("    constraints:", f"{sure}    constraints:"))
    newer = read_codebook((SMALL + RULES).replace('"yes", name', '"no", name: {ar: لا, en: "No"}}, {key: "yes", name'))
    carried = carry(Frame("claim", "", {"sureness": "high", "sure": "no"}), older, newer)
    assert carried.frame.attributes == {"sure": "no"}


def test_an_annotation_of_a_kind_that_is_gone_cannot_be_stored() -> None:
    other = read_codebook(
        SMALL.replace("key: claim\n", "key: thing\n").replace("from: claim, to: claim", "from: thing, to: thing")
    )
    carried = carry(Frame("claim", "event"), read_codebook(SMALL), other)
    assert structure_errors(other, carried.frame.as_dict())


@pytest.mark.parametrize(
    ("rule", "path"),
    [
        ("{kind: nothing, label: fact, becomes_label: event}", "from_earlier/0/kind"),
        ("{kind: claim, label: fact, becomes_label: nothing}", "from_earlier/0/becomes_label"),
        ("{kind: claim, label: fact}", "from_earlier/0"),
        ("{kind: claim, attribute: a, value: b, becomes: {nothing: b}}", "from_earlier/0/becomes/nothing"),
        ('{kind: claim, attribute: a, value: b, becomes: {sure: "no"}}', "from_earlier/0/becomes/sure"),
        ("{kind: claim, attribute: a, value: b}", "from_earlier/0"),
    ],
)
def test_what_something_becomes_must_be_known(rule: str, path: str) -> None:
    [error] = errors_of(f"{SMALL}from_earlier:\n  - {rule}\n")
    assert error.path == path


def test_rules_survive_json_and_need_not_be_there() -> None:
    spec = read_codebook(SMALL + RULES)
    stored = spec.as_json()
    assert type(spec).from_json(stored) == spec
    del stored["from_earlier"]
    assert type(spec).from_json(stored) == read_codebook(SMALL)
    with pytest.raises(CodebookErrors):
        read_codebook(f"{SMALL}from_earlier: nothing\n")
