"""A file of many articles goes through the whole import: a toy format is put beside the real ones for it."""

from __future__ import annotations

import errno
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from articles.drafts import Draft, Refusal
from articles.importing import formats, intake
from articles.importing.batches import import_files
from articles.importing.decoding import MOST_BYTES
from articles.importing.folders import Incoming, OnDisk, incoming
from articles.importing.unfinished import close_interrupted, was_interrupted
from articles.models import Article, ImportBatch, ImportItem, Offer, Revision
from articles.notices import Notice, notice
from newsdesk.models import Event
from tests.articles.importing import contract
from tests.factories import an_editor

pytestmark = pytest.mark.django_db
TOYS = Path(__file__).parent / "toys"
# Each record has six lines; the first begins in line 3.
RECORD = """%
مرصد الساحل
خبر المرفأ رقم {number}
2021-03-04 - المصدر: بريد الساحل
استأنف مرفأ الضفة العمل ليلا بعد توقف دام شهرين.
وقال المدير إن الرصيف {number} جاهز.
"""


@pytest.fixture(autouse=True)
def toy(monkeypatch) -> Iterator[formats.Format]:
    """The format of `toys/records.py`, found by being there."""
    monkeypatch.setattr(formats, "__path__", [*formats.__path__, str(TOYS)])
    formats.formats.cache_clear()
    yield next(each for each in formats.formats() if each.label == "Records")
    formats.formats.cache_clear()
    del sys.modules[f"{formats.__name__}.records"]
    monkeypatch.delattr(formats, "records")


def records(count: int, *, first: int = 0) -> bytes:
    written = "".join(RECORD.format(number=number) for number in range(first, first + count))
    return f"%records\n{written}".encode()


def with_a_bad_one() -> bytes:
    """Three records; the second is not UTF-8."""
    return records(1) + "%\nقال المدير\n".encode("cp1256") + records(1, first=2).removeprefix(b"%records\n")


def imported(data: bytes, name: str = "feed.records", **options):
    return import_files([Incoming(name, lambda: data)], kind=ImportBatch.Kind.UPLOAD, by=None, **options)


def told(report) -> list[tuple[str, str, str]]:
    return [(result.name, result.outcome.value, result.code) for result in report.results]


def alike(count: int, *, first: int = 0) -> bytes:
    """Records of one headline and no publisher, which share a sentence."""
    told = [
        f"%\nخبر المرفأ\nعاد العمل إلى المرفأ.\nالتقرير {number} من الرصيف.\n" for number in range(first, first + count)
    ]
    return f"%records\n{''.join(told)}".encode()


READS_TEXTS = 'FROM "articles_block"'
THREE = [
    ("feed.records · 3", "created", ""),
    ("feed.records · 9", "failed", "not_utf8"),
    ("feed.records · 11", "created", ""),
]


class Failing(BytesIO):
    """A stream that fails where its bytes end."""

    def __init__(self, data: bytes, error: BaseException) -> None:
        super().__init__(data)
        self.error = error

    def __next__(self) -> bytes:
        try:
            return super().__next__()
        except StopIteration:
            raise self.error from None


class Broken:
    """A file that can be read for a while."""

    name = "feed.records"

    def __init__(self, data: bytes, error: BaseException) -> None:
        self.stream = Failing(data, error)

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        yield self.stream


class Killed(BaseException):
    """The process of an importer ends."""


def test_a_format_that_reads_many_keeps_the_contract(toy):
    others = list(formats.formats())
    contract.check_recognised(toy, records(3), "feed.records", others)
    contract.check_recognised(toy, records(3), "feed.txt", others)
    assert len(contract.texts(toy, with_a_bad_one(), "feed.records")) == 3
    contract.check_is_lazy(toy, records(3), "feed.records")
    contract.check_streams(toy, records(1000), "feed.records")


def test_the_contract_finds_who_reads_ahead_and_who_forgets_places(toy):
    class Greedy:
        extensions = toy.extensions

        def read(self, source, options):
            return iter(list(toy.read(source, options)))

    with pytest.raises(AssertionError, match="reads ahead"):
        contract.check_is_lazy(Greedy(), records(3), "feed.records")
    with pytest.raises(AssertionError, match="reads ahead"):
        contract.check_streams(Greedy(), records(1000), "feed.records")

    class Forgetful(Greedy):
        def read(self, source, options):
            yield from (Refusal(notice("empty")) for _each in toy.read(source, options))

    with pytest.raises(AssertionError, match="place"):
        contract.texts(Forgetful(), records(3), "feed.records")


