"""What holds for every format that is there, and for one of several files that is planted here.

A new format brings a module of its name in `reading_back/`, which reads its files without any code of ours.
"""

from __future__ import annotations

import importlib
import io
import sys
import tracemalloc
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import translation

from annotations.codebook.spec import CodebookSpec
from annotations.datasets import formats
from annotations.datasets.dataset import Dataset
from annotations.datasets.files import streamed
from annotations.datasets.formats import FORMATS
from annotations.datasets.losses import FIRST, Loss, Losses, Place, in_words
from annotations.datasets.records import (
    AnnotationRecord,
    ArticleRecord,
    BlockRecord,
    ReadingRecord,
    RelationRecord,
)
from annotations.frames import Anchor, Frame
from annotations.models import Codebook, Reading
from articles.models import Revision
from tests.annotations.datasets.reading_back import Told
from tests.annotations.datasets.test_datasets import ADVERSARIAL, everything_said
from tests.annotations.saying import say, tie
from tests.annotations.views.test_exports import ask, page, signed_in, work
from tests.factories import a_draft, a_project, a_reading, an_article, an_editor, keep_article, revise

TOY = "toy.zip"


@pytest.fixture
def _toy(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Lay it beside the others, where it is found by being there."""
    planted = str(Path(__file__).parent / "planted")
    monkeypatch.setattr(formats, "__path__", [*formats.__path__, planted])
    for name, form in formats._found().items():
        monkeypatch.setitem(FORMATS, name, form)
    yield
    del sys.modules["annotations.datasets.formats.toy"], formats.toy  # type: ignore[attr-defined]


@pytest.fixture(params=[*sorted(FORMATS), TOY])
def form(request: pytest.FixtureRequest, _toy: None) -> Any:
    return FORMATS[request.param]


@pytest.fixture
def house(db: None) -> None:
    """One of each: adversarial texts, whole frames, an older revision, bare articles and readings, gold."""
    for text in ADVERSARIAL:
        say(a_reading(text), [(start, start + 1) for start in range(len(text))])
    reading = everything_said("قال 😀 زيد\u200f: نعم\nوأضاف")
    revise(reading.revision.article, a_draft("نص ثان"), by=None)
    keep_article(reading.revision.article)
    a_reading("قراءة بلا وسوم", project=reading.project)
    an_article("بلا قراءة", project=a_project())


def written(form: Any, dataset: Dataset) -> bytes:
    return b"".join(streamed(dataset, form, Losses()))


def read_back(form: Any, dataset: Dataset) -> Told:
    reader = importlib.import_module(f"tests.annotations.datasets.reading_back.{form.__name__.rsplit('.')[-1]}")
    told: Told = reader.told(written(form, dataset))
    return told


def lost(form: Any) -> list[Loss]:
    return [piece for piece in form.write(Dataset.of()) if isinstance(piece, Loss)]


def gone(losses: list[Loss]) -> set[Place]:
    """Where, after what the losses say, the thing itself is not in the file."""
    return {loss.where for loss in losses if loss.kind.is_whole}


def missing(form: Any) -> list[Place]:
    """What a file of everything holds neither as a thing told nor as a loss of that very thing."""
    told, lacking = read_back(form, Dataset.of()), []
    for article in Dataset.of().articles():
        if (article.id, article.revision) not in told.articles:
            lacking.append(Place.of(article))
        for reading in article.readings:
            if reading.id not in told.readings:
                lacking.append(Place.of(article, reading))
            lacking += [
                Place.of(article, reading, annotation)
                for annotation in reading.annotations
                if annotation.id not in told.annotations
            ]
    excused = gone(lost(form))
    return [place for place in lacking if place not in excused]


def test_every_format_is_read_back_by_a_module_of_its_name(form: Any) -> None:
    reader = Path(__file__).parent / "reading_back" / f"{form.__name__.rsplit('.')[-1]}.py"
    assert reader.exists(), f"{reader.name} has to say what is in a file of {form.label}"


@pytest.mark.usefixtures("house")
def test_everything_is_told_or_a_loss_and_nothing_else(form: Any) -> None:
    articles = list(Dataset.of().articles())
    readings = [reading for article in articles for reading in article.readings]
    annotations = [annotation for reading in readings for annotation in reading.annotations]
    told = read_back(form, Dataset.of())
    assert set(told.articles) <= {(article.id, article.revision) for article in articles}
    assert set(told.readings) <= {reading.id for reading in readings}
    assert set(told.annotations) <= {annotation.id for annotation in annotations}
    assert missing(form) == []


@pytest.mark.usefixtures("house")
def test_a_format_that_leaves_things_out_without_a_word_is_found(form: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many other losses it tells at their places: the first article that is told is dropped here."""
    (dropped, revision), *_others = read_back(form, Dataset.of()).articles
    everything = Dataset.articles

    def fewer(self: Dataset, **asked: Any) -> Iterator[ArticleRecord]:
        return (one for one in everything(self, **asked) if (one.id, one.revision) != (dropped, revision))

    def write(dataset: Dataset) -> Iterator[Any]:
        """Its bytes lack the article, its losses are those that it always tells."""
        losses = lost(form)
        with monkeypatch.context() as patched:
            patched.setattr(Dataset, "articles", fewer)
            yield from (piece for piece in form.write(dataset) if not isinstance(piece, Loss))
        yield from losses

    forgetful = SimpleNamespace(write=write, extension=form.extension, __name__=form.__name__, losses=form.losses)
    assert Place(dropped, revision) in missing(forgetful)


@pytest.mark.usefixtures("house")
def test_nothing_is_told_twice(form: Any) -> None:
    told = read_back(form, Dataset.of())
    for things in (told.articles, told.readings, told.annotations, [anchor[:2] for anchor in told.anchors]):
        assert [thing for thing, times in Counter(things).items() if times > 1] == []


@pytest.mark.usefixtures("house")
def test_every_offset_reads_back(form: Any) -> None:
    """In code points of the text, as it was quoted; an anchor that is not told is lost, or its annotation is."""
    expected = {
        (annotation.id, number, anchor.role, anchor.start, anchor.end, article.text[anchor.start : anchor.end]): {
            Place.of(article, reading, annotation),
            Place.of(article, reading, annotation, anchor),
        }
        for article in Dataset.of().articles()
        for reading in article.readings
        for annotation in reading.annotations
        for number, anchor in enumerate(annotation.says.anchors, start=1)
    }
    told, excused = set(read_back(form, Dataset.of()).anchors), gone(lost(form))
    assert told <= set(expected)
    assert [anchor for anchor in set(expected) - told if not expected[anchor] & excused] == []
    assert len(expected) > 100


@pytest.mark.usefixtures("house")
def test_the_same_data_gives_the_same_bytes(form: Any) -> None:
    assert written(form, Dataset.of()) == written(form, Dataset.of())


@pytest.mark.usefixtures("house")
def test_every_loss_has_a_place_and_words_in_both_languages(form: Any) -> None:
    texts = {(article.id, article.revision): article.text for article in Dataset.of().articles()}
    losses, kept = lost(form), Losses()
    for loss in losses:
        assert loss.kind in form.losses
        text = texts[loss.where.article, loss.where.revision]
        assert not loss.what or loss.what not in text  # What is stored of it outlives an erasure.
        kept.add(loss)
    for language, letters in (("ar", "ابتجدعلمنوي"), ("en", "aeiou")):
        with translation.override(language):
            for told in in_words(kept.as_json(), form.losses):
                assert set(told.name) & set(letters)
                assert set(told.why) & set(letters)
                assert all(set(place) & set(letters) for place in told.places)
    assert kept.counts.total() == sum(loss.number for loss in losses)
    assert len({kind.key for kind in form.losses}) == len(form.losses)


def test_words_of_losses_that_may_come_are_there_too(form: Any) -> None:
    for kind in form.losses:
        with translation.override("ar"):
            arabic = (str(kind.name), str(kind.why))
        with translation.override("en"):
            assert not set(arabic) & {str(kind.name), str(kind.why)}


class Imagined(Dataset):
    """As many articles as one likes, from no database. Counts how often it is read."""

    def __init__(self, size: int, codebook: CodebookSpec) -> None:
        super().__init__(Revision.objects.none(), Reading.objects.none())
        self.size, self.asked = size, 0
        self.codebooks = {(codebook.key, codebook.version): codebook}

    def articles(self, *, with_codebooks: bool = False) -> Iterator[ArticleRecord]:
        self.asked += 1
        return (self._article(number) for number in range(1, self.size + 1))

    def _article(self, id: int) -> ArticleRecord:
        [codebook] = self.codebooks.values()
        text = f"نص {id} 😀. " * 2_000
        says = Frame("claim", "event", anchors=[Anchor("claim", 0, 2, "نص")])
        annotations = [AnnotationRecord(f"{id}-{number}", says, None, {}, 1, []) for number in range(10)]
        ties = [RelationRecord(f"{id}-r", "contains", f"{id}-0", f"{id}-1")]
        about = (codebook.key, codebook.version, "zayd", False, datetime(2024, 1, 1, tzinfo=UTC))
        reading = ReadingRecord(id, "iraq", *about, annotations, ties, [])
        place = ("عنوان", "", "ar", "rtl", None, None, None, None)
        blocks = [BlockRecord(id, "paragraph", 0, len(text))]
        return ArticleRecord(id, 1, id, *place, text, "0f" * 32, blocks, [reading])


def test_it_is_read_once_and_memory_stays_flat(form: Any, db: None) -> None:
    """Eight times the articles take no more at the highest point."""
    codebook = (Codebook.objects.first() or a_project().codebook).spec

    def peak(size: int) -> int:
        dataset = Imagined(size, codebook)
        tracemalloc.start()
        try:
            assert sum(map(len, streamed(dataset, form, Losses()))) > 0
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
            assert dataset.asked == 1

    peak(1)
    assert peak(160) < 1.5 * peak(20)


@pytest.mark.usefixtures("_toy")
@pytest.mark.django_db
def test_a_format_of_two_files_goes_through_the_page(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    reading = everything_said()
    client = signed_in(an_editor(language="en"))
    export = ask(client, reading.project, TOY)
    work()
    export.refresh_from_db()
    seen = page(client)
    relation = reading.relations.get()
    assert "What the format cannot carry" in seen
    assert "The format has no place for it." in seen
    assert f"article {reading.revision.article_id}, revision 1, reading {reading.pk}: \u2066{relation.pk}" in seen
    assert export.losses == {
        "ties": 1,
        "called": 1,
        "places": {
            "ties": [_where(reading) | {"what": str(relation.pk), "number": 1}],
        },
    }
    response = client.get(f"/exports/{export.pk}/file")
    assert response["Content-Type"] == "application/zip"
    assert response["Content-Disposition"].endswith(f'-{export.pk}.toy.zip"')
    archive = zipfile.ZipFile(io.BytesIO(b"".join(response)))  # type: ignore[arg-type]
    assert archive.testzip() is None
    assert archive.namelist() == sorted(["a/readings.tsv", "جدول.tsv", f"نصوص/{reading.revision.article_id}-1.txt"])
    label = reading.codebook.spec.kind("claim").label("event").name.ar
    assert label in archive.read("جدول.tsv").decode()


def _where(reading: Reading) -> dict[str, int]:
    return {"article": reading.revision.article_id, "revision": 1, "reading": reading.pk}


@pytest.mark.usefixtures("_toy", "db")
def test_a_format_of_two_files_goes_through_the_command(tmp_path: Path) -> None:
    reading = everything_said()
    out, err, path = io.TextIOWrapper(io.BytesIO()), io.StringIO(), tmp_path / "out.zip"
    call_command("export_dataset", "--format", TOY, "--output", str(path), stderr=err)
    call_command("export_dataset", "--format", TOY, stdout=out, stderr=io.StringIO())
    assert path.read_bytes() == out.buffer.getvalue()  # type: ignore[attr-defined]
    assert zipfile.ZipFile(path).testzip() is None
    told = err.getvalue()
    assert "Not carried by Toy: Relations 1, Article labels 1\n" in told
    assert f"Relations: The format has no place for it.\n  article {reading.revision.article_id}, revision 1" in told


@pytest.mark.usefixtures("_toy", "db")
def test_no_more_than_the_first_places_are_shown() -> None:
    reading = a_reading()
    said = [say(reading, [(0, 1)]) for _ in range(FIRST + 3)]
    for one, next_one in pairwise(said):
        tie(one, next_one)
    out, err = io.TextIOWrapper(io.BytesIO()), io.StringIO()
    call_command("export_dataset", "--format", TOY, stdout=out, stderr=err)
    assert err.getvalue().count("\n  article ") == FIRST
    assert "\n  and 2 more\n" in err.getvalue()
