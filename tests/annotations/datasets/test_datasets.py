"""Datasets: what they hold, that every span fits its text, and what each format makes of them."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings as settings_of_django
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.datasets.dataset import Dataset
from annotations.datasets.failures import ExportFailed
from annotations.datasets.files import streamed, write_file
from annotations.datasets.formats import FORMATS
from annotations.datasets.formats.comma_separated import COLUMNS
from annotations.datasets.formats.json_lines import write as json_lines
from annotations.datasets.losses import Losses
from annotations.datasets.scope import Scope
from annotations.models import Reading, Source
from annotations.readings.submitting import submit
from articles.models import Article, Publisher
from newsdesk.models import User
from newsdesk.spreadsheets import MARK, neutral
from tests.annotations.saying import call, call_all, say, tamper, tie
from tests.factories import (
    a_draft,
    a_project,
    a_reading,
    a_revision,
    an_analyst,
    an_article,
    an_editor,
    keep_all,
    keep_article,
    kept,
    revise,
)

pytestmark = pytest.mark.django_db

ADVERSARIAL = [
    "👨‍👩‍👧‍👦 قالت الأسرة 🇮🇶 إنّ 😀",
    "قَالَ الرَّئِيسُ إِنَّ الْقُوَّاتِ",
    "\u202bقال\u202c \u2067John said\u2069 \u200fثم\u200e",
    "سطر\u2028فاصل\u2029فقرة\x85تالٍ\x0bعمودي\x0cصفحة\x1cملف",
    'اقتباس "مزدوج" \\ شرطة\nوسطر\tجديد',
    "وبالولايات المـــتحدة ﷲ ﻻ",
    "e\u0301 cafe\u0301 \U00010348\U0001f9d5\U0001f3fd",
]


@pytest.fixture(params=sorted(FORMATS))
def form(request: pytest.FixtureRequest) -> Any:
    return FORMATS[request.param]


def written(form: Any, dataset: Dataset) -> bytes:
    return b"".join(streamed(dataset, form, Losses()))


def lines(dataset: Dataset) -> list[dict[str, Any]]:
    """The articles, read as anybody's program reads them."""
    return [json.loads(line) for line in b"".join(json_lines(dataset)).decode().split("\n") if line]


def rows(dataset: Dataset) -> list[dict[str, str]]:
    """The rows as they were before formulas were disarmed."""
    text = written(FORMATS["csv"], dataset).decode().removeprefix("\ufeff")
    return [
        {name: cell.removeprefix(MARK) for name, cell in row.items()}
        for row in csv.DictReader(io.StringIO(text, newline=""))
    ]


def everything_said(text: str = "واتهم زيد عمرواً بالكذب") -> Reading:
    """A reading that has one of each."""
    reading = a_reading(text)
    source = kept(Source.objects.create(name_ar="زيد", name_en="Zayd", kind="person"))
    first = say(reading, [(1, 5), (6, 9)], role="cue", kind="attribution", source=source, note="+ ملاحظة")
    second = say(reading, [(0, len(text))], attributes={"verifiable": "yes", "a": [1, "ب"]})
    say(reading, [], note="عن المقال كله")
    tie(first, second)
    call(reading)
    return reading


def test_every_format_writes_the_same_bytes_twice(form: Any) -> None:
    everything_said()
    first, second = (written(form, Dataset.of()) for _ in range(2))
    assert first == second
    assert first


def test_a_dataset_that_is_being_told_is_not_begun_again_beside_itself() -> None:
    for text in ("نص أول", "نص ثان"):
        a_reading(text)
    dataset = Dataset.of()
    told = dataset.articles()
    first = next(told)
    for other in (dataset, Dataset.of()):
        with pytest.raises(RuntimeError, match="can't ask anything else meanwhile"):
            next(other.articles())
    assert [first.id, *(article.id for article in told)] == [article.id for article in Dataset.of().articles()]


def test_every_format_writes_an_empty_dataset(form: Any) -> None:
    assert written(form, Dataset.of(Scope(a_project()))).count(b"\n") <= 1


