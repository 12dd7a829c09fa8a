"""Codebooks: read from YAML with every mistake named, kept as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.codebook.parts import CodebookError, CodebookErrors
from annotations.codebook.reading import read_codebook
from annotations.codebook.spec import CodebookSpec, Examples, Name

ROOT = Path(__file__).resolve().parents[3]
SEED = (ROOT / "seeds" / "codebook.yaml").read_text(encoding="utf-8")
VECTORS = ROOT / "tests" / "vectors"

SMALL = """\
key: small
version: 1
name: {ar: صغير, en: Small}
annotations:
  - key: claim
    name: {ar: ادعاء, en: Claim}
    hotkey: C
    roles:
      - {key: claim, name: {ar: نص, en: Text}, hotkey: S}
    labels:
      - {key: event, name: {ar: حدث, en: Event}, hotkey: "1"}
    attributes:
      - {key: sure, name: {ar: متأكد, en: Sure}, type: choice, choices: [{key: "yes", name: {ar: نعم, en: "Yes"}}]}
      - {key: size, name: {ar: حجم, en: Size}, type: number}
    constraints:
      - {if: {sure: "yes"}, require_note: true, message: {ar: علّل, en: Say why}}
relations:
  - {key: same, name: {ar: مثله, en: Same}, from: claim, to: claim}
article_labels:
  - {key: genre, name: {ar: نوع, en: Genre}, choices: [{key: news, name: {ar: خبر, en: News}}]}
