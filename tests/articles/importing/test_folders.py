"""Files and folders as a person names them, and the command that imports them."""

import json
import os
import signal

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from articles.importing import intake
from articles.importing.folders import OnDisk, incoming
from articles.importing.intake import texts_of
from articles.importing.sources import PassedBy
from articles.models import Article, ImportBatch, ImportItem, Revision
from tests.articles.importing.test_batches import NEWS, imported, outcomes
from tests.factories import an_editor

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "news" / "b").mkdir(parents=True)
    (tmp_path / "news" / "ب.txt").write_text(NEWS, "utf-8")
    (tmp_path / "news" / "a.TXT").write_bytes(b"")
    (tmp_path / "news" / "b" / "c.txt").write_text("نص", "utf-8")
    (tmp_path / "news" / ".hidden.txt").write_text("نص", "utf-8")
    (tmp_path / "news" / "picture.png").write_bytes(b"\x89PNG")
    (tmp_path / "outside.txt").write_text("سر", "utf-8")
    (tmp_path / "news" / "link.txt").symlink_to(tmp_path / "outside.txt")
    (tmp_path / "news" / "loop").symlink_to(tmp_path / "news")
    return tmp_path / "news"


def test_a_folder_is_walked_in_order_and_never_left(folder):
    files = [(os.path.relpath(file.name, folder), type(file)) for file in incoming([folder])]
    assert files == [("a.TXT", OnDisk), ("picture.png", PassedBy), ("ب.txt", OnDisk), ("b/c.txt", OnDisk)]


def test_files_of_other_kinds_are_named_in_the_report(folder):
    report = imported(*incoming([folder]))
    assert outcomes(report) == ["failed", "left_out", "created", "created"]
    [item] = ImportItem.objects.filter(outcome="left_out")
    assert (item.name, item.code, item.article) == (str(folder / "picture.png"), "other_kind", None)
    assert report.totals == {"created": 2, "revised": 0, "unchanged": 0, "failed": 1, "left_out": 1}


def test_what_is_missing_or_no_file_is_reported(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    files = incoming([tmp_path / "nothing.txt", tmp_path / "pipe.txt"])
    assert [result.code for result in imported(*files).results] == ["missing", "unreadable"]


def test_a_file_above_the_limit_is_not_even_read(tmp_path):
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(10**10)
    assert imported(*incoming([path])).results[0].code == "too_large"


def test_a_name_that_is_no_text_is_shown_all_the_same(tmp_path):
    path = os.path.join(os.fsencode(tmp_path), b"caf\xe9.txt")
    with open(path, "wb") as file:
        file.write(NEWS.encode())
    assert outcomes(imported(*incoming([tmp_path]))) == ["created"]
    assert ImportItem.objects.get().name.endswith("caf\ufffd.txt")


# The command


def test_the_command_imports_reports_and_fails_for_bad_files(folder, tmp_path, capsys):
    report = tmp_path / "report.json"
    with pytest.raises(SystemExit) as caught:
        call_command("import_articles", str(folder), report=report)
    assert caught.value.code == 1
    told = json.loads(report.read_text("utf-8"))
    assert told["batch"] == ImportBatch.objects.get().pk
    assert told["totals"] == {"created": 2, "revised": 0, "unchanged": 0, "failed": 1, "left_out": 1}
    assert [file["outcome"] for file in told["files"]] == ["failed", "left_out", "created", "created"]
    assert set(told["files"][0]) == {
        *("name", "outcome", "article", "revision", "code", "message", "notices", "flagged_blocks", "may_belong_to"),
    }
    assert told["files"][0]["notices"] == [{"code": "empty", "values": {"bytes": 0}}]
    assert told["left_out"] == [str(folder / "picture.png")]
    out = capsys.readouterr().out
    assert "[empty]" in out
    assert f"  {folder / 'picture.png'}\n" in out


def test_files_left_out_fail_no_command(folder):
    (folder / "a.TXT").unlink()
    call_command("import_articles", str(folder))
    assert ImportItem.objects.filter(outcome="left_out").count() == 1


def test_the_command_again_finds_nothing_new(folder):
    (folder / "a.TXT").unlink()
    call_command("import_articles", str(folder))
    call_command("import_articles", str(folder))
    assert Article.objects.count() == Revision.objects.count() == 2
    assert ImportBatch.objects.first().items.filter(outcome="unchanged").count() == 2


def test_a_dry_run_of_the_command_stores_nothing(folder):
    (folder / "a.TXT").unlink()
    call_command("import_articles", str(folder), dry_run=True)
    assert not Article.objects.exists()
    assert not ImportBatch.objects.exists()


def test_the_command_names_who_imports(folder):
    editor = an_editor()
    (folder / "a.TXT").unlink()
    call_command("import_articles", str(folder), by=editor.username)
    assert ImportBatch.objects.get().by == editor
    with pytest.raises(CommandError, match="nobody"):
        call_command("import_articles", str(folder), by="nobody")


def test_a_report_that_cannot_be_written_is_said(folder, tmp_path):
    (folder / "a.TXT").unlink()
    with pytest.raises(CommandError, match="absent"):
        call_command("import_articles", str(folder), report=tmp_path / "absent" / "report.json")
    assert Article.objects.count() == 2


def test_an_import_of_many_says_what_to_do_when_its_other_process_was_ended(folder, monkeypatch):
    here = os.getpid()

    def read(file, options, *, limited):
        if os.getpid() != here and file.name.endswith("c.txt"):
            os.kill(os.getpid(), signal.SIGKILL)
        yield from texts_of(file, options, limited=limited)

    monkeypatch.setattr(intake, "TEXTS_TOGETHER", 1)
    for name in ("a.TXT", "b.txt", "c.txt"):
        (folder / name).write_text(NEWS.replace("شهرين", name), "utf-8")
    with monkeypatch.context() as killed, translation.override("en"):
        killed.setattr("articles.importing.batches.texts_of", read)
        with pytest.raises(CommandError, match=r"was ended from outside.* What is listed above is stored"):
            call_command("import_articles", str(folder))
    assert Revision.objects.count() < 3  # What was read and not yet sent is lost with the process.
    call_command("import_articles", str(folder))
    assert Revision.objects.count() == 5
