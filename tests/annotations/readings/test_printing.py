"""A reading on paper: numbers after words, never within one, and a footnote for each annotation."""

from __future__ import annotations

import cProfile
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client

from annotations.models import Reading, Source
from annotations.readings.printing import printed
from tests.annotations.saying import call, say, tie
from tests.factories import a_reading, an_analyst, an_editor

pytestmark = pytest.mark.django_db

TEXT = "واتهم كاظم الفرطوسي، الولايات المتحدة\nباستقدام قوات جديدة <b>إلى</b> القاعدة"


@pytest.fixture
def reading() -> Reading:
    return a_reading(TEXT)


def place(words: str) -> tuple[int, int]:
    return TEXT.index(words), TEXT.index(words) + len(words)


def pieces(reading: Reading) -> list[tuple[str, tuple[int, ...]]]:
    return [(piece.words, piece.numbers) for block in printed(reading).blocks for piece in block.pieces]


def page(client: Client, reading: Reading, **user: Any) -> str:
    client.force_login(user.get("by") or reading.analyst)
    return client.get(f"/readings/{reading.pk}/print/").content.decode()


def test_a_number_stands_after_the_word_in_which_its_words_end(reading: Reading) -> None:
    say(reading, [place("اتهم كاظم الفرطو")])
    assert pieces(reading)[:2] == [("واتهم كاظم الفرطوسي", (1,)), ("، الولايات المتحدة", ())]


def test_numbers_of_one_place_stand_together_and_nothing_of_the_text_is_lost(reading: Reading) -> None:
    say(reading, [place("قوات جديدة")])
    say(reading, [place("كاظم الفرطوسي"), place("جديدة")])
    assert [piece for piece in pieces(reading) if piece[1]] == [
        ("واتهم كاظم الفرطوسي", (1,)),
        ("باستقدام قوات جديدة", (1, 2)),
    ]
    revision = reading.revision
    blocks = [revision.text[block.start : block.end] for block in revision.blocks.order_by("start")]
    assert ["".join(piece.words for piece in block.pieces) for block in printed(reading).blocks] == blocks


def test_a_footnote_tells_all_that_is_said(reading: Reading) -> None:
    attribution = say(
        reading,
        [place("كاظم الفرطوسي")],
        role="source",
        kind="attribution",
        label="accuse",
        attributes={"quote_type": "indirect"},
        note="سطر\nوسطر",
        problems=[{"code": "required", "message_ar": "حدّد المضمون", "message_en": "Mark the content"}],
    )
    claim = say(reading, [place("قوات جديدة")])
    tie(attribution, claim)
    call(reading)
    paper = printed(reading)
    first, second = paper.footnotes
    assert (first.number, first.name, first.parts) == (1, "إسناد: اتهام أو إدانة", [("المصدر", "كاظم الفرطوسي", "rtl")])
    assert (first.attributes, first.note) == ([("نوع النقل", "غير مباشر")], "سطر\nوسطر")
    assert (first.relations, second.relations) == ([("يتضمّن", 2)], [("متضمَّن في", 1)])
    assert first.problems == ["حدّد المضمون"]
    assert paper.labels == [("النوع الصحفي", "خبر")]


def test_a_block_in_another_language_is_laid_out_in_its_own_direction(client: Client) -> None:
    reading = a_reading("واتهم الفرطوسي واشنطن.\nThe minister denied that he said so.")
    say(reading, [(23, 35)])
    paper = page(client, reading)
    assert '<p class="printed-block" data-kind="paragraph">واتهم' in paper
    assert '<p class="printed-block" data-kind="paragraph" dir="ltr" lang="en">The minister' in paper
    assert '<bdi dir="ltr">The minister</bdi>' in paper


def test_deleted_annotations_are_not_printed_and_the_article_s_text_is_never_markup(
    client: Client, reading: Reading
) -> None:
    say(reading, [place("قوات")], deleted_at="2026-01-01T00:00Z")
    text = page(client, reading)
    assert "لا توسيمات بعد" in text
    assert "&lt;b&gt;إلى&lt;/b&gt;" in text


def test_only_those_who_may_see_a_reading_can_print_it(client: Client, reading: Reading) -> None:
    client.force_login(an_analyst())
    assert client.get(f"/readings/{reading.pk}/print/").status_code == 404
    assert "واتهم" in page(client, reading, by=an_editor())


@pytest.mark.parametrize("count", [2, 30])
def test_queries_do_not_grow_with_what_is_said(
    client: Client, reading: Reading, count: int, django_assert_num_queries: Any
) -> None:
    made = [say(reading, [place("كاظم"), place("قوات")], note="ملاحظة") for _ in range(count)]
    tie(made[0], made[-1])
    client.force_login(an_editor())
    client.get(f"/readings/{reading.pk}/print/")
    with django_assert_num_queries(9):
        assert f'id="note-{count}"' in client.get(f"/readings/{reading.pk}/print/").content.decode()


def test_numbers_of_footnotes_are_in_the_reader_s_digits(client: Client) -> None:
    reading = a_reading(TEXT, analyst=an_analyst(digits="arabic"))
    say(reading, [place("قوات جديدة")])
    assert '<a href="#note-1">١</a>' in page(client, reading)


def test_a_note_is_printed_as_its_marks_say(client: Client, reading: Reading) -> None:
    say(reading, [place("قوات")], note="**مهم**\nسطر\n\n- أ [ب](https://example.org/)\n- <b>ج</b>")
    shown = page(client, reading)
    assert '<p dir="auto"><strong>مهم</strong><br>سطر</p><ul dir="auto"><li>أ <a href="https://example.org/"' in shown
    assert "<li>&lt;b&gt;ج&lt;/b&gt;</li></ul></div>" in shown


def test_nothing_that_somebody_wrote_is_markup_on_paper(client: Client, reading: Reading) -> None:
    evil = "<i>x</i>&\"'"
    source = Source.objects.create(name_ar=evil, kind="person")
    problem = {"code": "required", "message_ar": evil, "message_en": evil}
    told = {"note": evil, "source": source, "attributes": {evil: evil}, "problems": [problem]}
    first = say(reading, [place("قوات")], role=evil, kind=evil, label=evil, **told)
    tie(first, say(reading), evil)
    text = page(client, reading)
    assert "<i>x" not in text
    assert text.count("&lt;i&gt;x&lt;/i&gt;&amp;&quot;&#x27;") == 10


def test_the_work_grows_no_faster_than_what_is_said() -> None:
    """Counted in calls of functions, which no busy machine changes."""
    few, many = (calls_to_print(a_reading(TEXT), count) for count in (100, 400))
    assert many < 5 * few


def calls_to_print(reading: Reading, count: int) -> int:
    made = [say(reading, [place("كاظم")], kind="attribution", label="accuse") for _ in range(count)]
    for first, second in pairwise(made):
        tie(first, second)
    profile = cProfile.Profile()
    profile.runcall(printed, reading)
    return sum(one.callcount for one in profile.getstats())
