"""Whatever two people's hands and the network do: one truth on the server and on both screens, and nothing lost."""

from __future__ import annotations

import os
import re
from collections import defaultdict

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from playwright.sync_api import Browser, Page

from annotations.models import Reading
from tests.factories import TEXT, a_reading
from tests.review_clients import TOLD, TwoClients

# A few on each run, far more in the long tests.
EXAMPLES = max(5, int(os.environ.get("NEWSDESK_EXAMPLES", "30")) // 20)
SLOW = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # A smaller script meets another timing.
)
pytestmark = [pytest.mark.browser, pytest.mark.fuzz]

WORDS = [{"start": found.start(), "end": found.end()} for found in re.finditer(r"\w+", TEXT)]
EDITS = ("create", "create", "label", "note", "remove", "relate", "article")
STEPS = ("undo", "undo", "redo")
TYPING = ("type", "finish")
TROUBLE = ("down", "up", "lose", "look", "moment", "moment")


def acts(*names: str) -> st.SearchStrategy[tuple[str, int, int]]:
    return st.tuples(st.sampled_from(names), st.integers(0, 7), st.integers(0, 7))


class Clients(TestCase):
    """Hypothesis rolls the database back after each example, which needs its own test case."""

    @pytest.fixture(autouse=True)
    def _open(self, browser: Browser) -> None:
        type(self).clients = TwoClients(browser)
        self.addCleanup(self.clients.close)

    clients: TwoClients

    @SLOW
    # What one tab was left typing is finished by another.
    @example(True, [(1, ("create", 7, 1)), (0, ("look", 0, 0)), (1, ("type", 6, 7))])
    @given(
        st.booleans(),
        st.lists(st.tuples(st.integers(0, 1), acts(*EDITS, *STEPS, *TYPING, *TROUBLE, "reopen")), max_size=40),
    )
    def test_any_interleaving_ends_in_one_state_or_in_a_conflict_that_is_shown(
        self, is_one_browser: bool, script: list[tuple[int, tuple[str, int, int]]]
    ) -> None:
        reading = a_reading()
        pages = self.clients.tabs if is_one_browser else self.clients.devices
        made: dict[Page, list[str]] = defaultdict(list)
        for page in pages:
            self.clients.open(page, reading)
        for who, (action, which, value) in script:
            page = pages[who]
            if action == "reopen":
                made[page] += page.evaluate("made")
                self.clients.open(page, reading)
            else:
                self.clients.act(page, action, which, value, WORDS)
        self.clients.finish(*pages)
        content = self.clients.content(reading)
        for page in pages:
            server, screen = self.clients.sees(page, content)
            assert screen == server
            made[page] += page.evaluate("made")
        self._nothing_is_lost_or_doubled(reading, made)

    def _nothing_is_lost_or_doubled(self, reading: Reading, made: dict[Page, list[str]]) -> None:
        events = [str(event.operation) for event in reading.events.exclude(operation=None)]
        assert len(events) == len(set(events))
        for page, ids in made.items():
            shown = set(page.evaluate("client.store.state.returned.map(({operation}) => operation.id)"))
            assert set(ids) - set(events) <= shown
            assert not shown & set(events)
        assert set(events) <= {one for ids in made.values() for one in ids}

    @SLOW
    @given(st.lists(acts(*EDITS), max_size=15), st.lists(acts(*EDITS), min_size=1, max_size=15))
    def test_whatever_is_done_and_undone_in_reverse_gives_back_the_start(
        self, before: list[tuple[str, int, int]], after: list[tuple[str, int, int]]
    ) -> None:
        reading = a_reading()
        [page, _] = self.clients.devices
        self.clients.open(page, reading)
        for act in before:
            self.clients.act(page, *act, WORDS)
        start, depth = self._states(page), page.evaluate("client.store.state.undo.length")
        for act in after:
            self.clients.act(page, *act, WORDS)
        end = self._states(page)
        self.clients.finish(page)
        self.clients.open(page, reading)
        done = page.evaluate("(depth) => client.store.state.undo.length - depth", depth)
        page.evaluate("(done) => { for (; done > 0; done -= 1) client.editing.undo(); }", done)
        assert self._states(page) == start
        self.clients.finish(page)
        server, screen = self.clients.sees(page, self.clients.content(reading))
        assert screen == server
        page.evaluate("(done) => { for (; done > 0; done -= 1) client.editing.redo(); }", done)
        assert self._states(page) == end
        self.clients.finish(page)
        server, screen = self.clients.sees(page, self.clients.content(reading))
        assert screen == server

    def _states(self, page: Page) -> list[object]:
        """What is on the screen, whichever versions it has come to."""
        body = "return JSON.parse(onScreen()).map(({version, ...rest}) => rest);"
        return page.evaluate(f"() => {{ {TOLD} {body} }}")
