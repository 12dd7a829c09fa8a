"""Names that texts only seem to give: never an entry of the publishers, decided once for an import, remembered."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from annotations.readings.erasing import erase_article
from articles.drafts import Draft, DraftBlock
from articles.importing import proposals
from articles.importing.batches import import_files
from articles.importing.folders import Incoming
from articles.importing.formats import plain_text
from articles.importing.proposals import decide, decide_as_before, name_publisher, proposed_in
from articles.importing.reports import Report
from articles.models import Article, ImportBatch, ImportItem, NameDecision, NameProposal, Publisher
from newsdesk.errors import Conflict
from newsdesk.history import comparing
from newsdesk.models import Event, User
from tests.factories import an_administrator, an_editor

pytestmark = pytest.mark.django_db
NAME = "مرصد الساحل"


@pytest.fixture(autouse=True)
def guessing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each text's first line is a name: a guess, but where it ends in a full stop; “@” before it, who passed it on."""

    def read(text: str) -> Draft:
        name, _newline, rest = text.partition("\n")
        role = "aggregator" if name.startswith("@") else "publisher"
        return Draft(
            text=text,
            headline=rest[:40],
            blocks=[DraftBlock("paragraph", 0, len(text))],
            guessed=frozenset() if name.endswith(".") else frozenset({role}),
            **{role: name.strip("@.")},
        )

    monkeypatch.setattr(plain_text.recognising, "read", read)
    monkeypatch.setattr("articles.forms.intake.read", read)


@pytest.fixture
def editor() -> User:
    return an_editor()


def imported(*names: str, about: str = "الجسر", **options: Any) -> Report:
    texts = [f"{name}\nخبر عن {about} رقم {number}." for number, name in enumerate(names)]
    files = [Incoming(f"{number}.txt", text.encode) for number, text in enumerate(texts)]
    return import_files(files, kind=ImportBatch.Kind.UPLOAD, by=None, **options)


def batch_of(report: Report) -> ImportBatch:
    return ImportBatch.objects.get(pk=report.batch)


def only(report: Report) -> Any:
    [proposed] = proposed_in(batch_of(report))
    return proposed


def row(report: Report) -> NameProposal:
    return NameProposal.objects.get(pk=only(report).proposal)


def given(report: Report) -> list[str | None]:
    articles = Article.objects.filter(batch=report.batch).order_by("pk")
    return list(articles.values_list("publisher__name", flat=True))


def differing() -> set[tuple[str, str]]:
    return {(one.kind, one.stream.partition("/")[0]) for one in comparing.everything(5)}


def test_a_guess_makes_no_entry_and_is_proposed() -> None:
    report = imported(NAME, NAME, "صحيفة الضفة.")
    assert list(Publisher.objects.values_list("name", flat=True)) == ["صحيفة الضفة"]
    assert given(report) == [None, None, "صحيفة الضفة"]
    proposed = only(report)
    assert (proposed.name, proposed.articles, proposed.given, proposed.is_open) == (NAME, 2, 0, True)
    with translation.override("en"):
        assert proposed.roles == ["Publisher"]
        assert [result.message.partition(" An")[0] for result in report.results] == [
            *[f"“{NAME}” may be its publisher."] * 2,
            "",
        ]
    assert differing() == set()


def test_a_guess_at_a_publisher_that_is_known_is_no_more_than_a_guess() -> None:
    imported(f"{NAME}.")
    assert given(imported(NAME, about="المرفأ")) == [None]


def test_who_passed_it_on_is_proposed_as_such(editor: User) -> None:
    report = imported(f"@{NAME}")
    with translation.override("en"):
        assert only(report).roles == ["Aggregator"]
        assert "may have passed it on" in report.results[0].message
    name_publisher(row(report), NAME, seen="", by=editor)
    article = Article.objects.get()
    assert (article.publisher, article.aggregator.name, article.aggregator.kind) == (None, NAME, "aggregator")


def test_one_word_gives_it_to_all_articles_of_the_import_on_record(editor: User) -> None:
    before, report = imported(NAME, about="المطار"), imported(NAME, NAME, "غيره")
    of_name = next(one for one in proposed_in(batch_of(report)) if one.name == NAME)
    proposal = NameProposal.objects.get(pk=of_name.proposal)
    assert name_publisher(proposal, proposal.name, seen=of_name.seen, by=editor) == 2
    assert (given(report), given(before)) == ([NAME, NAME, None], [None])
    event = Event.objects.get(action="batch.name_decided")
    assert (event.stream, event.by) == (f"importbatch/{report.batch}", editor)
    articles = list(Article.objects.filter(publisher__name=NAME).order_by("pk").values_list("pk", flat=True))
    assert event.data == {"proposal": proposal.pk, "publisher": Publisher.objects.get().pk, "articles": articles}
    assert Event.objects.get(action="publisher.created").by == editor
    assert differing() == set()
    assert [one.is_open for one in proposed_in(batch_of(report))] == [False, True]


