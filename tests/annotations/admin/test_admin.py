from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import escape, strip_tags
from django_tasks_db.models import DBTaskResult

from annotations.frames import Anchor, Called, Frame, Tie
from annotations.models import ApiToken, Codebook, Export, Project, Source, Submission
from annotations.wording import spec_of
from annotations.writing.entries import entry
from articles.models import ImportBatch, ImportItem
from newsdesk.history.edits import save_changed
from newsdesk.history.recording import Entry, record, record_all, stream_of
from newsdesk.models import Event
from tests.admin_desk import filled_form, grows, pages, signed_in
from tests.annotations.saying import call, say, tie
from tests.factories import (
    TEXT,
    a_codebook,
    a_project,
    a_reading,
    an_administrator,
    an_analyst,
    an_article,
    an_editor,
)

pytestmark = pytest.mark.django_db

ARTICLES = "/admin/articles/article/"
CODEBOOKS = "/admin/annotations/codebook/"


@pytest.fixture
def editor():
    return an_editor()


@pytest.fixture
def client(editor):
    return signed_in(editor)


def url_of(thing, page="change"):
    return reverse(f"admin:{thing._meta.app_label}_{thing._meta.model_name}_{page}", args=[thing.pk])


def page_of(client, thing, page="change"):
    return client.get(url_of(thing, page)).content.decode()


def found(client, **query):
    return {article.pk for article in client.get(ARTICLES, query).context["cl"].queryset}


def a_source(**fields):
    return Source.objects.create(**{"name_ar": "كاظم الفرطوسي", "kind": "person"} | fields)


# Articles at work


def test_articles_are_filtered_by_how_far_the_work_is_and_by_project(client):
    untouched, open_, done = an_article(), a_reading(), a_reading()
    Submission.objects.create(reading=done, by=done.analyst)
    assert found(client, work="none") == {untouched.pk}
    assert found(client, work="open") == {open_.revision.article_id}
    assert found(client, work="submitted") == {done.revision.article_id}
    assert found(client, projects=open_.project_id) == {open_.revision.article_id}


def test_articles_are_added_to_a_project_once_with_one_event(client, editor):
    project, articles = a_project(), [an_article(), an_article()]
    sent = {"action": "add_to_project", "project": project.pk, "_selected_action": [one.pk for one in articles]}
    client.post(ARTICLES, sent)
    client.post(ARTICLES, sent)
    assert set(project.articles.all()) == set(articles)
    event = Event.objects.get(stream=stream_of(project))
    assert (event.action, event.by) == ("project.articles_added", editor)
    assert event.data == {"articles": [one.pk for one in articles]}


@pytest.mark.parametrize("project", ["", "0", "x"])
def test_adding_to_no_project_says_so(client, project):
    sent = {"action": "add_to_project", "project": project, "_selected_action": [an_article().pk]}
    page = client.post(ARTICLES, sent, follow=True).content.decode()
    assert "Choose a project" in page or "No action selected" in page


def test_the_list_of_articles_takes_the_same_queries_with_many_readings(client):
    few, many = grows(client, ARTICLES, lambda n: [a_reading() for _ in range(n)])
    assert few == many


# Readings and what they say


def test_one_walks_from_an_article_to_an_event_and_back(client):
    reading = a_reading()
    article, source = reading.revision.article, a_source()
    annotation = say(reading, source=source)
    assert url_of(reading) in page_of(client, article)
    page = page_of(client, reading)
    assert url_of(annotation) in page
    assert url_of(article) in page
    assert reverse("reading", args=[reading.pk]) in page
    page = page_of(client, annotation)
    assert url_of(reading) in page
    assert url_of(source) in page
    event = Event.objects.get(stream=stream_of(reading))
    assert url_of(event) in page_of(client, reading, "history")
    assert url_of(reading) in page_of(client, event)


