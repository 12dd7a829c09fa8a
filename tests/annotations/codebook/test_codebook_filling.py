"""How kinds are filled and painted: said by a codebook, or understood of those that were written before it could be."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from annotations.codebook.parts import CodebookErrors
from annotations.codebook.reading import read_codebook
from annotations.codebook.spec import PAINTS, CodebookSpec

ROOT = Path(__file__).resolve().parents[3]
SEED = (ROOT / "seeds" / "codebook.yaml").read_text(encoding="utf-8")
# The default codebook as it was before it said how its kinds are filled.
BEFORE = (ROOT / "tests" / "vectors" / "newsroom_3.yaml").read_text(encoding="utf-8")
TOKENS = ROOT / "newsdesk/static/newsdesk/css/tokens.css"
CONTRAST = TOKENS.with_name("contrast.css")
GROUNDS = ("paper", "surface", "sunken")
LATER = ("paint", "flow", "quoted_role", "source_role", "source_implicit", "source_suffix", "nested")

STANCE = """\
key: scheme
version: 1
name: {ar: حجج, en: Arguments}
annotations:
  - key: stance
    name: {ar: موقف, en: Stance}
    roles:
      - {key: holder, name: {ar: صاحبه, en: Holder}}
      - {key: source, name: {ar: مصدر, en: Source}}
    labels:
      - {key: pro, name: {ar: مع, en: For}}
    attributes:
      - {key: hidden, name: {ar: خفي, en: Hidden}, type: boolean}
"""


def stance(*lines: str) -> Any:
    """The kind of STANCE with more lines."""
    more = "".join(f"    {line}\n" for line in lines)
    return read_codebook(STANCE.replace("    roles:\n", f"{more}    roles:\n")).kind("stance")


def paints(kind: Any) -> dict[str, str]:
    return {role.key: role.paint for role in kind.roles}


def without_what_came_later(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_what_came_later(item) for key, item in value.items() if key not in LATER}
    return [without_what_came_later(item) for item in value] if isinstance(value, list) else value


def test_a_version_that_says_nothing_of_it_is_filled_and_painted_as_it_always_was() -> None:
    spec = read_codebook(BEFORE)
    assert {kind.key: kind.paint for kind in spec.annotations} == {
        "claim": "orange",
        "attribution": "blue",
        "source_note": "violet",
    }
    assert paints(spec.kind("claim")) == {"claim": "orange"}
    said = spec.kind("attribution")
    assert paints(said) == {"source": "green", "cue": "rose", "content": "blue", "addressee": "grey", "medium": "grey"}
    assert paints(spec.kind("source_note")) == {"source": "violet"}
    assert [kind.flow for kind in spec.annotations] == [(), ("cue", "source", "content"), ("source",)]
    assert (said.quoted_role, said.source_role) == ("content", "source")
    assert (said.source_implicit, said.source_suffix) == ({"source_form": "implicit"}, {"source_form": "suffix"})
    assert [relation.key for relation in spec.relations if relation.nested] == ["contains"]


def test_a_version_stored_before_it_could_be_said_reads_alike_and_is_not_changed() -> None:
    spec = read_codebook(BEFORE)
    stored = without_what_came_later(spec.as_json())
    before = json.dumps(stored)
    assert CodebookSpec.from_json(stored) == spec
    assert json.dumps(stored) == before


def test_what_is_said_stays() -> None:
    kind = stance(
        "paint: teal",
        "flow: [source, holder]",
        "quoted_role: holder",
        "source_role: holder",
        "source_implicit: {hidden: true}",
    )
    assert (kind.paint, kind.flow) == ("teal", ("source", "holder"))
    assert (kind.quoted_role, kind.source_role) == ("holder", "holder")
    assert (kind.source_implicit, kind.source_suffix) == ({"hidden": True}, None)


def test_roles_without_a_paint_have_their_kinds() -> None:
    assert paints(stance("paint: olive")) == {"holder": "olive", "source": "olive"}
    assert paints(stance()) == {"holder": "grey", "source": "green"}


def test_quotation_marks_are_looked_for_around_the_quoted_role() -> None:
    when = "default_when: {content_in_quotation_marks: true, otherwise: false}"
    said = STANCE.replace("type: boolean", f"type: boolean, {when}")
    read = read_codebook(said.replace("    roles:\n", "    quoted_role: holder\n    roles:\n"))
    assert read.kind("stance").attribute("hidden").default_when.role == "holder"  # type: ignore[union-attr]


def test_a_paint_that_there_is_not_is_told_with_those_that_there_are() -> None:
    with pytest.raises(CodebookErrors) as caught:
        stance("paint: pink")
    (error,) = caught.value.errors
    with translation.override("ar"):
        told = str(error)
    assert (error.line, error.path) == (7, "annotations/stance/paint")
    assert ", ".join(PAINTS) in told
    assert "غير معروف" in told


@pytest.mark.parametrize(("language", "said"), [("ar", "اذكر دوره"), ("en", "Name the role")])
def test_a_source_without_its_role_is_told_in_both_languages(language: str, said: str) -> None:
    source = STANCE.replace("{key: source,", "{key: other,").replace(
        "    roles:\n", "    source_suffix: {}\n    roles:\n"
    )
    with translation.override(language), pytest.raises(CodebookErrors) as caught:
        read_codebook(source)
    (error,) = caught.value.errors
    with translation.override(language):
        assert said in str(error)
        assert "`source_role`" in str(error)


@pytest.mark.parametrize(("sheet", "least"), [(TOKENS, 4.5), (CONTRAST, 7.0)], ids=["everyday", "high contrast"])
def test_every_paint_can_be_read_on_every_ground_in_both_themes(sheet: Path, least: float) -> None:
    pairs = dict(re.findall(r"--([\w-]+): light-dark\((#\w{6}), #\w{6}\)", text := sheet.read_text(encoding="utf-8")))
    darks = dict(re.findall(r"--([\w-]+): light-dark\(#\w{6}, (#\w{6})\)", text))
    for theme in (pairs, darks):
        for paint in PAINTS:
            grounds = [theme[name] for name in (*GROUNDS, f"paint-{paint}-soft")]
            assert min(contrast(theme[f"paint-{paint}"], ground) for ground in grounds) >= least, paint


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2.2, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


KEYS = ("attribution", "claim", "cue", "source_form", "source_note", "contains")
# What else is called content: what a reading says, and what a request brings.
NAMED = re.compile(
    rf"""["'`]({"|".join(KEYS)})["'`]|role.{{1,6}}["'`]content["'`]|(kind|role|mark)-({"|".join(KEYS)}|content)\b"""
)


@pytest.mark.parametrize("app", ["annotations", "articles", "newsdesk"])
def test_no_code_names_what_a_codebook_says(app: str) -> None:
    """Neither a string, nor a selector, nor a class is a key of the default codebook: those are data."""
    files = [path for path in (ROOT / app).rglob("*") if path.suffix in (".py", ".js", ".css", ".html")]
    lines = [
        (path.name, line)
        for path in files
        if "migrations" not in path.parts
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    assert [(name, line) for name, line in lines if NAMED.search(line)] == []


def test_what_describes_a_source_without_a_name_is_said_by_the_codebook_alone() -> None:
    assert stance("source_anonymous: {hidden: true}").source_anonymous == {"hidden": True}
    assert stance().source_anonymous is None
    assert read_codebook(SEED).kind("attribution").source_anonymous == {"naming": "described"}
