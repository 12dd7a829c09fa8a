"""The modules under the review page, run in a browser: the same answers as the server's."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import RFC_4122, UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from articles.spans import grapheme_boundaries
from newsdesk.web.markdown import rendered
from tests.articles.test_clitics import clitic_boundaries
from tests.reference import clitic_words
from tests.reference.clitics import clitic_edges
from tests.reference.offsets import code_point_offset, trimmed, utf16_offset
from tests.reference.quotation import how_quoted
from tests.review_modules import run, visit

pytestmark = pytest.mark.browser

VECTORS = Path(__file__).parent.parent / "vectors"
SPANS = json.loads((VECTORS / "spans.json").read_text("utf-8"))
CODEBOOK = json.loads((VECTORS / "codebook.json").read_text("utf-8"))
STRINGS = [
    json.loads(line)["text"] for line in (VECTORS / "rtl" / "strings.jsonl").read_text("utf-8").split("\n") if line
]
ALPHABETS = {
    "Arabic": "ابتثجح ةىلاأإآءؤئپچگیک ًٌٍَُِّْٰٕۭۖـ٢٠،؛؟«»\u06dd\u0600\u200c\u200d\u200e\u200f\u202b\u202c\u2067\u2069\n\r",
    "emoji": "👨👩👧🏽🏿❤🇮🇶🇸🏴\U000e0067\U000e007f1#\u20e3\ufe0f\ufe0e\u200d\u200d ا\u064e",
    "anything": "aé\u0301\u0308각ᄀ가ᅡᆨ\u0e33\u0903𐤀𞸀\U0001d165\u0000\u0085\ufeff\u2028ا\u064e",
}
VOWEL_KILLERS = "क\u094dअखি্ক\u200c\u200d\u093c\u0301ا \u0bcdக"


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """One page for all: these modules keep nothing but what they can make again."""
    page = visit(browser.new_page())
    yield page
    page.close()


def vectors(name: str) -> Any:
    return json.loads((VECTORS / name).read_text("utf-8"))


def texts(alphabet: str, *, seed: int = 7, count: int = 400) -> list[str]:
    chance = random.Random(seed)
    return ["".join(chance.choices(alphabet, k=chance.randint(1, 24))) for _ in range(count)]


def in_units(text: str, offsets: list[int]) -> list[int]:
    return [utf16_offset(text, offset) for offset in offsets]


def boundaries(page: Page, given: list[str]) -> list[list[int]]:
    return run(page, "articles/js/spans", "return given.map((text) => [...module.graphemeBoundaries(text)]);", given)


def test_the_server_finds_the_vectors_boundaries() -> None:
    assert [grapheme_boundaries(case["text"]) for case in SPANS["boundaries"]] == [
        case["points"] for case in SPANS["boundaries"]
    ]


def test_the_browser_finds_the_vectors_boundaries(page: Page) -> None:
    found = boundaries(page, [case["text"] for case in SPANS["boundaries"]])
    assert found == [case["units"] for case in SPANS["boundaries"]]


@pytest.mark.parametrize("alphabet", ALPHABETS)
def test_letters_begin_where_the_server_says(page: Page, alphabet: str) -> None:
    given = [*STRINGS, *texts(ALPHABETS[alphabet])]
    assert boundaries(page, given) == [in_units(text, grapheme_boundaries(text)) for text in given]


def test_no_boundary_is_offered_that_the_server_would_refuse(page: Page) -> None:
    given = texts(VOWEL_KILLERS)
    for text, found in zip(given, boundaries(page, given), strict=True):
        assert set(found) <= set(in_units(text, grapheme_boundaries(text)))


def test_offsets_go_to_code_points_and_back(page: Page) -> None:
    body = """return given.map(({text, units_of_points: units}) => ({
        units: units.map((_, points) => module.unitsOf(text, points)),
        points: units.map((unit) => module.pointsOf(text, unit)),
    }));"""
    for case, found in zip(SPANS["offsets"], run(page, "articles/js/spans", body, SPANS["offsets"]), strict=True):
        assert found == {"units": case["units_of_points"], "points": list(range(len(case["units_of_points"])))}


def test_random_offsets_are_those_of_the_server(page: Page) -> None:
    given = texts(ALPHABETS["emoji"], count=100)
    body = """return given.map((text) => Array.from({length: text.length + 1}, (_, unit) => {
        try { return module.pointsOf(text, unit); } catch (error) { return error.name; }
    }));"""
    assert run(page, "articles/js/spans", body, given) == [
        [_points(text, unit) for unit in range(utf16_offset(text, len(text)) + 1)] for text in given
    ]


def test_an_offset_in_half_a_character_or_outside_is_an_error(page: Page) -> None:
    body = """const raised = (call) => { try { return call(); } catch (error) { return error.name; } };
    return given.flatMap(({text, inside_pairs: inside, units_of_points: units}) => [
        ...inside.map((unit) => raised(() => module.pointsOf(text, unit))),
        ...[-1, text.length + 1, 0.5].map((unit) => raised(() => module.pointsOf(text, unit))),
        ...[-1, units.length, 0.5].map((points) => raised(() => module.unitsOf(text, points))),
    ]);"""
    assert set(run(page, "articles/js/spans", body, SPANS["offsets"])) == {"RangeError"}


def test_white_space_at_the_ends_falls_away(page: Page) -> None:
    found = run(
        page,
        "articles/js/spans",
        "return given.map((one) => module.trimmed(one.text, one.start, one.end));",
        SPANS["trimmed"],
    )
    assert found == [case["trimmed"] for case in SPANS["trimmed"]]


def test_the_server_trims_the_same(page: Page) -> None:
    whole = [case["text"] for case in SPANS["trimmed"]] + texts(" \t\x1c\x85\xa0\u2028\ufeff\u200fا")
    found = run(page, "articles/js/spans", "return given.map((text) => module.trimmed(text, 0, text.length));", whole)
    spans = [trimmed(text, 0, len(text)) for text in whole]
    assert found == [
        in_units(text, [span.start, span.end]) if span else None for text, span in zip(whole, spans, strict=True)
    ]


def test_the_word_at_a_place(page: Page) -> None:
    body = """return given.map(({text, units}) => {
        const word = module.wordAt(text, units);
        return word && text.slice(...word);
    });"""
    found = run(page, "articles/js/spans", body, SPANS["words"])
    assert _named(SPANS["words"], found) == _named(SPANS["words"], [case["word"] for case in SPANS["words"]])


def test_steps_through_the_text(page: Page) -> None:
    body = "return given.map((one) => module.stepFrom(one.text, one.units, one.measure, one.forward));"
    found = run(page, "text/steps", body, SPANS["moves"])
    assert _named(SPANS["moves"], found) == _named(SPANS["moves"], [case["to"] for case in SPANS["moves"]])


def test_clitics_are_cut_where_the_server_cuts_them(page: Page) -> None:
    cases = vectors("clitics.json")
    words = [case["word"] for case in cases]
    found = run(page, "text/clitics", "return given.map(module.cliticBoundaries);", words)
    assert _named(cases, found) == _named(cases, [case["units"] for case in cases])
    chance = random.Random(11)
    given = ["".join(chance.choices("وفبلكسالهمني ذتدأرَّـ1A𐤀", k=chance.randint(1, 9))) for _ in range(6000)]
    found = run(page, "text/clitics", "return given.map(module.cliticBoundaries);", given)
    assert found == [in_units(word, clitic_boundaries(word)) for word in given]
    edges = run(page, "text/clitics", "return given.map(module.cliticEdges);", given)
    assert [[edge["before"], edge["after"]] for edge in edges] == [
        [in_units(word, cuts) for cuts in clitic_edges(word)] for word in given
    ]


def test_both_sides_go_by_the_same_words_for_clitics(page: Page) -> None:
    body = """return Object.fromEntries(Object.entries(module).map(([name, words]) =>
        [name, typeof words === "string" ? words : [...words].sort()]));"""
    known = {name: value for name, value in vars(clitic_words).items() if name.isupper()}
    kept = {name: value if isinstance(value, str) else sorted(value) for name, value in known.items()}
    assert run(page, "text/clitic_words", body) == kept


def test_sentences_end_where_readers_stop(page: Page) -> None:
    cases = vectors("sentences.json")
    body = "return given.map((text) => module.sentencesOf(text).map((ends) => text.slice(...ends)));"
    found = run(page, "text/sentences", body, [case["text"] for case in cases])
    assert _named(cases, found) == _named(cases, [case["sentences"] for case in cases])


STEPS = """
    const measures = ["letter", "word", "clitic", "sentence", "block"];
    const walk = (text, unit, measure, forward) => {
        const way = [unit];
        for (;;) {
            const to = module.stepFrom(text, way.at(-1), measure, forward);
            if (to === way.at(-1)) return way;
            way.push(to);
            if (way.length > text.length + 2) throw new Error("no end");
        }
    };