def test_a_decision_is_remembered_for_the_next_import(editor: User) -> None:
    name_publisher(row(imported(NAME)), NAME, seen="", by=editor)
    later = imported("مرصدُ السـاحل", about="المرفأ")
    assert given(later) == [NAME]
    assert later.results[0].notices == ()
    assert (only(later).given, only(later).is_open) == (1, False)
    assert differing() == set()


def test_what_is_nobodys_name_is_never_asked_again(editor: User) -> None:
    assert decide(row(imported(NAME)), None, seen="", by=editor) == 0
    later = imported(NAME, about="المرفأ")
    assert (given(later), later.results[0].notices, only(later).is_open) == ([None], (), False)
    assert not Publisher.objects.exists()
    assert differing() == set()


def test_it_may_be_the_name_of_another_publisher(editor: User) -> None:
    agency = Publisher.named("وكالة الأنباء")
    report = imported(NAME)
    name_publisher(row(report), "وكالة الانباء", seen="", by=editor)
    assert given(report) == ["وكالة الأنباء"]
    assert list(Publisher.objects.all()) == [agency]


def test_an_earlier_import_is_asked_whether_the_decision_holds_there_too(editor: User) -> None:
    earlier, report = imported(NAME, about="المرفأ"), imported(NAME)
    name_publisher(row(report), NAME, seen="", by=editor)
    assert only(earlier).is_open
    assert decide_as_before(row(earlier), seen=only(earlier).seen, by=editor) == 1
    assert given(earlier) == [NAME]
    assert not only(earlier).is_open


def test_another_decision_takes_back_what_the_first_gave_and_nothing_else(editor: User) -> None:
    report = imported(NAME, NAME)
    own = Publisher.named("ناشر اختاره محرر")
    first = Article.objects.order_by("pk")[0]
    Article.objects.filter(pk=first.pk).update(publisher=own)
    name_publisher(row(report), NAME, seen="", by=editor)
    assert given(report) == [own.name, NAME]
    name_publisher(row(report), "وكالة", seen=only(report).seen, by=editor)
    assert given(report) == [own.name, "وكالة"]
    assert decide(row(report), None, seen=only(report).seen, by=editor) == 1
    assert given(report) == [own.name, None]
    assert [event.number for event in Event.objects.filter(action="batch.name_decided").order_by("number")] == [2, 3, 4]


def test_a_decision_that_was_not_seen_is_not_overwritten(editor: User) -> None:
    report = imported(NAME)
    name_publisher(row(report), NAME, seen="", by=editor)
    with pytest.raises(Conflict):
        decide(row(report), None, seen="", by=editor)
    assert given(report) == [NAME]


def test_a_dry_run_tells_the_names_and_stores_nothing() -> None:
    report = imported(NAME, dry_run=True)
    assert [one.code for one in report.results[0].notices] == ["publisher_guessed"]
    assert not NameProposal.objects.exists()


def test_the_command_tells_them_on_the_terminal_and_in_its_report(tmp_path: Path, capsys: Any) -> None:
    (tmp_path / "a.txt").write_text(f"{NAME}\nخبر.", "utf-8")
    call_command("import_articles", str(tmp_path / "a.txt"), report=tmp_path / "report.json")
    assert f"“{NAME}” may be its publisher" in capsys.readouterr().out
    [file] = json.loads((tmp_path / "report.json").read_text("utf-8"))["files"]
    assert (file["code"], file["notices"]) == ("", [{"code": "publisher_guessed", "values": {"name": NAME}}])


def test_an_erasure_leaves_no_name_of_the_article(editor: User) -> None:
    report = imported(NAME)
    decide(row(report), None, seen="", by=editor)
    erase_article(Article.objects.get(), by=an_administrator(), reason="By order of the court, number 7.")
    assert NameProposal.objects.values_list("name", "digest").get() == ("", "")
    assert ImportItem.objects.values_list("name", "message", "notices").get() == ("", "", None)
    assert proposed_in(batch_of(report)) == []
    told = [model.objects.values() for model in (NameProposal, NameDecision, ImportItem)]
    assert NAME not in str([list(rows) for rows in told])
    assert NAME not in str(list(Event.objects.values_list("data", flat=True)))


