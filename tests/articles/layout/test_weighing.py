"""Lines of pages that no rule was made for are weighed, and left to an editor where nothing is likely."""

from pathlib import Path

import pytest

from articles.drafts import SURE
from articles.layout import recognising, weighing
from articles.layout.lines import Finding, split_lines
from articles.layout.recognising import found_by_rules, read
from articles.layout.traits import Page, traits
from articles.layout.weighing import KINDS, kept_weights, packed, weighed

LAYOUTS = Path(__file__).with_name("layouts")
PAGE = """لوحة المفاتيح
ركن الأسرة
دليل المدينة
ساحة النقاش
بلدية الوادي تطلق حملة لترميم البيوت القديمة في الحي الشرقي
14 آذار 2021
أطلقت بلدية الوادي حملة لترميم أربعين بيتاً قديماً في الحي الشرقي بتمويل من وزارة الثقافة.
وقال رئيس البلدية إن الحملة تستمر ستة أشهر وتشمل الأسقف والواجهات الحجرية.
وأضاف أن سكان الحي لن يدفعوا شيئاً من كلفة الترميم.
شاركنا تجربتك
دليل المدينة
سوق الجمعة يعود إلى الساحة
جولة في متحف الماء"""


def test_short_lines_around_a_text_are_no_paragraphs_and_no_subheadings():
    blocks = read(PAGE).blocks
    around = [*blocks[:4], *blocks[9:]]
    assert {block.kind for block in around} == {"boilerplate"}
    assert [block.kind for block in blocks[4:9]] == ["title", "dateline", *["paragraph"] * 3]
    assert not any(block.flagged for block in blocks[6:9])


def test_the_text_and_the_places_of_its_lines_stay_as_they_are():
    draft = read(PAGE)
    assert draft.text == PAGE
    assert [PAGE[block.start : block.end] for block in draft.blocks] == PAGE.splitlines()


@pytest.mark.parametrize("layout", sorted(path.stem for path in LAYOUTS.glob("*.txt")))
def test_in_a_layout_that_is_known_nothing_is_weighed(layout, monkeypatch):
    monkeypatch.setattr(recognising, "weighed", pytest.fail)
    assert read((LAYOUTS / f"{layout}.txt").read_text("utf-8")).blocks


def test_a_few_lines_tell_nothing_about_a_page(monkeypatch):
    monkeypatch.setattr(recognising, "weighed", pytest.fail)
    assert read("\n".join(PAGE.splitlines()[3:10])).blocks


def _page_of(*said):
    lines, _rest = split_lines("\n".join(words for words, _found in said), 100)
    return lines, [found for _words, found in said]


SENTENCE = ("وقال رئيس البلدية إن الحملة تستمر ستة أشهر وتشمل الأسقف.", Finding("paragraph", 0.9, "sentences"))


def test_what_the_rules_know_for_sure_is_not_weighed():
    lines, found = _page_of(("طباعة", Finding("boilerplate", 0.85, "page-furniture")), SENTENCE)
    towards_titles = dict.fromkeys(kept_weights(), packed([0, 0, 100, 0, 0, 0, 0, 0]))
    assert weighed(lines, found, towards_titles)[0] == found[0]


def test_a_page_has_one_headline():
    doubted = Finding("subheading", 0.5, "short-line")
    lines, found = _page_of(("ترميم البيوت القديمة", doubted), ("حملة في الحي الشرقي كله", doubted), SENTENCE)
    towards_titles = {f"kind subheading {region}": packed([0, 0, 300, 0, 0, 0, 0, 0]) for region in ("top", "none")}
    assert [one.kind for one in weighed(lines, found, towards_titles)].count("title") == 1


def test_where_one_line_alone_is_weighed_the_headline_stays_the_only_one():
    headline = ("ترميم البيوت القديمة", Finding("title", 0.9, "repeated-headline"))
    lines, found = _page_of(headline, ("حملة في الحي الشرقي كله", Finding("subheading", 0.5, "short-line")), SENTENCE)
    towards_titles = {f"kind subheading {region}": packed([0, 0, 300, 0, 0, 0, 0, 0]) for region in ("top", "none")}
    assert [one.kind for one in weighed(lines, found, towards_titles)].count("title") == 1


def test_what_the_weights_are_sure_of_is_flagged_no_more():
    lines, found = _page_of(("ترميم البيوت", Finding("subheading", 0.5, "short-line")), SENTENCE)
    towards_subheadings = {"shape 1 top": packed([0, 0, 0, 0, 0, 900, 0, 0])}
    assert weighed(lines, found, towards_subheadings)[0].confidence > SURE


@pytest.mark.parametrize("found", [Finding("subheading", 0.5, "unread-date"), Finding("dateline", 0.5, "partial-date")])
def test_a_date_that_was_not_understood_stays_flagged(found):
    lines, said = _page_of(("آذار 2021", found), SENTENCE)
    for kind in range(len(KINDS)):
        towards_one = {"shape 1 top": packed([900 * (place == kind) for place in range(len(KINDS))])}
        assert weighed(lines, said, towards_one)[0].confidence < SURE


def test_where_no_kind_is_likely_an_editor_decides():
    lines, found = _page_of(("ترميم البيوت", Finding("subheading", 0.8, "short-line")), SENTENCE)
    assert weighed(lines, found, {"nothing": 0})[0].confidence < SURE


def test_an_article_is_called_by_the_line_that_became_its_headline(monkeypatch):
    by_rules = found_by_rules(split_lines(PAGE, 100)[0])
    other = [*by_rules[:3], Finding("title", 0.9, "weighed"), Finding("subheading", 0.5, "weighed"), *by_rules[5:]]
    monkeypatch.setattr(recognising, "weighed", lambda _lines, _found: other)
    draft = read(PAGE)
    assert draft.headline == "ساحة النقاش"
    assert not draft.was_read("headline")


def test_weights_are_of_traits_that_lines_have():
    lines, _rest = split_lines(PAGE, 100)
    page = Page(lines, found_by_rules(lines))
    known = {trait for place in range(len(lines)) for trait in traits(page, place)} & kept_weights().keys()
    assert len(known) > 100


def test_weights_are_added_up_each_for_its_kind():
    total = packed([1, -2, 3, -4, 5, -6, 7, -8]) + packed([-9, 9, -9, 9, -9, 9, -9, 9])
    assert total == packed([-8, 7, -6, 5, -4, 3, -2, 1])
    assert len(KINDS) == 8
    assert weighing.packed([0] * 8) == 0
