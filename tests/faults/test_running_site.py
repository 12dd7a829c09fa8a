"""Harm done to a whole running site: nothing acknowledged is lost, nothing is stored by halves, nobody has to help."""

from __future__ import annotations

import os
import re
import signal
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from articles.importing.intake import TEXTS_TOGETHER
from tests.factories import TEXT
from tests.faults.site import Answer, Site, a_claim, a_site, kill, removed_afterwards
from tests.newsdesk.running.running import wait_for

pytestmark = pytest.mark.long
CLIENTS, OPERATIONS = 8, 40
TOKEN = "for-the-machines"
Work = tuple[str, str, str]


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with removed_afterwards(tmp_path_factory.mktemp("site") / "data") as place:
        yield place


@pytest.fixture(scope="module")
def site(data_dir: Path) -> Iterator[Site]:
    with a_site(data_dir, NEWSDESK_METRICS_TOKEN=TOKEN) as running:
        yield running


@pytest.fixture(scope="module")
def work(site: Site) -> Work:
    """A token, the address of a reading's operations, and its text."""
    token = site.token("analyst1")
    revision = site.number("SELECT min(id) FROM articles_revision")
    reading = site.ask("/api/v1/readings", token=token, body={"revision": revision}).body["id"]
    text = site.ask(f"/api/v1/revisions/{revision}", token=token).body["text"]
    return token, f"/api/v1/readings/{reading}/operations", text


def send(site: Site, work: Work, operation: dict[str, object]) -> Answer:
    token, address, _text = work
    return site.ask(address, token=token, body={"operations": [operation]})


def events_of(site: Site, operation: dict[str, object]) -> int:
    return site.number("SELECT count(*) FROM newsdesk_event WHERE operation = %s", operation["id"])


def is_waiting_for_a_lock(site: Site) -> bool:
    return site.number("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'") > 0


def assert_told_to_come_back(answer: Answer) -> None:
    assert answer.status == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.body["type"] == "urn:newsdesk:unavailable"
    assert int(answer.headers["retry-after"]) > 0


