"""The audit page: for administrators alone, everything found, each action in words, a file on record."""

from __future__ import annotations

import ast
import csv
import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult

from annotations.readings.erasing import erase_article
from articles.models import Publisher
from newsdesk.history import chain, searching
from newsdesk.history.access import events_visible_to
from newsdesk.history.recording import NOTHING, Entry, NamedNowhere, record, record_all
from newsdesk.history.registry import Told, action_words, groups, subjects, tell
from newsdesk.history.searching import Place, Wanted, newest
from newsdesk.models import Event, User, Verification
from tests.factories import ROOT, a_reading, a_revision, an_administrator, an_analyst, an_editor
from tests.newsdesk.history.test_chain import tamper

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> User:
    return an_administrator(language="en")


@pytest.fixture
def client(administrator: User) -> Client:
    return signed_in(administrator)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_it_is_for_administrators_alone() -> None:
    for user in (an_editor(), an_analyst()):
        for path in ("/audit/", "/audit/file"):
            assert signed_in(user).get(path).status_code == 403
        assert signed_in(user).post("/audit/verification").status_code == 403
    assert Client().get("/audit/").status_code == 302


def test_events_are_found_by_who_what_about_and_when(client: Client, administrator: User) -> None:
    one, other = an_analyst(), an_analyst()
    record("account.locked_out", one, by=None)
    record("account.closed", other, by=one)

    def found(query: str) -> set[tuple[str, str]]:
        events = client.get(f"/audit/?{query}").context["rows"]
        return {(told.event.stream, told.event.action) for told in events}

    closed, locked = (f"user/{other.pk}", "account.closed"), (f"user/{one.pk}", "account.locked_out")
    assert found("") >= {closed, locked}
    assert found(f"by={one.username}") & {closed, locked} == {closed}
    assert found("by=-") & {closed, locked} == {locked}
    assert found("action=account.closed") == {closed}
    assert found("action=account") >= {closed, locked}
    assert found(f"about=user/{one.pk}") & {closed, locked} == {locked}
    today = timezone.localdate()
    assert found(f"since={today}&until={today}") >= {closed, locked}
    assert found(f"since={today + timedelta(1)}") == set()
    assert found(f"until={today - timedelta(1)}") == set()


def test_a_filter_that_makes_no_sense_is_named_and_left_out(client: Client) -> None:
    for query in (
        "since=soon",
        "by=nobody-of-that-name",
        "action=none.such",
        "below=x",
        "below=9e9-1",
        "until=9999-12-31",
    ):
        assert client.get(f"/audit/?{query}").status_code == 200


def test_pages_follow_one_another_without_a_gap(administrator: User) -> None:
    """Though all that a transaction writes at once happened at the same moment."""
    record_all(administrator, [Entry("account.closed" if n % 2 else "account.reopened") for n in range(25)], by=None)
    for actions in ((), ("account.closed", "account.reopened")):
        wanted = Wanted(stream=f"user/{administrator.pk}", actions=actions)
        seen: list[int] = []
        below = None
        while events := newest(wanted, below=below, rows=7)[:7]:
            seen += [event.pk for event in events]
            below = Place.read(str(Place.after(events[-1])))
        assert seen == sorted(seen, reverse=True)
        assert len(seen) >= 25


def test_the_page_takes_as_many_queries_for_many_as_for_few(client: Client, django_assert_max_num_queries: Any) -> None:
    client.get("/audit/")
    for _round in range(2):
        with django_assert_max_num_queries(14):
            client.get("/audit/")
        for _number in range(30):
            record("account.closed", an_analyst(), by=an_analyst())


def test_the_file_holds_what_the_filter_finds_and_is_on_record(client: Client, administrator: User) -> None:
    villain = an_analyst(username="=cmd()")
    record("account.closed", an_analyst(), by=villain)
    record("account.closed", an_analyst(), by=None)
    response = client.get("/audit/file", {"by": villain.username, "action": "account.closed"})
    text = b"".join(response).decode("utf-8-sig")  # type: ignore[arg-type]
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["account"] == "'=cmd()"
    with translation.override("en"):
        assert (row["action"], row["action_in_words"]) == ("account.closed", action_words("account.closed"))
    assert response["Content-Disposition"].startswith("attachment")
    event = Event.objects.get(action="audit.downloaded")
    assert (event.by, event.data["by"]) == (administrator, "=cmd()")


def test_the_file_is_read_in_pieces(administrator: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "ROWS_OF_FILE", 4)
    record_all(administrator, [Entry("account.closed") for _number in range(11)], by=None)
    lines = list(searching.lines(Wanted(actions=["account.closed"])))
    assert len(lines) == 12


def test_the_chains_state_is_shown(client: Client) -> None:
    record("account.closed", an_analyst(), by=None)
    assert "Not verified yet" in client.get("/audit/").text
    (seal,) = chain.seal()
    chain.verify()
    page = client.get("/audit/").text
    assert seal.digest in page
    broken = Event.objects.latest("pk")
    tamper("UPDATE newsdesk_event SET action = 'account.other' WHERE id = %s", broken.pk)
    chain.verify()
    page = client.get("/audit/").text
    assert "The first break:" in page
    assert f"Event {broken.pk}" in page


