"""Confidential notes: who reads them, what is on record, and that their words stand nowhere else."""

from __future__ import annotations

import importlib
import io
import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from annotations.datasets.dataset import Dataset
from annotations.datasets.files import write_stream
from annotations.datasets.formats import FORMATS
from annotations.models import Annotation, ConfidentialNote, Membership, Project, Reading, Source, Submission
from annotations.projects.membership import enrol
from annotations.readings.submitting import submit, take_back
from annotations.sources.changing import create_source
from annotations.sources.confiding import LONGEST, confide, notes_of, notes_visible_to, read_note, take_notes
from annotations.sources.merging import merge_sources, separate_source, split_source
from annotations.writing.door import apply
from newsdesk.errors import Invalid, NotAllowed
from newsdesk.history.access import events_visible_to
from newsdesk.history.recording import record
from newsdesk.models import Event, User
from tests.admin_desk import filled_form
from tests.admin_desk import signed_in as desk_of
from tests.annotations.saying import call_all, say
from tests.annotations.writing.test_door import attribution, operation
from tests.factories import (
    a_member,
    a_project,
    a_reading,
    a_revision,
    a_user,
    an_administrator,
    an_analyst,
    an_editor,
)
from tests.site_pages import pages

pytestmark = pytest.mark.django_db
ADJUDICATOR = Membership.Role.ADJUDICATOR
MARKER = "زنبقة-سرية-7391"


def a_source(name: str = "كاظم الفرطوسي") -> Source:
    return create_source(name_ar=name, kind="person", by=an_editor())[0]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def actions() -> list[str]:
    return list(Event.objects.filter(action__startswith="confidential").order_by("id").values_list("action", flat=True))


@pytest.mark.parametrize(
    ("readers", "seen"),
    [
        ([], {"author"}),
        (["editor"], {"author", "editor"}),
        (["administrator"], {"author", "administrator", "superuser"}),
        (["editor", "administrator"], {"author", "editor", "administrator", "superuser"}),
    ],
)
def test_a_note_is_seen_by_its_author_and_the_roles_it_names(readers: list[str], seen: set[str]) -> None:
    people = {
        "author": an_analyst(),
        "colleague": an_analyst(),
        "editor": an_editor(),
        "administrator": an_administrator(),
        "superuser": a_user("analyst", is_superuser=True),
        "nobody": a_user(role=""),
    }
    source = a_source()
    a_reading(project=a_project(), analyst=people["author"])
    note = confide(source, MARKER, readers=readers, by=people["author"])
    assert {name for name, user in people.items() if notes_of(source, user)} == seen
    for name, user in people.items():
        answer = signed_in(user).post(f"/confidential-notes/{note.pk}/reading")
        assert (answer.status_code, MARKER in answer.content.decode()) == (
            (200, True) if name in seen else (404, False)
        )
        answer = signed_in(user).post(f"/api/v1/confidential-notes/{note.pk}/reading")
        assert answer.status_code == (200 if name in seen else 404)


def test_adjudicators_read_what_is_for_them_where_they_see_that_the_source_is_named() -> None:
    source, other = a_source(), a_source("وزارة الدفاع")
    reading, elsewhere = a_reading(project=a_project(key="here")), a_reading(project=a_project(key="there"))
    assert reading.analyst
    here, there = a_member(reading.project, ADJUDICATOR), a_member(elsewhere.project, ADJUDICATOR)
    named = say(reading, source=source)
    say(elsewhere, source=other)
    Submission.objects.create(reading=elsewhere, by=here)
    general = confide(source, MARKER, readers=["adjudicator"], by=reading.analyst)
    particular = confide(source, MARKER, readers=["adjudicator"], annotation=named.pk, by=reading.analyst)
    confide(source, MARKER, readers=["editor"], by=reading.analyst)
    assert [list(notes_of(source, user)) for user in (here, there)] == [[], []]
    Submission.objects.create(reading=reading, by=reading.analyst)
    assert [list(notes_of(source, user)) for user in (here, there)] == [[particular, general], []]
    merge_sources(other, [source], by=an_editor())
    assert [list(notes_of(other, user)) for user in (here, there)] == [[particular, general], [general]]


