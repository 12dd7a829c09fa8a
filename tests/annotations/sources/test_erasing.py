"""The legal erasure of an entry of the registry: nobody finds out any more who it was; what was marked stays."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from annotations.access import sources_visible_to
from annotations.datasets.dataset import Dataset
from annotations.models import Annotation, ConfidentialNote, Export, Project, Reading, Source
from annotations.sources.changing import add_alias, change_source, create_source
from annotations.sources.confiding import confide
from annotations.sources.erasing import erase_source
from annotations.sources.finding import find, propose
from annotations.sources.merging import merge_sources, separate_source, split_source
from newsdesk.errors import Conflict, Invalid, NotAllowed
from newsdesk.history import chain
from newsdesk.history.erasing import Erased
from newsdesk.models import Erasure, Event, User
from tests.annotations.readings.test_erasing import REASON, everything, made, signed_in
from tests.annotations.saying import say
from tests.factories import a_project, a_reading, an_administrator, an_analyst, an_editor

pytestmark = pytest.mark.django_db
NAMES = ("كاظم الفرطوسي", "Kazim Fartousi", "أبو علي", "كاظم ف.", "الشيخ كاظم", "اسمه الحقيقي")


@pytest.fixture(autouse=True)
def _own_media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def administrator() -> User:
    return an_administrator(language="en")


@pytest.fixture
def project() -> Project:
    return a_project(key="iraq")


@pytest.fixture
def reading(project: Project) -> Reading:
    return a_reading("قال زيد ما قال", project=project, analyst=an_analyst(of=[project], language="en"))


def an_entry(name_ar: str, by: User, name_en: str = "") -> Source:
    return create_source(name_ar=name_ar, name_en=name_en, kind="person", by=by)[0]


@pytest.fixture
def source(administrator: User, reading: Reading) -> Source:
    """An entry with all that may tell who it is: names, what was merged into it, what was split from it, notes."""
    source = an_entry(NAMES[0], administrator, NAMES[1])
    add_alias(source, NAMES[2], by=administrator)
    merged = an_entry(NAMES[3], administrator)
    say(reading, [(4, 7)], role="source", source=merged)
    merge_sources(source, [merged], by=administrator)
    other = an_entry("ليلى", administrator)
    merge_sources(other, [source], by=administrator)
    source.refresh_from_db()
    separate_source(source, by=administrator)
    whole = an_entry("مجلس", administrator)
    add_alias(whole, NAMES[4], by=administrator)
    part = split_source(
        whole,
        Source(name_ar=NAMES[4], kind="person"),
        aliases=whole.aliases.values_list("pk", flat=True),
        by=administrator,
    )
    merge_sources(source, [part], by=administrator)
    confide(source, NAMES[5], by=administrator)
    source.refresh_from_db()
    return source


def test_nothing_in_the_database_tells_who_it_was(source: Source, administrator: User) -> None:
    before = everything()
    assert all(name in before for name in NAMES)
    erase_source(source, by=administrator, reason=REASON)
    # That another entry once had the name of what was split from it stands in that entry's own history.
    after = everything()
    assert [name for name in NAMES if name in after] == [NAMES[4]]
    assert "ليلى" in after


def test_what_was_marked_stays_and_points_to_nobody(source: Source, reading: Reading, administrator: User) -> None:
    [marked] = Annotation.objects.filter(source__isnull=False)
    version = marked.version
    erase_source(source, by=administrator, reason=REASON)
    marked.refresh_from_db()
    assert (marked.version, marked.source.standing.key) == (version, Source.UNKNOWN)  # type: ignore[union-attr]
    [told] = [a.source for article in Dataset.of().articles() for r in article.readings for a in r.annotations]
    assert told is not None
    assert (told.id, told.name_en) == (Source.objects.unknown().pk, "Unknown source")


def test_nobody_finds_it_and_its_name_may_be_given_anew(source: Source, reading: Reading, administrator: User) -> None:
    erase_source(source, by=administrator, reason=REASON)
    among = sources_visible_to(administrator)
    assert find("كاظم", among=among, limit=9) == find("مصدر ممحو", among=among, limit=9) == []
    assert propose(NAMES[0], among=among, limit=9) == []
    assert an_entry(NAMES[0], administrator).pk != source.pk


def test_where_it_was_a_page_says_so(source: Source, administrator: User, reading: Reading) -> None:
    merged = Source.objects.filter(merged_into=source).first()
    assert merged is not None
    erase_source(source, by=administrator, reason=REASON)
    for client in (signed_in(administrator), signed_in(reading.analyst)):  # type: ignore[arg-type]
        for pk in (source.pk, merged.pk):
            answer = client.get(f"/sources/{pk}/")
            assert answer.status_code == 410
            assert f"Source {pk} was erased for legal reasons." in answer.text
            assert REASON not in answer.text
        assert client.get(f"/sources/{Source.objects.unknown().pk}/").status_code == 200
    others = Source.objects.standing().filter(key=None)
    assert [signed_in(administrator).get(f"/sources/{one.pk}/").status_code for one in others] == [200] * len(others)
    assert len(others) == 2


def test_who_and_why_is_on_record_and_the_history_is_whole(source: Source, administrator: User) -> None:
    chain.seal()
    before = list(Event.objects.order_by("id").values_list("id", "stream", "number", "action", "by", "at", "hash"))
    erase_source(source, by=administrator, reason=REASON)
    chain.seal()
    # What `say` says no event tells of.
    assert {one["stream"].partition("/")[0] for one in chain.verify().breaks} == {"annotation"}
    kept = Event.objects.order_by("id").values_list("id", "stream", "number", "action", "by", "at", "hash")
    assert list(kept)[: len(before)] == before
    event = Event.objects.get(action="source.erased")
    assert (event.stream, event.by, event.data["reason"]) == (f"source/{source.pk}", administrator, REASON)
    assert event.data["extent"] == {"names": 5, "notes": 1, "events": 13, "exports": 0, "annotations": 1}


def test_files_that_hold_it_are_withdrawn(
    source: Source, project: Project, administrator: User, django_capture_on_commit_callbacks: Any
) -> None:
    export, other = made(project), made(a_project(key="other"))
    with django_capture_on_commit_callbacks(execute=True):
        erase_source(source, by=administrator, reason=REASON)
    states = [Export.objects.get(pk=one.pk).state for one in (export, other)]
    assert states == [Export.State.WITHDRAWN, Export.State.DONE]
    assert not export.file.storage.exists(export.file.name)


def test_it_does_not_come_back(source: Source, administrator: User) -> None:
    merged = Source.objects.filter(merged_into=source).first()
    assert merged is not None
    erase_source(source, by=administrator, reason=REASON)
    with pytest.raises(Erased):
        erase_source(Source.objects.get(pk=source.pk), by=administrator, reason=REASON)
    for one in (source, merged):
        with pytest.raises(Erased):
            separate_source(one, by=administrator)
    with pytest.raises(Conflict):
        add_alias(source, NAMES[0], by=administrator)
    assert Erasure.objects.count() == 1


def test_only_an_administrator_erases_and_with_a_reason(source: Source, administrator: User) -> None:
    with pytest.raises(NotAllowed):
        erase_source(source, by=an_editor(), reason=REASON)
    with pytest.raises(Invalid):
        erase_source(source, by=administrator, reason="  why ")
    with pytest.raises(NotAllowed):
        erase_source(Source.objects.unknown(), by=administrator, reason=REASON)
    assert not Erasure.objects.exists()
    assert Source.objects.get(pk=source.pk).name_ar == NAMES[0]


def test_one_that_was_merged_meanwhile_is_left_alone(source: Source, administrator: User) -> None:
    seen = Source.objects.get(pk=source.pk)
    merge_sources(Source.objects.get(name_ar="ليلى"), [source], by=administrator)
    with pytest.raises(Conflict):
        erase_source(seen, by=administrator, reason=REASON)
    assert ConfidentialNote.objects.standing().count() == 1


def test_the_page_says_what_would_go_and_asks_twice(source: Source, administrator: User) -> None:
    client = signed_in(administrator)
    address = f"/sources/{source.pk}/erasure/"
    assert address in client.get(f"/sources/{source.pk}/").text
    page = client.get(address).text
    wanted = (*NAMES[:5], "5 names", "1 confidential note", "13 events", "1 annotation")
    assert [line for line in wanted if line not in page] == []
    assert NAMES[5] not in page
    assert "not the number" in client.post(address, {"reason": REASON, "number": source.pk + 1}).text
    assert not Erasure.objects.exists()
    assert client.post(address, {"reason": REASON, "number": source.pk}).status_code == 302
    assert client.get(address).status_code == 410
    merged = Source.objects.filter(erasure=None, merged_into__isnull=False)
    assert not merged.exists()


def test_only_those_who_may_erase_are_offered_it(source: Source) -> None:
    client = Client()
    client.force_login(an_editor())
    assert "/erasure/" not in client.get(f"/sources/{source.pk}/").text
    change_source(source, by=an_editor())