def test_an_annotation_shows_its_quotes_in_their_place(client):
    start = TEXT.index("اتهم")
    annotation = say(a_reading(), [(start, start + 4)], role="cue", kind="attribution", label="accuse")
    page = page_of(client, annotation)
    assert '<span class="quiet">و</span><mark>اتهم</mark>' in page
    assert "Attribution" in page


def test_an_annotation_s_note_is_shown_as_its_marks_say(client):
    page = page_of(client, say(a_reading(), note="**مهم** <b>x</b>"))
    assert '<p dir="auto"><strong>مهم</strong> &lt;b&gt;x&lt;/b&gt;</p>' in page


def test_an_annotation_is_told_what_it_lacks(client):
    problem = {"code": "x", "path": "note", "message_ar": "املأ", "message_en": "Fill in: Note"}
    assert "Fill in: Note" in page_of(client, say(a_reading(), problems=[problem]))


def test_the_history_of_an_annotation_is_its_part_of_the_readings(client):
    reading = a_reading()
    annotation, other = say(reading), say(reading)
    entries = [Entry("annotation.create", {"object": str(one.pk)}) for one in (annotation, other)]
    mine, others = record_all(reading, entries, by=reading.analyst)
    page = page_of(client, annotation, "history")
    assert url_of(mine) in page
    assert url_of(others) not in page


@pytest.fixture
def arabic():
    client = Client()
    client.force_login(an_editor(language="ar"))
    return client


def history_of(client, thing):
    """The words of its history."""
    told = page_of(client, thing, "history").partition('<ol class="history">')[2].partition("</ol>")[0]
    return " ".join(strip_tags(told).split())


@pytest.mark.parametrize("page", ["change", "history"])
def test_an_annotation_bears_its_kind_and_the_words_that_it_marks(arabic, page):
    start = TEXT.index("اتهم")
    annotation = say(a_reading(), [(start, start + 4)], role="cue", kind="attribution", label="accuse")
    told = page_of(arabic, annotation, page)
    assert "إسناد: " in told
    assert "«اتهم»" in told
    assert "attribution/accuse" not in told


def test_what_an_operation_changed_is_told_field_by_field(arabic):
    reading = a_reading()
    first, second = a_source(), a_source(name_ar="نوري المالكي")
    annotation = say(reading)
    before = Frame("attribution", "accuse", {"quote_type": "direct"}, "", first.pk, (Anchor("cue", 1, 5, "اتهم"),))
    after = Frame(
        "attribution", "assert", {"quote_type": "indirect"}, "مهم", second.pk, (Anchor("cue", 0, 5, "واتهم"),)
    )
    record_all(
        reading,
        [entry("update", "annotation", annotation.pk, version=2, before=before, after=after, problems=[])],
        by=None,
    )
    spec = spec_of(reading)
    kind = spec.kind("attribution")
    told = history_of(arabic, annotation)
    for was, became in (
        (kind.label("accuse").name.ar, kind.label("assert").name.ar),
        (
            kind.attribute("quote_type").choice("direct").name.ar,
            kind.attribute("quote_type").choice("indirect").name.ar,
        ),
        ("كاظم الفرطوسي", "نوري المالكي"),
        ("اتهم", "واتهم"),
        ("—", "مهم"),
    ):
        assert f"{was} " in told
        assert became in told
    assert kind.role("cue").name.ar in told
    assert "{" not in told


def test_relations_and_article_labels_are_told_in_words_too(arabic):
    reading = a_reading()
    first, second, third = say(reading), say(reading), say(reading)
    relation, label = tie(first, second), call(reading)
    spec = spec_of(reading)
    about = spec.article_labels[0]
    ties = [Tie(relation.label, str(first.pk), str(one.pk)) for one in (second, third)]
    calls = [Called(about.key, choice.key) for choice in about.choices[:2]]
    entries = [
        entry("update", target, thing.pk, version=2, before=old, after=new, problems=[])
        for target, thing, (old, new) in (("relation", relation, ties), ("article_label", label, calls))
    ]
    record_all(reading, entries, by=None)
    told = history_of(arabic, relation)
    assert str(third.pk) not in told
    assert told.count(spec.kind(first.kind).name.ar) == 2
    told = history_of(arabic, label)
    assert about.choices[1].name.ar in told
    assert about.name.ar in told