def test_every_reading_by_somebody_else_is_on_record_and_holds_no_word_of_it() -> None:
    author, editor = an_analyst(), an_editor()
    note = confide(a_source(), MARKER, readers=["editor"], by=author)
    assert read_note(note, by=author) == read_note(note, by=editor) == MARKER
    assert actions() == ["confidential_note.written", "confidential_note.read"]
    assert Event.objects.get(action="confidential_note.read").by == editor


def test_opening_the_page_of_a_source_reads_no_note_of_another() -> None:
    source, editor = a_source(), an_editor()
    confide(source, MARKER, readers=["editor"], by=an_analyst())
    page = signed_in(editor).get(f"/sources/{source.pk}/").content.decode()
    assert "/confidential-notes/" in page
    assert MARKER not in page
    assert actions() == ["confidential_note.written"]


def test_a_note_is_written_on_the_page_and_over_the_api() -> None:
    source, user = a_source(), an_analyst()
    client = signed_in(user)
    client.post(f"/sources/{source.pk}/confidential-notes", {"text": MARKER, "readers": ["editor"]})
    sent = {"text": f"{MARKER} 2", "readers": []}
    path = f"/api/v1/sources/{source.pk}/confidential-notes"
    answer = client.post(path, sent, content_type="application/json")
    assert answer.status_code == 201
    assert MARKER not in answer.content.decode()
    assert [note["readers"] for note in client.get(path).json()] == [[], ["editor"]]
    assert MARKER in client.get(f"/sources/{source.pk}/").content.decode()
    assert ConfidentialNote.objects.filter(author=user).count() == 2


def test_a_note_is_shown_as_its_marks_say() -> None:
    source, author = a_source(), an_analyst()
    note = confide(source, "**مهم**\n<script>alert(1)</script>", readers=["editor"], by=author)
    shown = '<p dir="auto"><strong>مهم</strong><br>&lt;script&gt;alert(1)&lt;/script&gt;</p>'
    assert shown in signed_in(author).get(f"/sources/{source.pk}/").content.decode()
    assert shown in signed_in(an_editor()).post(f"/confidential-notes/{note.pk}/reading").content.decode()


def test_a_note_may_be_about_an_annotation_that_names_its_source() -> None:
    source, reading = a_source(), a_reading()
    assert reading.analyst
    apply(reading, [made := operation(state=attribution(source=source.pk)), other := operation()], by=reading.analyst)
    assert str(confide(source, "x", annotation=made["object"], by=reading.analyst).annotation_id) == made["object"]
    with pytest.raises(Invalid):
        confide(source, "x", annotation=other["object"], by=reading.analyst)


@pytest.mark.parametrize("text", ["", "  ", "a\0b", "\ud800", "x" * (LONGEST + 1)])
def test_what_is_no_text_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        confide(a_source(), text, by=an_editor())
    with pytest.raises(Invalid):
        confide(a_source(), "x", readers=["analyst"], by=an_editor())


def test_notes_follow_a_merger() -> None:
    source, other, editor = a_source(), a_source("أبو زينب"), an_editor()
    confide(other, MARKER, by=editor)
    merge_sources(source, [source, other], by=editor)
    assert [note.text for note in notes_of(source, editor)] == [MARKER]


def test_administrators_alone_take_notes_away_and_only_those_they_may_read() -> None:
    source, author, administrator = a_source(), an_analyst(), an_administrator()
    confide(source, "for nobody", by=author)
    note = confide(source, MARKER, readers=["administrator"], by=author)
    for user in (author, an_editor()):
        assert signed_in(user).post("/confidential-notes/file").status_code == 403
        with pytest.raises(NotAllowed):
            take_notes(by=user)
    answer = signed_in(administrator).post("/confidential-notes/file")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert [json.loads(line)["text"] for line in answer.content.decode().splitlines()] == [MARKER]
    out = io.StringIO()
    call_command("export_confidential_notes", username=administrator.username, stdout=out)
    assert MARKER in out.getvalue()
    with pytest.raises(CommandError):
        call_command("export_confidential_notes", username=author.username, stdout=out)
    taken = Event.objects.filter(action="confidential_note.downloaded")
    assert [(event.by, event.data) for event in taken] == [(administrator, {"notes": [note.pk]})] * 2


