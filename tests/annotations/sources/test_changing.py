"""The registry of sources: adding, merging, separating, splitting, and who may."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from annotations.access import annotations_visible_to
from annotations.datasets.dataset import Dataset
from annotations.models import Annotation, Reading, Source, SourceName
from annotations.sources.changing import add_alias, clean_name, create_source, remove_alias
from annotations.sources.finding import find, likely_duplicates, other_names_of, propose
from annotations.sources.merging import merge_sources, separate_source, split_source
from annotations.sources.naming import head_of, likely_kind
from annotations.writing.door import apply
from newsdesk.errors import Conflict, Invalid, NotAllowed
from newsdesk.models import Event, User
from tests.annotations.saying import say
from tests.annotations.writing.test_door import claim, operation, owner
from tests.annotations.writing.test_two_writers import in_threads
from tests.factories import a_reading, a_user, an_analyst, an_editor

pytestmark = pytest.mark.django_db

MARKED = "كاظم الفرطوسي، المتحدث باسم كتائب سيد الشهداء"


def a_source(name: str = "كاظم الفرطوسي", **fields: Any) -> Source:
    return Source.objects.create(**{"name_ar": name, "kind": "person"} | fields)


def pointing_to(source: Source, reading: Reading | None = None, **fields: Any) -> Annotation:
    return say(reading or a_reading(), source=source, **{"kind": "attribution", "role": "source"} | fields)


def proposed(marked: str) -> list[str]:
    return [found.source.name_ar for found in propose(marked, among=Source.objects.all(), limit=8)]


def found(words: str) -> list[str]:
    return [one.source.name_ar for one in find(words, among=Source.objects.all(), limit=8)]


# Names within marked words


@pytest.mark.parametrize(
    ("marked", "name", "kind"),
    [
        (MARKED, "كاظم الفرطوسي", "person"),
        ("كاظم الفرطوسي المتحدث باسم الكتائب", "كاظم الفرطوسي", "person"),
        ("د. علي حسن", "علي حسن", "person"),
        ("السيّد الرئيس محمود عباس", "محمود عباس", "person"),
        ("الرئيس", "الرئيس", "person"),
        ("وزارة الدفاع الأمريكية (البنتاغون)", "وزارة الدفاع الأمريكية", "organisation"),
        ("للحكومة", "للحكومة", "organisation"),
        ("لوكالة رويترز", "لوكالة رويترز", "outlet"),
        ("مصادر أمنية", "مصادر أمنية", "group"),
        ("بيانٍ للوزارة", "بيانٍ للوزارة", "document"),
        ("Mr. John Smith, spokesman", "John Smith", "person"),
        ("Defence Ministry", "Defence Ministry", "organisation"),
        ("أ.ف.ب", "أ.ف.ب", "outlet"),
        ("واشنطن", "واشنطن", "organisation"),
        ("لبغداد", "لبغداد", "organisation"),
        ("الولايات المتحدة", "الولايات المتحدة", "organisation"),
        ("محافظة نينوى", "محافظة نينوى", "organisation"),
        ("Iran", "Iran", "organisation"),
        ("أحمد البغدادي", "أحمد البغدادي", "person"),
        ("ه", "", "person"),
        ("", "", "person"),
        ("،،", "", "person"),
    ],
)
def test_the_name_and_its_kind_are_told_from_marked_words(marked: str, name: str, kind: str) -> None:
    assert (head_of(marked), likely_kind(marked)) == (name, kind)


# Finding


def test_marked_words_propose_whom_they_name_the_first_name_first() -> None:
    for name in ("كتائب سيد الشهداء", "كاظم الفرطوسي", "سيد", "غيره"):
        a_source(name)
    assert proposed(MARKED) == ["كاظم الفرطوسي", "كتائب سيد الشهداء", "سيد"]


@pytest.mark.parametrize("marked", ["لوكالة رويترز", "ووكالةُ رويتـرز،", "وكاله رويترز"])
def test_a_particle_or_a_mark_joined_to_a_name_does_not_hide_it(marked: str) -> None:
    a_source("وكالة رويترز")
    assert proposed(marked) == ["وكالة رويترز"]


def test_a_family_name_alone_proposes_whoever_bears_it() -> None:
    a_source()
    assert proposed("الفرطوسي") == ["كاظم الفرطوسي"]


def test_the_unknown_source_is_never_proposed_by_words_but_found_by_name() -> None:
    assert proposed("مصدر غير معروف") == []
    assert found("مصدر") == ["مصدر غير معروف"]


def test_whole_names_come_before_beginnings_and_those_before_the_middle_of_a_word() -> None:
    for name in ("السالم", "سالم علي", "سالم", "محمد سالم"):
        a_source(name)
    other = a_source("آخر")
    other.aliases.create(name="سالم")
    assert found("سالم") == ["سالم", "آخر", "سالم علي", "محمد سالم", "السالم"]


def test_of_equal_names_the_most_used_comes_first() -> None:
    rare, common = a_source("علي حسن"), a_source("علي حسين")
    pointing_to(common)
    assert [one.source for one in find("علي", among=Source.objects.all(), limit=8)] == [common, rare]


def test_words_are_found_in_any_order_and_in_a_merged_entrys_names() -> None:
    stays, goes = a_source(), a_source("أبو أحمد")
    merge_sources(stays, [goes], by=an_editor())
    assert found("الفرطوسى كاظم") == found("ابو احمد") == ["كاظم الفرطوسي"]
    assert found("100%") == found("_") == []


def test_entries_with_the_same_words_are_likely_duplicates() -> None:
    first, second = a_source("كاظم الفرطوسي"), a_source("الفرطوسى، كاظم".replace("،", ""))
    third = a_source("غيره")
    third.aliases.create(name="كاظم الفرطوسي")
    a_source("وحيد")
    assert likely_duplicates(Source.objects.standing()) == [[first.pk, second.pk, third.pk]]
    merge_sources(first, [second, third], by=an_editor())
    assert likely_duplicates(Source.objects.standing()) == []


# Adding


def test_a_new_source_is_on_record() -> None:
    analyst = an_analyst()
    source, created = create_source(name_ar=" كاظم \u202e الفرطوسي\n", kind="person", by=analyst)
    assert (created, source.name_ar) == (True, "كاظم الفرطوسي")
    event = Event.objects.get(stream=f"source/{source.pk}")
    assert (event.action, event.by, event.data["after"]["name_ar"]) == ("source.created", analyst, "كاظم الفرطوسي")


def test_a_name_in_any_spelling_leads_to_the_entry_that_stands() -> None:
    stays, goes = a_source("كاظم"), a_source("الأنباري")
    merge_sources(stays, [goes], by=an_editor())
    assert create_source(name_ar="الانبارى", kind="person", by=an_analyst()) == (stays, False)


@pytest.mark.django_db(transaction=True)
def test_two_who_add_one_name_at_once_get_one_entry() -> None:
    one, other = an_analyst(), an_analyst()
    for number in range(8):
        name = f"مصدر {number}"
        results = in_threads(*[partial(create_source, name_ar=name, kind="person", by=by) for by in (one, other)])
        assert sorted(created for _source, created in results) == [False, True]
        assert len({source.pk for source, _created in results}) == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_add_one_alias_at_once_add_it_once() -> None:
    source, one, other = a_source(), an_analyst(), an_analyst()
    added = in_threads(*[partial(add_alias, source, "أبو أحمد", by=by) for by in (one, other)])
    assert (sorted(added), source.aliases.count()) == ([False, True], 1)


@pytest.mark.parametrize("name", ["", "  ", "\u064b", "\u202e"])
def test_a_name_needs_letters(name: str) -> None:
    with pytest.raises(Invalid):
        create_source(name_ar=name, kind="person", by=an_analyst())
    with pytest.raises(Invalid):
        add_alias(a_source(), name, by=an_analyst())


def test_a_name_keeps_what_shapes_its_letters() -> None:
    assert clean_name("می\u200cخواهم\0") == "می\u200cخواهم"


def test_an_alias_is_on_record_and_so_is_its_going() -> None:
    source, analyst, editor = a_source(), an_analyst(), an_editor()
    assert add_alias(source, "أبو أحمد", by=analyst)
    assert not add_alias(source, "ابو احمد", by=analyst)
    remove_alias(source.aliases.get(), by=editor)
    changes = [event.data for event in Event.objects.filter(stream=f"source/{source.pk}").order_by("number")]
    there, gone = {"aliases": ["أبو أحمد"]}, {"aliases": []}
    assert changes == [{"before": gone, "after": there}, {"before": there, "after": gone}]


def test_who_has_no_role_adds_nothing_and_an_analyst_changes_nothing() -> None:
    stranger, analyst, first, second = a_user(""), an_analyst(), a_source(), a_source("غيره")
    alias = first.aliases.create(name="أبو أحمد")
    merge_sources(first, [third := a_source("ثالث")], by=an_editor())
    for refused in (
        partial(create_source, name_ar="جديد", kind="person", by=stranger),
        partial(add_alias, first, "جديد", by=stranger),
        partial(remove_alias, alias, by=analyst),
        partial(merge_sources, first, [second], by=analyst),
        partial(separate_source, third, by=analyst),
        partial(split_source, first, Source(name_ar="جديد"), by=analyst),
    ):
        with pytest.raises(NotAllowed):
            refused()


# Merging


def test_a_merged_source_is_told_as_the_one_that_stays_and_no_reading_is_written() -> None:
    stays, goes = a_source(), a_source("الفرطوسي")
    annotation = pointing_to(goes)
    merge_sources(stays, [goes], by=an_editor())
    annotation.refresh_from_db()
    assert (annotation.source_id, annotation.version) == (goes.pk, 1)
    content = annotation.reading.content()
    assert content["annotations"][0]["source"] == goes.pk
    assert content["sources"][str(goes.pk)]["id"] == stays.pk
    [record] = [a for article in Dataset.of().articles() for r in article.readings for a in r.annotations]
    assert record.source is not None
    assert (record.source.id, record.source.name_ar) == (stays.pk, "كاظم الفرطوسي")


def test_names_of_the_merged_are_names_of_the_one_that_stays_until_they_part() -> None:
    stays, goes = a_source(), a_source("أبو أحمد")
    goes.aliases.create(name="الفرطوسي")
    merge_sources(stays, [goes], by=an_editor())
    assert other_names_of([stays]) == {stays.pk: ["أبو أحمد", "الفرطوسي"]}
    separate_source(goes, by=an_editor())
    assert other_names_of([stays, goes]) == {stays.pk: [], goes.pk: ["الفرطوسي"]}


def test_a_chain_of_mergers_ends_at_the_last_and_comes_apart_link_by_link() -> None:
    first, second, third, editor = a_source("أول"), a_source("ثان"), a_source("ثالث"), an_editor()
    merge_sources(second, [first], by=editor)
    merge_sources(third, [second], by=editor)
    assert set(Source.objects.filter(merged_into=third)) == {first, second}
    separate_source(second, by=editor)
    first.refresh_from_db()
    assert first.merged_into == second
    separate_source(first, by=editor)
    assert set(Source.objects.standing().filter(key=None)) == {first, second, third}


def test_what_was_merged_later_does_not_leave_with_another() -> None:
    first, second, third, editor = a_source("أول"), a_source("ثان"), a_source("ثالث"), an_editor()
    merge_sources(second, [first], by=editor)
    merge_sources(third, [second], by=editor)
    separate_source(first, by=editor)
    merge_sources(third, [first], by=editor)
    separate_source(second, by=editor)
    first.refresh_from_db()
    assert first.merged_into == third


def test_a_merger_and_a_separation_are_on_record() -> None:
    stays, goes, editor = a_source(), a_source("الفرطوسي"), an_editor()
    merge_sources(stays, [goes], by=editor)
    separate_source(goes, by=editor)
    told = Event.objects.filter(stream__in=[f"source/{stays.pk}", f"source/{goes.pk}"]).order_by("id")
    assert [(event.stream.split("/")[1], event.action) for event in told] == [
        (str(goes.pk), "source.merged"),
        (str(stays.pk), "source.took_in"),
        (str(goes.pk), "source.separated"),
        (str(stays.pk), "source.let_go"),
    ]


def test_what_was_merged_already_is_not_merged_again() -> None:
    stays, goes, other, editor = a_source(), a_source("الفرطوسي"), a_source("غيره"), an_editor()
    merge_sources(stays, [goes], by=editor)
    for refused in (partial(merge_sources, other, [goes]), partial(merge_sources, goes, [other])):
        with pytest.raises(Conflict):
            refused(by=editor)
    with pytest.raises(Invalid):
        merge_sources(stays, [stays], by=editor)
    with pytest.raises(Conflict):
        separate_source(stays, by=editor)


def test_the_unknown_source_stays_as_it_is() -> None:
    unknown, other, editor = Source.objects.unknown(), a_source(), an_editor()
    for refused in (
        partial(merge_sources, unknown, [other]),
        partial(merge_sources, other, [unknown]),
        partial(add_alias, unknown, "فلان"),
        partial(split_source, unknown, Source(name_ar="جديد")),
    ):
        with pytest.raises(NotAllowed):
            refused(by=editor)


@pytest.mark.django_db(transaction=True)
def test_two_editors_who_merge_crosswise_at_once_make_no_circle() -> None:
    editor, other = an_editor(), an_editor()
    for number in range(6):
        one, two, three = (a_source(f"{name} {number}") for name in ("أول", "ثان", "ثالث"))
        outcomes = in_threads(
            partial(attempt, merge_sources, one, [two], by=editor),
            partial(attempt, merge_sources, two, [one, three], by=other),
        )
        assert sorted(outcomes) in (["Conflict", "done"], ["done", "done"])
        roots = Source.objects.filter(pk__in=[one.pk, two.pk, three.pk], merged_into=None)
        assert len(roots) == (2 if Source.objects.get(pk=three.pk).merged_into_id is None else 1)
        assert not Source.objects.filter(merged_into__merged_into__isnull=False).exists()


def attempt(act: Any, *args: Any, **options: Any) -> str:
    try:
        act(*args, **options)
    except Conflict:
        return "Conflict"
    return "done"


# Splitting


def test_a_split_takes_names_and_annotations_over_with_an_event_in_each_reading() -> None:
    source, editor = a_source(), an_editor()
    alias = source.aliases.create(name="أبو أحمد")
    stays, goes = pointing_to(source), pointing_to(source)
    before = goes.reading.last_event
    new = split_source(
        source, Source(name_ar="كاظم الثاني", kind="person"), aliases=[alias.pk], annotations=[goes.pk], by=editor
    )
    stays.refresh_from_db()
    goes.refresh_from_db()
    assert (stays.source, stays.version, goes.source, goes.version) == (source, 1, new, 2)
    assert other_names_of([source, new]) == {source.pk: [], new.pk: ["أبو أحمد"]}
    event = goes.reading.events.get(number=before + 1)
    assert (event.action, event.by, event.data["version"]) == ("annotation.relinked", editor, 2)
    assert (event.data["before"]["source"], event.data["after"]["source"]) == (source.pk, new.pk)
    assert event.data["after"]["anchors"] == event.data["before"]["anchors"] != []


def test_whoever_changed_the_annotation_at_the_same_time_sees_a_conflict() -> None:
    reading, source = a_reading(), a_source()
    apply(reading, [made := operation(state=claim(source=source.pk))], by=owner(reading))
    new = split_source(source, Source(name_ar="غيره"), annotations=[made["object"]], by=an_editor())
    change = operation("update", object=made["object"], version=1, state=claim(source=source.pk, note="x"))
    [result] = apply(reading, [change], by=owner(reading))
    assert result.status == "conflict"
    assert result.current is not None
    assert (result.current["version"], result.current["source"]) == (2, new.pk)


def test_a_split_takes_what_points_to_a_merged_entry_and_nothing_of_others() -> None:
    source, merged, other, editor = a_source(), a_source("أبو أحمد"), a_source("غيره"), an_editor()
    of_merged, of_other = pointing_to(merged), pointing_to(other)
    merge_sources(source, [merged], by=editor)
    chosen = [of_merged.pk, of_other.pk]
    new = split_source(source, Source(name_ar="جديد"), annotations=chosen, by=editor)
    assert [Annotation.objects.get(pk=pk).source for pk in chosen] == [new, other]


def test_a_split_is_undone_by_merging() -> None:
    source, editor = a_source(), an_editor()
    annotation = pointing_to(source)
    new = split_source(source, Source(name_ar="غيره"), annotations=[annotation.pk], by=editor)
    merge_sources(source, [new], by=editor)
    assert list(Annotation.objects.about([source.pk])) == [annotation]


@pytest.mark.django_db(transaction=True)
def test_a_split_and_an_analysts_work_at_once_leave_one_history_without_a_gap() -> None:
    reading, source, editor = a_reading(), a_source(), an_editor()
    made = [operation(state=claim(source=source.pk)) for _ in range(10)]
    apply(reading, made, by=owner(reading))

    def work() -> None:
        for one in made:
            state = claim(source=source.pk, note="x")
            apply(reading, [operation("update", object=one["object"], version=1, state=state)], by=owner(reading))

    def split() -> None:
        split_source(source, Source(name_ar="غيره"), annotations=[one["object"] for one in made], by=editor)

    in_threads(work, split)
    numbers = list(reading.events.values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    for annotation in reading.annotations.all():
        told = reading.events.filter(data__object=str(annotation.pk)).order_by("number")
        assert [event.data["version"] for event in told] == list(range(1, annotation.version + 1))
        assert told.last().data["after"]["source"] == annotation.source_id


# Who sees what


def test_an_analyst_sees_ones_own_annotations_an_editor_all_anybody_else_none() -> None:
    source, own = a_source(), a_reading()
    mine, theirs = pointing_to(source, own), pointing_to(source)
    analyst: User = owner(own)
    assert list(annotations_visible_to(analyst).about([source.pk])) == [mine]
    assert set(annotations_visible_to(an_editor()).about([source.pk])) == {mine, theirs}
    assert not annotations_visible_to(a_user("")).exists()


def test_the_unknown_source_is_there_once_under_a_key_of_its_own() -> None:
    assert Source.objects.filter(key="unknown").count() == 1
    unknown = Source.objects.unknown()
    assert list(SourceName.objects.filter(source=unknown).values_list("key", flat=True).order_by("key")) == [
        "unknown source",
        "مصدر غير معروف",
    ]
