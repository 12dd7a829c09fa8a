"""`manage.py export_dataset`: what lands where, what the terminal is told, how it ends."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from annotations.datasets.formats import FORMATS
from annotations.datasets.progress import Progress
from newsdesk.models import User
from tests.annotations.saying import say, say_often, tamper
from tests.annotations.writing.test_door import attribution, operation, send
from tests.factories import a_project, a_reading, an_analyst, an_article

pytestmark = pytest.mark.django_db


def export(*arguments: Any) -> tuple[str, str]:
    """What the command writes to the standard output and to the standard error."""
    out, err = io.StringIO(), io.StringIO()
    call_command("export_dataset", *map(str, arguments), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def refusal(*arguments: Any) -> tuple[str, int]:
    with pytest.raises(CommandError) as error:
        export(*arguments)
    return str(error.value), error.value.returncode


def test_what_an_analyst_did_comes_out_of_the_command(tmp_path: Path) -> None:
    reading = a_reading()
    send(reading, operation(state=attribution()))
    path = tmp_path / "out.jsonl"
    out, err = export("--format", "jsonl", "--output", path)
    article = json.loads(path.read_text(encoding="utf-8"))
    anchors = article["readings"][0]["annotations"][0]["anchors"]
    assert [(anchor["role"], article["text"][anchor["start"] : anchor["end"]]) for anchor in anchors] == [
        ("source", "كاظم الفرطوسي"),
        ("cue", "اتهم"),
        ("target", "الولايات المتحدة"),
        ("content", "باستقدام قوات جديدة"),
    ]
    assert out == ""
    assert "Articles 1, Readings 1, Annotations 1, Spans 4" in err
    assert "Nothing was left out." in err


def test_a_dash_is_the_standard_output_and_so_is_nothing() -> None:
    say(a_reading())
    assert export("--format", "csv", "--output", "-")[0] == export("--format", "csv")[0]


def test_what_csv_cannot_carry_is_listed() -> None:
    say(a_reading())
    assert "Not carried by CSV: Article texts 1, Blocks 1\n" in export("--format", "csv")[1]


def test_the_file_has_ordinary_rights(tmp_path: Path) -> None:
    path = tmp_path / "out"
    export("--format", "jsonl", "--output", path)
    (other := tmp_path / "other").touch()
    assert path.stat().st_mode == other.stat().st_mode


def test_articles_are_chosen_by_number() -> None:
    project = a_project()
    first, second, _third = (an_article(project=project) for _ in range(3))
    out, _err = export("--format", "jsonl", "--project", project.key, "--article", first.pk, second.pk)
    assert [json.loads(line)["id"] for line in out.splitlines()] == [first.pk, second.pk]


def test_what_is_not_known_is_named() -> None:
    project, article = a_project(key="iraq"), an_article()
    assert refusal("--format", "jsonl", "--project", "irak") == ("There is no project irak. Known are: iraq.", 2)
    assert refusal("--format", "jsonl", "--article", article.pk, 0) == ("There is no article 0 here.", 2)
    assert refusal("--format", "jsonl", "--project", project.key, "--article", article.pk) == (
        f"There is no article {article.pk} in the project iraq.",
        2,
    )
    assert refusal("--format", "jsonl", "--as", "nobody") == ("There is no open account nobody.", 2)


def test_an_account_exports_what_it_may_see() -> None:
    mine, theirs = an_analyst(), an_analyst()
    reading = a_reading(analyst=mine)
    a_reading(revision=reading.revision, project=reading.project, analyst=theirs)
    out, _err = export("--format", "jsonl", "--as", mine.username)
    assert [told["annotator"] for told in json.loads(out)["readings"]] == [mine.username]


def test_a_span_that_does_not_fit_ends_with_1_and_leaves_no_file(tmp_path: Path) -> None:
    annotation = say(a_reading())
    tamper("UPDATE annotations_anchor SET exact = 'ء'")
    message, code = refusal("--format", "jsonl", "--output", tmp_path / "out")
    assert (code, list(tmp_path.iterdir())) == (1, [])
    assert str(annotation.pk) in message


def test_a_missing_folder_ends_with_1(tmp_path: Path) -> None:
    message, code = refusal("--format", "jsonl", "--output", tmp_path / "no" / "out")
    assert (str(tmp_path / "no" / "out") in message, code) == (True, 1)


def progress(*, terminal: bool) -> str:
    """What is told of ten articles that take four seconds each."""
    stream, now = io.StringIO(), iter(range(0, 1000, 4))
    told = Progress(stream.write, 10, "articles", renews=terminal, clock=lambda: next(now))
    assert list(told.each(range(10))) == list(range(10))
    return stream.getvalue()


def test_progress_is_a_plain_line_every_so_often() -> None:
    assert progress(terminal=False).splitlines() == [
        "3 of 10 articles (30%), about 28 s left",
        "6 of 10 articles (60%), about 16 s left",
        "9 of 10 articles (90%), about 4 s left",
    ]


def test_progress_renews_one_line_on_a_terminal() -> None:
    assert progress(terminal=True).count("\n") == 0
    assert progress(terminal=True).count("\r") == 11


def fill(articles: int, analyst: User) -> None:
    """Articles of ten thousand characters with forty annotations each."""
    text = "نص طويل يقال فيه الكثير. " * 400
    project = a_project()
    for number in range(articles):
        if number % 50 == 0:
            analyse()
        reading = a_reading(text, analyst=analyst, project=project)
        say_often(reading, 40, (0, 20))


def analyse() -> None:
    """Let the planner know what this transaction has filled: it would go through whole tables for every anchor."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@pytest.mark.long