def test_the_words_of_a_note_stand_nowhere_else(
    settings: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings.DATA_DIR = tmp_path
    user = an_administrator(is_superuser=True, is_staff=True)
    source = a_source()
    with caplog.at_level(logging.DEBUG):
        client = signed_in(an_analyst())
        client.post(
            f"/sources/{source.pk}/confidential-notes", {"text": MARKER, "readers": ["editor", "administrator"]}
        )
        client.post(f"/sources/{source.pk}/confidential-notes", {"text": MARKER, "readers": ["wrong"]})
        looking = signed_in(user)
        for path in [*sorted(set(pages(user))), f"/sources/{source.pk}/", *_searches(source)]:
            assert MARKER not in b"".join(looking.get(path, follow=True)).decode("utf-8", "replace"), path
        looking.post(f"/confidential-notes/{ConfidentialNote.objects.get().pk}/reading")
    assert MARKER not in caplog.text
    assert MARKER not in json.dumps(list(Event.objects.values_list("data", flat=True)), ensure_ascii=False)
    for form in FORMATS.values():
        stream = io.BytesIO()
        write_stream(Dataset.of(), form, stream)
        assert MARKER not in stream.getvalue().decode()


def _searches(source: Source) -> list[str]:
    return [
        "/sources/?q=7391",
        "/articles/?q=7391",
        "/api/v1/sources?q=7391",
        f"/api/v1/sources/{source.pk}",
        f"/api/v1/sources/{source.pk}/confidential-notes",
        f"/admin/annotations/source/{source.pk}/change/",
        f"/admin/annotations/source/{source.pk}/history/",
        "/admin/newsdesk/event/?q=confidential",
    ]


@dataclass
class Elsewhere:
    """A note for adjudicators about a source that only another project names, and one who adjudicates here."""

    project: Project
    source: Source
    named: Annotation
    notes: list[ConfidentialNote]


def elsewhere() -> Elsewhere:
    source, there = a_source(), a_reading(project=a_project(key="there"))
    assert there.analyst
    named = say(there, source=source)
    Submission.objects.create(reading=there, by=there.analyst)
    about = [None, named.pk]
    notes = [confide(source, MARKER, readers=["adjudicator"], annotation=one, by=there.analyst) for one in about]
    return Elsewhere(a_project(key="here"), source, named, notes)


def reads(user: User) -> list[ConfidentialNote]:
    return list(notes_visible_to(User.objects.get(pk=user.pk)).exclude(author=user).order_by("pk"))


def handed_in(project: Project, source: Source) -> Annotation:
    """What another analyst of the project has handed in names this source."""
    reading = a_reading(project=project)
    assert reading.analyst
    named = say(reading, source=source)
    Submission.objects.create(reading=reading, by=reading.analyst)
    return named


@pytest.mark.parametrize("is_handed_in", [False, True])
@pytest.mark.parametrize("house", ["", "editor"])
def test_what_an_adjudicator_says_himself_opens_no_note(is_handed_in: bool, house: str) -> None:
    world = elsewhere()
    user = a_user(house)
    enrol(user, world.project, ADJUDICATOR, by=None)
    reading = a_reading(project=world.project, analyst=user)
    made = operation(state=attribution(source=world.source.pk))
    assert apply(reading, [made], by=user)[0].status == "applied"
    if is_handed_in:
        submit(call_all(reading), by=user)
    assert reads(user) == []
    handed_in(world.project, world.source)
    assert reads(user) == world.notes[:1]


def test_drafts_of_others_open_no_note_to_an_editor_of_the_house_and_neither_does_what_was_taken_back() -> None:
    world = elsewhere()
    user = an_editor()
    enrol(user, world.project, ADJUDICATOR, by=None)
    reading = a_reading(project=world.project)
    assert reading.analyst
    say(reading, source=world.source)
    assert reads(user) == []
    submit(call_all(reading), by=reading.analyst)
    assert reads(user) == world.notes[:1]
    take_back(reading, by=reading.analyst)
    assert reads(user) == []


def test_gold_opens_what_others_wrote_into_it() -> None:
    world = elsewhere()
    user, other = a_member(world.project, ADJUDICATOR), a_member(world.project, ADJUDICATOR)
    revision = a_revision(project=world.project)
    gold = Reading.objects.create(
        revision=revision, project=world.project, codebook=world.project.codebook, is_gold=True
    )
    said = say(gold, source=world.source)
    record("annotation.create", gold, by=user, data={"object": str(said.pk)})
    assert (reads(user), reads(other)) == ([], world.notes[:1])


def test_a_merger_opens_no_note_to_whoever_made_it() -> None:
    world, user, other = elsewhere(), an_editor(), an_editor()
    for one in (user, other):
        enrol(one, world.project, ADJUDICATOR, by=None)
    known, third = a_source("وزارة الدفاع"), a_source("وزارة الداخلية")
    handed_in(world.project, known)
    merge_sources(third, [world.source], by=other)
    merge_sources(known, [third], by=user)
    assert (reads(user), reads(other)) == ([], [])
    separate_source(Source.objects.get(pk=third.pk), by=user)
    merge_sources(known, [third], by=an_editor())
    assert (reads(user), reads(other)) == (world.notes[:1], [])
    merge_sources(a_source("الحكومة"), [known], by=user)
    assert reads(user) == []
    handed_in(world.project, world.source)
    assert reads(user) == reads(other) == world.notes[:1]


def test_a_split_opens_no_note_to_whoever_made_it() -> None:
    """He points another's annotation to a new entry, and a third person merges that one without a thought."""
    world, user = elsewhere(), an_editor()
    enrol(user, world.project, ADJUDICATOR, by=None)
    known = a_source("وزارة الدفاع")
    theirs = handed_in(world.project, known)
    new = split_source(known, Source(name_ar="كاظم فرطوسي", kind="person"), annotations=[theirs.pk], by=user)
    merge_sources(world.source, [new], by=an_editor())
    assert reads(user) == []
    confide(new, MARKER, readers=["adjudicator"], by=an_analyst())
    assert reads(user) == []


def test_a_role_that_one_gave_oneself_opens_no_note_until_another_gives_it() -> None:
    world = elsewhere()
    handed_in(world.project, world.source)
    manager, boss = a_member(world.project, Membership.Role.ADMINISTRATOR), an_administrator()
    assert reads(manager) == []
    for user in (manager, boss):
        signed_in(user).post(
            f"/projects/{world.project.pk}/members", {"username": user.username, "role": "adjudicator"}
        )
        assert Membership.objects.get(user=user).role == ADJUDICATOR
        assert reads(user) == []
    enrol(boss, world.project, ADJUDICATOR, by=boss)
    assert reads(boss) == []
    enrol(manager, world.project, ADJUDICATOR, by=boss)
    assert (reads(manager), reads(boss)) == (world.notes[:1], [])


def test_roles_that_people_gave_themselves_before_are_known_from_the_history() -> None:
    world = elsewhere()
    manager, other = a_user("", username="manager"), an_administrator()
    enrol(manager, world.project, Membership.Role.ADMINISTRATOR, by=other)
    enrol(manager, world.project, ADJUDICATOR, by=manager)
    colleague = a_member(world.project, ADJUDICATOR)
    enrol(other, world.project, ADJUDICATOR, by=None)
    Membership.objects.update(given_by=None)
    module = importlib.import_module("annotations.migrations.0017_who_gave_a_role")
    with connection.cursor() as cursor:
        cursor.execute(module.FILL)
    given = dict(Membership.objects.filter(project=world.project).values_list("user", "given_by"))
    assert (given[manager.pk], given[colleague.pk], given[other.pk]) == (manager.pk, None, None)


def test_nobody_gives_himself_a_role_of_the_house() -> None:
    """An administrator does not read what is for editors, nor by ticking a box."""
    world, user = elsewhere(), an_administrator()
    confide(world.source, MARKER, readers=["editor"], by=an_analyst())
    client = desk_of(user)
    url = f"/admin/newsdesk/user/{user.pk}/change/"
    roles = [group.pk for group in Group.objects.filter(name__in=["administrator", "editor"])]
    assert client.post(url, filled_form(client, url) | {"groups": roles}).status_code == 200
    assert reads(user) == []
    assert client.post(url, filled_form(client, url) | {"first_name": "Layla"}).status_code == 302


@pytest.mark.parametrize(
    ("readers", "seen"),
    [
        ([], {"author", "administrator"}),
        (["administrator"], {"author", "administrator"}),
        (["adjudicator"], {"author", "administrator", "adjudicator"}),
        (["editor"], {"author", "administrator", "adjudicator", "editor"}),
    ],
)
def test_what_happened_to_a_note_is_shown_to_its_author_its_readers_and_administrators(
    readers: list[str], seen: set[str]
) -> None:
    """Three are editors of the house, who alone come to the pages where events are shown; one adjudicates, too."""
    people = {"author": an_editor(), "editor": an_editor(), "adjudicator": an_editor()}
    people |= {"administrator": an_administrator()}
    source, project = a_source(), a_project()
    enrol(people["adjudicator"], project, ADJUDICATOR, by=None)
    handed_in(project, source)
    note = confide(source, MARKER, readers=readers, by=people["author"])
    record("confidential_note.read", note, by=people["administrator"], data={"source": source.pk})
    events = list(Event.objects.filter(action__startswith="confidential_note."))
    for name, user in people.items():
        assert _shown(user, note, events) == {name in seen}, name
    assert not events_visible_to(an_analyst()).exists()


def _shown(user: User, note: ConfidentialNote, events: list[Event]) -> set[bool]:
    """Whether each place where events are shown shows those of the note."""
    client = desk_of(user)
    pks = {event.pk for event in events}
    index = client.get("/admin/").context["latest_events"]
    listed = client.get("/admin/newsdesk/event/").context["cl"].result_list
    searched = client.get(f"/admin/newsdesk/event/?q=confidentialnote/{note.pk}").context["cl"].result_list
    alone = [client.get(f"/admin/newsdesk/event/{pk}/change/").status_code == 200 for pk in sorted(pks)]
    history = client.get(f"/admin/newsdesk/event/{events[0].pk}/history/")
    told = [one.pk for one in history.context["page"]] if history.status_code == 200 else []
    return {pks <= {event.pk for event in place} for place in (index, listed, searched)} | {
        *alone,
        set(told) >= pks,
        events_visible_to(user).filter(pk__in=pks).count() == len(pks),
    }


def test_events_of_notes_stand_in_no_history_that_others_are_shown() -> None:
    source, reading, administrator = a_source(), a_reading(), an_administrator()
    assert reading.analyst
    named = say(reading, source=source)
    note = confide(source, MARKER, readers=["administrator"], annotation=named.pk, by=reading.analyst)
    read_note(note, by=administrator)
    take_notes(by=administrator)
    client = desk_of(an_editor())
    streams = set(Event.objects.filter(action__startswith="confidential").values_list("stream", flat=True))
    assert streams == {f"confidentialnote/{note.pk}", f"user/{administrator.pk}"}
    article = reading.revision.article_id
    for place in (
        f"/admin/annotations/source/{source.pk}/history/",
        f"/admin/annotations/annotation/{named.pk}/history/",
        f"/admin/annotations/reading/{reading.pk}/history/",
        f"/admin/articles/article/{article}/history/",
        f"/admin/newsdesk/event/?by__id__exact={administrator.pk}",
        f"/admin/newsdesk/event/?by__id__exact={reading.analyst.pk}",
        f"/admin/newsdesk/event/?stream=confidentialnote/{note.pk}",
        f"/sources/{source.pk}/",
        f"/api/v1/readings/{reading.pk}/events",
        "/audit/",
        "/audit/file",
    ):
        assert not _tells_of_notes(client, place), place
    for place in ("/admin/newsdesk/event/", "/audit/", "/audit/file"):
        assert _tells_of_notes(desk_of(administrator), place), place


def _tells_of_notes(client: Client, place: str) -> bool:
    answer = client.get(place)
    text = b"".join(answer).decode() if answer.streaming else answer.content.decode()
    return any(words in text for words in ("a confidential note<", "confidential notes away", "confidential_note."))
