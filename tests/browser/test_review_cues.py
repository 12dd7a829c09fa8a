"""The words by which a text signals a label, and who is named beside them, as the modules find them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.review_modules import run

pytestmark = pytest.mark.browser

VECTORS = Path(__file__).parent.parent / "vectors"
CUES: dict[str, Any] = json.loads((VECTORS / "cues.json").read_text("utf-8"))
FIND = """const find = module.cueFinder({ labels: given.labels });
    return given.texts.map((text) => find(text).map(({ start, end, labels }) => [start, end, labels]));"""
TIMES = """const times = [];
    for (let run = 0; run < 5; run += 1) {
        const find = module.cueFinder({ labels: given.labels });
        const start = performance.now();
        const found = find(given.text).length;
        times.push(performance.now() - start);
        const again = performance.now();
        find(given.text);
        if (performance.now() - again > 1 || !found) throw new Error("not kept");
    }
    return Math.min(...times);"""


def bare(text: str) -> str:
    return text.replace("[", "").replace("]", "")


def bracketed(text: str, found: list[Any]) -> str:
    """Offsets are in units: the texts hold no characters of two."""
    for start, end, _ in reversed(found):
        text = f"{text[:start]}[{text[start:end]}]{text[end:]}"
    return text


def test_cues_are_found_with_what_is_written_onto_them(modules: Page) -> None:
    cases = CUES["cases"]
    assert len(cases) >= 60
    texts = [bare(case["text"]) for case in cases]
    answers = run(modules, "text/cues", FIND, {"labels": CUES["labels"], "texts": texts})
    told = [
        {"text": bracketed(text, found), "labels": ["/".join(labels) for *_, labels in found]}
        for text, found in zip(texts, answers, strict=True)
    ]
    assert told == cases


def test_a_word_that_several_labels_have_tells_all_of_them(modules: Page) -> None:
    labels = [{"key": "know", "cues": ["كشف", "كشف عن"]}, {"key": "show", "cues": ["كشف"]}]
    [one, both] = run(modules, "text/cues", FIND, {"labels": labels, "texts": ["كشفت عن الأمر", "كشفت الأمر"]})
    assert one == [[0, 7, ["know"]]]
    assert both == [[0, 4, ["know", "show"]]]


def test_the_cues_of_a_long_text_are_found_at_once_and_kept(modules: Page) -> None:
    text = "\n".join(f"{bare(case['text'])} {number}" for number in range(60) for case in CUES["cases"])[:100_000]
    assert len(text) == 100_000
    assert run(modules, "text/cues", TIMES, {"labels": CUES["labels"], "text": text}) < 50


# The cue stands in brackets, the source in braces.
SOURCES = [
    "[قال] {الوزير} إن الوضع مستقر.",
    "[قالت] {رئيسة الكتلة، النائبة هدى الملاحي}، في مؤتمر صحافي، إن العقد أُلغي.",
    "[قال] {بائع الأقمشة جرجس مطانيوس} إن خسائره كبيرة.",
    "[نفى] {الجادري} وجود أي عقد.",
    "[قالت] {المشرفة على الدراسة}، في بيان، إن الأرقام مقلقة.",
    "[يرى] {خبراء في التغذية} أن السكر ضار.",
    "[بحسب] {وثيقة منسوبة} إلى الهيئة، ارتفعت الكلفة.",
    "[وفقاً] ل{لشرطة}، فرّ المشتبه به.",
    "[بحسب]{ها}، لم يُصب أحد.",
    "[قول]{ه} إن المجرى لم يُنظَّف.",
    "لكن {عضو المجلس المحامية رلى الغصيني} [رأت] أن الزيادة محسومة.",
    "ذكر الموقع أن {المصدر} [أبلغ]ه أن الأمر انتهى.",
    "[قال] {متحدث باسم الشركة} لقناة «المرفأ» إن الضغط انخفض.",
    "و[أضاف] أن فرق الإطفاء وصلت.",
    "[مؤكداً] أن المشروع معلّق.",
    "[طالبوا] الإدارة بفتح حوار.",
    "[دعا] الطرفين إلى نشر العقود.",
    "إلا أنه [شدّد] على أن التحقيق مستمر.",
    "[قيل] إن وسطاء نقلوا مقترحاً.",
]
SOURCE = """const { cueFinder } = await import('/text/cues.js');
    const cues = cueFinder({ labels: given.labels })(given.text);
    const cueIn = (start, end) => cues.find((cue) => start <= cue.start && cue.end <= end) ?? null;
    const found = module.sourceBeside(given.text, cues.find(({ start }) => start === given.start), cueIn);
    return found && [found.start, found.end];"""
LABELS = [
    {
        "key": "all",
        "cues": [
            *["قال", "قول", "نفى", "يرى", "بحسب", "وفقا", "رأى", "رأت", "أبلغ", "أضاف", "مؤكدا", "طالب", "دعا"],
            *["شدد", "قيل", "ذكر"],
        ],
    }
]


@pytest.mark.parametrize("sentence", SOURCES)
def test_who_is_named_beside_the_words_that_mark_speech_is_proposed(modules: Page, sentence: str) -> None:
    without_source = sentence.replace("{", "").replace("}", "")
    text = bare(without_source)
    start = without_source.index("[")
    found = run(modules, "text/sourcing", SOURCE, {"labels": LABELS, "text": text, "start": start})
    wanted = sentence.partition("{")[2].partition("}")[0] or None
    assert (text[slice(*found)] if found else None) == wanted


# What is stopped at, in brackets, one after the other.
PLACES = [
    "و[قال] الوزير إن [العقد أُلغي قبل شهر]، وإن [الشركة لم تعترض عليه].",
    "و[أضاف]: «[لن نوقّع أي عقد جديد]».",
    "نشرت صحيفة «الضفاف اليومية الجديدة» صوراً.",
    "[أكد] أن «الأمر» انتهى.",
    "[قال] إن لم تصل الوثائق فالأمر منتهٍ.",
    "[قال] [إنه سيغلق المصنع غداً].",
    "رفض الاتهام.",
]
STOPS = """const { cueFinder } = await import('/text/cues.js');
    const cues = cueFinder({ labels: given.labels })(given.text);
    return module.placesOfInterest(given.text, cues).map(({ start, end }) => [start, end]);"""


@pytest.mark.parametrize("sentence", PLACES)
def test_cues_quotations_and_what_follows_a_particle_are_places_of_interest(modules: Page, sentence: str) -> None:
    labels = [{"key": "all", "cues": ["قال", "أضاف", "أكد", "اتهام"]}]
    text = bare(sentence)
    found = run(modules, "text/interest", STOPS, {"labels": labels, "text": text})
    assert bracketed(text, [[*span, None] for span in found]) == sentence