def test_histories_of_many_changes_take_the_same_queries(client):
    reading = a_reading()
    sources = [a_source(name_ar=f"مصدر {number}") for number in range(23)]

    def changes(n):
        for number in range(n):
            states = [Frame("claim", source=one.pk) for one in (sources[number], sources[number + 1])]
            update = entry("update", "annotation", uuid4(), version=2, before=states[0], after=states[1], problems=[])
            record_all(reading, [update], by=None)

    few, many = grows(client, url_of(reading, "history"), changes)
    assert few == many


def test_plain_edits_are_told_by_the_names_of_fields_and_choices(arabic):
    source = a_source()
    source.kind = "organisation"
    save_changed(source, by=None)
    told = history_of(arabic, source)
    assert "organisation" not in told
    for name in ("person", "organisation"):
        with translation.override("ar"):
            assert str(Source.Kind(name).label) in told


def test_what_a_reading_says_is_not_changed_here(client):
    reading = a_reading()
    first, second = say(reading, kind="attribution", label="accuse"), say(reading)
    submission = Submission.objects.create(reading=reading, by=reading.analyst)
    for thing in (reading, first, tie(first, second), call(reading), submission):
        assert client.get(url_of(thing)).status_code == 200
        assert client.post(url_of(thing), {"note": "x"}).status_code == 403
        assert client.get(url_of(thing, "history")).status_code == 200


def test_a_label_that_the_codebook_no_longer_knows_is_shown_as_it_is(client):
    assert "unheard_of" in page_of(client, say(a_reading(), kind="unheard_of", label="x"))


def test_annotations_are_found_by_quote_kind_and_what_is_missing(client):
    reading = a_reading()
    claim = say(reading, [(0, 5)], problems=[{"message_en": "x", "message_ar": "x"}])
    attribution = say(reading, [(6, 10)], kind="attribution", label="accuse")
    deleted = say(reading, deleted_at=timezone.now())

    def listed(**query):
        cl = client.get("/admin/annotations/annotation/", query).context["cl"]
        return {annotation.pk for annotation in cl.queryset}

    assert listed(kind="attribution") == {attribution.pk}
    assert listed(state="problems") == {claim.pk}
    assert listed(state="deleted") == {deleted.pk}
    assert listed(q=TEXT[6:10]) == {attribution.pk}
    assert listed(reading=reading.pk) == {claim.pk, attribution.pk, deleted.pk}


@pytest.mark.parametrize("page", ["reading", "submission", "annotation", "relation", "articlelabel", "project"])
def test_lists_take_the_same_queries_for_many(client, page):
    def add(number):
        for _ in range(number):
            reading = a_reading()
            first, second = say(reading), say(reading)
            tie(first, second)
            call(reading)
            Submission.objects.create(reading=reading, by=reading.analyst)

    few, many = grows(client, f"/admin/annotations/{page}/", add)
    assert few == many


# Sources


def test_a_source_with_its_aliases_is_one_event(client):
    url = reverse("admin:annotations_source_add")
    sent = filled_form(client, url, name_ar="كاظم الفرطوسي", kind="person", **{"aliases-0-name": "الفرطوسي"})
    client.post(url, sent)
    source = Source.objects.get(key=None)
    assert [alias.name for alias in source.aliases.all()] == ["الفرطوسي"]
    event = Event.objects.get(stream=stream_of(source))
    assert event.data["after"]["aliases"] == ["الفرطوسي"]


def test_an_alias_taken_away_stays_in_the_history(client):
    source = a_source()
    source.aliases.create(name="الفرطوسي")
    client.post(url_of(source), filled_form(client, url_of(source), **{"aliases-0-DELETE": "on"}))
    assert not source.aliases.exists()
    event = Event.objects.get(stream=stream_of(source))
    assert event.data == {"before": {"aliases": ["الفرطوسي"]}, "after": {"aliases": []}}