def test_every_format_is_told_what_it_loses(form: Any, tmp_path: Path) -> None:
    everything_said()
    told = write_file(Dataset.of(), form, tmp_path / "out")
    assert set(told.lost.counts) == {kind.key for kind in form.losses if told.counts.get(kind.key)}
    assert told.sha256 == hashlib.sha256((tmp_path / "out").read_bytes()).hexdigest()
    assert told.size == (tmp_path / "out").stat().st_size


def test_json_lines_lose_nothing_and_csv_says_what_it_loses(tmp_path: Path) -> None:
    everything_said()
    losses = {key: write_file(Dataset.of(), form, tmp_path / key).lost.counts for key, form in FORMATS.items()}
    assert losses["jsonl"] == {}
    assert losses["csv"] == {"texts": 1, "blocks": 1, "relations": 1, "article_labels": 1}


@pytest.mark.parametrize("text", ADVERSARIAL)
def test_offsets_fit_the_text_in_python(text: str) -> None:
    reading = a_reading(text)
    say(reading, [(start, start + 1) for start in range(len(text))])
    [article] = lines(Dataset.of())
    [told] = article["readings"][0]["annotations"]
    assert article["text"] == text
    assert article["sha256"] == hashlib.sha256(text.encode()).hexdigest()
    assert [article["text"][anchor["start"] : anchor["end"]] for anchor in told["anchors"]] == list(text)
    assert [anchor["exact"] for anchor in told["anchors"]] == list(text)


@pytest.mark.parametrize("text", ADVERSARIAL)
def test_a_line_is_a_line_to_every_reader(text: str) -> None:
    say(a_reading(text), [(0, len(text))])
    told = b"".join(json_lines(Dataset.of())).decode()
    assert len(told.splitlines()) == 1
    assert told.isascii() is False


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), min_size=1, max_size=60)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | texts, lambda inner: st.lists(inner, max_size=3)
)


@settings(max_examples=60)
@given(text=texts.filter(str.strip), note=texts, attributes=st.dictionaries(texts, values, max_size=4), data=st.data())
def test_what_was_stored_comes_back(text: str, note: str, attributes: dict[str, Any], data: st.DataObject) -> None:
    offsets = st.integers(0, len(text))
    pairs = st.tuples(offsets, offsets).filter(lambda pair: pair[0] < pair[1])
    spans = data.draw(st.lists(pairs, max_size=5, unique=True))
    analyst = User.objects.filter(username="hypothesis").first() or an_analyst(username="hypothesis")
    reading = a_reading(text, analyst=analyst, project=(project := a_project()))
    annotation = say(reading, spans, note=note, attributes=attributes)

    [article] = lines(Dataset.of(Scope(project)))
    [told] = article["readings"][0]["annotations"]
    assert article["text"] == text
    assert (told["id"], told["note"], told["attributes"]) == (str(annotation.pk), note, attributes)
    assert [(anchor["start"], anchor["end"]) for anchor in told["anchors"]] == spans
    assert all(text[anchor["start"] : anchor["end"]] == anchor["exact"] for anchor in told["anchors"])

    for row, span in zip(rows(Dataset.of(Scope(project))), spans, strict=False):
        assert (row["note"], json.loads(row["attributes"] or "{}")) == (note, attributes)
        assert (int(row["start"]), int(row["end"]), row["exact"]) == (*span, text[slice(*span)])


