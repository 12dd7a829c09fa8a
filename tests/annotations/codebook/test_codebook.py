"""Codebooks: read from YAML with every mistake named, kept as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from annotations.codebook.reading import read_codebook
from annotations.codebook.spec import Choice, CodebookSpec, Examples, Kind, Name
from annotations.templatetags.newsdesk_codebook import around_the_arrow
from tests.annotations.codebook.small import SMALL, changed

ROOT = Path(__file__).resolve().parents[3]
SEED = (ROOT / "seeds" / "codebook.yaml").read_text(encoding="utf-8")
VECTORS = ROOT / "tests" / "vectors"


def test_the_default_codebook_is_read() -> None:
    spec = read_codebook(SEED)
    assert [kind.key for kind in spec.annotations] == ["claim", "attribution", "source_note"]
    assert spec.kind("claim").label("event").name == Name("حدث", "Event")
    assert spec.kind("attribution").role("content").min == 1
    assert spec.kind("source_note").attribute("evidence_url").holds_several
    assert spec.relation("contains").acyclic
    assert spec.article_label("genre").choice("news").name.in_("ar") == "خبر"


def test_everything_in_the_default_codebook_is_explained_to_analysts() -> None:
    spec = read_codebook(SEED)
    attributes = [(kind.key, attribute) for kind in spec.annotations for attribute in kind.attributes]
    things = [*EXPLAINED, *((key, one) for key, one in attributes), *((one.key, one) for one in spec.article_labels)]
    things += [(relation.key, relation) for relation in spec.relations]
    assert [(where, thing.key) for where, thing in things if not _in_both(thing.definition)] == []


def _in_both(name: Name | None) -> bool:
    return name is not None and bool(name.ar and name.en)


def _choices(spec: CodebookSpec) -> Iterator[tuple[str, Choice]]:
    for kind in spec.annotations:
        for attribute in kind.attributes:
            yield from ((f"{kind.key}/{attribute.key}", choice) for choice in attribute.choices)
    for label in spec.article_labels:
        yield from ((label.key, choice) for choice in label.choices)


DEFAULT = read_codebook(SEED)
EXPLAINED: list[tuple[str, Any]] = [
    *((kind.key, thing) for kind in DEFAULT.annotations for thing in (kind, *kind.roles, *kind.labels)),
]


@pytest.mark.parametrize(
    ("where", "thing"),
    [pytest.param(where, thing, id=f"{where}/{thing.key}") for where, thing in [*EXPLAINED, *_choices(DEFAULT)]],
)
def test_everything_in_the_default_codebook_has_an_example_and_a_counter_example(where: str, thing: Any) -> None:
    for shown in (thing.examples, thing.not_examples):
        assert shown, where
        assert all((shown.ar, shown.en)), where
    instead = [*((" ← ", text) for text in thing.not_examples.ar), *((" → ", text) for text in thing.not_examples.en)]
    assert [text for arrow, text in instead if arrow not in text] == []


def test_choices_of_the_default_codebook_are_defined_where_their_name_does_not_say_it() -> None:
    undefined = [f"{where}/{choice.key}" for where, choice in _choices(DEFAULT) if not choice.definition]
    told_by_name = ("claim/negated", "claim/topic", "attribution/content_act", "attribution/polarity/positive",
                    "attribution/determinacy/actual", "source_note/anonymity_reason/not_stated")  # fmt: skip
    assert [one for one in undefined if not one.startswith(told_by_name)] == []


def test_each_word_of_the_default_codebook_signals_one_label() -> None:
    for kind in DEFAULT.annotations:
        found = Counter(cue for label in kind.labels for cue in label.cues)
        assert [cue for cue, times in found.items() if times > 1] == []
    assert all(label.cues for label in DEFAULT.kind("attribution").labels)


@pytest.mark.parametrize("kind", DEFAULT.annotations, ids=lambda kind: kind.key)
def test_the_precedence_of_the_default_codebook_leaves_no_label_out(kind: Kind) -> None:
    assert sorted(kind.precedence) == sorted(label.key for label in kind.labels)


def test_the_act_of_a_content_is_one_of_the_labels_by_their_names() -> None:
    kind = DEFAULT.kind("attribution")
    named = {label.key: label.name for label in kind.labels}
    assert {choice.key: choice.name for choice in kind.attribute("content_act").choices} == named


def test_bytes_with_a_byte_order_mark_are_read_too() -> None:
    assert read_codebook(b"\xef\xbb\xbf" + SMALL.encode()) == read_codebook(SMALL)


def test_a_name_is_given_in_arabic_for_arabic_alone() -> None:
    name = Name("خبر", "News")
    assert [name.in_(language) for language in ("ar", "ar-iq", "en", "fr", "")] == ["خبر", "خبر", *["News"] * 3]


@pytest.mark.parametrize("source", [SEED, SMALL, (VECTORS / "codebook.yaml").read_text(encoding="utf-8")])
def test_a_codebook_survives_json_whatever_the_order_of_its_keys(source: str) -> None:
    spec = read_codebook(source)
    assert CodebookSpec.from_json(json.loads(json.dumps(spec.as_json()))) == spec
    assert CodebookSpec.from_json(json.loads(json.dumps(spec.as_json(), sort_keys=True))) == spec


def test_examples_are_read_in_both_languages_and_none_need_be_given() -> None:
    spec = read_codebook(changed("hotkey: C", "examples: {ar: [كلام, قول], en: words}"))
    assert spec.kind("claim").examples == Examples(("كلام", "قول"), ("words",))
    assert spec.kind("claim").label("event").examples is None


def test_a_codebook_stored_before_there_were_examples_is_read() -> None:
    stored = read_codebook(SMALL).as_json()
    del stored["annotations"][0]["examples"], stored["annotations"][0]["labels"][0]["examples"]
    assert CodebookSpec.from_json(stored) == read_codebook(SMALL)


def test_the_default_relations_have_names_at_their_other_end_in_versions_that_do_not_say_them() -> None:
    spec = read_codebook(SEED)
    stored = spec.as_json()
    for relation in stored["relations"]:
        del relation["inverse"]
    older = CodebookSpec.from_json(stored)
    assert older.relation("contains").inverse == Name("متضمَّن في", "Contained in")
    assert older.relation("same_claim").inverse is None
    assert older == spec


def test_the_vectors_codebook_is_the_same_as_json() -> None:
    spec = read_codebook((VECTORS / "codebook.yaml").read_bytes())
    assert spec.as_json() == json.loads((VECTORS / "codebook.json").read_text(encoding="utf-8"))


def test_an_unknown_key_of_the_spec_is_a_key_error() -> None:
    spec = read_codebook(SMALL)
    with pytest.raises(KeyError):
        spec.kind("claim").label("nothing")


def test_labels_and_roles_may_share_a_hotkey() -> None:
    assert read_codebook(changed("hotkey: S", 'hotkey: "1"')).annotations


def test_anchors_aliases_and_merge_keys_are_understood() -> None:
    source = SMALL.replace("- {key: size,", "- &size {key: size,").replace(
        "type: number}", "type: number, required: true}\n      - {<<: *size, key: width, required: false}"
    )
    kind = read_codebook(source).kind("claim")
    assert kind.attribute("size").required
    assert (kind.attribute("width").type, kind.attribute("width").required) == ("number", False)


def test_what_stands_after_an_arrow_is_no_quotation() -> None:
    assert around_the_arrow("وقّع الاتفاق ← فعل") == ("وقّع الاتفاق", "← فعل")
    assert around_the_arrow("said → so → on") == ("said", "→ so → on")
    assert around_the_arrow("قال") == ("قال", "")
