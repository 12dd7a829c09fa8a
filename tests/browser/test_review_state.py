"""What the page knows, and what is worked out of it: the reducer and its selectors, run in a browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.review_modules import run, visit

pytestmark = pytest.mark.browser

CODEBOOK = json.loads((Path(__file__).parent.parent / "vectors" / "codebook.json").read_text("utf-8"))
KIND = CODEBOOK["annotations"][0]
BEGUN = "let state = module.begin({reading: {own: true}, ...given}); const reduce = module.reduce;"


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    page = visit(browser.new_page())
    yield page
    page.close()


def an_annotation(id: str, *starts: int, problems: int = 0) -> dict[str, Any]:
    role = KIND["roles"][0]["key"]
    return {
        "id": id,
        "version": 1,
        "deleted": False,
        "problems": [{"code": str(number)} for number in range(problems)],
        "kind": KIND["key"],
        "label": "",
        "attributes": {},
        "note": "",
        "source": None,
        "anchors": [{"role": role, "start": start, "end": start + 1, "exact": "ا"} for start in starts],
    }


def a_tie(id: str, start: str, end: str) -> dict[str, Any]:
    return {"id": id, "version": 1, "deleted": False, "problems": [], "label": "contains", "from": start, "to": end}


def a_page(*annotations: dict[str, Any], relations: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    content = {
        "annotations": annotations,
        "relations": relations,
        "article_labels": [],
        "sources": {},
        "last_event": 0,
    }
    return {"codebook": CODEBOOK, "content": content, "unknown": {"id": 1}}


def test_annotations_come_in_the_order_of_the_text(page: Page) -> None:
    given = a_page(an_annotation("c", 9, 2), an_annotation("d"), an_annotation("b", 5), an_annotation("a", 2))
    body = f"{BEGUN} return module.annotationsOf(state).map(({{id}}) => id);"
    assert run(page, "state/reducer", body, given) == ["a", "c", "b", "d"]


def test_what_was_worked_out_stays_until_something_changes(page: Page) -> None:
    body = f"""{BEGUN}
    const before = [module.annotationsOf(state), module.problemsOf(state), module.relationsOf(state, "a")];
    state = reduce(reduce(reduce(state, {{type: "hovered", id: "a"}}), {{type: "selected", selection: []}}),
        {{type: "save", save: {{}}}});
    const after = [module.annotationsOf(state), module.problemsOf(state), module.relationsOf(state, "a")];
    const label = {{target: "article_label", action: "create", object: "l", state: {{label: "genre", value: "news"}}}};
    state = reduce(state, {{type: "done", operations: [label]}});
    return [...before.map((list, place) => list === after[place]), module.annotationsOf(state) === before[0]];"""
    given = a_page(an_annotation("a", 1, problems=1), relations=(a_tie("t", "a", "b"),))
    assert run(page, "state/reducer", body, given) == [True, True, True, True]


def test_a_change_is_seen_by_everything_that_follows_from_it(page: Page) -> None:
    body = f"""{BEGUN}
    const told = () => [module.annotationsOf(state).map(({{id}}) => id), module.problemsOf(state).length,
        module.relationsOf(state, "a").map(({{id}}) => id), module.relationsOf(state, "b").length];
    const first = told();
    state = reduce(state, {{type: "done", operations: [
        {{target: "annotation", action: "delete", object: "a"}},
        {{target: "relation", action: "delete", object: "t"}}]}});
    return [first, told()];"""
    given = a_page(
        an_annotation("a", 1, problems=2), an_annotation("b", 5, problems=1), relations=(a_tie("t", "a", "b"),)
    )
    # The codebook wants to know the genre of the article, too.
    assert run(page, "state/reducer", body, given) == [[["a", "b"], 4, ["t"], 1], [["b"], 2, [], 0]]


def test_many_operations_leave_the_state_before_them_as_it_was(page: Page) -> None:
    body = f"""{BEGUN}
    const before = structuredClone(state);
    const operations = given.content.annotations.flatMap(({{id, version, deleted, problems, ...said}}) => [
        {{target: "annotation", action: "update", object: id, state: {{...said, note: "x"}}}},
        {{target: "annotation", action: "delete", object: id}}]);
    const after = reduce(state, {{type: "done", operations}});
    const back = reduce(after, {{type: "done", operations: module.inverseOf(state.objects, operations)}});
    const states = (one) => Object.values(one.objects.annotation).map(({{deleted, state}}) => ({{deleted, state}}));
    return {{
        untouched: JSON.stringify(before) === JSON.stringify(state),
        deleted: module.annotationsOf(after).length === 0,
        back: JSON.stringify(states(back)) === JSON.stringify(states(state)),
        versions: Object.values(back.objects.annotation).map(({{version}}) => version),
    }};"""
    given = a_page(*(an_annotation(f"{number:03}", number) for number in range(50)))
    found = run(page, "state/reducer", body, given)
    assert found == {"untouched": True, "deleted": True, "back": True, "versions": [5] * 50}