def test_a_reading_is_told_whole() -> None:
    reading = call_all(everything_said())
    submit(reading, by=reading.analyst)  # type: ignore[arg-type]
    [article] = lines(Dataset.of())
    [told] = article["readings"]
    attribution, claim, whole = sorted(told["annotations"], key=lambda each: -len(each["anchors"]))
    assert list(article) == [
        *("id", "revision", "revision_id", "headline", "url", "language", "direction", "publisher", "aggregator"),
        *("published", "published_precision", "published_on", "offset_unit", "sha256", "text", "blocks", "readings"),
        "joined_to",
    ]
    assert article["offset_unit"] == "codepoint"
    assert [article["text"][block["start"] : block["end"]] for block in article["blocks"]] == [article["text"]]
    assert told["annotator"] == reading.analyst.username  # type: ignore[union-attr]
    assert told["codebook"] == {"key": reading.codebook.key, "version": reading.codebook.version}
    assert datetime.fromisoformat(told["submitted_at"]) == reading.submission.at
    assert attribution["source"]["name_en"] == "Zayd"
    assert [anchor["exact"] for anchor in attribution["anchors"]] == ["اتهم", "زيد"]
    assert (claim["source"], whole["anchors"]) == (None, [])
    assert [(tie["from"], tie["to"]) for tie in told["relations"]] == [(attribution["id"], claim["id"])]
    assert {label["label"]: label["value"] for label in told["article_labels"]} == {
        "genre": "news",
        "headline_match": "matches",
    }


@pytest.mark.parametrize(
    ("fields", "published", "precision"),
    [
        ({"published_on": date(2021, 9, 12)}, "2021-09-12", "day"),
        (
            {"published_on": date(2021, 9, 12), "published_at": datetime(2021, 9, 11, 22, 5, tzinfo=UTC)},
            "2021-09-11T22:05:00+00:00",
            "moment",
        ),
        ({}, None, None),
    ],
)
def test_a_date_alone_is_not_midnight(fields: dict[str, Any], published: str | None, precision: str | None) -> None:
    an_article(aggregator=Publisher.named("ناقل", kind="aggregator"), **fields)
    [article] = lines(Dataset.of())
    assert (article["published"], article["published_precision"]) == (published, precision)
    assert article["published_on"] == (fields["published_on"].isoformat() if fields else None)
    assert (article["publisher"], article["aggregator"]) == ("العربية", "ناقل")


def test_what_was_deleted_is_left_out() -> None:
    reading = everything_said()
    gone = datetime(2024, 1, 1, tzinfo=UTC)
    for things in (reading.annotations, reading.relations, reading.article_labels):
        things.update(deleted_at=gone)
    [told] = lines(Dataset.of())[0]["readings"]
    assert (told["annotations"], told["relations"], told["article_labels"]) == ([], [], [])


def test_articles_without_a_reading_are_told_and_old_revisions_with_one_too() -> None:
    project = a_project()
    reading = a_reading("نص أول", project=project)
    revise(reading.revision.article, a_draft("نص ثان"), by=None)
    keep_article(reading.revision.article)
    an_article("بلا قراءة", project=project)
    an_article("في مشروع آخر", project=a_project())
    articles = lines(Dataset.of(Scope(project)))
    told = [(article["text"], article["revision"], len(article["readings"])) for article in articles]
    assert told == [("نص أول", 1, 1), ("نص ثان", 2, 0), ("بلا قراءة", 1, 0)]


def test_articles_come_by_their_numbers_wherever_they_lie() -> None:
    articles = [an_article() for _ in range(5)]
    for article in reversed(articles[:3]):
        Article.objects.filter(pk=article.pk).update(headline="نُقل إلى آخر الجدول")
    keep_all(Article, articles)
    assert [article["id"] for article in lines(Dataset.of())] == [article.pk for article in articles]


def test_a_project_tells_only_its_own_readings() -> None:
    revision = a_revision()
    one, other = a_project(), a_project()
    for project in (one, other):
        project.take([revision.article_id], by=None)
        a_reading(project=project, revision=revision)
    assert [[reading["project"] for reading in article["readings"]] for article in lines(Dataset.of(Scope(one)))] == [
        [one.key]
    ]
    assert len(lines(Dataset.of())[0]["readings"]) == 2


def test_only_the_articles_that_were_named() -> None:
    wanted, _other = an_article(), an_article()
    assert [article["id"] for article in lines(Dataset.of(Scope(articles=frozenset([wanted.pk]))))] == [wanted.pk]


