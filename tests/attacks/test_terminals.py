"""What commands tell at a terminal holds names and words of others: none of them moves its cursor or hides a line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from articles.models import Article
from newsdesk.running.saying import plain
from tests.factories import a_draft, a_reading, an_article, revise

pytestmark = pytest.mark.django_db
# Clears the screen, goes up a line, and says that all is well; a carriage return does half of it.
HOSTILE = "\x1b[2J\x1b[1A\rWhole: 3 events\x9b2K\u202egnp\x07"
COMMANDS = set("\x1b\r\x9b\x07\u202e\u2028")


def told(capsys: pytest.CaptureFixture[str], command: str, *arguments: Any, **options: Any) -> str:
    try:
        call_command(command, *arguments, **options)
    except (CommandError, SystemExit) as end:
        print(end)
    out, err = capsys.readouterr()
    return out + err


def assert_harmless(words: str) -> None:
    assert "Whole: 3 events" in words
    assert not COMMANDS & set(words)
    assert not any(line.startswith("Whole: 3") for line in words.splitlines())


def test_a_word_is_told_in_one_line_and_commands_by_their_numbers() -> None:
    assert plain("قال\n\x1b[1A") == r"قال\x{0a}\x{1b}[1A"
    assert plain("العربية \u2068(x)\u2069") == "العربية \u2068(x)\u2069"


def test_names_of_files_in_an_import(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / f"{HOSTILE}.txt").write_text("قال الوزير ذلك.")
    (tmp_path / f"{HOSTILE}.pdf").write_bytes(b"%PDF-1.7")
    assert_harmless(told(capsys, "import_articles", str(tmp_path)))


def test_headlines_and_publishers_in_what_is_to_be_mended(capsys: pytest.CaptureFixture[str]) -> None:
    article = an_article("وصلت شحنة القمح.", headline=HOSTILE, publisher=HOSTILE)
    revise(article, a_draft("أجلت اللجنة الامتحانات."), by=None)
    words = told(capsys, "mend_guesses")
    assert words.count("Whole: 3 events") == 2
    assert_harmless(words)


def test_languages_that_are_looked_at(capsys: pytest.CaptureFixture[str]) -> None:
    article = an_article("The minister said so yesterday. " * 5)
    Article.objects.filter(pk=article.pk).update(language="\x1b[2J\r", language_from=None)
    assert not COMMANDS & set(told(capsys, "check_languages"))


def test_names_of_streams_in_a_verification(capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever owns the database writes them: not that the history is whole."""
    a_reading()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO newsdesk_event (stream, number, action, data, digest, salt, at)"
            " VALUES (%s, 1, 'x.y', '{}', '', gen_random_uuid(), now())",
            [f"article/{HOSTILE}"],
        )
    words = told(capsys, "verify_history")
    assert "The history is broken" in words
    assert_harmless(words)


def test_what_stops_an_export(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    a_reading()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE articles_revision DISABLE TRIGGER USER")
        cursor.execute("UPDATE articles_revision SET sha256 = %s", ["\x1b[2J\r\x9bWhole: 3 events"])
    words = told(capsys, "export_dataset", format="jsonl", output=str(tmp_path / "x"))
    assert_harmless(words)
