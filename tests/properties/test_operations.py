"""Whatever is sent: no fault of ours, nothing half-stored, and a history that tells the whole story."""

from __future__ import annotations

import json
import os
import uuid
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from annotations.models import Reading
from annotations.writing.door import apply
from newsdesk.models import Event
from tests.factories import TEXT, a_reading

EXAMPLES = int(os.environ.get("NEWSDESK_EXAMPLES", "30"))
SLOW = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
SLOWER = settings(SLOW, max_examples=max(10, EXAMPLES // 5))
pytestmark = pytest.mark.fuzz
OBJECTS = [str(uuid.UUID(int=place)) for place in range(1, 6)]
TEXTS = st.text(max_size=8)
scalars = st.one_of(st.none(), st.booleans(), st.integers(-(2**63), 2**64 - 1), st.floats(allow_nan=False), TEXTS)
anything = st.recursive(scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4))


def sometimes(usual: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Mostly what belongs there, now and then anything at all."""
    return st.integers(0, 9).flatmap(lambda die: anything if die == 0 else usual)


def quotes() -> st.SearchStrategy[dict[str, Any]]:
    bounds = st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 20))
    roles = st.sampled_from(["claim", "source", "cue", "content"])
    return st.builds(
        lambda role, pair: {
            "role": role,
            "start": pair[0],
            "end": min(len(TEXT), pair[0] + pair[1]),
            "exact": TEXT[pair[0] : pair[0] + pair[1]],
        },
        roles,
        bounds,
    )


annotations = st.fixed_dictionaries(
    {"kind": sometimes(st.sampled_from(["claim", "attribution", "source_note"]))},
    optional={
        "label": sometimes(st.sampled_from(["event", "assert", "named", ""])),
        "attributes": sometimes(st.just({})),
        "note": sometimes(st.just("ملاحظة")),
        "source": sometimes(st.none()),
        "anchors": sometimes(st.lists(quotes(), max_size=3)),
    },
)
relations = st.fixed_dictionaries(
    {
        "label": sometimes(st.sampled_from(["contains", "same_claim", "about", "antecedent"])),
        "from": sometimes(st.sampled_from(OBJECTS)),
        "to": sometimes(st.sampled_from(OBJECTS)),
    }
)
labels = st.fixed_dictionaries(
    {"label": sometimes(st.sampled_from(["genre", "origin"])), "value": sometimes(st.sampled_from(["news", "wire"]))}
)


def operations() -> st.SearchStrategy[dict[str, Any]]:
    def of(target: str, states: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
        parts = {
            "id": sometimes(st.uuids().map(str)),
            "target": sometimes(st.just(target)),
            "object": sometimes(st.sampled_from(OBJECTS)),
            "base_version": sometimes(st.integers(0, 4)),
        }
        with_state = st.fixed_dictionaries(
            parts | {"action": st.sampled_from(["create", "create", "update"]), "state": sometimes(states)}
        )
        without = st.fixed_dictionaries(parts | {"action": st.sampled_from(["delete", "restore"])})
        return with_state | without

    return of("annotation", annotations) | of("relation", relations) | of("article_label", labels)


def told(reading: Reading) -> dict[tuple[str, str], tuple[int, dict[str, Any]]]:
    """What the reading says now: version and state by target and id."""
    content = reading.content()
    targets = {"annotation": "annotations", "relation": "relations", "article_label": "article_labels"}
    return {
        (target, thing["id"]): (thing["version"], _state(thing))
        for target, key in targets.items()
        for thing in content[key]
    }


def replayed(reading: Reading) -> dict[tuple[str, str], tuple[int, dict[str, Any]]]:
    """The same, from its history alone."""
    things: dict[tuple[str, str], tuple[int, dict[str, Any]]] = {}
    for event in reading.events.exclude(operation=None):
        about = (event.data["target"], event.data["object"])
        assert event.data["before"] == (things[about][1] if about in things else None)
        if event.data["after"] is None:
            things.pop(about)
        else:
            things[about] = (event.data["version"], event.data["after"])
    return things


def states(reading: Reading) -> dict[tuple[str, str], dict[str, Any]]:
    """What the reading says, whichever versions it has come to."""
    return {about: state for about, (_version, state) in told(reading).items()}


def up_to_date(reading: Reading, raw: dict[str, Any]) -> dict[str, Any]:
    """An operation against the object as it stands now, and with an id of its own."""
    events = reading.events.exclude(operation=None)
    numbers = [event.data["version"] for event in events if event.data["object"] == raw["object"]]
    return raw | {"id": str(uuid.uuid4()), "base_version": max(numbers, default=0)}


def inverse(event: Event) -> dict[str, Any]:
    """The operation that takes an event back."""
    target, action = event.action.split(".")
    back = {"create": "delete", "delete": "restore", "restore": "delete", "update": "update"}[action]
    state = {"state": event.data["before"]} if back == "update" else {}
    return {"target": target, "action": back, "object": event.data["object"], **state}


def _state(thing: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in thing.items() if key not in ("id", "version", "deleted", "problems")}


class Operations(TestCase):
    """Hypothesis rolls the database back after each example, which needs its own test case."""

    @SLOW
    @given(st.lists(sometimes(operations()), max_size=25), st.integers(1, 7))
    def test_the_history_tells_what_the_reading_says(self, sent: list[Any], size: int) -> None:
        reading = a_reading()
        assert reading.analyst
        for start in range(0, len(sent), size):
            batch = sent[start : start + size]
            results = apply(reading, batch, by=reading.analyst)
            assert len(results) == len(batch)
            assert all(result.errors for result in results if result.status == "refused")
            last = reading.last_event
            again = apply(reading, batch, by=reading.analyst)
            for first, second in zip(results, again, strict=True):
                assert first.status not in ("applied", "duplicate") or second.status == "duplicate"
            assert reading.last_event == last + sum(result.status == "applied" for result in again)
        assert replayed(reading) == told(reading)
        numbers = list(reading.events.values_list("number", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))

    @SLOWER
    @given(st.lists(operations(), max_size=5), st.lists(operations(), max_size=10))
    def test_whatever_is_done_and_undone_in_reverse_gives_back_the_start(
        self, before: list[dict[str, Any]], after: list[dict[str, Any]]
    ) -> None:
        reading = a_reading()
        assert reading.analyst
        for one in before:
            apply(reading, [up_to_date(reading, one)], by=reading.analyst)
        start, last = states(reading), reading.last_event
        for one in after:
            apply(reading, [up_to_date(reading, one)], by=reading.analyst)
        for event in reversed(reading.events.filter(number__gt=last)):
            [result] = apply(reading, [up_to_date(reading, inverse(event))], by=reading.analyst)
            assert result.status == "applied", result
        assert states(reading) == start

    @SLOW
    @given(st.one_of(anything, st.fixed_dictionaries({"operations": anything}), st.text()))
    def test_any_body_gets_an_answer_that_is_not_our_fault(self, body: Any) -> None:
        reading = a_reading()
        client = Client(raise_request_exception=False)
        client.force_login(reading.analyst)
        data = body if isinstance(body, str) else json.dumps(body)
        answer = client.post(f"/api/v1/readings/{reading.pk}/operations", data, content_type="application/json")
        assert answer.status_code in (200, 400, 422)
        assert not reading.annotations.exists()

    @SLOW
    @example("\0")
    @given(TEXTS)
    def test_any_search_gets_an_answer(self, words: str) -> None:
        reading = a_reading()
        client = Client(raise_request_exception=False)
        client.force_login(reading.analyst)
        for path in ("articles", "sources"):
            answer = client.get(f"/api/v1/{path}", {"q": words.encode("utf-8", "surrogatepass")})
            assert answer.status_code in ((400,) if "\0" in words else (200, 422)), answer.content


@pytest.mark.django_db
def test_a_nul_in_a_search_is_refused() -> None:
    reading = a_reading()
    client = Client()
    client.force_login(reading.analyst)  # type: ignore[arg-type]
    for path in ("articles", "sources"):
        assert client.get(f"/api/v1/{path}?q=%00a%00").status_code == 400
