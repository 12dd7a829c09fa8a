"""The modules under the review page, run in a browser: the same answers as the server's, and nothing lost."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import RFC_4122, UUID

import pytest
from playwright.sync_api import Page, Route

from annotations.quotation import how_quoted
from articles.spans import code_point_offset, grapheme_boundaries, trimmed, utf16_offset

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parent.parent.parent
MODULES = ROOT / "annotations" / "static" / "annotations" / "review"
VECTORS = ROOT / "tests" / "vectors"
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
SCRIPT = "async ({{path, given}}) => {{ const module = await import(path); {body} }}"


@pytest.fixture
def page(page: Page) -> Page:
    """An empty page that may import the modules; no server is asked."""
    return visit(page)


def visit(page: Page, origin: str = "http://localhost") -> Page:
    """The modules as they are on disk, at an origin; browsers offer locks to https and localhost alone."""
    page.context.route(f"{origin}/**", _from_disk)
    page.goto(f"{origin}/")
    return page


def _from_disk(route: Route) -> None:
    name = urlsplit(route.request.url).path.removeprefix("/")
    if name:
        route.fulfill(path=MODULES / name, content_type="text/javascript")
    else:
        route.fulfill(body="<!doctype html><title>Modules</title>", content_type="text/html; charset=utf-8")


def run(page: Page, module: str, body: str, given: Any = None) -> Any:
    """What `body` returns, with the names `module` and `given`."""
    return page.evaluate(SCRIPT.format(body=body), {"path": f"/{module}.js", "given": given})


def vectors(name: str) -> Any:
    return json.loads((VECTORS / name).read_text("utf-8"))


def texts(alphabet: str, *, seed: int = 7, count: int = 400) -> list[str]:
    chance = random.Random(seed)
    return ["".join(chance.choices(alphabet, k=chance.randint(1, 24))) for _ in range(count)]


def in_units(text: str, offsets: list[int]) -> list[int]:
    return [utf16_offset(text, offset) for offset in offsets]


def boundaries(page: Page, given: list[str]) -> list[list[int]]:
    return run(page, "spans", "return given.map((text) => [...module.graphemeBoundaries(text)]);", given)


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
    for case, found in zip(SPANS["offsets"], run(page, "spans", body, SPANS["offsets"]), strict=True):
        assert found == {"units": case["units_of_points"], "points": list(range(len(case["units_of_points"])))}


def test_random_offsets_are_those_of_the_server(page: Page) -> None:
    given = texts(ALPHABETS["emoji"], count=100)
    body = """return given.map((text) => Array.from({length: text.length + 1}, (_, unit) => {
        try { return module.pointsOf(text, unit); } catch (error) { return error.name; }
    }));"""
    assert run(page, "spans", body, given) == [
        [_points(text, unit) for unit in range(utf16_offset(text, len(text)) + 1)] for text in given
    ]


def test_an_offset_in_half_a_character_or_outside_is_an_error(page: Page) -> None:
    body = """const raised = (call) => { try { return call(); } catch (error) { return error.name; } };
    return given.flatMap(({text, inside_pairs: inside, units_of_points: units}) => [
        ...inside.map((unit) => raised(() => module.pointsOf(text, unit))),
        ...[-1, text.length + 1, 0.5].map((unit) => raised(() => module.pointsOf(text, unit))),
        ...[-1, units.length, 0.5].map((points) => raised(() => module.unitsOf(text, points))),
    ]);"""
    assert set(run(page, "spans", body, SPANS["offsets"])) == {"RangeError"}


def test_white_space_at_the_ends_falls_away(page: Page) -> None:
    found = run(
        page, "spans", "return given.map((one) => module.trimmed(one.text, one.start, one.end));", SPANS["trimmed"]
    )
    assert found == [case["trimmed"] for case in SPANS["trimmed"]]


def test_the_server_trims_the_same(page: Page) -> None:
    whole = [case["text"] for case in SPANS["trimmed"]] + texts(" \t\x1c\x85\xa0\u2028\ufeff\u200fا")
    found = run(page, "spans", "return given.map((text) => module.trimmed(text, 0, text.length));", whole)
    spans = [trimmed(text, 0, len(text)) for text in whole]
    assert found == [
        in_units(text, [span.start, span.end]) if span else None for text, span in zip(whole, spans, strict=True)
    ]


def test_the_word_at_a_place(page: Page) -> None:
    body = """return given.map(({text, units}) => {
        const word = module.wordAt(text, units);
        return word && text.slice(...word);
    });"""
    found = run(page, "spans", body, SPANS["words"])
    assert _named(SPANS["words"], found) == _named(SPANS["words"], [case["word"] for case in SPANS["words"]])


def test_steps_through_the_text(page: Page) -> None:
    found = run(
        page, "spans", "return given.map((one) => module.moveBy(one.text, one.units, one.step));", SPANS["moves"]
    )
    assert _named(SPANS["moves"], found) == _named(SPANS["moves"], [case["to"] for case in SPANS["moves"]])


def test_offsets_snap_to_whole_letters(page: Page) -> None:
    body = """return given.map(({text, units}) => Object.fromEntries(
        ["start", "nearest", "end"].map((toward) => [toward, module.snap(text, units, toward)])));"""
    found = run(page, "spans", body, SPANS["snaps"])
    assert found == [{key: case[key] for key in ("start", "nearest", "end")} for case in SPANS["snaps"]]


def test_every_word_and_step_is_at_a_whole_letter(page: Page) -> None:
    body = """return given.every((text) => {
        const whole = new Set(module.graphemeBoundaries(text));
        return Array.from({length: text.length + 1}, (_, unit) => unit).every((unit) =>
            (module.wordAt(text, unit) ?? []).every((place) => whole.has(place)) &&
            ["grapheme-forward", "grapheme-back", "word-forward", "word-back"].every((step) => {
                const to = module.moveBy(text, unit, step);
                const [low, high] = step.endsWith("forward") ? [unit, text.length] : [0, unit];
                return whole.has(to) && low <= to && to <= high && (to !== unit || to === 0 || to === text.length);
            }));
    });"""
    assert run(page, "spans", body, [text for alphabet in ALPHABETS.values() for text in texts(alphabet, count=60)])


def test_identifiers_sort_by_the_time_they_were_made(page: Page) -> None:
    found = run(page, "uuid7", "return Array.from({length: 20000}, () => module.uuid7());")
    assert found == sorted(set(found))


def test_identifiers_are_of_version_7(page: Page) -> None:
    now = 1_760_000_000_123
    found = run(page, "uuid7", "return [module.uuid7(given), module.uuid7(given), module.uuid7(given - 5)];", now)
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
    const urls = {operations: "/o", events: "/e", annotations: "/a", submission: "/s", sources: "/r?kind=person"};
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
    sources = "/r?kind=person&q=%D8%B9%D9%84%D9%8A+%26+%D8%B4%D8%B1%D9%83%D8%A7%D9%87"
    assert run(page, "api", FAKE_FETCH + body, {}) == [
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
    assert run(page, "api", FAKE_FETCH + FAILURE, given) == {
        "name": "ApiError",
        "status": status,
        "problem": problem,
        "retryAfter": retry_after,
    }


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
    body = "return given.cases.map(({state, text}) => module.defaults(given.codebook, state, text));"
    found = run(page, "defaults", body, {"cases": cases, "codebook": CODEBOOK})
    assert _named(cases, found) == _named(cases, [case["attributes"] for case in cases])


def test_any_text_is_quoted_as_the_server_says(page: Page) -> None:
    chance = random.Random(7)
    cases = [_some_spans(chance, text) for text in texts('«»“”„‟‘’‚‛‹›"\uff02أنبوَ 1،𐤀👍\n', count=3000)]
    cases += [_some_spans(chance, f"وبأنّ {text}") for text in texts("«»“”\"'أن ب", count=1000)]
    body = """return given.map(({text, units}) => module.howQuoted(text, units));"""
    assert run(page, "quotation", body, cases) == [how_quoted(case["text"], case["points"]) for case in cases]


def test_a_long_article_costs_no_time(page: Page) -> None:
    text = "قال «المتحدث» إن القوات 👍 وصلت. " * 4000 + "\n"
    anchors = [{"role": "content", "start": len(text) - 20, "end": len(text) - 2}]
    given = {"codebook": CODEBOOK, "text": text, "state": {"kind": "saying", "label": "deny", "anchors": anchors}}
    body = """module.defaults(given.codebook, given.state, given.text);
    const begun = performance.now();
    for (let turn = 0; turn < 20; turn += 1) module.defaults(given.codebook, given.state, given.text);
    return performance.now() - begun;"""
    assert run(page, "defaults", body, given) < 2000


def test_the_browser_finds_the_vectors_problems(page: Page) -> None:
    cases = vectors("problems.json")
    body = "return given.cases.map(({state}) => module.problems(given.codebook, state));"
    found = run(page, "problems", body, {"cases": cases, "codebook": CODEBOOK})
    assert _named(cases, found) == _named(cases, [case["problems"] for case in cases])


# The outbox. `server` stands for the network: `fails` is what it raises, `gate` what it waits for.
OPEN = """
    window.server ??= {sent: [], fails: null, gate: null};
    window.told = {states: [], results: [], paused: []};
    const api = {async postOperations(operations) {
        server.asked = operations.map(({id}) => id);
        await server.gate;
        const fails = typeof server.fails === "function" ? server.fails(operations) : server.fails;
        if (fails) throw fails;
        server.sent.push(operations.map(({id}) => id));
        return {results: operations.map(({id, outcome = "applied"}) => ({id, status: outcome, errors: []}))};
    }};
    window.outbox = module.createOutbox({
        api, key: given.key,
        storage: given.storage === "blocked" ? {open() { throw new Error("blocked"); }} : undefined,
        onState: (state) => told.states.push(state),
        onResult: ({id}, {status}) => told.results.push([id, status]),
        onPaused: (failure) => told.paused.push(failure),
    });
