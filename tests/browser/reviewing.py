"""What a person does on the review page, for tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.test import Client
from playwright.sync_api import Locator, Page, expect

from annotations.models import Membership, Project, Reading
from articles.models import Article
from newsdesk.models import User
from tests.browser.seeded import load_seeds
from tests.factories import PASSWORD, an_analyst

# The corners of the first and the last letter of some words, for a drag over them.
ENDS = """async ([quote, within]) => {
    for (const block of document.querySelectorAll('[data-start]')) {
        const text = block.firstChild.data;
        const from = within ? text.indexOf(within) : 0;
        const at = from < 0 ? -1 : text.indexOf(quote, from);
        if (at < 0) continue;
        // Of a long article, what comes near is laid out then, and moves a little.
        for (let times = 0; times < 2; times += 1) {
            block.scrollIntoView({ block: 'center' });
            await new Promise(requestAnimationFrame).then(() => new Promise(requestAnimationFrame));
        }
        const letter = (place) => {
            const range = document.createRange();
            range.setStart(block.firstChild, place);
            range.setEnd(block.firstChild, place + 1);
            const { left, right, top, bottom } = range.getBoundingClientRect();
            return { left, right, middle: (top + bottom) / 2 };
        };
        const rtl = getComputedStyle(block).direction === 'rtl';
        const isInWord = (place) => /^[\\p{L}\\p{M}\\p{N}]{2}$/u.test(text.slice(place - 1, place + 1));
        const [first, last] = [letter(at), letter(at + quote.length - 1)];
        return {
            from: [rtl ? first.right - 0.5 : first.left + 0.5, first.middle],
            to: [rtl ? last.left + 0.5 : last.right - 0.5, last.middle],
            isPart: isInWord(at) || isInWord(at + quote.length),
        };
    }
    throw new Error(`not in the article: ${quote}`);
}"""


def enter(page: Page, server: Any, user: User, *, tour: bool = False) -> None:
    """Be signed in without the way through the form, as somebody who has left the first steps or not."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": server.url}])
    if not tour:
        page.add_init_script(f"try {{ localStorage['newsdesk-tour:{user.pk}'] = 1; }} catch {{ }}")


def sign_in(page: Page, server: Any, user: User) -> None:
    page.goto(f"{server.url}/sign-in/")
    page.locator("[name=username]").fill(user.username)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    expect(page.locator("main h1")).to_be_visible()


def open_seed(
    page: Page, server: Any, *, language: str = "ar", user: User | None = None, tour: bool = False
) -> Reading:
    """The seed article on the review page, as an analyst who has just begun, and has left the first steps or not."""
    load_seeds()
    user = user or an_analyst(language=language)
    # An analyst who was there before the seeds is not in their project yet.
    Membership.objects.get_or_create(
        user=user, project=Project.objects.get(receives_imports=True), defaults={"role": Membership.Role.ANALYST}
    )
    enter(page, server, user, tour=tour)
    page.goto(f"{server.url}/articles/{Article.objects.latest('pk').pk}/read/")
    wait_until_ready(page)
    return Reading.objects.get(analyst=user)


def wait_until_ready(page: Page) -> None:
    expect(page.locator("html[data-review-ready]")).to_be_attached()


def choose(page: Page, quote: str, *, within: str = "") -> None:
    """Drag the mouse over words; what they can become is offered."""
    drag(page, quote, within=within)
    expect(page.locator("[data-review=picker]")).to_be_visible()


def drag(page: Page, quote: str, *, within: str = "") -> None:
    """Drag the mouse over words, with Alt where they begin or end inside a word."""
    ends = page.evaluate(ENDS, [quote, within])
    page.mouse.move(*ends["from"])
    if ends["isPart"]:
        page.keyboard.down("Alt")
    page.mouse.down()
    page.mouse.move(*ends["to"], steps=6)
    page.mouse.up()
    if ends["isPart"]:
        page.keyboard.up("Alt")


def press(page: Page, *codes: str) -> None:
    for code in codes:
        page.keyboard.press(code)


def until(page: Page, condition: str) -> None:
    """Wait for what a JavaScript function finds true. The page's policy keeps Playwright's own polling out."""
    look = "(() => { const look = () => (%s)() ? done() : requestAnimationFrame(look); look(); })()"
    page.evaluate(f"() => new Promise((done) => {look % condition})")


def label_the_article(page: Page) -> None:
    """Say of the article as a whole what the default codebook wants said of every one. Nothing may be at hand."""
    for label, choice in (("genre", "news"), ("headline_match", "matches")):
        page.locator(f"[data-key=article-{label}]").select_option(choice)
    saved(page)


def lacking(reading: Reading) -> list[str]:
    """Where the annotations of a reading are incomplete, as they are stored."""
    return [str(problem["path"]) for problem in reading.problems()]


def saved(page: Page) -> None:
    expect(page.locator("[data-part=state][data-state=saved]")).to_be_visible()


def cards(page: Page) -> Locator:
    return page.locator(".mark-card")


def painted(page: Page) -> dict[str, list[str]]:
    """The words under each mark, by the mark's name without its lane."""
    marks: dict[str, list[str]] = page.evaluate(
        """() => {
            const found = {};
            for (const [name, highlight] of CSS.highlights) {
                if (!name.startsWith('mark-')) continue;
                const words = [...highlight].map((r) => r.startContainer.data.slice(r.startOffset, r.endOffset));
                (found[name.split('-')[1]] ??= []).push(...words);
            }
            return found;
        }"""
    )
    return {name: sorted(words) for name, words in marks.items()}


def stored(reading: Reading) -> list[dict[str, Any]]:
    return [annotation.says.as_dict() for annotation in reading.annotations.live().with_anchors()]


Opener = Callable[..., Page]