def test_many_names_cost_as_much_as_a_few(client: Client) -> None:
    client.force_login(an_editor())
    client.get("/articles/upload/")

    def cost(count: int) -> tuple[int, int]:
        with CaptureQueriesContext(connection) as importing:
            report = imported(*(f"{NAME} {number}" for number in range(count)), about=f"شأن {count}")
        with CaptureQueriesContext(connection) as showing:
            client.get(f"/articles/imports/{report.batch}/")
        return len(importing), len(showing)

    assert cost(3) == cost(40)


def test_at_most_so_many_are_shown_and_the_rest_is_counted(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proposals, "MOST_SHOWN", 2)
    monkeypatch.setattr("articles.views.importing.MOST_SHOWN", 2)
    client.force_login(an_editor(language="en"))
    report = imported("أ", "ب", "ب", "ج", "د")
    page = client.get(f"/articles/imports/{report.batch}/").content.decode()
    assert page.count('class="proposed-name"') == 2
    assert "and 2 rarer names" in page


@pytest.fixture
def desk(client: Client, editor: User) -> Callable[..., Any]:
    """Sends a decision about the one name of an import, as its page would; gives the page that comes next."""
    client.force_login(editor)

    def send(report: Report, **said: Any) -> Any:
        proposed = only(report)
        sent = {"proposal": proposed.proposal, "seen": proposed.seen} | said
        return client.post(f"/articles/imports/{report.batch}/names/", sent, follow=True)

    return send


def test_an_editor_decides_by_one_click(desk: Callable[..., Any], client: Client) -> None:
    report = imported(NAME, NAME)
    page = client.get(f"/articles/imports/{report.batch}/").content.decode()
    assert page.count(NAME) == 1
    assert 'value="accept"' in page
    page = desk(report, decision="accept").content.decode()
    assert given(report) == [NAME, NAME]
    assert 'value="accept"' not in page
    desk(report, decision="nobody")
    assert given(report) == [None, None]
    desk(report, decision="other", publisher="وكالة")
    assert given(report) == ["وكالة", "وكالة"]


@pytest.mark.parametrize(
    "said", [{"decision": "other"}, {"decision": "x"}, {"decision": "accept", "proposal": "x"}, {"decision": ""}]
)
def test_what_cannot_be_decided_is_said(desk: Callable[..., Any], said: dict[str, str]) -> None:
    report = imported(NAME)
    assert 'class="message message-error"' in desk(report, **said).content.decode()
    assert not NameDecision.objects.exists()


def test_names_of_other_imports_are_not_reached(client: Client, desk: Callable[..., Any]) -> None:
    report, other = imported(NAME), imported("غيره", about="المرفأ")
    sent = {"proposal": only(other).proposal, "seen": "", "decision": "accept"}
    assert client.post(f"/articles/imports/{report.batch}/names/", sent).status_code == 404


def test_names_wait_on_the_desk_of_the_administration(client: Client, editor: User) -> None:
    client.force_login(editor)
    assert "#names" not in client.get("/admin/").content.decode()
    imported(NAME)
    report = imported(NAME, "غيره", about="المرفأ")
    assert f"/articles/imports/{report.batch}/#names" in client.get("/admin/").content.decode()


# The page on which one text is pasted


def test_a_preview_proposes_a_guess_and_takes_it_when_told(client: Client, editor: User) -> None:
    client.force_login(editor)
    text = f"{NAME}\nخبر عن الجسر."
    preview = client.post("/articles/new/", {"text": text, "preview": ""})
    assert preview.context["form"]["publisher"].value() == ""
    assert [guess.name for guess in preview.context["proposed"]] == [NAME]
    assert not Publisher.objects.exists()
    taken = client.post("/articles/new/", {"text": text, "use": "publisher"})
    assert taken.context["form"]["publisher"].value() == NAME
    assert taken.context["proposed"] == []


def test_a_preview_knows_what_was_decided(client: Client, editor: User) -> None:
    client.force_login(editor)
    name_publisher(row(imported(NAME)), "وكالة", seen="", by=editor)
    decide(row(imported("غيره", about="المرفأ")), None, seen="", by=editor)
    preview = client.post("/articles/new/", {"text": f"{NAME}\nخبر عن المطار.", "preview": ""})
    assert preview.context["form"]["publisher"].value() == "وكالة"
    preview = client.post("/articles/new/", {"text": "غيره\nخبر عن المطار.", "preview": ""})
    assert (preview.context["form"]["publisher"].value(), preview.context["proposed"]) == ("", [])