"""
DEAD = "server.fails = {status: 0, problem: null, retryAfter: 0}"
ALIVE = "server.fails = null"
HELD = "void (server.gate = new Promise((resolve) => { server.open = resolve; }))"


def open_outbox(page: Page, key: str = "1:7", **given: Any) -> None:
    run(page, "outbox", OPEN, {"key": key, **given})


def put(page: Page, *ids: str, **more: Any) -> None:
    page.evaluate("(operations) => outbox.put(operations)", [{"id": one, **more} for one in ids])


def pending(page: Page) -> list[str]:
    return page.evaluate("async () => (await outbox.pending()).map(({id}) => id)")


def returned(page: Page) -> list[list[str]]:
    return page.evaluate(
        "async () => (await outbox.returned()).map(({operation, result}) => [operation.id, result.status])"
    )


def sent(page: Page) -> list[str]:
    return page.evaluate("server.sent.flat()")


def until(page: Page, state: str) -> dict[str, Any]:
    page.wait_for_function("(state) => told.states.at(-1)?.state === state", arg=state)
    return page.evaluate("told.states.at(-1)")


def test_what_was_put_is_sent_in_order(page: Page) -> None:
    open_outbox(page)
    ids = [f"{number:03}" for number in range(250)]
    put(page, *ids[:40])
    put(page, *ids[40:])
    assert until(page, "saved") == {"state": "saved", "count": 0, "reason": "", "durable": True}
    assert sent(page) == ids
    assert page.evaluate("Math.max(...server.sent.map((batch) => batch.length))") == 100
    assert page.evaluate("told.results") == [[one, "applied"] for one in ids]
    assert pending(page) == []


def test_it_is_stored_before_it_is_sent(page: Page) -> None:
    open_outbox(page)
    page.evaluate(HELD)
    put(page, "a")
    page.wait_for_function("server.asked")
    assert (pending(page), page.evaluate("outbox.hasUnsent()")) == (["a"], True)
    page.evaluate("server.open()")
    until(page, "saved")
    assert not page.evaluate("outbox.hasUnsent()")


def test_a_dead_server_is_tried_until_it_is_back(page: Page) -> None:
    open_outbox(page)
    page.evaluate(DEAD)
    put(page, "a")
    assert until(page, "waiting")["count"] == 1
    put(page, "b")
    page.evaluate(ALIVE)
    until(page, "saved")
    assert sent(page) == ["a", "b"]


def test_a_network_that_is_back_is_used_at_once(page: Page) -> None:
    page.clock.install()
    open_outbox(page)
    page.evaluate(DEAD)
    put(page, "a")
    until(page, "waiting")
    page.clock.pause_at(page.evaluate("Date.now() + 10"))  # the timer of the next try stands still
    page.evaluate(ALIVE)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_function("told.states.at(-1).state === 'saved'", polling=20)


def test_a_server_that_wants_peace_has_it(page: Page) -> None:
    page.clock.install()
    open_outbox(page)
    page.evaluate("server.fails = {status: 503, problem: {title: 'Busy'}, retryAfter: 60_000}")
    put(page, "a")
    assert until(page, "waiting")["reason"] == "Busy"
    page.evaluate(ALIVE)
    page.clock.fast_forward(50_000)
    page.evaluate("dispatchEvent(new Event('online'))")
    assert sent(page) == []
    page.clock.fast_forward(11_000)
    until(page, "saved")
    assert sent(page) == ["a"]


@pytest.mark.parametrize("status", [401, 403, 404])
def test_who_is_signed_out_loses_nothing(page: Page, status: int) -> None:
    open_outbox(page)
    page.evaluate("(status) => { server.fails = {status, problem: {title: 'Sign in.'}} }", status)
    put(page, "a")
    assert until(page, "paused") == {"state": "paused", "count": 1, "reason": "Sign in.", "durable": True}
    assert page.evaluate("told.paused") == [{"status": status, "reason": "Sign in."}]
    page.evaluate(ALIVE)
    put(page, "b")
    page.evaluate("dispatchEvent(new Event('online'))")
    assert until(page, "paused")["count"] == 2
    page.evaluate("outbox.resume()")
    until(page, "saved")
    assert sent(page) == ["a", "b"]


def test_what_was_not_sent_survives_leaving_the_page(page: Page) -> None:
    open_outbox(page)
    page.evaluate(DEAD)
    put(page, "a", "b", note="كلام")
    until(page, "waiting")
    page.goto("about:blank")
    visit(page)
    open_outbox(page, key="1:8")
    assert pending(page) == []
    open_outbox(page)
    assert page.evaluate("outbox.pending()") == [{"id": "a", "note": "كلام"}, {"id": "b", "note": "كلام"}]
    until(page, "saved")
    assert page.evaluate("told.results") == [["a", "applied"], ["b", "applied"]]


@pytest.mark.parametrize("outcome", ["conflict", "refused", "blocked"])
def test_what_the_server_did_not_take_is_kept_until_it_is_dismissed(page: Page, outcome: str) -> None:
    open_outbox(page)
    put(page, "a")
    put(page, "b", outcome=outcome)
    put(page, "c", outcome="duplicate")
    until(page, "saved")
    assert page.evaluate("told.results") == [["a", "applied"], ["b", outcome], ["c", "duplicate"]]
    assert pending(page) == []
    visit(page)
    open_outbox(page)
    assert returned(page) == [["b", outcome]]
    page.evaluate("outbox.dismiss('b')")
    assert returned(page) == []


@pytest.mark.parametrize("status", [400, 413, 422])
def test_one_bad_operation_does_not_hold_up_the_others(page: Page, status: int) -> None:
    open_outbox(page)
    page.evaluate(
        """(status) => {
            const problem = {title: "No.", errors: [{path: "operations/0", message: "Not so."}]};
            server.fails = (operations) => operations.some(({id}) => id === "bad") && {status, problem};
        }""",
        status,
    )
    put(page, "a", "bad", "b", "c")
    until(page, "saved")
    assert (sent(page), returned(page)) == (["a", "b", "c"], [["bad", "refused"]])
    assert page.evaluate("async () => (await outbox.returned())[0].result.errors[0].message") == "Not so."


def test_an_answer_that_cannot_be_understood_is_no_answer(page: Page, page_errors: list[str]) -> None:
    open_outbox(page)
    page.evaluate("void (server.fails = new Error('half an answer'))")
    put(page, "a")
    until(page, "waiting")
    page.evaluate(ALIVE)
    until(page, "saved")
    assert sent(page) == ["a"]
    assert page_errors
    assert all("half an answer" in error for error in page_errors)
    page_errors.clear()


def test_a_listeners_mistake_does_not_stop_the_queue(page: Page, page_errors: list[str]) -> None:
    open_outbox(page)
    page.evaluate("void (told.results.push = () => { throw new Error('a mistake'); })")
    put(page, "a", "b")
    until(page, "saved")
    assert sent(page) == ["a", "b"]
    assert len(page_errors) == 2
    page_errors.clear()


def test_without_a_database_it_is_sent_all_the_same(page: Page) -> None:
    open_outbox(page, storage="blocked")
    page.evaluate(DEAD)
    put(page, "a", "b")
    assert until(page, "waiting") == {"state": "waiting", "count": 2, "reason": "", "durable": False}
    assert pending(page) == ["a", "b"]
    page.evaluate(ALIVE)
    until(page, "saved")
    assert sent(page) == ["a", "b"]


def test_a_database_that_goes_away_takes_nothing_along(page: Page) -> None:
    open_outbox(page)
    page.evaluate(DEAD)
    put(page, "a")
    until(page, "waiting")
    page.evaluate("void (IDBDatabase.prototype.transaction = () => { throw new Error('gone'); })")
    put(page, "b")
    page.wait_for_function("told.states.at(-1).durable === false")
    page.evaluate(ALIVE)
    until(page, "saved")
    assert sent(page) == ["a", "b"]


@pytest.fixture(params=["http://localhost", "http://newsroom.test"], ids=["locks", "leases"])
def two_tabs(page: Page, request: pytest.FixtureRequest, page_errors: list[str]) -> tuple[Page, Page]:
    """Two tabs of one browser, with the browser's locks and, in a network without https, without."""
    tabs = visit(page, request.param), visit(page.context.new_page(), request.param)
    tabs[1].on("pageerror", lambda error: page_errors.append(str(error)))
    for tab in tabs:
        assert tab.evaluate("'locks' in navigator") == (request.param == "http://localhost")
        open_outbox(tab)
    return tabs