"""


@settings(max_examples=40)
@given(st.lists(st.one_of(st.text(), st.text(st.sampled_from("".join(ALPHABETS.values()) + ".؟! وبالهم"))), max_size=8))
def test_steps_stand_at_whole_letters_and_reach_both_ends(page: Page, given: list[str]) -> None:
    """And a step back from where a step led never goes beyond where it began, whatever is stepped over."""
    strings = [text.encode("utf-16-le", "replace").decode("utf-16-le") for text in given]
    body = """const spans = await import("/articles/js/spans.js");
    for (const text of given) {
        const whole = spans.graphemeBoundaries(text);
        for (const measure of measures) {
            const there = walk(text, 0, measure, true);
            const back = walk(text, text.length, measure, false);
            if (there.at(-1) !== text.length || back.at(-1) !== 0) return ["ends", text, measure];
            if (![...there, ...back].every((place) => whole.includes(place))) return ["inside a letter", text, measure];
            for (const unit of whole) {
                const forth = module.stepFrom(text, unit, measure, true);
                const back = module.stepFrom(text, unit, measure, false);
                if (forth < unit || back > unit) return ["the wrong way", text, measure, unit];
                const again = module.stepFrom(text, forth, measure, false);
                if (forth > unit && again >= forth) return ["stuck", text, measure, unit];
                if (measure === "letter" && forth > unit && again !== unit) return ["not back", text, unit];
            }
        }
    }
    return null;"""
    assert run(page, "text/steps", STEPS + body, strings) is None


def test_no_step_ends_inside_a_letter_of_the_torture_strings(page: Page) -> None:
    body = """const spans = await import("/articles/js/spans.js");
    return given.filter((text) => {
        const whole = new Set(spans.graphemeBoundaries(text));
        return measures.some((measure) => [true, false].some((forward) =>
            !walk(text, forward ? 0 : text.length, measure, forward).every((place) => whole.has(place))));
    });"""
    assert run(page, "text/steps", STEPS + body, STRINGS) == []


def test_offsets_snap_to_whole_letters(page: Page) -> None:
    body = """return given.map(({text, units}) => Object.fromEntries(
        ["start", "nearest", "end"].map((toward) => [toward, module.snap(text, units, toward)])));"""
    found = run(page, "articles/js/spans", body, SPANS["snaps"])
    assert found == [{key: case[key] for key in ("start", "nearest", "end")} for case in SPANS["snaps"]]


def test_identifiers_sort_by_the_time_they_were_made(page: Page) -> None:
    found = run(page, "keeping/uuid7", "return Array.from({length: 20000}, () => module.uuid7());")
    assert found == sorted(set(found))


def test_identifiers_are_of_version_7(page: Page) -> None:
    now = 4_000_000_000_123
    body = "return [module.uuid7(given), module.uuid7(given), module.uuid7(given - 5)];"
    found = run(page, "keeping/uuid7", body, now)
    assert found == sorted(set(found))
    for identifier in map(UUID, found):
        assert (identifier.version, identifier.variant, identifier.int >> 80) == (7, RFC_4122, now)


FAKE_FETCH = """
    const asked = [];
    const fetch = async (url, options) => {
        asked.push({url: new URL(url, document.baseURI).pathname + new URL(url, document.baseURI).search, ...options,
                    signal: undefined});
        if (given.fails) throw new TypeError("Failed to fetch");
        return new Response(given.body ?? "{}", {status: given.status ?? 200,
            headers: {"Content-Type": given.type ?? "application/json", ...given.headers}});
    };
    const urls = {operations: "/o", events: "/e", annotations: "/a", submission: "/s", proposals: "/r?kind=person"};
    const api = module.createApi({urls, fetch});