def test_an_alias_changed_meanwhile_is_not_overwritten_unseen(client):
    source = a_source()
    sent = filled_form(client, url_of(source), kind="unknown")
    source.aliases.create(name="الفرطوسي")
    assert "Somebody else changed this" in client.post(url_of(source), sent).content.decode()
    assert Source.objects.get(key=None).kind == "person"


def test_two_spellings_of_an_alias_are_refused_at_the_second(client):
    source = a_source()
    source.aliases.create(name="الأنباري")
    sent = filled_form(client, url_of(source), **{"aliases-1-name": "الانباري"})
    assert "This alias is there already" in client.post(url_of(source), sent).content.decode()


def test_a_source_needs_a_name(client):
    url = reverse("admin:annotations_source_add")
    assert "Give a name" in client.post(url, filled_form(client, url, kind="person")).content.decode()


def test_sources_are_found_by_an_alias_in_another_spelling(client):
    source = a_source()
    source.aliases.create(name="أبو مهدي")
    a_source(name_ar="غيره")
    cl = client.get("/admin/annotations/source/", {"q": "ابو مهدى"}).context["cl"]
    assert list(cl.queryset) == [source]


def test_the_list_of_sources_takes_the_same_queries_for_many(client):
    few, many = grows(client, "/admin/annotations/source/", lambda n: [a_source() for _ in range(n)])
    assert few == many


# Codebooks


def test_a_published_codebook_is_shown_with_line_numbers_and_not_changed(client):
    codebook = a_codebook()
    page = page_of(client, codebook)
    assert '<ol class="source"' in page
    assert escape(codebook.source.splitlines()[-1].strip()) in page
    assert client.post(url_of(codebook), {"source": "key: x"}).status_code == 403


def test_a_new_version_is_a_new_row_that_begins_as_the_old_one(client, editor):
    codebook = a_codebook()
    url = f"{CODEBOOKS}add/?from={codebook.pk}"
    client.post(url, filled_form(client, url))
    draft = Codebook.objects.exclude(pk=codebook.pk).get()
    assert (draft.key, draft.version, draft.published_at) == (codebook.key, codebook.version + 1, None)
    assert draft.spec.annotations == codebook.spec.annotations
    event = Event.objects.get(stream=stream_of(draft))
    assert (event.action, event.by) == ("codebook.created", editor)


def test_mistakes_in_a_draft_are_named_with_their_lines_and_nothing_is_lost(client):
    codebook = a_codebook()
    url = f"{CODEBOOKS}add/?from={codebook.pk}"
    source = client.get(url).context["adminform"].form["source"].value()
    broken = source.replace("\n", "\nunheard_of: 1\n", 1)
    page = client.post(url, {"source": broken})
    (errors,) = page.context["adminform"].form.errors.values()
    assert any("Line 2" in error for error in errors)
    assert page.context["adminform"].form["source"].value() == broken
    assert Codebook.objects.get() == codebook


def test_the_number_of_a_version_that_is_there_is_refused(client):
    page = client.post(f"{CODEBOOKS}add/", {"source": a_codebook().source})
    assert "is there already" in page.content.decode()
    assert Codebook.objects.count() == 1


def test_publishing_freezes_a_draft_with_one_event(client, editor):
    codebook = a_codebook()
    url = f"{CODEBOOKS}add/?from={codebook.pk}"
    client.post(url, filled_form(client, url))
    draft = Codebook.objects.get(published_at=None)
    sent = {"action": "publish_versions", "_selected_action": [draft.pk, codebook.pk]}
    client.post(CODEBOOKS, sent)
    client.post(CODEBOOKS, sent)
    draft.refresh_from_db()
    assert draft.published_at
    events = Event.objects.filter(action="codebook.published")
    assert [(event.stream, event.by) for event in events] == [(stream_of(draft), editor)]
    assert client.post(url_of(draft), {"source": "x"}).status_code == 403