def test_an_account_gets_what_it_may_see() -> None:
    project, mine, theirs = a_project(), an_analyst(), an_analyst()
    revision = a_revision(project=project)
    for analyst in (mine, theirs):
        say(a_reading(project=project, revision=revision, analyst=analyst))

    def annotators(user: User | None) -> list[str]:
        articles = lines(Dataset.of(Scope(project, user)))
        return [reading["annotator"] for line in articles for reading in line["readings"]]

    assert annotators(mine) == [mine.username]
    assert annotators(an_editor()) == annotators(None) == [mine.username, theirs.username]
    assert annotators(an_analyst(is_active=False)) == []


def test_a_closed_account_is_still_named() -> None:
    reading = a_reading()
    User.objects.update(is_active=False)
    keep_all(User, User.objects.all())
    [told] = lines(Dataset.of())[0]["readings"]
    assert told["annotator"] == reading.analyst.username  # type: ignore[union-attr]


def test_the_gold_reading_has_no_annotator() -> None:
    reading = a_reading()
    Reading.objects.update(is_gold=True, analyst=None)
    kept(reading)
    [told] = lines(Dataset.of())[0]["readings"]
    assert (told["id"], told["annotator"], told["is_gold"]) == (reading.pk, None, True)


def test_csv_opens_in_excel() -> None:
    everything_said()
    data = written(FORMATS["csv"], Dataset.of())
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == data.count(b"\n") == 5
    assert "اتهم" in data.decode("utf-8-sig")


def test_csv_has_one_anchor_a_row_and_an_empty_one_for_the_whole_article() -> None:
    reading = everything_said()
    told = rows(Dataset.of())
    assert tuple(told[0]) == COLUMNS
    assert sorted(row["exact"] for row in told) == sorted(["", "اتهم", "زيد", reading.revision.text])
    [whole] = [row for row in told if not row["anchor"]]
    assert (whole["note"], whole["role"], whole["start"], whole["end"]) == ("عن المقال كله", "", "", "")
    [cue] = [row for row in told if row["exact"] == "اتهم"]
    assert (cue["start"], cue["end"], cue["source_name_ar"], cue["note"]) == ("1", "5", "زيد", "+ ملاحظة")


@pytest.mark.parametrize(
    "cell",
    [
        *(
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "\n=1",
            " =1",
            "\u200f=1",
            "\ufeff-2",
            "＝1",
            "＋1",
            "－1",
            "＠x",
        ),
        *("'=1", "'quoted'", "\tx"),
    ],
)
def test_no_cell_is_a_formula_and_undoing_gives_it_back(cell: str) -> None:
    assert neutral(cell) == MARK + cell
    assert neutral(cell)[1:] == cell


@pytest.mark.parametrize("cell", ["قال", "a=b", "5-3", "«=»", "", "12"])
def test_ordinary_cells_stay_as_they_are(cell: str) -> None:
    assert neutral(cell) == cell


def test_a_changed_quote_stops_the_export_and_leaves_no_file(form: Any, tmp_path: Path) -> None:
    everything_said()
    reading = everything_said("خبر آخر: قال زيد كلمة هنا")
    annotation = say(reading, [(0, 3)])
    tamper("UPDATE annotations_anchor SET exact = 'شيء' WHERE annotation_id = %s", [annotation.pk])
    with pytest.raises(ExportFailed) as failure:
        write_file(Dataset.of(), form, tmp_path / "out")
    article = reading.revision.article_id
    assert f"Article {article}, revision 1: annotation {annotation.pk}, anchor 1 (claim, [0, 3))" in english(failure)
    assert list(tmp_path.iterdir()) == []


def test_a_changed_text_stops_the_export() -> None:
    reading = everything_said()
    tamper("UPDATE articles_revision SET text = reverse(text) WHERE id = %s", [reading.revision_id])
    with pytest.raises(ExportFailed) as failure:
        lines(Dataset.of())
    assert failure.value.code == "text_changed"