def test_each_text_is_told_with_its_file_and_place():
    report = imported(with_a_bad_one())
    assert told(report) == THREE
    assert list(ImportItem.objects.order_by("pk").values_list("name", "outcome", "code")) == THREE
    assert "windows-1256" in report.results[1].message
    assert set(Article.objects.values_list("headline", flat=True)) == {"خبر المرفأ رقم 0", "خبر المرفأ رقم 2"}
    event = Event.objects.get(stream=f"importbatch/{report.batch}")
    assert (
        event.data["totals"]
        == report.totals
        == {"created": 2, "revised": 0, "unchanged": 0, "failed": 1, "left_out": 0}
    )


def test_a_dry_run_tells_the_same_and_stores_nothing():
    rehearsal = imported(with_a_bad_one(), dry_run=True)
    assert told(rehearsal) == THREE
    assert rehearsal.totals == {"created": 2, "revised": 0, "unchanged": 0, "failed": 1, "left_out": 0}
    assert not any(model.objects.exists() for model in (Article, Revision, ImportBatch, ImportItem))


def test_the_file_again_changes_nothing_and_another_text_is_a_revision():
    imported(records(2))
    assert imported(records(2)).totals["unchanged"] == 2
    changed = imported(records(2).replace("رقم 1\n".encode(), "رقم 0\n".encode()))
    assert [(result.outcome, result.revision) for result in changed.results] == [("unchanged", 1), ("revised", 2)]


def test_refusals_speak_the_language_of_whoever_imports():
    with translation.override("ar"):
        assert "يبدو أنه بترميز windows-1256" in imported(with_a_bad_one()).results[1].message


def test_a_format_may_say_what_only_it_says(toy, monkeypatch):
    said = Notice("odd_record", {"number": 2})
    monkeypatch.setattr(toy, "sentences", {"odd_record": ("Record %(number)d is odd.",)}, raising=False)
    monkeypatch.setattr(toy, "read", lambda *_given: iter([Refusal(said, "2")]))
    assert imported(records(2)).results[0].message == "Record 2 is odd."
    assert str(ImportItem.objects.get().said[0]) == "Record 2 is odd."
    monkeypatch.delattr(toy, "sentences")
    assert str(ImportItem.objects.get().said[0]) == "odd_record"


def test_a_sentence_that_stands_in_no_tuple_is_found(toy, monkeypatch):
    monkeypatch.setattr(toy, "sentences", {"odd_record": "Record %(number)d is odd."}, raising=False)
    with pytest.raises(AssertionError, match="odd_record"):
        contract.check_sentences(toy)


def test_options_reach_the_format():
    imported(records(1), options={"publisher": "ناشر آخر"})
    assert Article.objects.get().publisher.name == "ناشر آخر"


def test_a_file_is_known_by_its_bytes_under_another_name():
    assert imported(records(2), "feed.txt").totals["created"] == 2
    assert imported(b"\xff", "feed.bin").results[0].code == "unknown_format"


@pytest.mark.parametrize(
    ("error", "code"),
    [(RuntimeError("lost"), "unexpected"), (OSError(errno.ENOSPC, "full"), "no_room")],
)
def test_a_failure_in_the_midst_keeps_what_was_read_and_tells_of_the_rest(error, code):
    report = import_files([Broken(records(3), error), Incoming("b.txt", lambda: b"news")], kind="upload", by=None)
    assert told(report) == [
        ("feed.records · 3", "created", ""),
        ("feed.records · 9", "created", ""),
        ("feed.records", "failed", code),
        ("b.txt", "created", ""),
    ]
    assert report.results[2].message.endswith(
        "Nothing after “feed.records · 9” was read. When this is mended, import the file again: nothing comes twice."
    )
    again = imported(records(3))
    assert [result.outcome.value for result in again.results] == ["unchanged", "unchanged", "created"]


def test_a_file_that_cannot_be_read_on_says_so(tmp_path, monkeypatch):
    path = tmp_path / "feed.records"
    path.write_bytes(records(1))
    stream = Failing(records(2), OSError(errno.EIO, "Input/output error"))
    monkeypatch.setattr(Path, "open", lambda *_args, **_options: stream)
    report = import_files([OnDisk(path)], kind="command", by=None)
    assert [result.code for result in report.results] == ["", "unreadable"]
    assert report.results[1].message.startswith("The file cannot be read (Input/output error).")