def test_a_draft_is_changed_with_one_event(client):
    codebook = a_codebook()
    url = f"{CODEBOOKS}add/?from={codebook.pk}"
    client.post(url, filled_form(client, url))
    draft = Codebook.objects.get(published_at=None)
    sent = filled_form(client, url_of(draft))
    client.post(url_of(draft), sent | {"source": sent["source"] + "\n# more"})
    assert [event.action for event in Event.objects.filter(stream=stream_of(draft)).order_by("number")] == [
        "codebook.created",
        "codebook.changed",
    ]


def test_the_list_of_codebooks_takes_the_same_queries_for_many(client):
    source = a_codebook()

    def add(number):
        for _ in range(number):
            version = 100 + Codebook.objects.count()
            Codebook.objects.create(key=source.key, version=version, source=source.source, data=source.data)

    few, many = grows(client, CODEBOOKS, add)
    assert few == many


# Projects


def test_only_published_codebooks_are_offered_to_projects(client):
    codebook = a_codebook()
    Codebook.objects.create(key="draft", version=1, source="", data={})
    form = client.get("/admin/annotations/project/add/").context["adminform"].form
    assert list(form.fields["codebook"].queryset) == [codebook]


def test_a_second_project_that_receives_imports_is_refused_at_its_field(client):
    a_project(receives_imports=True, name_en="First")
    project = a_project()
    sent = filled_form(client, url_of(project), receives_imports="on")
    assert "New articles go to “First”" in client.post(url_of(project), sent).content.decode()
    assert not Project.objects.get(pk=project.pk).receives_imports


# Tokens


def test_a_token_is_revoked_once_with_one_event():
    administrator = an_administrator()
    token, secret = ApiToken.issue(an_analyst(), scope="read", lifetime=timedelta(days=1))
    client = signed_in(administrator)
    sent = {"action": "revoke", "_selected_action": [token.pk]}
    client.post("/admin/annotations/apitoken/", sent)
    client.post("/admin/annotations/apitoken/", sent)
    assert ApiToken.of_secret(secret) is None
    event = Event.objects.get(action="token.revoked")
    assert (event.stream, event.by) == (stream_of(token), administrator)


def test_a_token_is_not_changed_here():
    token, _secret = ApiToken.issue(an_analyst(), scope="read", lifetime=timedelta(days=1))
    client = signed_in(an_administrator())
    assert client.get(url_of(token)).status_code == 200
    assert client.post(url_of(token), {"scope": "write"}).status_code == 403
    assert client.get("/admin/annotations/apitoken/add/").status_code == 403


# Every page


def test_every_kind_of_thing_has_a_page_that_opens():
    """Each registered model, with a row whose optional fields are filled where they can be."""
    administrator = an_administrator(is_superuser=True)
    visitor = signed_in(administrator)
    reading = a_reading()
    record("reading.opened", reading, by=reading.analyst)
    tie(say(reading), say(reading))
    call(reading)
    Submission.objects.create(reading=reading, by=reading.analyst)
    a_source()
    ApiToken.issue(reading.analyst, scope="read", lifetime=timedelta(days=1))
    Export.objects.create(
        project=reading.project, format="jsonl", requested_by=administrator,
        state="done", file="exports/1.jsonl", size=1, sha256="0" * 64,
    )  # fmt: skip
    batch = ImportBatch.objects.create(kind="upload", by=administrator)
    ImportItem.objects.create(batch=batch, name="a.txt", outcome="failed", code="empty", message="Empty.")
    DBTaskResult.objects.create(
        args_kwargs={"args": [1], "kwargs": {}}, task_path="annotations.datasets.making.make",
        queue_name="default", backend_name="default", run_after=timezone.now(), exception_class_path="", traceback="",
    )  # fmt: skip
    for model in pages():
        thing = model._base_manager.first()
        assert thing is not None, model
        assert [visitor.get(url_of(thing, page)).status_code for page in ("change", "history")] == [200, 200], model