def test_two_tabs_send_each_operation_once(two_tabs: tuple[Page, Page]) -> None:
    one, other = two_tabs
    one.evaluate(HELD)
    put(one, "a")
    one.wait_for_function("server.asked")
    put(other, "b")
    assert until(other, "sending")["count"] == 2
    assert sent(other) == []
    one.evaluate("server.open()")
    until(one, "saved")
    until(other, "saved")
    assert sorted(sent(one) + sent(other)) == ["a", "b"]
    assert (one.evaluate("told.results"), other.evaluate("told.results")) == ([["a", "applied"]], [["b", "applied"]])


def test_a_tab_learns_what_another_sent_for_it(two_tabs: tuple[Page, Page]) -> None:
    one, other = two_tabs
    one.evaluate("server.fails = {status: 401}")
    put(one, "a", outcome="conflict")
    until(other, "saved")
    one.wait_for_function("told.results.length")
    assert one.evaluate("told.results") == [["a", "conflict"]]
    assert (sent(one), sent(other), other.evaluate("told.results")) == ([], ["a"], [])
    assert (returned(one), one.evaluate("outbox.hasUnsent()")) == ([["a", "conflict"]], False)


def test_the_other_tab_sends_what_a_closed_one_left(two_tabs: tuple[Page, Page]) -> None:
    one, other = two_tabs
    for tab in two_tabs:
        tab.evaluate(DEAD)
    put(one, "a")
    until(other, "waiting")
    one.close()
    other.evaluate(ALIVE)
    until(other, "saved")
    assert sent(other) == ["a"]


def test_signing_in_again_lets_both_tabs_go_on(two_tabs: tuple[Page, Page]) -> None:
    for tab in two_tabs:
        tab.evaluate("server.fails = {status: 401}")
    for tab, name in zip(two_tabs, "ab", strict=True):
        put(tab, name)
        until(tab, "paused")
    for tab in two_tabs:
        tab.evaluate(ALIVE)
    two_tabs[0].evaluate("outbox.resume()")
    for tab in two_tabs:
        until(tab, "saved")
    assert sorted(sent(two_tabs[0]) + sent(two_tabs[1])) == ["a", "b"]