def test_the_database_is_restarted_under_load_and_what_was_acknowledged_is_stored_once(site: Site, work: Work) -> None:
    statuses: Counter[int] = Counter()
    acknowledged: list[str] = []
    halfway = threading.Barrier(CLIENTS + 1)

    def insist(operation: dict[str, object]) -> None:
        """As the browser's outbox does: the same again until it is taken."""

        def is_taken() -> bool:
            answer = send(site, work, operation)
            statuses[answer.status] += 1
            if answer.status == 200:
                assert answer.body["results"][0]["status"] in {"applied", "duplicate"}
                acknowledged.append(str(operation["id"]))
            return answer.status == 200

        wait_for(is_taken)

    def client() -> None:
        for number in range(OPERATIONS):
            if number == OPERATIONS // 2:
                halfway.wait()
            insist(a_claim(work[2]))

    threads = [threading.Thread(target=client) for _number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    halfway.wait()
    before = site.postmaster.pid
    signal_the_database(site, signal.SIGQUIT)
    for thread in threads:
        thread.join()
    assert site.postmaster.pid != before
    assert len(acknowledged) == CLIENTS * OPERATIONS
    assert statuses.keys() <= {200, 503}
    stored = column(site, "SELECT operation::text FROM newsdesk_event WHERE operation = ANY(%s)", acknowledged)
    numbers = column(site, "SELECT number FROM newsdesk_event WHERE stream = %s ORDER BY 1", stream(work))
    assert sorted(stored) == sorted(acknowledged)
    assert_counted(site, statuses[200])
    assert numbers == list(range(1, len(numbers) + 1))
    wait_for(site.is_ready)


def assert_counted(site: Site, settled: int) -> None:
    """Whichever process is asked, it tells of all: an answer that never arrived may have been counted, too."""
    told = {site.ask("/metrics", token=TOKEN).body for _number in range(6)}
    for page in told:
        counts = re.findall(rb'newsdesk_operations_total\{status="(?:applied|duplicate)"\} ([\d.]+)', page)
        assert sum(map(float, counts)) >= settled


def column(site: Site, query: str, *values: object) -> list[Any]:
    with site.connect() as connection:
        return [found for (found,) in connection.execute(query, values)]


def signal_the_database(site: Site, number: signal.Signals) -> None:
    os.kill(site.postmaster.pid, number)


def stream(work: Work) -> str:
    return f"reading/{work[1].split('/')[4]}"


def test_without_a_connection_left_it_says_so_at_once_and_goes_on_when_there_is_one(site: Site, work: Work) -> None:
    operation = a_claim(work[2])
    with site.connect("postgres") as superuser:
        try:
            superuser.execute("ALTER DATABASE newsdesk CONNECTION LIMIT 0")
            superuser.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'newsdesk'")
            answers = [send(site, work, operation) for _number in range(4)]
            page = site.ask("/sign-in/")
            ready = site.ask("/health/ready")
        finally:
            superuser.execute("ALTER DATABASE newsdesk CONNECTION LIMIT -1")
    for answer in answers:
        assert_told_to_come_back(answer)
    assert (page.status, ready.status, ready.body["checks"]) == (200, 503, {"database": "down"})
    assert site.ask("/health/live").status == 200
    assert events_of(site, operation) == 0
    wait_for(lambda: send(site, work, operation).status == 200)
    assert events_of(site, operation) == 1
    wait_for(site.is_ready)


def test_an_operation_that_waits_too_long_is_refused_and_not_stored(site: Site, work: Work) -> None:
    operation = a_claim(work[2])
    with site.connect() as other:
        other.autocommit = False
        other.execute("SELECT 1 FROM annotations_reading FOR UPDATE")
        assert_told_to_come_back(send(site, work, operation))
    assert events_of(site, operation) == 0


def test_an_export_whose_worker_is_killed_is_made_by_the_next(site: Site, work: Work) -> None:
    with site.connect() as other:
        other.autocommit = False
        other.execute("LOCK TABLE articles_revision IN ACCESS EXCLUSIVE MODE")
        export = ask_for_an_export(site)
        wait_for(lambda: is_waiting_for_a_lock(site))
        site.kill_worker()
    wait_for(lambda: state_of(site, export) == "done")
    files = list((site.data_dir / "media" / "exports").iterdir())
    assert not [file for file in files if file.name.endswith(".part")]


def ask_for_an_export(site: Site) -> int:
    told = site.manage("shell", "--verbosity", "0", "-c", ASK_FOR_AN_EXPORT)
    return int(told.stdout.split()[-1])


ASK_FOR_AN_EXPORT = """
from annotations.datasets.making import ask_for
from annotations.models import Project
from newsdesk.models import User
print(ask_for(Project.objects.first(), "jsonl", by=User.objects.get(username="editor")).pk)
"""


def state_of(site: Site, export: int) -> str:
    with site.connect() as connection:
        found = connection.execute("SELECT state FROM annotations_export WHERE id = %s", [export]).fetchone()
    assert found is not None
    return str(found[0])


def news(number: int) -> str:
    return f"موقع الأخبار\n\nخبر رقم {number}\n\n2020-02-29 18:00:00 - المصدر: صحيفة {number}\n\n{TEXT} {number}\n"


def test_an_import_that_is_killed_is_put_on_record_and_ended_by_the_same_files(site: Site, tmp_path: Path) -> None:
    for number in range(TEXTS_TOGETHER + 1):
        (tmp_path / f"{number:04}.txt").write_text(news(number), encoding="utf-8")
    before = site.number("SELECT max(id) FROM articles_importbatch")
    with site.connect() as other:
        other.autocommit = False
        # Whoever brings the same publisher waits for us: that is the last file, after all that are stored together.
        key = f"صحيفه {TEXTS_TOGETHER}"
        other.execute(
            "INSERT INTO articles_publisher (name, name_key, kind, url) VALUES (%s, %s, 'outlet', '')", [key, key]
        )
        importer = site.begin("import_articles", str(tmp_path))
        wait_for(lambda: items_after(site, before) == TEXTS_TOGETHER and is_waiting_for_a_lock(site))
        kill(importer)
        other.rollback()
    site.kill_worker()
    batch = site.number("SELECT max(id) FROM articles_importbatch")
    wait_for(lambda: site.number(ENDED, f"importbatch/{batch}") == 1)
    assert items_after(site, before) == TEXTS_TOGETHER
    assert site.manage("import_articles", str(tmp_path)).returncode == 0
    stored = site.number("SELECT count(*) FROM articles_article WHERE headline LIKE 'خبر رقم%%'")
    assert stored == TEXTS_TOGETHER + 1


ENDED = "SELECT count(*) FROM newsdesk_event WHERE stream = %s AND data @> '{\"interrupted\": true}'"


def items_after(site: Site, batch: int) -> int:
    return site.number("SELECT count(*) FROM articles_importitem WHERE batch_id > %s", batch)


def test_the_worker_outlives_a_database_that_goes_and_comes(site: Site) -> None:
    worker = site.worker().pid
    signal_the_database(site, signal.SIGKILL)
    wait_for(site.is_ready)
    assert site.worker().pid == worker
    export = ask_for_an_export(site)
    wait_for(lambda: state_of(site, export) == "done")


def test_what_is_under_way_when_the_site_is_stopped_comes_to_its_end(site: Site, work: Work) -> None:
    """The last of this site: an operation is acknowledged and stored, an export is handed back."""
    operation = a_claim(work[2])
    answers: list[Answer] = []
    with site.connect() as other:
        other.autocommit = False
        other.execute("SELECT 1 FROM annotations_reading FOR UPDATE")
        sending = threading.Thread(target=lambda: answers.append(send(site, work, operation)))
        sending.start()
        wait_for(lambda: is_waiting_for_a_lock(site))
        site.stop()
        wait_for(lambda: any("stopping the web server" in line for line in site.told))
        other.rollback()
    sending.join()
    assert answers[0].status == 200
    assert site.process.wait(60) == 0


TASKS = "django_tasks_database_dbtaskresult"


def test_after_a_new_start_everything_acknowledged_is_there_and_an_export_is_handed_over(data_dir: Path) -> None:
    with a_site(data_dir) as site:
        with site.connect() as other:
            other.autocommit = False
            other.execute("LOCK TABLE articles_revision IN ACCESS EXCLUSIVE MODE")
            export = ask_for_an_export(site)
            wait_for(lambda: is_waiting_for_a_lock(site))
            site.stop()
            wait_for(lambda: any("stopping the web server" in line for line in site.told))
        site.process.wait(60)
    with a_site(data_dir) as again:
        wait_for(lambda: state_of(again, export) == "done")
        assert again.number(f"SELECT count(*) FROM {TASKS} WHERE status <> 'SUCCESSFUL'") == 0
        # It was handed back, not lost: that it had been begun before does not count.
        begun = f"SELECT jsonb_array_length(worker_ids) FROM {TASKS} ORDER BY enqueued_at DESC LIMIT 1"
        assert again.number(begun) == 1
