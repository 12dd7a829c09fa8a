"""A long day in ten minutes: 32 analysts annotate without a pause, and the database is restarted in their midst.

`NEWSDESK_SOAK_SECONDS` makes it shorter to try it out.
"""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.faults.site import Site, a_claim, a_site, removed_afterwards
from tests.newsdesk.running.running import wait_for

pytestmark = pytest.mark.long
CLIENTS = 32
SECONDS = float(os.environ.get("NEWSDESK_SOAK_SECONDS", "600"))
# Editors of the house: they may read and annotate everything, whatever project they are members of.
ANALYSTS = f"""
import json
from datetime import timedelta
from annotations.models import ApiToken, Project, Reading
from articles.models import Revision
from tests.factories import an_editor
revision, project = Revision.objects.order_by("pk").first(), Project.objects.get(receives_imports=True)
people = [an_editor(username=f"soak{{number}}") for number in range({CLIENTS})]
readings = [Reading.objects.open(revision=revision, project=project, by=one)[0].pk for one in people]
tokens = [ApiToken.issue(one, scope="write", lifetime=timedelta(days=1))[1] for one in people]
print(json.dumps([revision.text, list(zip(tokens, readings))]))
"""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with removed_afterwards(tmp_path / "data") as place, a_site(place) as running:
        yield running


def test_what_was_acknowledged_is_stored_and_in_the_chain(site: Site) -> None:
    text, people = json.loads(site.manage("shell", "-v", "0", "-c", ANALYSTS).stdout.splitlines()[-1])
    begun, ended = time.monotonic(), threading.Event()

    def work(person: tuple[str, int]) -> list[str]:
        """Annotate until the day ends; the same operation again until it is taken, as the browser's outbox does."""
        token, reading = person
        acknowledged: list[str] = []

        def send(operation: dict[str, Any]) -> bool:
            address = f"/api/v1/readings/{reading}/operations"
            answer = site.ask(address, token=token, body={"operations": [operation]})
            assert answer.status in {0, 200, 503}, answer
            if answer.status != 200:
                return False
            assert answer.body["results"][0]["status"] in {"applied", "duplicate"}, answer
            acknowledged.append(operation["id"])
            return True

        while not ended.is_set():
            operation = a_claim(text)
            wait_for(lambda: send(operation))  # noqa: B023
        return acknowledged

    with ThreadPoolExecutor(CLIENTS) as threads:
        days = [threads.submit(work, person) for person in people]
        ended.wait(SECONDS / 2)
        before = site.postmaster.pid
        os.kill(before, signal.SIGQUIT)
        wait_for(site.is_ready)
        ended.wait(SECONDS - (time.monotonic() - begun))
        ended.set()
        acknowledged = [day.result() for day in days]
    assert site.postmaster.pid != before
    for (_token, reading), operations in zip(people, acknowledged, strict=True):
        assert operations
        events = "SELECT count(*) FROM newsdesk_event WHERE operation = ANY(%s::uuid[]) AND stream = %s"
        assert site.number(events, operations, f"reading/{reading}") == len(operations)
        assert site.number("SELECT count(*) FROM annotations_annotation WHERE reading_id = %s", reading) == len(
            operations
        )
    verified = site.manage("verify_history")
    assert verified.returncode == 0, verified.stdout + verified.stderr