def test_a_text_that_cannot_be_stored_is_found_among_its_neighbours(monkeypatch):
    add = Revision.objects.add

    def fail(drafts, **options):
        if any("رقم 1\n" in draft.text for _article, draft in drafts):
            raise RuntimeError("lost")
        return add(drafts, **options)

    monkeypatch.setattr(Revision.objects, "add", fail)
    assert [one[1:] for one in told(imported(records(3)))] == [
        ("created", ""),
        ("failed", "unexpected"),
        ("created", ""),
    ]


def test_an_import_that_broke_off_in_the_midst_of_a_file_keeps_whole_texts(monkeypatch):
    monkeypatch.setattr(intake, "TEXTS_TOGETHER", 2)
    with pytest.raises(Killed):
        import_files([Broken(records(5), Killed())], kind="upload", by=None)
    batch = ImportBatch.objects.get()
    assert close_interrupted() == 1
    assert was_interrupted(batch)
    assert batch.items.count() == Article.objects.count() == 4
    assert imported(records(5)).totals == {"created": 1, "revised": 0, "unchanged": 4, "failed": 0, "left_out": 0}


def test_no_more_is_held_than_is_stored_together(monkeypatch):
    stream = contract.Watched(records(4000))

    @contextmanager
    def open_it() -> Iterator[BinaryIO]:
        yield stream

    file = Broken(b"", OSError())
    file.open = open_it
    some = intake.together(intake.texts_of(file, {}, limited=False))
    assert [len(texts) for texts in islice(some, 2)] == [200, 200]
    assert stream.farthest < len(stream.getvalue()) / 10
    monkeypatch.setattr(intake, "CHARACTERS_TOGETHER", 1000)
    assert 1 < len(next(some)) < 10


def test_results_are_told_but_not_kept_where_nobody_wants_them():
    heard = []
    report = imported(records(3), tell=heard.append, keep=False)
    assert (len(heard), report.results, report.totals["created"]) == (3, [], 3)


def test_more_texts_take_no_more_statements():
    def statements(count: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert imported(records(count, first=count * 1000)).totals["created"] == count
        return len(queries)

    statements(1)  # The publishers are there from now on.
    assert statements(80) == statements(5)


def test_the_command_takes_such_files_in_folders_and_of_any_size(tmp_path, capsys):
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "feed.records").write_bytes(with_a_bad_one())
    report = tmp_path / "report.json"
    with pytest.raises(SystemExit):
        call_command("import_articles", str(tmp_path / "news"), report=report)
    files = json.loads(report.read_text("utf-8"))["files"]
    assert [Path(file["name"]).name for file in files] == [name for name, _outcome, _code in THREE]
    assert "feed.records · 9" in capsys.readouterr().out


def test_a_file_on_disk_may_be_larger_than_an_article_and_an_uploaded_one_not(tmp_path, client):
    long_one = records(1) + b"%\n" + b"a" * (MOST_BYTES + 1) + b"\n" + records(1, first=1).removeprefix(b"%records\n")
    (tmp_path / "feed.records").write_bytes(long_one)
    report = import_files(incoming([tmp_path]), kind="command", by=None)
    assert [result.code for result in report.results] == ["", "too_large", ""]
    client.force_login(an_editor())
    client.post(reverse("upload"), {"texts": SimpleUploadedFile("feed.records", long_one)})
    assert list(ImportBatch.objects.first().items.values_list("name", "code")) == [("feed.records", "too_large")]


def test_the_page_of_an_import_names_file_and_place(client):
    client.force_login(an_editor())
    page = client.post(reverse("upload"), {"texts": SimpleUploadedFile("feed.records", with_a_bad_one())}, follow=True)
    assert all(name in page.content.decode() for name, _outcome, _code in THREE)


def test_drafts_of_one_text_have_no_place():
    [parsed] = intake.texts_of(Incoming("a.txt", lambda: b"news"), {}, limited=True)
    assert (parsed.name, isinstance(parsed.found, Draft)) == ("a.txt", True)


def test_what_came_with_an_import_is_not_read_again_to_compare_what_comes_later(monkeypatch):
    """Each one is like the one before it, and is stored after it."""
    monkeypatch.setattr(intake, "TEXTS_TOGETHER", 1)
    with CaptureQueriesContext(connection) as asked:
        found = imported(alike(3))
    assert [result.may_belong_to is not None for result in found.results] == [False, True, True]
    assert not [query for query in asked.captured_queries if READS_TEXTS in query["sql"]]
    with CaptureQueriesContext(connection) as asked:
        imported(alike(1, first=3))
    assert [query for query in asked.captured_queries if READS_TEXTS in query["sql"]]
    assert Offer.objects.count() == 3
