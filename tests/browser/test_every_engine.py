"""An analyst's work from signing in to print, in the browsers that newsrooms have beside Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright

from annotations.models import Membership, Project, Reading
from articles.models import Article
from tests import engines
from tests.browser.hands import SIZE, Hand, PlaywrightHand, webkit
from tests.browser.reviewing import stored
from tests.browser.seeded import load_seeds
from tests.browser.test_review_caret import BIDI, LEFT_TO_RIGHT
from tests.factories import PASSWORD, a_project, a_reading, an_analyst

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CLAIM = "هجمات عدة ومتكررة طالت قواعد عسكرية"
SOURCE = "كاظم الفرطوسي، المتحدث باسم كتائب سيد الشهداء"
NOTE = "يحتاج إلى مصدر ثانٍ"
CARD = ".mark-card"
PAINTED = """() => [...CSS.highlights].filter(([name]) => name.startsWith('mark-')).flatMap(([name, ranges]) =>
    [...ranges].map((r) => [name, r.startContainer.data.slice(r.startOffset, r.endOffset)])).sort()"""
ONE_NODE_EACH = "() => [...document.querySelectorAll('[data-start]')].every((block) => block.childNodes.length === 1)"
# Where the text cursor stands, and the left and right of a letter of the first block.
CARET = """(place) => {
    const range = document.createRange();
    const { firstChild } = document.querySelector('[data-start]');
    range.setStart(firstChild, place);
    range.setEnd(firstChild, place + 1);
    const { left, right } = range.getBoundingClientRect();
    return [document.querySelector('[data-review=caret]').getBoundingClientRect().left, left, right];
}"""
WIDTH = """(word) => {
    const blocks = [...document.querySelectorAll('[data-start]')];
    const block = blocks.find(({ firstChild }) => firstChild.data.startsWith(word));
    const range = document.createRange();
    range.setStart(block.firstChild, 0);
    range.setEnd(block.firstChild, word.length);
    return range.getBoundingClientRect().width;
}"""


@pytest.fixture(scope="module")
def firefox(playwright: Playwright) -> Iterator[Browser]:
    with engines.launched(playwright, "firefox") as browser:
        yield browser


@pytest.fixture(params=["firefox", pytest.param("webkit", marks=pytest.mark.long)])
def hand(request: pytest.FixtureRequest, live_server: Any) -> Iterator[Hand]:
    if request.param == "webkit":
        with webkit() as hand:
            yield hand
        return
    context = request.getfixturevalue("firefox").new_context(viewport={"width": SIZE[0], "height": SIZE[1]})
    yield PlaywrightHand(context.new_page())
    context.close()


def sign_in(hand: Hand, server: Any) -> Reading:
    """Through the form, to the seed article, of which a reading is begun."""
    load_seeds()
    user = an_analyst()
    project = Project.objects.get(receives_imports=True)
    Membership.objects.get_or_create(user=user, project=project, defaults={"role": Membership.Role.ANALYST})
    hand.open(f"{server.url}/sign-in/")
    hand.evaluate(f"() => {{ localStorage['newsdesk-tour:{user.pk}'] = 1; }}")
    hand.fill("[name=username]", user.username)
    hand.fill("[name=password]", PASSWORD)
    hand.press("Enter")
    hand.until("() => document.querySelector('main h1') && !document.querySelector('[name=password]')")
    hand.open(f"{server.url}/articles/{Article.objects.latest('pk').pk}/read/")
    ready(hand)
    return Reading.objects.get(analyst=user)


def ready(hand: Hand) -> None:
    hand.until("() => 'reviewReady' in document.documentElement.dataset")


def a_bidi_reading(reading: Reading) -> Reading:
    return a_reading(BIDI, analyst=reading.analyst, project=a_project())


def carets_stand_where_letters_begin(hand: Hand) -> None:
    """Latin words and all digits are read from their left, in an Arabic text too."""
    hand.click("[data-review=text] .block")
    hand.press("Control+Home")
    for place, sign in enumerate(BIDI):
        if sign.isalnum():
            caret, left, right = hand.evaluate(CARET, place)
            assert caret == pytest.approx(left if sign in LEFT_TO_RIGHT else right, abs=1), (place, sign)
        hand.press("ArrowLeft")


def test_an_analysts_work_goes_through(hand: Hand, live_server: Any) -> None:
    reading = sign_in(hand, live_server)
    width = hand.evaluate(WIDTH, "واتهم")

    hand.drag(CLAIM)
    hand.press("c", "2")
    hand.drag("اتهم", within="واتهم")
    hand.press("q")
    hand.drag(SOURCE)
    hand.press("s")
    hand.drag("الولايات المتحدة الأميركية باستقدام قوات جديدة")
    hand.press("w", "9", "NumpadEnter")
    hand.count(CARD, 2)
    hand.saved()
    claim, attribution = sorted(stored(reading), key=lambda state: state["kind"], reverse=True)
    assert (claim["label"], claim["anchors"][0]["exact"]) == ("event", CLAIM)
    assert {anchor["role"]: anchor["exact"] for anchor in attribution["anchors"]} == {
        "cue": "اتهم",
        "source": SOURCE,
        "content": "الولايات المتحدة الأميركية باستقدام قوات جديدة",
    }

    # A note by keyboard alone, on words that overlap others.
    hand.drag("باستقدام قوات")
    hand.press("c", "2", "Shift+N")
    hand.type(NOTE)
    hand.press("Escape")
    hand.count(CARD, 3)
    hand.saved()
    assert [state["note"] for state in stored(reading) if state["note"]] == [NOTE]
    lanes = {words: name[-1] for name, words in hand.evaluate(PAINTED)}
    assert lanes["باستقدام قوات"] != lanes["الولايات المتحدة الأميركية باستقدام قوات جديدة"]
    assert hand.evaluate(ONE_NODE_EACH)
    assert hand.evaluate(WIDTH, "واتهم") == pytest.approx(width, abs=0.05)

    hand.press("Delete")
    hand.count(CARD, 2)
    hand.press("Control+z")
    hand.count(CARD, 3)
    hand.saved()

    painted = hand.evaluate(PAINTED)
    hand.open(f"{live_server.url}/readings/{reading.pk}/")
    ready(hand)
    hand.count(CARD, 3)
    assert hand.evaluate(PAINTED) == painted

    hand.cut_network()
    hand.drag("ساحة للتصادم والصراع")
    hand.press("c", "2")
    hand.until_seen("[data-part=state][data-state=waiting]")
    hand.mend_network()
    hand.press("Enter")
    hand.saved()
    assert len(stored(reading)) == 4

    hand.press("f")
    hand.until_seen(".find-field")
    hand.type("الاميركية")
    hand.until("() => CSS.highlights.get('found')?.size > 0")
    hand.press("Enter", "Escape")
    hand.until("() => !CSS.highlights.get('found')?.size")
    hand.until_seen("[data-review=picker]")
    hand.press("Escape")

    hand.press("Shift+Slash")
    hand.until_seen("dialog[open] [type=search]")
    hand.type("تراجع")
    hand.press("Escape")
    hand.until("() => !document.querySelector('dialog[open]')")

    hand.click("[popovertarget=theme-menu]")
    hand.click("#theme-menu [value=dark]")
    hand.until("() => document.documentElement.dataset.theme === 'dark'")
    assert hand.evaluate("() => getComputedStyle(document.documentElement).colorScheme") == "dark"

    hand.open(f"{live_server.url}/readings/{a_bidi_reading(reading).pk}/")
    ready(hand)
    carets_stand_where_letters_begin(hand)

    hand.open(f"{live_server.url}/readings/{reading.pk}/print/")
    hand.count(".printed-notes li", 4)
    assert NOTE in hand.evaluate("() => document.querySelector('.printed-notes').innerText")
