"""Promise 5: what is refused, what is stored as a problem, and what a codebook proposes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.codebook.reading import read_codebook
from annotations.codebook.spec import CodebookSpec
from annotations.codebook.values import is_empty
from annotations.frames import NOTE_LIMIT, Frame, Target
from annotations.writing.completeness import missing_article_labels, problems
from annotations.writing.structure import ANCHORS_LIMIT, FAULTS_SHOWN, structure_errors
from annotations.writing.ties import closes_a_cycle
from tests.reference.proposing import defaults
from tests.reference.quotation import how_quoted

ROOT = Path(__file__).resolve().parents[3]
VECTORS = ROOT / "tests" / "vectors"
SPEC = CodebookSpec.from_json(json.loads((VECTORS / "codebook.json").read_text(encoding="utf-8")))
NEWSROOM = read_codebook((ROOT / "seeds" / "codebook.yaml").read_bytes())
ONE, TWO, NOTE = (f"01890a5d-ac96-774b-bcce-b302099a805{digit}" for digit in "123")
KINDS = {ONE: "saying", TWO: "saying", NOTE: "remark"}


def vectors(name: str) -> list[Any]:
    cases: list[dict[str, Any]] = json.loads((VECTORS / name).read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["name"]) for case in cases]


def a_state(**changes: Any) -> dict[str, Any]:
    anchors = [an_anchor("content", 0), an_anchor("pair", 5), an_anchor("pair", 10)]
    whole: dict[str, Any] = {
        "kind": "saying",
        "label": "assert",
        "attributes": {},
        "note": "",
        "source": None,
        "anchors": anchors,
    }
    return {**whole, **changes}


def an_anchor(role: str = "content", start: int = 0, exact: str = "كلام") -> dict[str, Any]:
    return {"role": role, "start": start, "end": start + len(exact), "exact": exact}


def faults(state: Any, target: Target = "annotation", **options: Any) -> list[tuple[str, str]]:
    return [(fault.path, fault.code) for fault in structure_errors(SPEC, state, target, **options)]


def attribute_faults(**attributes: Any) -> list[tuple[str, str]]:
    return faults(a_state(attributes=attributes))


@pytest.mark.parametrize("case", vectors("problems.json"))
def test_problems_are_those_of_the_vectors(case: dict[str, Any]) -> None:
    assert faults(case["state"]) == []
    assert [problem.as_json() for problem in problems(SPEC, Frame.read(case["state"]))] == case["problems"]


@pytest.mark.parametrize("case", vectors("defaults.json"))
def test_defaults_are_those_of_the_vectors(case: dict[str, Any]) -> None:
    assert faults(case["state"]) == []
    assert defaults(SPEC, case["state"], case["text"], case.get("others", ())) == case["attributes"]


@pytest.mark.parametrize("case", vectors("defaults.json"))
def test_what_is_proposed_can_be_stored(case: dict[str, Any]) -> None:
    assert attribute_faults(**case["attributes"]) == [] or case["state"]["kind"] != "saying"


def test_a_well_formed_state_has_no_faults() -> None:
    everything = {
        "quote_type": "direct", "certain": False, "reasons": ["harm", "1"], "reliability": "F", "count": -2.5,
        "remark": "تعليق", "links": ["https://example.org/خبر?a=1#b", "http://[::1]:8000/"], "said_on": "2024-02-29",
    }  # fmt: skip
    assert faults(a_state(attributes=everything, source=7, note="ملاحظة")) == []


def test_what_is_left_out_is_no_fault_but_the_kind() -> None:
    assert faults({"kind": "saying"}) == []
    assert faults({"kind": "saying", "label": None, "attributes": None, "note": None, "anchors": None}) == []
    assert faults({}) == [("kind", "type")]


@pytest.mark.parametrize("state", [None, [], "text", 3, True])
def test_a_state_that_is_no_object_is_refused(state: Any) -> None:
    assert faults(state) == [("", "type")]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"kind": "nothing"}, ("kind", "unknown")),
        ({"kind": ["saying"]}, ("kind", "type")),
        ({"label": "nothing"}, ("label", "unknown")),
        ({"label": {"assert": 1}}, ("label", "type")),
        ({"colour": "red"}, ("colour", "unknown_key")),
        ({"note": 3}, ("note", "type")),
        ({"note": "a\0b"}, ("note", "characters")),
        ({"note": "\ud800"}, ("note", "characters")),
        ({"note": "x" * (NOTE_LIMIT + 1)}, ("note", "too_long")),
        ({"source": True}, ("source", "type")),
        ({"source": "7"}, ("source", "type")),
        ({"source": 0}, ("source", "type")),
        ({"source": 2**63}, ("source", "type")),
        ({"attributes": []}, ("attributes", "type")),
        ({"attributes": {"nothing": 1}}, ("attributes/nothing", "unknown_key")),
        ({"anchors": {}}, ("anchors", "type")),
        ({"anchors": [an_anchor()] * (ANCHORS_LIMIT + 1)}, ("anchors", "too_many")),
        ({"anchors": [3]}, ("anchors/0", "type")),
        ({"anchors": [an_anchor(), an_anchor()]}, ("anchors/1", "duplicate")),
        ({"anchors": [an_anchor("nothing")]}, ("anchors/0/role", "unknown")),
        ({"anchors": [an_anchor() | {"colour": 1}]}, ("anchors/0/colour", "unknown_key")),
        ({"anchors": [an_anchor() | {"start": -1}]}, ("anchors/0/start", "offset")),
        ({"anchors": [an_anchor() | {"start": 0.0}]}, ("anchors/0/start", "offset")),
        ({"anchors": [an_anchor() | {"start": False}]}, ("anchors/0/start", "offset")),
        ({"anchors": [an_anchor() | {"end": 10**30}]}, ("anchors/0/end", "offset")),
        ({"anchors": [an_anchor() | {"end": 0}]}, ("anchors/0/end", "offset")),
        ({"anchors": [an_anchor() | {"exact": None}]}, ("anchors/0/exact", "type")),
        ({"anchors": [an_anchor() | {"exact": "كلا"}]}, ("anchors/0/exact", "quote")),
        ({"anchors": [an_anchor() | {"exact": "كلا\ud83d"}]}, ("anchors/0/exact", "characters")),
    ],
)
def test_what_is_malformed_is_refused_with_its_path(changes: dict[str, Any], expected: tuple[str, str]) -> None:
    assert faults(a_state(**changes)) == [expected]


@pytest.mark.parametrize(
    ("attribute", "value", "code"),
    [
        ("quote_type", "nothing", "unknown_choice"),
        ("quote_type", "", "unknown_choice"),
        ("quote_type", True, "type"),
        ("certain", 1, "type"),
        ("certain", "true", "type"),
        ("reasons", "harm", "type"),
        ("count", True, "type"),
        ("count", "1", "type"),
        ("count", float("nan"), "number"),
        ("count", float("-inf"), "number"),
        ("count", 10**400, "number"),
        ("remark", "x" * 5001, "too_long"),
        ("remark", "\0", "characters"),
        ("links", "https://example.org/", "type"),
        ("links", ["https://example.org/"] * 101, "too_many"),
        ("said_on", "2023-02-29", "date"),
        ("said_on", "20230201", "date"),
        ("said_on", "٢٠٢٣-٠٢-٠١", "date"),
        ("said_on", "0000-01-01", "date"),
        ("said_on", 20230201, "date"),
    ],
)
def test_a_value_of_the_wrong_sort_is_refused(attribute: str, value: Any, code: str) -> None:
    assert attribute_faults(**{attribute: value}) == [(f"attributes/{attribute}", code)]


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "data:text/html,x", "//example.org/", "example.org", "https://", "https:///path", "http://[::1",
     "https://example.org:99999/", "https://exa mple.org/", "https://example.org/\n", 'https://example.org/">', " https://a.b"],
)  # fmt: skip
def test_only_web_addresses_are_links(address: str) -> None:
    assert attribute_faults(links=[address]) == [("attributes/links/0", "url")]


@pytest.mark.parametrize("values", [["harm", "harm"], ["reach", "harm", "reach"]])
def test_a_choice_given_twice_is_refused_where_it_stands_again(values: list[str]) -> None:
    assert attribute_faults(reasons=values) == [(f"attributes/reasons/{len(values) - 1}", "duplicate")]


def test_null_means_not_filled_in() -> None:
    assert attribute_faults(quote_type=None, certain=None, reasons=None, count=None, said_on=None) == []


def test_every_fault_says_something_that_can_be_sent_as_json() -> None:
    state = a_state(colour=1, kind="\u202e\ud800", note=3)
    for fault in structure_errors(SPEC, state):
        assert json.dumps(fault.as_json(), ensure_ascii=False).encode()
        assert fault.as_json()["message"]


def test_faults_are_capped() -> None:
    assert len(faults(a_state(**{f"key{number}": 1 for number in range(500)}))) == FAULTS_SHOWN


def test_a_relation_joins_two_annotations_of_fitting_kinds() -> None:
    assert faults({"label": "contains", "from": ONE, "to": NOTE}, "relation", kinds=KINDS) == []
    assert faults({"label": "same", "from": ONE, "to": TWO.upper()}, "relation", kinds=KINDS) == []
    assert faults({"label": "contains", "from": ONE, "to": TWO}, "relation") == []


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ({"label": "nothing", "from": ONE, "to": TWO}, [("label", "unknown")]),
        ({"label": None, "from": ONE, "to": TWO}, [("label", "type")]),
        ({"label": "same", "from": ONE}, [("to", "type")]),
        ({"label": "same", "from": ONE, "to": "7"}, [("to", "type")]),
        ({"label": "same", "from": ONE, "to": ONE}, [("to", "self")]),
        ({"label": "same", "from": ONE, "to": NOTE}, [("to", "kind")]),
        ({"label": "contains", "from": NOTE, "to": ONE}, [("from", "kind")]),
        ({"label": "same", "from": ONE, "to": ONE[:-1] + "9"}, [("to", "unknown_annotation")]),
        ({"label": "same", "from": ONE, "to": TWO, "note": ""}, [("note", "unknown_key")]),
    ],
)
def test_a_relation_that_does_not_fit_is_refused(state: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert faults(state, "relation", kinds=KINDS) == expected


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ({"label": "genre", "value": "news"}, []),
        ({"label": "genre", "value": "novel"}, [("value", "unknown_choice")]),
        ({"label": "genre", "value": None}, [("value", "type")]),
        ({"label": "nothing", "value": "news"}, [("label", "unknown")]),
        ({"label": "genre", "value": "news", "note": ""}, [("note", "unknown_key")]),
    ],
)
def test_an_article_label_has_one_of_its_choices(state: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert faults(state, "article_label") == expected


def test_a_link_that_leads_back_to_its_start_closes_a_cycle() -> None:
    links = [("a", "b"), ("b", "c"), ("b", "d")]
    assert closes_a_cycle(links, "c", "a")
    assert closes_a_cycle(links, "a", "a")
    assert not closes_a_cycle(links, "a", "c")
    assert not closes_a_cycle([("x", "y"), ("y", "x")], "a", "x")


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
KNOWN_KEYS = st.sampled_from([*a_state(), "from", "to", "value"])
NEARLY_STATES = st.dictionaries(KNOWN_KEYS, ANY_JSON | st.sampled_from(["saying", "assert", "contains", "genre", ONE]))
NEARLY_ANCHORS = st.lists(
    st.fixed_dictionaries(
        {"role": ANY_JSON | st.just("content"), "start": ANY_JSON, "end": ANY_JSON, "exact": ANY_JSON}
    )
)
NEARLY_ATTRIBUTES = st.dictionaries(st.sampled_from([one.key for one in SPEC.kind("saying").attributes]), ANY_JSON)
NEARLY_RIGHT = st.builds(
    lambda anchors, values: a_state(anchors=anchors, attributes=values), NEARLY_ANCHORS, NEARLY_ATTRIBUTES
)


@settings(max_examples=400)
@given(ANY_JSON | NEARLY_STATES | NEARLY_RIGHT, st.sampled_from(["annotation", "relation", "article_label"]))
def test_no_json_makes_the_judge_fail_and_what_it_lets_pass_can_be_judged(state: Any, target: Target) -> None:
    found = structure_errors(SPEC, state, target, kinds=KINDS)
    assert all(json.dumps(fault.as_json(), ensure_ascii=False).encode() for fault in found)
    if not found and target == "annotation":
        assert isinstance(problems(SPEC, Frame.read(state)), list)
        assert isinstance(defaults(SPEC, state, "نص"), dict)


def test_deeply_nested_values_are_refused_like_any_other() -> None:
    deep: Any = []
    for _ in range(5000):
        deep = [deep]
    assert attribute_faults(reasons=[deep, deep]) == [
        ("attributes/reasons/0", "type"),
        ("attributes/reasons/1", "type"),
    ]


@pytest.mark.parametrize("value", [None, "", "  \n", "\u200f\u200e\u061c", [], "\ufeff\u00a0"])
def test_what_says_nothing_is_empty(value: Any) -> None:
    assert is_empty(value)


@pytest.mark.parametrize("value", [0, 0.0, False, "0", ".", "ـ", ["a"]])
def test_what_says_something_is_not_empty(value: Any) -> None:
    assert not is_empty(value)


@given(st.text(st.sampled_from('ا نه "«»“”„‘’‹›.\n'), max_size=30), st.data())
def test_quotation_is_told_of_any_text_and_does_not_depend_on_what_follows_its_line(
    text: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, max(len(text) - 1, 0)))
    end = data.draw(st.integers(start + 1, len(text) + 3))
    verdict = how_quoted(text, [(start, end)])
    assert verdict in {"quoted", "partly_quoted", "otherwise"}
    assert how_quoted(text + "\n«" if end <= len(text) else text, [(start, end)]) == verdict


@given(st.text(st.sampled_from("ابتث نـ5"), min_size=1, max_size=20).filter(lambda words: not words.isspace()))
def test_words_in_a_pair_of_marks_are_quoted_and_without_them_are_not(words: str) -> None:
    marked = f"قال «{words}» أمس"
    assert how_quoted(marked, [(5, 5 + len(words))]) == "quoted"
    assert how_quoted(f"قال {words} أمس", [(4, 4 + len(words))]) == "otherwise"


def test_the_default_codebook_judges_the_seed_article_as_analysts_would() -> None:
    """«اتهم» in «واتهم» is the cue: an explicit source, words of the writer."""
    text = "واتهم كاظم الفرطوسي، المتحدث باسم كتائب سيد الشهداء، الولايات المتحدة باستقدام قوات جديدة."
    parts = {
        "cue": "اتهم",
        "source": "كاظم الفرطوسي، المتحدث باسم كتائب سيد الشهداء",
        "content": "باستقدام قوات جديدة",
        "target": "الولايات المتحدة",
    }
    anchors = [an_anchor(role, text.index(exact), exact) for role, exact in parts.items()]
    state: dict[str, Any] = {"kind": "attribution", "label": "accuse", "anchors": anchors}
    proposed = defaults(NEWSROOM, state, text)
    assert proposed == {
        "quote_type": "indirect",
        "source_form": "explicit",
        "naming": "named",
        "target_form": "explicit",
    }
    assert structure_errors(NEWSROOM, state | {"attributes": proposed}) == []
    assert lacking(state | {"attributes": proposed}) == ["source"]
    assert lacking(state | {"attributes": proposed, "source": 1}) == []


def lacking(state: dict[str, Any]) -> list[str]:
    """Where the problems of a state under the default codebook lie."""
    return [one.path for one in problems(NEWSROOM, Frame.read(state))]


def attributed(*roles: str, label: str = "assert", source: int | None = None, **attributes: str) -> dict[str, Any]:
    """An attribution with words in these roles, with what the codebook proposes, but for what is said here."""
    text = "كلام " * len(roles)
    anchors = [an_anchor(role, 5 * place) for place, role in enumerate(roles)]
    state: dict[str, Any] = {"kind": "attribution", "label": label, "source": source, "anchors": anchors}
    return state | {"attributes": defaults(NEWSROOM, state, text) | attributes}


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        # Content alone, whatever is said of it: nobody says it, and no word attributes it.
        (attributed("content"), ["attributes/naming", "roles/cue"]),
        (attributed("content", naming="named"), ["source", "roles/cue"]),
        (attributed("content", naming="described"), ["roles/cue"]),
        (attributed("content", quote_type="direct", naming="named"), ["source", "roles/source"]),
        (attributed("content", quote_type="direct", naming="described"), ["roles/source"]),
        (attributed("content", quote_type="free", naming="collective"), ["roles/source"]),
        (attributed("content", quote_type="headline", naming="described"), ["roles/source"]),
        (attributed("content", source_form="nobody", naming="nobody", quote_type="direct"), ["roles/cue"]),
        # A cue alone attributes nothing.
        (attributed("cue", source=1, quote_type="indirect", naming="named"), ["roles/content"]),
        # A source that is said to be there and is not, or the other way round.
        (attributed("cue", "content", source=1, naming="named", source_form="explicit"), ["roles/source"]),
        (attributed("cue", "content", "source", source=1, source_form="implicit"), ["roles/source"]),
        (attributed("cue", "content", "source", source=1, source_form="nobody"), ["roles/source", "attributes/naming"]),
        (attributed("cue", "content", source_form="nobody", naming="described"), ["attributes/naming"]),
        (attributed("cue", "content", naming="nobody"), ["attributes/source_form"]),
        # Somebody with a name, whom nobody looked up.
        (attributed("cue", "source", "content"), ["source"]),
        (attributed("cue", "source", "content", naming="partly"), ["source"]),
        # Words of the source itself cannot have a cue and be free of one.
        (attributed("cue", "source", "content", source=1, quote_type="free"), ["roles/cue"]),
        # Accusations, praise and calls are aimed at somebody.
        (attributed("cue", "source", "content", source=1, label="accuse"), ["attributes/target_form"]),
        (attributed("cue", "source", "content", source=1, label="praise"), ["attributes/target_form"]),
        (attributed("cue", "source", "content", source=1, label="direct", target_form="explicit"), ["roles/target"]),
        (attributed("cue", "source", "content", "target", source=1, target_form="nobody"), ["roles/target"]),
        (attributed("cue", "source", "content", source=1, confidence="unsure"), ["note"]),
    ],
)  # fmt: skip
def test_a_useless_attribution_is_not_complete(state: dict[str, Any], expected: list[str]) -> None:
    assert structure_errors(NEWSROOM, state) == []
    assert lacking(state) == expected


@pytest.mark.parametrize(
    "state",
    [
        attributed("cue", "source", "content", source=1),
        attributed("cue", "source", "content", naming="described"),
        attributed("cue", "source", "content", naming="bare"),
        attributed("cue", "source", "content", naming="collective"),
        attributed("cue", "source", "content", source=1, naming="partly"),
        attributed("cue", "source", "content", source=1, source_form="suffix"),
        attributed("cue", "content", source=1, naming="named"),
        attributed("cue", "content", naming="described"),
        attributed("cue", "content", source_form="nobody", naming="nobody"),
        attributed("content", source=1, quote_type="direct", naming="named"),
        attributed("content", "source", quote_type="free", naming="described"),
        attributed("content", "source", source=1, quote_type="headline"),
        attributed("cue", "source", "content", source=1, quote_type="headline"),
        attributed("cue", "source", "content", "target", source=1, label="accuse"),
        attributed("cue", "source", "content", source=1, label="accuse", target_form="implicit"),
        attributed("cue", "source", "content", source=1, label="direct", target_form="nobody"),
        attributed("cue", "source", "content", "via", "time", "medium", "addressee", source=1),
    ],
)
def test_an_ordinary_attribution_is_complete(state: dict[str, Any]) -> None:
    assert structure_errors(NEWSROOM, state) == []
    assert lacking(state) == []


def claimed(label: str, text: str = "كلام", **attributes: Any) -> dict[str, Any]:
    state: dict[str, Any] = {"kind": "claim", "label": label, "anchors": [an_anchor("claim", 0, text)]}
    return state | {"attributes": defaults(NEWSROOM, state, text) | attributes}


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        *((claimed(label.key), []) for label in NEWSROOM.kind("claim").labels),
        (claimed("evaluation", verifiable="partly", worth="low", worth_reasons=["reach"]), []),
        (claimed("evaluation", verifiable="yes"), ["attributes/verifiable"]),
        (claimed("quote_claim", verifiable="no"), ["attributes/verifiable"]),
        (claimed("other_claim", verifiable="no"), ["attributes/verifiable"]),
        (claimed("event", worth_reasons=["harm"]), ["attributes/worth"]),
        (claimed("event", worth="none", worth_reasons=["harm"]), ["attributes/worth"]),
        (claimed("event", verifiable="no", worth="low"), ["attributes/worth"]),
        (claimed("event", confidence="unsure"), ["note"]),
    ],
)
def test_a_claim_agrees_with_itself(state: dict[str, Any], expected: list[str]) -> None:
    assert structure_errors(NEWSROOM, state) == []
    assert lacking(state) == expected


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("لم تتجاوز 99", "yes"),
        ("ولا هدنة", "yes"),
        ("غاب الوزير", "no"),
        ("إلا أن الجسر مغلق", "no"),
        ("ليست كلها", "yes"),
    ],
)
def test_whether_a_claim_is_negated_goes_by_its_words(text: str, negated: str) -> None:
    assert claimed("event", text)["attributes"]["negated"] == negated


@pytest.mark.parametrize(
    ("words", "naming"), [("مصادر طبية", "described"), ("ومسؤول رفيع", "described"), ("كاظم الفرطوسي", "named")]
)
def test_how_a_source_is_named_goes_by_its_words_or_by_what_was_said_of_it_before(words: str, naming: str) -> None:
    state: dict[str, Any] = {"kind": "attribution", "source": 7, "anchors": [an_anchor("source", 0, words)]}
    assert defaults(NEWSROOM, state, words)["naming"] == naming
    before = attributed("cue", "content", source=7, naming="partly")
    assert defaults(NEWSROOM, state, words, [before])["naming"] == "partly"


def test_a_note_of_a_source_says_which_unless_it_is_about_the_article() -> None:
    def noted(**fields: Any) -> list[str]:
        return lacking({"kind": "source_note", "label": "named"} | fields)

    assert noted() == ["roles/source"]
    assert noted(source=1) == noted(anchors=[an_anchor("source")]) == []
    assert noted(label="anonymous_bare", source=1) == ["attributes/anonymity_reason"]
    assert noted(label="article") == ["note"]
    assert noted(label="article", note="مصدر واحد") == []


def test_what_is_to_be_said_of_the_article_is_told_in_the_codebooks_order() -> None:
    assert missing_article_labels(SPEC, {"genre"}) == []
    [problem] = missing_article_labels(SPEC, set())
    assert (problem.code, problem.path) == ("article_label_missing", "article_labels/genre")
    assert (problem.message_ar, problem.message_en) == ("صنّف المقال: النوع", "Label the article: Genre")


def test_an_opinion_is_proposed_as_not_verifiable_and_must_be() -> None:
    state: dict[str, Any] = {"kind": "claim", "label": "evaluation", "anchors": [an_anchor("claim")]}
    proposed = defaults(NEWSROOM, state, "كلام")
    assert proposed == {"verifiable": "no", "negated": "no"}
    wrong = state | {"attributes": {"verifiable": "yes", "worth": "high"}}
    assert [(one.path, one.message_en) for one in problems(NEWSROOM, Frame.read(wrong))] == [
        ("attributes/verifiable", "An opinion is not verifiable or only partly")
    ]