def test_memory_stays_flat(tmp_path: Path) -> None:
    """Four times the articles may not need much more memory at the highest point."""
    analyst = an_analyst()

    def peaks() -> list[int]:
        return [peak_of("--format", key, "--output", tmp_path / key) for key in sorted(FORMATS)]

    fill(200, analyst)
    small = peaks()
    fill(600, analyst)
    assert all(after < 1.5 * before for before, after in zip(small, peaks(), strict=True))


def peak_of(*arguments: Any) -> int:
    """How many bytes Python held at the highest point of an export."""
    tracemalloc.start()
    try:
        export(*arguments)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.django_db(transaction=True)
def test_the_command_in_a_shell(tmp_path: Path) -> None:
    """Real bytes on a real standard output, a snapshot of a real transaction, a reader that goes away."""
    for _ in range(3):
        say(a_reading("نص\n" * 20_000))
    database = connection.settings_dict
    options = {"dbname": database["NAME"], "user": database["USER"], "host": database["HOST"], "port": database["PORT"]}
    query = "&".join(f"{name}={value}" for name, value in options.items() if value)
    environment = os.environ | {"DATABASE_URL": f"postgresql://?{query}", "DJANGO_SETTINGS_MODULE": "newsdesk.settings"}
    command = [sys.executable, "-m", "django", "export_dataset", "--format"]

    def run(*arguments: str, **rest: Any) -> subprocess.Popen[bytes]:
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.Popen([*command, *arguments], env=environment, cwd=settings.BASE_DIR, **streams)

    out, err = run("csv").communicate()
    assert out.startswith(b'\xef\xbb\xbf"article_id",')
    assert b"\r\r" not in out
    assert b"verified" in err

    path = tmp_path / "نص.jsonl"
    assert run("jsonl", "--output", str(path)).wait() == 0
    assert len(path.read_bytes().splitlines()) == 3

    cut = run("jsonl")
    assert cut.stdout is not None
    cut.stdout.read(10)
    cut.stdout.close()
    assert cut.wait() == 141
    assert b"Traceback" not in cut.stderr.read()  # type: ignore[union-attr]
