"""Mistakes in a codebook: each is named once, with its place and how to mend it, in the reader's language."""

from __future__ import annotations

import pytest

from tests.annotations.codebook.small import changed, errors_of, the_error


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
    "a symmetric relation with a name at its other end": (
        "to: claim",
        "to: claim, symmetric: true, inverse: {ar: مثلها, en: Like it}",
        "relations/same/inverse",
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
    "a counter-example in one language": ("hotkey: C", "not_examples: {en: words}", "annotations/claim/not_examples"),
    "an example of a choice is a number": (
        'key: "yes",',
        'key: "yes", examples: {ar: 5, en: words},',
        "annotations/claim/attributes/sure/choices/yes/examples/ar",
    ),
    "an order of unknown labels": ("hotkey: C", "precedence: [evnt]", "annotations/claim/precedence"),
    "a label comes first twice": ("hotkey: C", "precedence: [event, event]", "annotations/claim/precedence"),
    "a cue with a point": ('hotkey: "1"', "cues: [قال, ق.]", "annotations/claim/labels/event/cues"),
    "a cue of two spaces": ('hotkey: "1"', 'cues: "على  حد"', "annotations/claim/labels/event/cues"),
    "a cue that stands twice": ('hotkey: "1"', "cues: [قال, قال]", "annotations/claim/labels/event/cues"),
    "too many cues": (
        'hotkey: "1"',
        f"cues: [{', '.join(chr(code) * 3 for code in range(0x4E00, 0x4E00 + 201))}]",
        "annotations/claim/labels/event/cues",
    ),
    "a role may overlap an unknown one": (
        "hotkey: S",
        "may_overlap: content",
        "annotations/claim/roles/claim/may_overlap",
    ),
    "linked is a word": ("hotkey: S", "linked: please", "annotations/claim/roles/claim/linked"),
    "a default by words without a value": (
        "type: number",
        "type: number, default_when: {contains_word: لم}",
        "annotations/claim/attributes/size/default_when",
    ),
    "a default by words that are none": (
        "type: number",
        'type: number, default_when: {contains_word: "!", value: 1}',
        "annotations/claim/attributes/size/default_when/contains_word",
    ),
    "a default by words in an unknown role": (
        "type: number",
        "type: number, default_when: {contains_word: لم, role: cue, value: 1}",
        "annotations/claim/attributes/size/default_when/role",
    ),
    "a default by words is no value": (
        "type: number",
        "type: number, default_when: {contains_word: لم, value: one}",
        "annotations/claim/attributes/size/default_when/value",
    ),
    "a default from a source is a word": (
        "type: number",
        "type: number, default_from_source: always",
        "annotations/claim/attributes/size/default_from_source",
    ),
    "a condition on an unknown role": (
        'if: {sure: "yes"}',
        "if_role_absent: cue",
        "annotations/claim/constraints/0/if_role_absent",
    ),
    "a condition on a role twice": (
        'if: {sure: "yes"}',
        "if_role_present: [claim, claim]",
        "annotations/claim/constraints/0/if_role_present",
    ),
    "an article label is required by a word": (
        "{key: genre,",
        "{key: genre, required: please,",
        "article_labels/genre/required",
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


def test_what_a_message_repeats_is_made_safe() -> None:
    error = the_error("key: event", 'key: "\\u202e\\ud800"')
    assert str(error.message).encode()
    assert "\u202e" not in str(error.message)


def test_how_a_source_is_required_is_said_by_true_or_a_word() -> None:
    source = changed("hotkey: C", "source_role: claim").replace("require_note: true", "require_source: linkd")
    [error] = errors_of(source)
    assert error.path == "annotations/claim/constraints/0/require_source"
    assert "“linked”" in str(error.message)
    [error] = errors_of(source.replace("linkd", "1"))
    assert error.path == "annotations/claim/constraints/0/require_source"
