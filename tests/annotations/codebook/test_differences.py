"""What a version of a codebook says otherwise than another."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from annotations.codebook.differences import (
    HOLDING,
    THINGS,
    TOLD_APART,
    Difference,
    differences,
)
from annotations.codebook.reading import read_codebook
from annotations.codebook.spec import Name
from annotations.templatetags.newsdesk_differences import ASPECTS
from tests.annotations.codebook.small import SMALL, changed

ROOT = Path(__file__).resolve().parents[3]
THREE = read_codebook((ROOT / "tests" / "vectors" / "newsroom_3.yaml").read_bytes())
FOUR = read_codebook((ROOT / "seeds" / "codebook.yaml").read_bytes())
CLAIM = Name("ادعاء", "Claim")


def found(*changes: str) -> list[Difference]:
    """What the small codebook says otherwise after a change of its text."""
    return differences(read_codebook(SMALL), read_codebook(changed(*changes)))


def told(found: list[Difference]) -> list[tuple[str, str, str]]:
    return [(one.sort, one.thing, one.name.en) for one in found]


def test_a_version_that_says_the_same_has_no_differences() -> None:
    assert differences(FOUR, FOUR) == []
    assert found("version: 1", "version: 2") == []


def test_what_is_new_and_what_is_gone_is_told_with_what_holds_it() -> None:
    two = changed(
        '- {key: event, name: {ar: حدث, en: Event}, hotkey: "1"}',
        '- {key: event, name: {ar: حدث, en: Event}, hotkey: "1"}\n      - {key: rule, name: {ar: حكم, en: Rule}}',
    )
    [new] = differences(read_codebook(SMALL), read_codebook(two))
    assert (new.sort, new.thing, new.name, new.within) == ("added", "label", Name("حكم", "Rule"), (CLAIM,))
    [gone] = differences(read_codebook(two), read_codebook(SMALL))
    assert (gone.sort, gone.thing, gone.name, gone.within) == ("removed", "label", Name("حكم", "Rule"), (CLAIM,))


def test_a_thing_that_is_called_otherwise_is_told_with_both_names() -> None:
    [renamed] = found("{ar: حدث, en: Event}", "{ar: واقعة, en: Happening}")
    assert (renamed.sort, renamed.before, renamed.after) == (
        "renamed",
        Name("حدث", "Event"),
        Name("واقعة", "Happening"),
    )


def test_a_thing_that_is_explained_otherwise_is_told_with_both_definitions() -> None:
    [redefined] = found("hotkey: C", "hotkey: C\n    definition: {ar: ما يقال, en: What is said}")
    assert (redefined.sort, redefined.thing, redefined.name) == ("redefined", "kind", CLAIM)
    assert (redefined.before, redefined.after) == (None, Name("ما يقال", "What is said"))


def test_a_thing_that_works_otherwise_is_told_with_what_changed() -> None:
    [attribute] = found("type: number}", "type: number, required: true, default: 1}")
    assert (attribute.sort, attribute.thing, attribute.aspects) == ("changed", "attribute", ("required", "default"))


def test_another_order_is_a_change_of_what_holds_the_things() -> None:
    def codebook(*keys: str) -> str:
        labels = "\n".join(f"      - {{key: {key}, name: {{ar: حدث {key}, en: Event {key}}}}}" for key in keys)
        return changed('      - {key: event, name: {ar: حدث, en: Event}, hotkey: "1"}', labels)

    one, other = read_codebook(codebook("a", "b", "c")), read_codebook(codebook("c", "a"))
    assert [(one.sort, one.thing, one.aspects) for one in differences(one, other)] == [
        ("changed", "kind", ("order",)),
        ("removed", "label", ()),
    ]


def test_constraints_are_the_same_where_they_want_the_same() -> None:
    one = read_codebook(SMALL)
    [redefined] = found("{ar: علّل, en: Say why}", "{ar: اكتب, en: Write}")
    assert (redefined.sort, redefined.thing) == ("redefined", "constraint")
    assert (redefined.before, redefined.after) == (Name("علّل", "Say why"), Name("اكتب", "Write"))
    wants_otherwise = changed("require_note: true", "require: [size]")
    assert told(differences(one, read_codebook(wants_otherwise))) == [
        ("added", "constraint", "Say why"),
        ("removed", "constraint", "Say why"),
    ]


def test_from_version_3_of_the_default_codebook_to_4() -> None:
    found = differences(THREE, FOUR)
    one_by_one = {(one.sort, one.thing, one.name.en) for one in found}
    assert {
        ("added", "role", "Target"),
        ("added", "role", "Passed on by"),
        ("added", "label", "Praise or thanks"),
        ("added", "attribute", "Naming of the source"),
        ("removed", "attribute", "Naming of the source"),
        ("added", "choice", "State"),
        ("renamed", "label", "Accusation or blame"),
        ("redefined", "role", "Claim text"),
        ("changed", "article_label", "Genre"),
    } <= one_by_one
    [nobody] = [one for one in found if one.name.en == "Nobody" and one.thing == "choice" and len(one.within) == 2][:1]
    assert [name.en for name in nobody.within] == ["Attribution", "Source form"]
    [genre] = [one for one in found if one.thing == "article_label" and one.name.en == "Genre" and one.aspects]
    assert genre.aspects == ("required",)
    assert {one.thing for one in found if one.sort == "removed"} == {"attribute", "constraint"}


@pytest.mark.parametrize("thing", THINGS)
def test_every_field_is_compared_and_can_be_told_in_words(thing: type) -> None:
    names = {field.name for field in fields(thing)} - {"message"}
    assert THINGS[thing] == "constraint" or names <= {*TOLD_APART, *ASPECTS}
    assert not set(HOLDING) & set(ASPECTS)
