"""Fifty faults in three hundred edits: the server killed, the network cut, answers lost. Nothing is lost or doubled."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, Error, Page, Response, Route, expect

from annotations.models import Reading
from annotations.readings.opening import open_reading
from articles.models import Article
from tests.browser.reviewing import cards, choose, saved, wait_until_ready
from tests.factories import ROOT, an_analyst
from tests.newsdesk.running.running import PATIENCE, free_port

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.django_db(transaction=True)]
EDITS = 300
FAULTS = ["kill"] * 20 + ["offline"] * 15 + ["lose"] * 15
# Every operation that the page ever made, noted where it is first stored; survives a reload.
NOTE_ALL = """
    const add = IDBObjectStore.prototype.add;
    IDBObjectStore.prototype.add = function (value) {
        if (value.operation) sessionStorage.setItem(`made ${value.operation.id}`, "");
        return add.apply(this, arguments);
    };
"""
TRY_NOW = "dispatchEvent(new Event('online'))"
MADE = "Object.keys(sessionStorage).filter((name) => name.startsWith('made ')).map((name) => name.slice(5))"


class Server:
    """The site on the test's database, as a process that can be killed."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.kills = 0
        self.process = self._started()

    def _started(self) -> subprocess.Popen[bytes]:
        database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
        command = [sys.executable, "-m", "newsdesk.front", "--port", str(self.port), "--workers", "1", "--threads", "4"]
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | {"DATABASE_URL": database, "SECRET_KEY": settings.SECRET_KEY, "DEBUG": "1"},
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def kill(self) -> None:
        """In the middle of whatever it does; the next one is on its way at once."""
        self.stop()
        self.process = self._started()
        self.kills += 1

    def stop(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE)

    def wait(self, page: Page) -> None:
        """Until it answers; the browser's events go on meanwhile."""
        for _attempt in range(PATIENCE * 10):
            try:
                urllib.request.urlopen(f"{self.url}/sign-in/", timeout=PATIENCE).close()
            except (urllib.error.URLError, ConnectionError):
                page.evaluate("new Promise((resolve) => setTimeout(resolve, 100))")
            else:
                return
        raise AssertionError("the server does not come back")


@contextmanager
def a_server() -> Iterator[Server]:
    server = Server()
    try:
        yield server
    finally:
        server.stop()


class Session:
    """Somebody who works on, whatever happens."""

    def __init__(self, page: Page, chance: random.Random) -> None:
        self.page = page
        self.chance = chance
        self.acknowledged: set[str] = set()
        self.losing = 0
        self.words: list[str] = []
        page.on("response", self._note)
        page.route("**/operations", self._pass_on)

    def _note(self, response: Response) -> None:
        if response.url.endswith("/operations") and response.status == 200:
            with suppress(Error):  # The page may have gone before it heard the answer.
                self.acknowledged |= {one["id"] for one in response.json()["results"] if one["status"] == "applied"}

    def _pass_on(self, route: Route) -> None:
        if self.losing:
            self.losing -= 1
            with suppress(Error):  # The server may be dead at this moment.
                route.fetch()
            route.abort()
        else:
            route.continue_()

    def edit(self) -> None:
        there = cards(self.page).count()
        act = self.chance.choice(["create"] * 3 + ["label"] * 6 + ["undo", "redo", "remove", "note"])
        if there < 5 or (act == "create" and there < 25):
            self._create()
        elif act in ("undo", "redo"):
            self.page.keyboard.press("Control+z" if act == "undo" else "Control+Shift+z")
        else:
            self._open(self.chance.randrange(there))
            if act == "remove":
                self.page.keyboard.press("Delete")
            elif act == "note":
                note = self.page.locator("[data-review=panel] [data-key=note]")
                note.fill(f"ملاحظة {self.chance.randrange(1000)}")
                note.blur()
            else:
                self.page.keyboard.press(self.chance.choice("1234"))
        self.page.keyboard.press("Escape")

    def _create(self) -> None:
        choose(self.page, self.chance.choice(self.words))
        self.page.keyboard.press("c")

    def _open(self, place: int) -> None:
        cards(self.page).nth(place).locator("button").first.dispatch_event("click")
        expect(self.page.locator("[data-review=panel]")).to_be_visible()


def test_fifty_faults_lose_nothing_and_double_nothing(browser: Browser) -> None:
    seed = int(os.environ.get("NEWSDESK_SEED") or random.SystemRandom().randrange(10**6))
    print(f"NEWSDESK_SEED={seed}")
    chance = random.Random(seed)
    call_command("load_seeds", verbosity=0)
    analyst = an_analyst(language="ar")
    reading, _ = open_reading(Article.objects.get().current_revision, by=analyst)
    client = Client()
    client.force_login(analyst)
    faults = chance.sample(FAULTS, k=len(FAULTS))
    with a_server() as server:
        context = browser.new_context(locale="ar")
        context.add_init_script(NOTE_ALL)
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": server.url}])
        page = context.new_page()
        page.on("dialog", lambda dialog: dialog.accept())
        session = Session(page, chance)
        server.wait(page)
        page.goto(f"{server.url}/readings/{reading.pk}/")
        wait_until_ready(page)
        session.words = re.findall(r"\b\w{4,} \w{4,}\b", page.locator("[data-review=text] .block").nth(1).inner_text())
        made = 0
        while made < EDITS or faults:
            session.edit()
            made = len(page.evaluate(MADE))
            if faults and made >= EDITS * (len(FAULTS) - len(faults) + 1) / (len(FAULTS) + 1):
                _strike(faults.pop(), page, server, session)
        context.set_offline(False)
        server.wait(page)
        while session.losing:  # What no request has met yet, as the page was waiting before its next try.
            with page.expect_event("requestfailed"):
                page.evaluate(TRY_NOW)
        page.evaluate(TRY_NOW)
        saved(page)
        assert server.kills == FAULTS.count("kill")
        _assert_nothing_lost_or_doubled(reading, set(page.evaluate(MADE)), session.acknowledged)
        shown = sorted(cards(page).all_inner_texts())
        page.reload()
        wait_until_ready(page)
        assert sorted(cards(page).all_inner_texts()) == shown
        context.close()


def _strike(fault: str, page: Page, server: Server, session: Session) -> None:
    """The network of the fault before is back first, so that each meets work on its way."""
    page.context.set_offline(False)
    if fault == "kill":
        server.wait(page)
        server.kill()
        if server.kills % 5 == 0:
            server.wait(page)
            page.reload()
            wait_until_ready(page)
    elif fault == "offline":
        page.context.set_offline(True)
    else:
        session.losing += 1


def _assert_nothing_lost_or_doubled(reading: Reading, made: set[str], acknowledged: set[str]) -> None:
    events = list(reading.events.exclude(operation=None))
    applied = [str(event.operation) for event in events]
    assert len(applied) == len(set(applied))
    assert set(applied) == made
    assert acknowledged <= made
    assert len(made) >= EDITS
    versions: dict[str, list[Any]] = defaultdict(list)
    for event in events:
        versions[event.data["object"]].append(event.data["version"])
    for found in versions.values():
        assert found == list(range(1, len(found) + 1))
