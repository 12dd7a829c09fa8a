"""The registry's pages and its part of the API: what they show, to whom, and in how many queries."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from annotations.models import Annotation, Reading, Source
from annotations.sources.listing import Row
from annotations.sources.merging import merge_sources, split_source
from newsdesk.models import Event, User
from tests.annotations.saying import say
from tests.annotations.writing.test_door import owner
from tests.factories import a_reading, a_user, an_analyst, an_editor

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def a_source(name: str = "كاظم الفرطوسي", **fields: Any) -> Source:
    return Source.objects.create(**{"name_ar": name, "kind": "person"} | fields)


def said(source: Source, reading: Reading | None = None, **fields: Any) -> Annotation:
    made = {"kind": "attribution", "label": "statement", "role": "source", "source": source} | fields
    return say(reading or a_reading(), [(1, 5)], **made)


def queries(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as counted:
        assert client.get(path).status_code == 200
    return len(counted)


def shown(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return str(response.content.decode())


# The list


def test_sources_are_listed_with_their_names_and_what_one_may_see_of_their_use() -> None:
    source, mine = a_source(name_en="Kadhim al-Fartousi"), a_reading()
    source.aliases.create(name="أبو أحمد")
    said(source, mine)
    said(source)
    page = shown(signed_in(owner(mine)), "/sources/?q=ابو+احمد")
    assert "Kadhim al-Fartousi" in page
    assert "أبو أحمد" in page
    assert "توسيم واحد" in page
    assert "توسيمان" in shown(signed_in(an_editor()), "/sources/?q=ابو+احمد")


def test_the_list_is_searched_filtered_and_sorted() -> None:
    first, second = a_source("أول"), a_source("ثان", kind="outlet")
    said(second)
    client = signed_in(an_editor())

    def listed(**asked: str) -> list[Source]:
        return [one for one in client.get("/sources/", asked).context["page"] if not one.is_built_in]

    assert listed() == [first, second]
    assert listed(order="use") == listed(order="new") == [second, first]
    assert listed(kind="outlet") == listed(q="ثَانٍ") == [second]
    assert listed(kind="nonsense", order="nonsense") == [first, second]


def test_merged_sources_are_listed_as_the_one_that_stays_with_the_uses_of_all() -> None:
    stays, goes = a_source(), a_source("الفرطوسي")
    said(stays)
    said(goes)
    merge_sources(stays, [goes], by=an_editor())
    [one] = [one for one in signed_in(an_editor()).get("/sources/").context["page"] if not one.is_built_in]
    assert (one, one.uses) == (stays, 2)


def test_only_editors_are_told_of_likely_duplicates() -> None:
    for name in ("كاظم الفرطوسي", "الفرطوسي كاظم"):
        a_source(name)
    assert "/sources/merger/?source=" in shown(signed_in(an_editor()), "/sources/")
    assert "/sources/merger/" not in shown(signed_in(an_analyst()), "/sources/")


@pytest.mark.parametrize("path", ["/sources/", "/sources/?order=use", "/sources/?q=مصدر&kind=person"])
def test_the_list_takes_the_same_queries_for_many(path: str) -> None:
    client = signed_in(an_editor())
    counts = []
    for number in (2, 15):
        for _ in range(number):
            source = a_source("مصدر مكرر")
            source.aliases.create(name="مصدر")
            said(source)
        counts.append(queries(client, path))
    assert counts[0] == counts[1]


# The page of a source


def test_a_source_shows_what_it_is_said_to_have_said_with_links_into_the_reading() -> None:
    source = a_source()
    annotation = said(source)
    page = shown(signed_in(an_editor()), f"/sources/{source.pk}/")
    assert f"/readings/{annotation.reading.pk}/#annotation-{annotation.pk}" in page
    assert annotation.anchors.get().exact in page
    assert annotation.reading.revision.article.headline in page


def test_the_words_of_each_role_stand_in_the_codebooks_order_and_paint() -> None:
    annotation, text = said(a_source(), role="cue"), "كلام"
    for position, role in enumerate(("unheard", "medium", "source", "content"), start=1):
        annotation.anchors.create(position=position, role=role, start=0, end=4, exact=text)
    parts = Row.of(annotation).parts
    assert [paint for paint, _name, _words in parts] == ["green", "rose", "blue", "grey", ""]
    assert [name for _paint, name, _words in parts] == [
        *("المصدر", "لفظ الإسناد", "المضمون", "قناة النقل"),
        "unheard",
    ]


def test_an_analyst_sees_what_one_said_oneself_and_nothing_of_others() -> None:
    source, mine = a_source(), a_reading()
    own, other = said(source, mine), said(source)
    page = shown(signed_in(owner(mine)), f"/sources/{source.pk}/")
    assert str(own.pk) in page
    assert str(other.pk) not in page
    assert other.reading.revision.article.headline not in page
    assert owner(other.reading).username not in page


def test_what_is_said_is_filtered_by_kind_and_publisher() -> None:
    source = a_source()
    statement, note = said(source), said(source, kind="source_note", label="named")
    client = signed_in(an_editor())

    def listed(**asked: Any) -> set[Annotation]:
        return {row.annotation for row in client.get(f"/sources/{source.pk}/", asked).context["rows"]}

    assert listed() == {statement, note}
    assert listed(said="source_note/named") == {note}
    publisher = statement.reading.revision.article.publisher
    assert publisher is not None
    assert listed(publisher=publisher.pk) == {statement, note}
    assert listed(publisher=0, said="nonsense") == {statement, note}


def test_deleted_annotations_are_not_shown() -> None:
    source = a_source()
    annotation = said(source)
    Annotation.objects.filter(pk=annotation.pk).update(deleted_at="2026-01-01T00:00Z")
    assert str(annotation.pk) not in shown(signed_in(an_editor()), f"/sources/{source.pk}/")


def test_the_address_of_a_merged_source_leads_to_the_one_that_stays() -> None:
    stays, goes = a_source(), a_source("الفرطوسي")
    merge_sources(stays, [goes], by=an_editor())
    response = signed_in(an_analyst()).get(f"/sources/{goes.pk}/")
    assert (response.status_code, response["Location"]) == (302, f"/sources/{stays.pk}/")


def test_the_history_of_an_entry_and_of_those_merged_into_it_is_shown() -> None:
    editor = an_editor(first_name="هدى", last_name="سالم")
    stays, goes = a_source(), a_source("الفرطوسي")
    merge_sources(stays, [goes], by=editor)
    split_source(stays, Source(name_ar="ثالث"), by=editor)
    told = signed_in(an_analyst()).get(f"/sources/{stays.pk}/").context["events"]
    assert [one.event.action for one in told] == ["source.split", "source.took_in"]
    assert [one.details for one in told] == [["ثالث"], ["الفرطوسي"]]


def test_the_page_of_a_source_takes_the_same_queries_for_many() -> None:
    source, editor = a_source(), an_editor()
    client = signed_in(editor)
    said(source)
    counts = []
    for number in (2, 12):
        for index in range(number):
            said(source)
            merge_sources(source, [a_source(f"اسم {index} {number}")], by=editor)
        counts.append(queries(client, f"/sources/{source.pk}/"))
    assert counts[0] == counts[1]


def test_the_page_of_splitting_takes_the_same_queries_for_many() -> None:
    source = a_source()
    client = signed_in(an_editor())
    counts = []
    for number in (2, 12):
        for index in range(number):
            said(source)
            source.aliases.create(name=f"اسم {index} {number}")
        counts.append(queries(client, f"/sources/{source.pk}/split/"))
    assert counts[0] == counts[1]


# Who may do what


def test_changing_merging_separating_and_splitting_are_for_editors() -> None:
    source = a_source()
    alias = source.aliases.create(name="أبو أحمد")
    client = signed_in(an_analyst())
    for path in ("change/", "split/"):
        assert client.get(f"/sources/{source.pk}/{path}").status_code == 403
        assert client.post(f"/sources/{source.pk}/{path}").status_code == 403
    assert client.get("/sources/merger/").status_code == 403
    for path in ("merger/", f"{source.pk}/separation", f"aliases/{alias.pk}/removal"):
        assert client.post(f"/sources/{path}").status_code == 403
    assert not Event.objects.filter(stream__startswith="source/").exists()


def test_who_has_no_role_sees_no_source() -> None:
    source = a_source()
    client = signed_in(a_user(""))
    assert "الفرطوسي" not in shown(client, "/sources/")
    assert client.get(f"/sources/{source.pk}/").status_code == 404
    assert client.post(f"/sources/{source.pk}/aliases", {"name": "جديد"}).status_code == 404
    assert client.get("/sources/new/").status_code == 403
    assert Client().get("/sources/").status_code == 302


def test_an_editor_changes_names_and_sees_what_somebody_else_changed_meanwhile() -> None:
    source = a_source()
    client = signed_in(an_editor())
    path = f"/sources/{source.pk}/change/"
    seen = client.get(path).context["form"]["seen"].value()
    sent = {"name_ar": "كاظم جديد", "kind": "person", "seen": seen}
    source.aliases.create(name="أبو أحمد")
    assert client.post(path, sent).status_code == 200
    source.refresh_from_db()
    assert source.name_ar == "كاظم الفرطوسي"
    sent["seen"] = client.get(path).context["form"]["seen"].value()
    assert client.post(path, sent).status_code == 302
    source.refresh_from_db()
    assert (source.name_ar, source.ar_key) == ("كاظم جديد", "كاظم جديد")
    assert Event.objects.get(stream=f"source/{source.pk}").action == "source.changed"


def test_a_source_needs_a_name_on_the_page_too() -> None:
    client = signed_in(an_analyst())
    assert client.post("/sources/new/", {"kind": "person"}).status_code == 200
    assert client.post("/sources/new/", {"kind": "person", "name_ar": "\u064b"}).status_code == 422
    assert client.post("/sources/new/", {"kind": "person", "name_en": "Reuters"}).status_code == 302
    assert Source.objects.get(key=None).name_en == "Reuters"


def test_the_unknown_source_has_a_page_and_nothing_to_change() -> None:
    unknown = Source.objects.unknown()
    client = signed_in(an_editor())
    page = shown(client, f"/sources/{unknown.pk}/")
    for path in ("change", "split", "aliases"):
        assert f"/sources/{unknown.pk}/{path}" not in page
        assert (
            client.post(f"/sources/{unknown.pk}/{path}{'' if path == 'aliases' else '/'}", {"name": "x"}).status_code
            == 403
        )
    admin = client.get(f"/admin/annotations/source/{unknown.pk}/change/")
    assert admin.status_code == 200
    assert not admin.context["has_change_permission"]


def test_a_merger_needs_two_and_one_that_stays() -> None:
    first, second = a_source(), a_source("غيره")
    client = signed_in(an_editor())
    assert client.post("/sources/merger/", {"source": [first.pk]}).status_code == 200
    assert client.post("/sources/merger/", {"source": [first.pk, second.pk], "stays": "x"}).status_code == 200
    assert client.post("/sources/merger/", {"source": ["9" * 30, "x"], "stays": "1"}).status_code == 200
    assert not Source.objects.exclude(merged_into=None).exists()
    assert client.post("/sources/merger/", {"source": [first.pk, second.pk], "stays": first.pk}).status_code == 302


# The API


def test_the_api_proposes_by_marked_words_and_says_what_a_new_one_would_be() -> None:
    source = a_source()
    client = signed_in(an_analyst())
    told = client.get("/api/v1/sources/proposals", {"marked": "السيد كاظم الفرطوسي، المتحدث باسم الكتائب"}).json()
    assert (told["name"], told["kind"]) == ("كاظم الفرطوسي", "person")
    assert told["affiliation"] == "المتحدث باسم الكتائب"
    assert [(one["id"], one["is_named"]) for one in told["sources"]] == [(source.pk, True)]
    other = a_source("أبو أحمد")
    told = client.get("/api/v1/sources/proposals", {"marked": "كاظم", "q": "احمد"}).json()
    assert [(one["id"], one["is_named"]) for one in told["sources"]] == [(other.pk, False)]


def test_the_api_proposes_no_entry_for_words_that_name_nobody() -> None:
    joined = a_source("مصدر أمني")
    client = signed_in(an_analyst())
    told = client.get("/api/v1/sources/proposals", {"marked": "مصدر أمني"}).json()
    said = {"name": "", "affiliation": "", "kind": "person", "is_mention": True, "is_unnamed": True}
    assert told == {"sources": [], **said}
    told = client.get("/api/v1/sources/proposals", {"marked": "مصدر أمني", "q": "مصدر"}).json()
    assert [one["id"] for one in told["sources"]][:1] == [joined.pk]
    told = client.get("/api/v1/sources/proposals", {"marked": "واشنطن"}).json()
    assert (told["name"], told["kind"], told["is_unnamed"]) == ("واشنطن", "organisation", False)


def test_an_analyst_is_told_who_changes_an_entry() -> None:
    source, analyst = a_source(), an_analyst()
    editor = an_editor(first_name="ليلى", last_name="حسن")
    an_editor(first_name="سعاد", is_active=False)
    page = shown(signed_in(analyst), f"/sources/{source.pk}/")
    assert "هل ينبغي تغيير هذا المدخل؟" in page
    assert "ليلى حسن" in page
    assert "سعاد" not in page
    assert "هل ينبغي تغيير هذا المدخل؟" not in shown(signed_in(editor), f"/sources/{source.pk}/")
    before = queries(signed_in(analyst), f"/sources/{source.pk}/")
    for number in range(9):
        an_editor(first_name=f"محرر {number}")
    assert queries(signed_in(analyst), f"/sources/{source.pk}/") == before


def test_the_api_makes_a_source_once_whoever_asks_however_often() -> None:
    client, other = signed_in(an_analyst()), signed_in(an_analyst())
    body = {"name": "كتائب سيد الشهداء"}
    first = client.post("/api/v1/sources", body, content_type="application/json")
    again = other.post("/api/v1/sources", {"name": "كتايب سيد الشهداء"}, content_type="application/json")
    assert (first.status_code, again.status_code, first.json()) == (201, 200, again.json())
    assert first.json()["kind"] == "organisation"
    english = client.post("/api/v1/sources", {"name": "Reuters", "kind": "outlet"}, content_type="application/json")
    assert english.json()["name_en"] == "Reuters"


def test_the_api_adds_an_alias_to_the_source_that_stands() -> None:
    stays, goes = a_source(), a_source("الفرطوسي")
    merge_sources(stays, [goes], by=an_editor())
    client = signed_in(an_analyst())
    path, aliases = f"/api/v1/sources/{goes.pk}/aliases", ["أبو أحمد", "الفرطوسي"]
    told = client.post(path, {"name": "أبو أحمد"}, content_type="application/json")
    assert (told.status_code, told.json()["id"], told.json()["aliases"]) == (201, stays.pk, aliases)
    assert client.post(path, {"name": "ابو احمد"}, content_type="application/json").status_code == 200
    assert client.get(f"/api/v1/sources/{goes.pk}").json()["id"] == stays.pk


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("sources", {"name": ""}),
        ("sources", {"name": "\u064b"}),
        ("sources", {"name": "x" * 201}),
        ("sources", {"name": "اسم", "kind": "nonsense"}),
        ("sources", {"name": "اسم", "key": "unknown"}),
        ("sources/{}/aliases", {"name": "\u064b"}),
    ],
)
def test_the_api_refuses_what_is_no_name(path: str, body: dict[str, Any]) -> None:
    source = a_source()
    response = signed_in(an_analyst()).post(f"/api/v1/{path.format(source.pk)}", body, content_type="application/json")
    assert response.status_code == 422
    assert Source.objects.filter(key=None).count() == 1


def test_the_api_gives_who_has_no_role_nothing() -> None:
    source = a_source()
    client = signed_in(a_user(""))
    assert client.get("/api/v1/sources").json() == []
    assert client.get("/api/v1/sources/proposals", {"marked": "كاظم الفرطوسي"}).json()["sources"] == []
    assert client.get(f"/api/v1/sources/{source.pk}").status_code == 404
    assert client.post("/api/v1/sources", {"name": "جديد"}, content_type="application/json").status_code == 403
    for path in ("sources", "sources/proposals"):
        assert Client().get(f"/api/v1/{path}").status_code == 401


def test_a_name_with_a_nul_or_a_lone_surrogate_breaks_nothing() -> None:
    client = signed_in(an_analyst())
    for words in ("\0", "a\0b", "\ud800"):
        asked = words.encode("utf-8", "surrogatepass")
        for name in ("q", "marked"):
            assert client.get("/api/v1/sources/proposals", {name: asked}).status_code in (200, 400, 422)
    assert client.post("/api/v1/sources", '{"name": "\\ud800x"}', content_type="application/json").status_code in (
        201,
        422,
    )


@pytest.mark.parametrize("asked", [{"q": "مصدر"}, {"marked": "مصدر مكرر، المتحدث"}])
def test_proposals_take_the_same_queries_for_many(asked: dict[str, str]) -> None:
    client = signed_in(an_analyst())
    counts = []
    for number in (2, 8):
        for index in range(number):
            a_source(f"مصدر مكرر {index}").aliases.create(name=f"اسم {index}")
        with CaptureQueriesContext(connection) as counted:
            assert client.get("/api/v1/sources/proposals", asked).status_code == 200
        counts.append(len(counted))
    assert counts[0] == counts[1]