"""


@pytest.fixture(autouse=True)
def _messages_in_english() -> Iterator[None]:
    """So that tests may quote them whether or not the translations are compiled."""
    with translation.override("en"):
        yield


def errors_of(source: str | bytes) -> list[CodebookError]:
    with pytest.raises(CodebookErrors) as caught:
        read_codebook(source)
    return caught.value.errors


def changed(old: str, new: str) -> str:
    """SMALL with one thing changed."""
    assert SMALL.count(old) == 1, old
    return SMALL.replace(old, new)


def the_error(old: str, new: str) -> CodebookError:
    """The only error of SMALL with one thing changed."""
    errors = errors_of(changed(old, new))
    assert len(errors) == 1, [str(error) for error in errors]
    return errors[0]


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


def test_the_vectors_codebook_is_the_same_as_json() -> None:
    spec = read_codebook((VECTORS / "codebook.yaml").read_bytes())
    assert spec.as_json() == json.loads((VECTORS / "codebook.json").read_text(encoding="utf-8"))


def test_an_unknown_key_of_the_spec_is_a_key_error() -> None:
    spec = read_codebook(SMALL)
    with pytest.raises(KeyError):
        spec.kind("claim").label("nothing")


def test_all_mistakes_come_at_once_in_the_order_of_their_lines() -> None:
    source = changed("key: small", "key: s mall").replace("type: number", "type: numbre").replace("en: News", "en: ''")
    errors = errors_of(source)
    assert [(error.line, error.path) for error in errors] == [
        (1, "key"),
        (14, "annotations/claim/attributes/size/type"),
        (20, "article_labels/genre/choices/news/name/en"),
    ]


def test_a_mistake_says_where_what_and_how_to_mend_it() -> None:
    error = the_error("type: number", "type: numbre")
    assert (error.line, error.column) == (14, 54)
    assert "“numbre”" in str(error.message)
    assert "“number”" in str(error.message)
    assert error.as_json()["path"] == "annotations/claim/attributes/size/type"
    assert str(error).endswith(str(error.message))


MISTAKES: dict[str, tuple[str, str, str]] = {
    "a required key is missing": ("version: 1\n", "", ""),
    "a key is unknown": ("version: 1", "version: 1\ncolour: red", "colour"),
    "a key stands twice": ("version: 1", "version: 1\nversion: 1", "version"),
    "a version is in quotes": ("version: 1", 'version: "1"', "version"),
    "a version is not positive": ("version: 1", "version: 0", "version"),
    "a version is true": ("version: 1", "version: true", "version"),
    "a name lacks a language": ("{ar: صغير, en: Small}", "{ar: صغير}", "name"),
    "a name is mere text": ("{ar: صغير, en: Small}", "Small", "name"),
    "a name is of invisible marks": ("{ar: صغير, en: Small}", '{ar: "\\u200f ", en: Small}', "name/ar"),
    "a name is null": ("{ar: صغير, en: Small}", "{ar: ~, en: Small}", "name/ar"),
    "a name is too long": ("en: Small", "en: " + "x" * 201, "name/en"),
    "a name has half a surrogate pair": ("en: Small", r'en: "\ud800"', "name/en"),
    "a name has NUL": ("en: Small", r'en: "\0"', "name/en"),
    "a key has a space": ("key: event", "key: an event", "annotations/claim/labels/an event/key"),
    "a key is Arabic": ("key: event", "key: حدث", "annotations/claim/labels/حدث/key"),
    "a key is a number": ("key: event", "key: 7", "annotations/claim/labels/7/key"),
    "a key is yes": ("key: event", "key: yes", "annotations/claim/labels/yes/key"),
    "a key is On": ("key: event", "key: On", "annotations/claim/labels/On/key"),
    "a text is a number": ("en: Event", "en: 12", "annotations/claim/labels/event/name/en"),
    "a hotkey is small": ("hotkey: C", "hotkey: c", "annotations/claim/hotkey"),
    "a hotkey is long": ("hotkey: C", "hotkey: CC", "annotations/claim/hotkey"),
    "a hotkey is the page's own": ("hotkey: C", "hotkey: F", "annotations/claim/hotkey"),
    "a hotkey is a bare digit": ('hotkey: "1"', "hotkey: 1", "annotations/claim/labels/event/hotkey"),
    "min is negative": ("hotkey: S", "min: -1", "annotations/claim/roles/claim/min"),
    "max is below min": ("hotkey: S", "min: 2, max: 1", "annotations/claim/roles/claim/max"),
    "max is nothing": ("hotkey: S", "max: 0", "annotations/claim/roles/claim/max"),
    "a flag is a word": (
        "type: number",
        "type: number, required: please",
        "annotations/claim/attributes/size/required",
    ),
    "a choice attribute has no choices": ("type: number", "type: choice", "annotations/claim/attributes/size/type"),
    "a number has choices": (
        "type: number",
        "type: number, choices: [{key: a, name: {ar: أ, en: A}}]",
        "annotations/claim/attributes/size/choices",
    ),
    "a number is ordered": ("type: number", "type: number, ordered: true", "annotations/claim/attributes/size/ordered"),
    "a choice is repeated": (
        "type: choice,",
        "type: choice, repeated: true,",
        "annotations/claim/attributes/sure/repeated",
    ),
    "outside_order without an order": (
        'key: "yes",',
        'key: "yes", outside_order: true,',
        "annotations/claim/attributes/sure/choices",
    ),
    "a default is no choice": (
        "type: choice,",
        'type: choice, default: "no",',
        "annotations/claim/attributes/sure/default",
    ),
    "a default is bare yes": (
        "type: choice,",
        "type: choice, default: yes,",
        "annotations/claim/attributes/sure/default",
    ),
    "a default has the wrong type": (
        "type: number",
        "type: number, default: three",
        "annotations/claim/attributes/size/default",
    ),
    "a default is infinite": (
        "type: number",
        "type: number, default: .inf",
        "annotations/claim/attributes/size/default",
    ),
    "two defaults": (
        "type: number",
        "type: number, default: 1, default_by_label: {event: 2}",
        "annotations/claim/attributes/size/default_by_label",
    ),
    "a default for an unknown label": (
        "type: number",
        "type: number, default_by_label: {evnt: 2}",
        "annotations/claim/attributes/size/default_by_label/evnt",
    ),
    "a default for a label is no choice": (
        "type: choice,",
        'type: choice, default_by_label: {"*": maybe},',
        "annotations/claim/attributes/sure/default_by_label/*",
    ),
    "a default by an unknown role": (
        "type: number",
        "type: number, default_when: {role_present: source, value: 1}",
        "annotations/claim/attributes/size/default_when/role_present",
    ),
    "a default by quotation marks without a role content": (
        "type: number",
        "type: number, default_when: {content_in_quotation_marks: 1}",
        "annotations/claim/attributes/size/default_when",
    ),
    "a default by a rule that there is not": (
        "type: number",
        "type: number, default_when: {role: claim, otherwise: 1}",
        "annotations/claim/attributes/size/default_when",
    ),
    "a constraint on an unknown attribute": ("if: {sure:", "if: {shure:", "annotations/claim/constraints/0/if/shure"),
    "a constraint on an unknown choice": (
        'if: {sure: "yes"}',
        "if: {sure: never}",
        "annotations/claim/constraints/0/if/sure",
    ),
    "a constraint on an unknown label": (
        'if: {sure: "yes"}',
        "if_label: evnt",
        "annotations/claim/constraints/0/if_label",
    ),
    "a constraint without a condition": ('if: {sure: "yes"}, ', "", "annotations/claim/constraints/0"),
    "a constraint without a consequence": (" require_note: true,", "", "annotations/claim/constraints/0"),
    "a constraint without a message": (", message: {ar: علّل, en: Say why}", "", "annotations/claim/constraints/0"),
    "a constraint with an empty list": ("require_note: true", "require: []", "annotations/claim/constraints/0/require"),
    "a constraint names a thing twice": (
        "require_note: true",
        "require: [size, size]",
        "annotations/claim/constraints/0/require",
    ),
    "a constraint requires an unknown role": (
        "require_note: true",
        "require_role: cue",
        "annotations/claim/constraints/0/require_role",
    ),
    "a constraint requires a source where no role names one": (
        "require_note: true",
        "require_source: true",
        "annotations/claim/constraints/0/require_source",
    ),
    "a constraint is no mapping": ("- {if:", "- never\n      - {if:", "annotations/claim/constraints/0"),
    "a relation from an unknown kind": ("from: claim", "from: [claim, calim]", "relations/same/from"),
    "a relation without an end": (", to: claim", "", "relations/same"),
    "a relation both symmetric and acyclic": (
        "to: claim",
        "to: claim, symmetric: true, acyclic: true",
        "relations/same/acyclic",
    ),
    "an article label without choices": (
        "choices: [{key: news, name: {ar: خبر, en: News}}]",
        "choices: []",
        "article_labels/genre/choices",
    ),
    "a list is a mapping": (
        "relations:\n  - {key: same, name: {ar: مثله, en: Same}, from: claim, to: claim}",
        "relations: {}",
        "relations",
    ),
    "examples in one language": ("hotkey: C", "examples: {ar: [كلام]}", "annotations/claim/examples"),
    "examples without a language": ("hotkey: C", "examples: [words]", "annotations/claim/examples"),
    "an empty list of examples": ("hotkey: C", "examples: {ar: [], en: words}", "annotations/claim/examples/ar"),
    "an example is a number": (
        "hotkey: S",
        "examples: {ar: كلام, en: [12]}",
        "annotations/claim/roles/claim/examples/en",
    ),
    "an example is too long": (
        'hotkey: "1"',
        f"examples: {{ar: كلام, en: [{'x' * 501}]}}",
        "annotations/claim/labels/event/examples/en",
    ),
    "too many examples": (
        'hotkey: "1"',
        f"examples: {{ar: كلام, en: [{', '.join(['words'] * 21)}]}}",
        "annotations/claim/labels/event/examples/en",
    ),
    "a paint that there is not": ("hotkey: C", "paint: pink", "annotations/claim/paint"),
    "a role has a paint that there is not": ("hotkey: S", "paint: Green", "annotations/claim/roles/claim/paint"),
    "a flow through an unknown role": ("hotkey: C", "flow: [claim, cue]", "annotations/claim/flow"),
    "a flow goes through a role twice": ("hotkey: C", "flow: [claim, claim]", "annotations/claim/flow"),
    "a flow through nothing": ("hotkey: C", "flow: []", "annotations/claim/flow"),
    "an unknown role is quoted": ("hotkey: C", "quoted_role: content", "annotations/claim/quoted_role"),
    "an unknown role is a source": ("hotkey: C", "source_role: who", "annotations/claim/source_role"),
    "an implicit source without a source": (
        "hotkey: C",
        'source_implicit: {sure: "yes"}',
        "annotations/claim/source_implicit",
    ),
    "an implicit source of an unknown attribute": (
        "hotkey: C",
        'source_role: claim\n    source_implicit: {shure: "yes"}',
        "annotations/claim/source_implicit/shure",
    ),
    "a suffix source is no choice": (
        "hotkey: C",
        "source_role: claim\n    source_suffix: {sure: never}",
        "annotations/claim/source_suffix/sure",
    ),
    "nested is a word": ("to: claim}", "to: claim, nested: please}", "relations/same/nested"),
    "a key is a bare number": ("version: 1", "version: 1\n5: x", "5"),
}


@pytest.mark.parametrize(("old", "new", "path"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_named_once_with_its_path(old: str, new: str, path: str) -> None:
    assert the_error(old, new).path == path


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        (
            "      - {key: event,",
            '      - {key: event, name: {ar: أ, en: B}, hotkey: "2"}\n      - {key: event,',
            "labels/event/key",
        ),
        (
            "      - {key: event,",
            '      - {key: other, name: {ar: أ, en: B}, hotkey: "1"}\n      - {key: event,',
            "labels/event/hotkey",
        ),
        (
            "      - {key: claim, ",
            "      - {key: cue, name: {ar: أ, en: B}, hotkey: S}\n      - {key: claim, ",
            "roles/claim/hotkey",
        ),
    ],
)
def test_keys_and_hotkeys_are_used_once_in_their_list(old: str, new: str, path: str) -> None:
    assert f"annotations/claim/{path}" in [error.path for error in errors_of(changed(old, new))]


def test_a_key_of_the_page_is_refused_with_those_that_are_free() -> None:
    error = the_error("hotkey: S", "hotkey: T")
    assert str(error.message).startswith("T ")
    assert str(error.message).endswith("A, C, L, N, Q, S, V, W.")
    assert (error.line, error.column) > (1, 1)


def test_labels_and_roles_may_share_a_hotkey() -> None:
    assert read_codebook(changed("hotkey: S", 'hotkey: "1"')).annotations


def test_anchors_aliases_and_merge_keys_are_understood() -> None:
    source = SMALL.replace("- {key: size,", "- &size {key: size,").replace(
        "type: number}", "type: number, required: true}\n      - {<<: *size, key: width, required: false}"
    )
    kind = read_codebook(source).kind("claim")
    assert kind.attribute("size").required
    assert (kind.attribute("width").type, kind.attribute("width").required) == ("number", False)


UNREADABLE: dict[str, tuple[str | bytes, int]] = {
    "nothing": ("", 1),
    "a comment alone": ("# nothing\n", 1),
    "broken YAML": ("key: a\nname: [\n", 3),
    "a tab": ("key: a\n\tname: b\n", 2),
    "NUL": ("key: a\nname: \0\n", 2),
    "half a surrogate pair": ("key: a\nname: \ud800\n", 2),
    "windows-1256": ("key: a\nname: خبر\n".encode("windows-1256"), 2),
    "random bytes": (b"\x93\x00\xff\xfe\x12", 1),
    "a tag": ("key: a\nname: !!python/object/apply:os.system [ls]\n", 2),
    "a directive": ("%YAML 1.1\n---\nkey: a\n", 2),
    "two documents": ("key: a\n---\nkey: b\n", 2),
    "an alias without an anchor": ("key: a\nname: *b\n", 2),
    "an alias inside its anchor": ("key: a\nname: &b [*b]\n", 2),
    "a merge of something else": ("key: a\n<<: 3\n", 2),
    "a list as a key": ("key: a\n? [b]\n: c\n", 2),
    "too deep": ("key: a\nname: " + "[" * 100 + "]" * 100, 2),
    "unclosed and deep": ("[" * 100_000, 1),
    "a giant": ("# " + "x" * 500_001, 1),
    "a number that is no character": ('key: a\nname: "\\UFFFFFFFF"\n', 2),
}


@pytest.mark.parametrize(("source", "line"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_is_not_a_yaml_codebook_is_refused_with_its_line(source: str | bytes, line: int) -> None:
    (error,) = errors_of(source)
    assert error.line == line
    assert str(error.message)


def test_an_alias_bomb_is_refused_before_it_goes_off() -> None:
    letters = "abcdefghi"
    bomb = "a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n" + "".join(
        f"{name}: &{name} [{', '.join(['*' + before] * 10)}]\n" for before, name in pairwise(letters)
    )
    (error,) = errors_of(bomb)
    assert error.line == 5


@pytest.mark.parametrize("source", ["just text", "[1, 2]", "~", "5"])
def test_a_file_that_is_no_mapping_is_refused(source: str) -> None:
    (error,) = errors_of(source)
    assert (error.line, error.column, error.path) == (1, 1, "")


def test_what_a_message_repeats_is_made_safe() -> None:
    error = the_error("key: event", 'key: "\\u202e\\ud800"')
    assert str(error.message).encode()
    assert "\u202e" not in str(error.message)


yaml_like = st.text(st.sampled_from("{}[]:,&*!|>-'\"%@`#?<~ \n\tab1\\\r\ufeff\u2028"), max_size=40)


@given(yaml_like | st.text(max_size=60) | st.binary(max_size=60))
def test_no_text_makes_the_reader_fail(source: str | bytes) -> None:
    with pytest.raises(CodebookErrors):
        read_codebook(source)


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
json_like = st.recursive(
    scalars, lambda x: st.lists(x, max_size=3) | st.dictionaries(st.text(max_size=8), x, max_size=3)
)


def places_of(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, item in inner for place in places_of(item, (*path, key)))]


def with_at(value: Any, place: tuple[Any, ...], new: Any) -> Any:
    if not place:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[place[0]] = with_at(copy[place[0]], place[1:], new)
    return copy


PLAIN: dict[str, Any] = {
    "key": "a",
    "version": 1,
    "name": {"ar": "ا", "en": "a"},
    "annotations": [
        {
            "key": "k",
            "name": {"ar": "ا", "en": "a"},
            "hotkey": "K",
            "roles": [{"key": "r", "name": {"ar": "ا", "en": "a"}, "min": 1, "max": 2}],
            "labels": [{"key": "l", "name": {"ar": "ا", "en": "a"}, "hotkey": "1"}],
            "attributes": [
                {
                    "key": "c",
                    "name": {"ar": "ا", "en": "a"},
                    "type": "choice",
                    "ordered": True,
                    "default_by_label": {"l": "x"},
                    "choices": [{"key": "x", "name": {"ar": "ا", "en": "a"}, "outside_order": True}],
                },
                {
                    "key": "n",
                    "name": {"ar": "ا", "en": "a"},
                    "type": "number",
                    "default_when": {"role_present": "r", "value": 3},
                },
                {"key": "t", "name": {"ar": "ا", "en": "a"}, "type": "text", "repeated": True, "default": ["a"]},
            ],
            "constraints": [
                {
                    "if": {"c": "x"},
                    "if_label": ["l"],
                    "then": {"n": [1, 2]},
                    "require": ["t"],
                    "require_note": True,
                    "forbid_role": "r",
                    "message": {"ar": "ا", "en": "a"},
                }
            ],
        }
    ],
    "relations": [{"key": "q", "name": {"ar": "ا", "en": "a"}, "from": ["k"], "to": "k", "symmetric": True}],
    "article_labels": [
        {"key": "g", "name": {"ar": "ا", "en": "a"}, "choices": [{"key": "x", "name": {"ar": "ا", "en": "a"}}]}
    ],
}


@settings(max_examples=300)
@given(st.data())
def test_a_codebook_with_anything_in_any_place_is_read_or_refused_with_places(data: st.DataObject) -> None:
    broken = with_at(PLAIN, data.draw(st.sampled_from(places_of(PLAIN))), data.draw(json_like))
    source = json.dumps(broken)  # JSON is YAML
    errors: list[CodebookError] = []
    try:
        spec = read_codebook(source)
    except CodebookErrors as refused:
        errors = refused.errors
    else:
        assert CodebookSpec.from_json(json.loads(json.dumps(spec.as_json()))) == spec
    assert all(error.line >= 1 and error.column >= 1 and str(error).encode() for error in errors)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("a: b: c", "نقطتان ثانيتان"),
        ("a: [1, 2", "[ لم تُغلق"),
        ("a: {x: 1", "{ لم يُغلق"),
        ("a: 'x", "علامة تنصيص"),
        ("a:\n\tb: 1", "مسافة جدولة"),
        ("a: 1\nfoo\nb: 2", "تنقص نقطتان"),
        ("a:\n  - 1\n - 2", "إزاحة هذا السطر"),
    ],
)
def test_what_is_no_yaml_is_explained_in_the_readers_language(source: str, said: str) -> None:
    message = refused_in_arabic(source)
    assert said in message
    assert not re.search("[A-Za-z]{2}", message.replace("name: value", ""))


def test_the_parsers_own_words_stand_apart() -> None:
    assert "(مفسّر YAML: “" in refused_in_arabic("a: @x")


def refused_in_arabic(source: str) -> str:
    with translation.override("ar"):
        with pytest.raises(CodebookErrors) as refused:
            read_codebook(source)
        return str(refused.value.errors[0].message)
