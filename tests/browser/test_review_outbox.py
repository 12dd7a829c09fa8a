"""What an analyst did is never lost: kept in the browser, sent in order, by one tab at a time."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.review_modules import run, visit

pytestmark = pytest.mark.browser

# `server` stands for the network: `fails` is what it raises, `gate` what it waits for.
OPEN = """
    window.server ??= {sent: [], fails: null, gate: null};
    window.told = {states: [], results: [], paused: [], returned: 0};
    const api = {async postOperations(operations) {
        server.asked = localStorage.asked = operations.map(({id}) => id);
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
        onReturned: () => (told.returned += 1),
    });
"""
DEAD = "server.fails = {status: 0, problem: null, retryAfter: 0}"
ALIVE = "server.fails = null"
HELD = "void (server.gate = new Promise((resolve) => { server.open = resolve; }))"


@pytest.fixture
def page(page: Page) -> Page:
    """An empty page that may import the modules."""
    return visit(page)


def open_outbox(page: Page, key: str = "1:7", **given: Any) -> None:
    run(page, "keeping/outbox", OPEN, {"key": key, **given})


def of(one: str, **more: Any) -> dict[str, Any]:
    return {"id": one, "target": "annotation", "object": one, **more}


def put(page: Page, *ids: str, **more: Any) -> None:
    page.evaluate("(operations) => outbox.put(operations)", [of(one, **more) for one in ids])


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
    assert until(page, "saved") == {"state": "saved", "count": 0, "reason": "", "code": "", "durable": True}
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
    assert until(page, "paused") == {"state": "paused", "count": 1, "reason": "Sign in.", "code": "", "durable": True}
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
    assert page.evaluate("outbox.pending()") == [of("a", note="كلام"), of("b", note="كلام")]
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
    assert until(page, "waiting") == {"state": "waiting", "count": 2, "reason": "", "code": "", "durable": False}
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
        assert pending(tab) == []
    return tabs


def test_two_tabs_send_each_operation_once(two_tabs: tuple[Page, Page]) -> None:
    one, other = two_tabs
    for tab in two_tabs:
        tab.evaluate(HELD)
    for tab, name in zip(two_tabs, "ab", strict=True):
        put(tab, name)
    one.wait_for_function("localStorage.asked")
    assert until(other, "sending")["count"] == 2
    assert [bool(tab.evaluate("server.asked")) for tab in two_tabs].count(True) == 1
    for tab in two_tabs:
        tab.evaluate("server.open()")
    for tab in two_tabs:
        until(tab, "saved")
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


def test_another_tab_hears_that_a_change_was_dismissed(two_tabs: tuple[Page, Page]) -> None:
    one, other = two_tabs
    put(one, "a", outcome="conflict")
    until(one, "saved")
    other.wait_for_function("told.returned > 0")
    heard = other.evaluate("told.returned")
    one.evaluate("outbox.dismiss('a')")
    other.wait_for_function("(heard) => told.returned > heard", arg=heard)
    assert returned(other) == []


@pytest.mark.parametrize("moment", ["while it is sent", "before it is heard of"])
def test_what_was_made_on_top_of_a_change_that_came_back_comes_back_too(page: Page, moment: str) -> None:
    open_outbox(page)
    page.evaluate(HELD)
    put(page, "a", object="x", outcome="conflict")
    put(page, "b", object="y")
    page.wait_for_function("server.asked")
    if moment == "while it is sent":
        put(page, "c", object="x")
        page.evaluate("server.open()")
    else:
        # The very moment at which the answer is stored, before anybody was told.
        page.evaluate(
            """(operation) => {
                const returning = IDBObjectStore.prototype.put;
                IDBObjectStore.prototype.put = function (...values) {
                    IDBObjectStore.prototype.put = returning;
                    void outbox.put([operation]);
                    return returning.apply(this, values);
                };
                server.open();
            }""",
            of("c", object="x"),
        )
        page.wait_for_function("told.results.length === 3")
    until(page, "saved")
    assert sorted(page.evaluate("told.results")) == [["a", "conflict"], ["b", "applied"], ["c", "blocked"]]
    assert "c" not in sent(page)
    assert sorted(returned(page)) == [["a", "conflict"], ["c", "blocked"]]
    put(page, "d", object="x")
    until(page, "saved")
    assert sent(page)[-1] == "d"


def test_a_database_of_an_older_version_is_taken_over_while_a_tab_has_it_open(page: Page) -> None:
    older = visit(page.context.new_page())
    older.evaluate(
        """() => new Promise((resolve) => {
            const request = indexedDB.open("newsdesk", 1);
            request.onupgradeneeded = ({target: {result}}) => {
                const queue = result.createObjectStore("outbox", {keyPath: "sequence", autoIncrement: true});
                queue.createIndex("key", "key");
                result.createObjectStore("returned", {keyPath: ["key", "operation.id"]});
                result.createObjectStore("leases", {keyPath: "key"});
                queue.add({key: "1:7", operation: {id: "old", target: "annotation", object: "x"}});
            };
            request.onsuccess = ({target: {result}}) => { result.onversionchange = () => result.close(); resolve(); };
        })"""
    )
    open_outbox(page)
    assert pending(page) == ["old"]
    put(page, "new")
    assert until(page, "saved")["durable"]
    assert sent(page) == ["old", "new"]


def test_a_newer_version_of_the_site_takes_nothing_along(page: Page) -> None:
    open_outbox(page)
    page.evaluate(DEAD)
    put(page, "a")
    until(page, "waiting")
    newer = visit(page.context.new_page())
    newer.evaluate("new Promise((resolve) => { indexedDB.open('newsdesk', 99).onsuccess = resolve; })")
    put(page, "b")
    assert page.evaluate("told.states.at(-1).durable")
    assert pending(page) == ["a", "b"]
    page.evaluate(ALIVE)
    until(page, "saved")
    assert sent(page) == ["a", "b"]


def test_what_is_put_while_the_database_is_opened_again_is_kept_once(page: Page) -> None:
    open_outbox(page)
    page.evaluate(DEAD)
    put(page, "a")
    until(page, "waiting")
    newer = visit(page.context.new_page())
    newer.evaluate("new Promise((resolve) => { indexedDB.open('newsdesk', 99).onsuccess = resolve; })")
    page.evaluate(
        """async (operation) => {
            const opening = IDBFactory.prototype.open;
            const put = new Promise((resolve) => {
                IDBFactory.prototype.open = function (...values) {
                    IDBFactory.prototype.open = opening;
                    queueMicrotask(() => resolve(outbox.put([operation])));
                    return opening.apply(this, values);
                };
            });
            await outbox.pending();
            await put;
        }""",
        of("b"),
    )
    assert pending(page) == ["a", "b"]
    page.evaluate(ALIVE)
    until(page, "saved")
    assert sent(page) == ["a", "b"]