"""
FAILURE = (
    "return api.getContent().catch(({name, status, problem, retryAfter}) => ({name, status, problem, retryAfter}));"
)


def test_the_api_is_asked_as_the_server_wants_it(page: Page) -> None:
    body = """document.cookie = "csrftoken=abc";
    await api.postOperations([{id: 1}]); await api.getEvents(7); await api.getContent();
    await api.submit(); document.cookie = "csrftoken=def"; await api.takeBack(); await api.findSources("علي & شركاه");
    return asked.map(({url, method, body, headers, credentials}) =>
        [method, url, body ?? null, headers["X-CSRFToken"] ?? null, credentials]);"""
    sources = "/r?kind=person&q=%D8%B9%D9%84%D9%8A+%26+%D8%B4%D8%B1%D9%83%D8%A7%D9%87&marked="
    assert run(page, "keeping/api", FAKE_FETCH + body, {}) == [
        ["POST", "/o", '{"operations":[{"id":1}]}', "abc", "same-origin"],
        ["GET", "/e?after=7", None, None, "same-origin"],
        ["GET", "/a", None, None, "same-origin"],
        ["POST", "/s", None, "abc", "same-origin"],
        ["DELETE", "/s", None, "def", "same-origin"],
        ["GET", sources, None, None, "same-origin"],
    ]


@pytest.mark.parametrize(
    ("given", "status", "problem", "retry_after"),
    [
        ({"fails": True}, 0, None, 0),
        ({"body": "<p>Welcome to our hotel</p>", "type": "text/html"}, 0, None, 0),
        ({"body": "{half"}, 0, None, 0),
        ({"status": 403, "body": '{"title": "No"}', "type": "application/problem+json"}, 403, {"title": "No"}, 0),
        ({"status": 502, "body": "<p>Bad gateway</p>", "type": "text/html"}, 502, None, 0),
        ({"status": 503, "headers": {"Retry-After": "3"}}, 503, {}, 3000),
        ({"status": 503, "headers": {"Retry-After": "soon"}}, 503, {}, 0),
        ({"status": 429, "headers": {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}}, 429, {}, 0),
    ],
)
def test_every_failure_is_told_alike(
    page: Page, given: dict[str, Any], status: int, problem: dict[str, str] | None, retry_after: int
) -> None:
    assert run(page, "keeping/api", FAKE_FETCH + FAILURE, given) == {
        "name": "ApiError",
        "status": status,
        "problem": problem,
        "retryAfter": retry_after,
    }


# The texts of which the page makes other elements than the server.
DRAWN_OTHERWISE = """
    const [ours, theirs] = [document.createElement("div"), document.createElement("div")];
    return given.filter(({text, html}) => {
        ours.replaceChildren(...module.rendered(text));
        theirs.innerHTML = html;
        for (const place of [ours, theirs]) place.normalize();
        return !ours.isEqualNode(theirs);
    }).map(({text}) => text);"""
MARKDOWN = [*"*`[]()<>&\\#>- \n\t1.:/?اب٣•@\u202e\u2067\u00a0\ufeff😀ſ", "> ", "- ", "٣. ", "# ", "\r\n"]
MARKDOWN += ["**", "](", "https://", "javascript:", "<img src=x onerror=alert(1)>", "[a](https://b.c)"]
MARKDOWN += ["https://u:p@x.y", "HTTPS://x.y/"]


def drawn_otherwise(page: Page, texts: list[str]) -> list[str]:
    return run(page, "panels/markdown", DRAWN_OTHERWISE, [{"text": text, "html": rendered(text)} for text in texts])


def test_a_note_is_drawn_as_the_vectors_say(page: Page) -> None:
    assert run(page, "panels/markdown", DRAWN_OTHERWISE, vectors("markdown.json")) == []


def test_notes_are_drawn_as_the_server_draws_them(page: Page) -> None:
    chance = random.Random(13)
    marked = ["".join(chance.choices(MARKDOWN, k=chance.randint(1, 40))) for _ in range(2000)]
    strings = [text.replace("\0", "") for text in STRINGS]
    wrapped = [f"{text}\n- **{text}**\n> [{text}](https://{text})\n`{text}`" for text in strings]
    assert drawn_otherwise(page, marked + strings + wrapped) == []


@settings(max_examples=40)
@given(st.lists(st.lists(st.one_of(st.sampled_from(MARKDOWN), st.text(max_size=3)), max_size=30).map("".join)))
def test_any_note_is_drawn_as_the_server_draws_it(page: Page, given: list[str]) -> None:
    assert drawn_otherwise(page, [text.replace("\0", "") for text in given]) == []


def test_addresses_end_at_their_limit_wherever_a_character_has_two_halves(page: Page) -> None:
    longest = [f"https://b.c/{'x' * extra}{'😀' * 994}" for extra in range(3)]
    assert drawn_otherwise(page, [*longest, *(f"[a]({address})" for address in longest)]) == []


def _points(text: str, unit: int) -> int | str:
    try:
        return code_point_offset(text, unit)
    except ValueError:
        return "RangeError"


def _some_spans(chance: random.Random, text: str) -> dict[str, Any]:
    """The text with one or two spans of it, in code points and in units."""
    points = [tuple(sorted(chance.sample(range(len(text) + 1), 2))) for _ in range(chance.randint(1, 2))]
    return {"text": text, "points": points, "units": [in_units(text, list(span)) for span in points]}


def _named(cases: list[dict[str, Any]], found: list[Any]) -> dict[str, Any]:
    return {case["name"]: value for case, value in zip(cases, found, strict=True)}


def test_the_browser_proposes_the_vectors_values(page: Page) -> None:
    cases = vectors("defaults.json")
    body = "return given.cases.map(({state, text, others}) => module.defaults(given.codebook, state, text, others));"
    found = run(page, "state/defaults", body, {"cases": cases, "codebook": CODEBOOK})
    assert _named(cases, found) == _named(cases, [case["attributes"] for case in cases])


def test_any_text_is_quoted_as_the_server_says(page: Page) -> None:
    chance = random.Random(7)
    cases = [_some_spans(chance, text) for text in texts('«»“”„‟‘’‚‛‹›"\uff02أنبوَ 1،𐤀👍\n', count=3000)]
    cases += [_some_spans(chance, f"وبأنّ {text}") for text in texts("«»“”\"'أن ب", count=1000)]
    body = """return given.map(({text, units}) => module.howQuoted(text, units));"""
    assert run(page, "text/quotation", body, cases) == [how_quoted(case["text"], case["points"]) for case in cases]


def test_a_long_article_costs_no_time(page: Page) -> None:
    text = "قال «المتحدث» إن القوات 👍 وصلت. " * 4000 + "\n"
    anchors = [{"role": "content", "start": len(text) - 20, "end": len(text) - 2}]
    given = {"codebook": CODEBOOK, "text": text, "state": {"kind": "saying", "label": "deny", "anchors": anchors}}
    body = """module.defaults(given.codebook, given.state, given.text);
    const begun = performance.now();
    for (let turn = 0; turn < 20; turn += 1) module.defaults(given.codebook, given.state, given.text);
    return performance.now() - begun;"""
    assert run(page, "state/defaults", body, given) < 2000


def test_the_browser_finds_the_vectors_problems(page: Page) -> None:
    cases = vectors("problems.json")
    body = "return given.cases.map(({state}) => module.problems(given.codebook, state));"
    found = run(page, "state/problems", body, {"cases": cases, "codebook": CODEBOOK})
    assert _named(cases, found) == _named(cases, [case["problems"] for case in cases])


def test_a_change_goes_over_another_field_by_field(page: Page) -> None:
    anchors = [{"role": "source", "start": 0, "end": 4}, {"role": "content", "start": 9, "end": 20}]
    source, content = anchors
    from_ = {"kind": "attribution", "label": "say", "note": "", "attributes": {"a": 1, "b": 1}, "anchors": anchors}
    mine = from_ | {"note": "x", "attributes": {"a": 2}, "anchors": [source, content | {"end": 25}]}
    now = from_ | {"label": "deny", "attributes": {"a": 1, "b": 3}, "anchors": [source | {"end": 5}, content]}
    given = [from_, mine, now]
    merged = run(page, "state/merging", "return module.merged(...given)", given)
    assert (merged["label"], merged["note"]) == ("deny", "x")
    # Taking `b` away was a change too.
    assert merged["attributes"] == {"a": 2}
    assert merged["anchors"] == [source | {"end": 5}, content | {"end": 25}]


def test_a_change_of_kind_goes_over_all(page: Page) -> None:
    from_, mine, now = ({"kind": kind, "label": kind, "note": kind} for kind in ("claim", "claim", "attribution"))
    assert run(page, "state/merging", "return module.merged(...given)", [from_, mine, now]) == mine
    assert run(page, "state/merging", "return module.merged(...given)", [from_, mine, {"deleted": True}]) == mine


def test_what_could_not_come_is_asked_for_again(page: Page) -> None:
    come = """
        const tries = [];
        const load = async () => {
          tries.push(tries.length);
          if (tries.length < 3) throw new Error("there is no network");
          return { is: "here" };
        };
        const come = module.later(load);
        while (!tries.length) await new Promise((then) => setTimeout(then));
        const first = await come().catch(({ message }) => message);
        const [second, third] = [await come(), await come()];
        return [first, second, second === third, tries.length];
    """
    assert run(visit(page), "newsdesk/js/later", come) == ["there is no network", {"is": "here"}, True, 3]


STORE = """
    let paint = null;
    const store = module.createStore((state, { by }) => state + by, 0, (act) => (paint = act));
    const heard = [];
    store.subscribe((state, actions) => heard.push(['waits', state, actions.length]), { waits: true });
    store.subscribe((state, actions) => heard.push(['at once', state, actions.length]));
    const told = () => new Promise((done) => setTimeout(() => done(heard.splice(0))));
    const begun = await told();
    store.send({ by: 1 });
    store.send({ by: 2 });
    const first = await told();
    store.send({ by: 4 });
    const second = await told();
    paint();
    const painted = await told();
    store.send({ by: 8 });
    store.tell();
    const asked = heard.splice(0);
    paint();
    return { begun, first, second, painted, asked, after: await told() };
"""


def test_what_waits_hears_once_of_all_when_the_rest_is_painted_or_is_asked_for(page: Page) -> None:
    assert run(page, "state/store", STORE) == {
        "begun": [["waits", 0, 0], ["at once", 0, 0]],
        "first": [["at once", 3, 2]],
        "second": [["at once", 7, 1]],
        "painted": [["waits", 7, 3]],
        "asked": [["at once", 15, 1], ["waits", 15, 1]],
        "after": [],
    }
