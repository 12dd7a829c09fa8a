"""Entries of the registry to which words of further roles point: stored, judged, followed, split, erased, exported."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest

from annotations.changes import changes_of_sayings
from annotations.datasets.dataset import Dataset
from annotations.datasets.formats import FORMATS
from annotations.models import Annotation, Export, Reading, Source
from annotations.readings.printing import printed
from annotations.sources.changing import create_source
from annotations.sources.erasing import erase_source, extent_of_source
from annotations.sources.merging import merge_sources, split_source
from newsdesk.models import User
from tests.annotations.readings.test_erasing import made
from tests.annotations.writing.test_door import operation, owner, send
from tests.factories import (
    a_codebook,
    a_project,
    a_reading,
    an_administrator,
    an_analyst,
    an_editor,
    keep_article,
    kept,
)

pytestmark = pytest.mark.django_db
CODEBOOK = Path(__file__).resolve().parents[1] / "vectors" / "codebook.yaml"
TEXT = "قال زيد إن عمراً كذب"


@pytest.fixture(autouse=True)
def _own_media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def reading() -> Reading:
    codebook = a_codebook("vectors", source=CODEBOOK.read_text(encoding="utf-8"))
    project = a_project(codebook=codebook)
    return a_reading(TEXT, project=project, analyst=an_analyst(of=[project], language="en"))


def an_entry(name: str, by: User) -> Source:
    return create_source(name_ar=name, kind="person", by=by)[0]


def saying(**fields: Any) -> dict[str, Any]:
    start = TEXT.index("عمراً")
    anchors = [{"role": "pair", "start": start, "end": start + 5, "exact": "عمراً"}]
    return {"kind": "saying", "label": "assert", "anchors": anchors} | fields


def say(reading: Reading, **fields: Any) -> Annotation:
    [result] = send(reading, sent := operation(state=saying(**fields)))
    assert result.status == "applied", result
    return Annotation.objects.get(pk=sent["object"])


@pytest.mark.parametrize(
    ("links", "fault"),
    [
        ({"content": 1}, ("state/links/content", "unknown_key")),
        ({"nobody": 1}, ("state/links/nobody", "unknown_key")),
        ({"pair": "1"}, ("state/links/pair", "type")),
        ({"pair": True}, ("state/links/pair", "type")),
        ({"pair": 0}, ("state/links/pair", "type")),
        ({"pair": 2**63}, ("state/links/pair", "type")),
        ({"pair": 2**62}, ("state/links/pair", "unknown_source")),
        ([1], ("state/links", "type")),
    ],
)
def test_what_is_no_link_is_refused(reading: Reading, links: Any, fault: tuple[str, str]) -> None:
    [result] = send(reading, operation(state=saying(links=links)))
    assert [(one["path"], one["code"]) for one in result.errors] == [fault]


def test_a_link_is_told_with_its_entry_and_none_is_not_told(reading: Reading) -> None:
    entry = an_entry("عمرو", owner(reading))
    linked, bare = say(reading, links={"pair": entry.pk}), say(reading, links={"pair": None})
    content = reading.content()
    told = {one["id"]: one.get("links") for one in content["annotations"]}
    assert told == {str(linked.pk): {"pair": entry.pk}, str(bare.pk): None}
    assert content["sources"] == {str(entry.pk): entry.as_dict()}


def test_it_points_to_the_entry_beside_what_it_is_said_to_come_from(reading: Reading) -> None:
    editor = an_editor()
    speaker, accused, other = (an_entry(name, editor) for name in ("زيد", "عمرو", "بكر"))
    linked = say(reading, source=speaker.pk, links={"pair": accused.pk})
    merge_sources(other, [accused], by=editor)
    naming = {entry: list(Annotation.objects.naming([entry.pk])) for entry in (speaker, accused, other)}
    assert naming == {speaker: [linked], accused: [linked], other: [linked]}
    assert [list(Annotation.objects.about([entry.pk])) for entry in (speaker, other)] == [[linked], []]
    assert reading.content()["sources"][str(accused.pk)] == other.as_dict()


def test_splitting_an_entry_moves_the_link_alone(reading: Reading) -> None:
    editor = an_editor()
    speaker, accused = an_entry("زيد", editor), an_entry("عمرو", editor)
    linked = say(reading, source=speaker.pk, links={"pair": accused.pk})
    new = split_source(accused, Source(name_ar="عمرو الآخر", kind="person"), annotations=[linked.pk], by=editor)
    linked.refresh_from_db()
    assert (linked.source_id, linked.links, linked.version) == (speaker.pk, {"pair": new.pk}, 2)
    event = reading.events.get(action="annotation.relinked")
    [change] = changes_of_sayings([event])[event.pk]
    assert (change.before, change.after) == ("عمرو", "عمرو الآخر")
    assert change.field == "الطرفان في سجل المصادر"


def test_erasing_an_entry_withdraws_what_was_exported_of_it(
    reading: Reading, django_capture_on_commit_callbacks: Any
) -> None:
    administrator = an_administrator()
    accused = an_entry("عمرو", administrator)
    say(reading, links={"pair": accused.pk})
    export = made(reading.project)
    assert extent_of_source(accused).annotations == 1
    with django_capture_on_commit_callbacks(execute=True):
        erase_source(accused, by=administrator, reason="بقرار قضائي")
    assert Export.objects.get(pk=export.pk).state == Export.State.WITHDRAWN
    assert reading.content()["sources"][str(accused.pk)]["key"] == "unknown"


def test_it_leaves_with_the_entry_that_stands_for_it(reading: Reading) -> None:
    editor = an_editor()
    accused, other = an_entry("عمرو", editor), an_entry("بكر", editor)
    say(reading, links={"pair": accused.pk})
    say(reading)
    merge_sources(other, [accused], by=editor)
    keep_article(reading.revision.article)
    for thing in (reading.project.codebook, reading.project, reading.analyst, reading):
        kept(thing)
    line = orjson.loads(b"".join(FORMATS["jsonl"].write(Dataset.of())))
    told = [one["links"] for one in line["readings"][0]["annotations"]]
    entry = {"id": other.pk, "name_ar": "بكر", "name_en": "", "kind": "person"}
    assert sorted(told, key=len) == [{}, {"pair": entry}]
    rows = b"".join(one for one in FORMATS["csv"].write(Dataset.of()) if isinstance(one, bytes)).decode()
    assert '""name_ar"": ""بكر""' in rows


def test_it_is_printed_with_the_words(reading: Reading) -> None:
    accused = an_entry("عمرو", owner(reading))
    say(reading, links={"pair": accused.pk})
    [footnote] = printed(reading).footnotes
    assert footnote.parts[0][0].endswith("(عمرو)")