def test_the_history_is_verified_when_asked_for(client: Client) -> None:
    client.post("/audit/verification")
    client.post("/audit/verification")
    (waiting,) = DBTaskResult.objects.filter(task_path=chain.verify_in_the_background.module_path)
    waiting.task.call()
    assert Verification.objects.count() == 1


def recorded_actions() -> set[str]:
    """The codes of actions that stand in our code."""
    found: set[str] = set()
    for app in ("newsdesk", "articles", "annotations", "seeds"):
        for path in (ROOT / app).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("record", "Entry") and node.args:
                    code = node.args[0]
                    if isinstance(code, ast.Constant) and isinstance(code.value, str):
                        found.add(code.value)
    return found


def named_actions() -> set[str]:
    return {f"{group.name}.{verb}" for group in groups().values() for verb in group.actions}


def test_every_action_has_words_in_both_languages_and_is_of_a_known_group() -> None:
    assert len(recorded_actions()) > 30
    for code in sorted(recorded_actions() | named_actions()):
        assert code.partition(".")[0] in groups(), f"no history_events.py names the group of {code}"
        told = {}
        for language in ("ar", "en"):
            with translation.override(language):
                told[language] = action_words(code)
        assert told["en"] != code, f"no history_events.py names {code}"
        assert told["ar"] != told["en"], f"{code} is not translated"


def test_every_sentence_is_translated_and_has_a_place_for_the_name() -> None:
    actions = [action for group in groups().values() for action in group.actions.values() if action.sentence]
    shapes = [subject.in_words for subject in subjects().values()]
    assert len(actions) > 30
    for words in [*(action.sentence for action in actions), *shapes]:
        with translation.override("ar"):
            arabic = str(words)
        with translation.override("en"):
            english = str(words)
        assert "%(name)s" in arabic
        assert "%(name)s" in english
        is_only_places = not re.search("[a-z]", re.sub(r"%\(\w+\)s", "", english))
        assert arabic != english or is_only_places, f"{english} is not translated"


HEADLINE = "القوات تعلن <b>هدنة</b> 100%"


def in_words(told: Told) -> str:
    return told.sentence % {"name": told.called}


def test_the_audit_names_things_in_sentences(administrator: User) -> None:
    reading = a_reading(revision=a_revision(headline=HEADLINE))
    analyst = an_analyst(first_name="المحلّل", last_name="الأول")
    record("reading.opened", reading, by=analyst)
    record("account.signed_in", analyst, by=analyst, changed=NOTHING)
    record("publisher.changed", Publisher.objects.create(name="رويترز"), by=administrator)
    administrator.language = "ar"
    administrator.save()
    page = signed_in(administrator).get("/audit/")
    told = [in_words(row) for row in page.context["rows"][:3]]
    assert told == ["عُدّل: الناشر «رويترز»", "سجّل الدخول: المحلّل الأول", f"بدأ قراءة «{HEADLINE}»"]
    assert "القوات تعلن &lt;b&gt;هدنة&lt;/b&gt; 100%</bdi></a>»" in page.text
    assert "<b>هدنة" not in page.text


def test_an_erased_thing_shows_its_number_only(administrator: User) -> None:
    reading = a_reading(revision=a_revision(headline=HEADLINE))
    article = reading.revision.article
    record("reading.opened", reading, by=administrator)
    record("article.changed", article, by=administrator)
    erase_article(article, reason="A court has decided so, file 7.", by=administrator)
    with translation.override("en"):
        told = [in_words(one) for one in tell(Event.objects.order_by("-pk"))]
    assert f"Changed: article {article.pk}" in told
    assert f"Reading begun: reading {reading.pk}" in told
    assert "هدنة" not in " ".join(told)
    assert "هدنة" not in signed_in(administrator).get("/audit/").text
    assert "هدنة" not in "".join(searching.lines(Wanted()))


def test_naming_takes_a_query_for_each_kind_of_thing(django_assert_num_queries: Any) -> None:
    for many in (1, 12):
        for _number in range(many):
            reading = a_reading()
            record("reading.opened", reading, by=None)
            record("article.changed", reading.revision.article, by=None)
            record("account.signed_in", an_analyst(), by=None, changed=NOTHING)
        events = list(Event.objects.all())
        kinds = {event.stream.partition("/")[0] for event in events}
        with django_assert_num_queries(len([kind for kind in kinds if subjects()[kind].things])):
            assert len(tell(events)) == len(events)


def test_what_nobody_has_named_is_not_recorded_and_not_shown_to_editors() -> None:
    with pytest.raises(NamedNowhere, match="permission/"):
        record("account.closed", Permission.objects.all()[0], by=None)
    editor = an_editor()
    event = record("account.closed", a_reading(), by=None)
    assert event in events_visible_to(editor)
    for stream in ("permission/7", "reading", "readings/7", "", f"user/{editor.pk}"):
        tamper("UPDATE newsdesk_event SET stream = %s WHERE id = %s", stream, event.pk)
        assert event not in events_visible_to(editor)