@pytest.mark.parametrize("column", ["anchor", "block"])
def test_a_span_outside_the_text_stops_the_export(column: str) -> None:
    everything_said()
    table = {"anchor": "annotations_anchor", "block": "articles_block"}[column]
    tamper(f'UPDATE {table} SET "end" = 9999', [])
    with pytest.raises(ExportFailed) as failure:
        lines(Dataset.of())
    assert failure.value.code == {"anchor": "span_outside", "block": "block_outside"}[column]
    assert "9999" in english(failure)


def test_a_relation_without_its_annotation_stops_the_export() -> None:
    reading = everything_said()
    reading.annotations.filter(relations_out__isnull=False).update(deleted_at=datetime(2024, 1, 1, tzinfo=UTC))
    with pytest.raises(ExportFailed) as failure:
        lines(Dataset.of())
    assert failure.value.code == "loose_relation"


def test_a_failed_export_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    everything_said()
    write_file(Dataset.of(), FORMATS["jsonl"], path)
    before = path.read_bytes()
    tamper("UPDATE annotations_anchor SET exact = reverse(exact)", [])
    with pytest.raises(ExportFailed):
        write_file(Dataset.of(), FORMATS["jsonl"], path)
    assert (path.read_bytes(), list(tmp_path.iterdir())) == (before, [path])


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing" / "out"):
        with pytest.raises(ExportFailed) as failure:
            write_file(Dataset.of(), FORMATS["jsonl"], path)
        assert str(path) in english(failure)


def test_the_number_of_statements_does_not_grow_with_the_rows(form: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    project, analyst = a_project(), an_analyst()
    streamed: list[str] = []
    stream = psycopg.Cursor.stream
    monkeypatch.setattr(psycopg.Cursor, "stream", lambda *told: streamed.append(told[1]) or stream(*told))

    def fill(articles: int, annotations: int) -> int:
        for _ in range(articles):
            reading = a_reading(project=project, analyst=analyst)
            for _ in range(annotations):
                say(reading, [(0, 1), (2, 3)])
        streamed.clear()
        with CaptureQueriesContext(connection) as queries:
            list(form.write(Dataset.of(Scope(project))))
        return len(queries) + len(streamed)

    assert fill(2, 1) == fill(10, 4) == 27


def test_nothing_else_is_asked_while_a_dataset_is_told() -> None:
    an_article()
    told = Dataset.of().articles()
    next(told)
    with pytest.raises(RuntimeError, match="telling a dataset"):
        User.objects.exists()
    told.close()
    assert User.objects.exists() is False


def english(failure: pytest.ExceptionInfo[ExportFailed]) -> str:
    with translation.override("en"):
        return re.sub("[\u2066-\u2069]", "", str(failure.value))


def test_the_examples_of_the_documentation_run(tmp_path: Path) -> None:
    reading = everything_said("قال 😀 زيد: نعم")
    documentation = (settings_of_django.BASE_DIR / "docs" / "formats.md").read_text(encoding="utf-8")
    examples: dict[str, Any] = {}
    for code in re.findall(r"```python\n(.*?)```", documentation, re.DOTALL):
        if "from datasets import" not in code:  # `test_features.py` runs that.
            exec(code, examples)
    for key, form in FORMATS.items():
        write_file(Dataset.of(), form, tmp_path / key)
    analyst = reading.analyst.username  # type: ignore[union-attr]
    quotes = list(examples["quotes"](tmp_path / "jsonl"))
    assert (analyst, "event", "claim", reading.revision.text) in quotes
    told = list(examples["rows"](tmp_path / "csv"))
    assert sorted(quote for *_, quote in quotes) == sorted(row["exact"] for row in told if row["anchor"])
    assert "+ ملاحظة" in [row["note"] for row in told]


def test_the_documentation_names_every_column_and_key() -> None:
    everything_said()
    documentation = (settings_of_django.BASE_DIR / "docs" / "formats.md").read_text(encoding="utf-8")
    [article] = lines(Dataset.of())
    assert [name for name in (*COLUMNS, *article, *article["readings"][0]) if f"`{name}`" not in documentation] == []
