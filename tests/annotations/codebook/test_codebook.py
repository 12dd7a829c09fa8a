"""Codebooks: read from YAML with every mistake named, kept as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotations.codebook.reading import read_codebook
from annotations.codebook.spec import CodebookSpec, Examples, Name
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
    assert all(kind.definition for kind in spec.annotations)
    assert all(role.definition for kind in spec.annotations for role in kind.roles)
    assert all(label.definition for kind in spec.annotations for label in kind.labels)
    assert all(relation.definition for relation in spec.relations)


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
