"""Measures the review page in a browser: how soon one can work, how soon a key is seen, what it weighs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

from newsdesk.running import testing

WINDOW = {"width": 1280, "height": 800}
WHEEL = 500  # CSS pixels a turn: a brisk reader.
MEGABYTE = 1024 * 1024

# Runs before the page's own scripts. A frame has been painted as far as the page can know when the task after its
# animation callbacks runs: that moment is what is measured, counted from the navigation or from the key's own time.
PROBE = """
globalThis.bench = (() => {
    const marks = () => [...CSS.highlights]
        .reduce((sum, [name, one]) => sum + (name.startsWith('mark-') ? one.size : 0), 0);
    const frame = () => new Promise((painted) => requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => painted(performance.now());
        port2.postMessage(null);
    }));
    const until = async (holds) => {
        for (;;) {
            const now = await frame();
            if (holds()) return now;
        }
    };
    const ready = new Promise((begun) => {
        new MutationObserver(begun).observe(document, { subtree: true, attributeFilter: ['data-review-ready'] });
    }).then(() => until(marks));
    const tasks = [];
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map((task) => [task.startTime, task.duration])))
        .observe({ type: 'longtask', buffered: true });
    let seen = null;
    return {
        ready,
        frame,
        tasks,
        awaitKey() {
            seen = new Promise((painted) => addEventListener('keydown', (event) => {
                const before = marks();
                until(() => marks() !== before).then((now) => painted(now - event.timeStamp));
            }, { capture: true, once: true }));
        },
        seen: () => seen,
    };
})();
"""
# The middle of a word that is in view, the `place`th of those that the window holds.
WORD = """(place) => {
    const found = [];
    for (const block of document.querySelectorAll('p[data-start]')) {
        const { top, bottom } = block.getBoundingClientRect();
        if (bottom < 120 || top > innerHeight - 120) continue;
        for (const word of block.firstChild.data.matchAll(/[\\u0621-\\u064a]{4,}/g)) {
            const range = document.createRange();
            range.setStart(block.firstChild, word.index);
            range.setEnd(block.firstChild, word.index + word[0].length);
            const { left, right, top, bottom } = range.getBoundingClientRect();
            const isInView = top > 140 && bottom < innerHeight - 140 && bottom - top < 60;
            if (isInView) found.push([(left + right) / 2, (top + bottom) / 2]);
        }
    }
    return found[(place * 7) % found.length];
}"""
NAVIGATION = """() => {
    const [navigation] = performance.getEntriesByType('navigation');
    const files = performance.getEntriesByType('resource')
        .map(({ name, encodedBodySize }) => [name, encodedBodySize])
        .filter(([name]) => /[.](js|css)$/.test(new URL(name).pathname));
    return {
        server: navigation.responseStart - navigation.requestStart,
        received: navigation.responseEnd,
        size: navigation.encodedBodySize,
        files,
    };
}"""


@dataclass
class Visit:
    """One opening of the review page; times in milliseconds since the navigation began, sizes in bytes."""

    ready: float
    server: float
    received: float
    busy: float  # Processor time of the page's main thread: hardly more on a machine that does other things as well.
    size: int
    files: dict[str, int]


@dataclass
class Measured:
    """All runs on one article."""

    first: list[Visit] = field(default_factory=list)
    again: list[Visit] = field(default_factory=list)
    heap: list[float] = field(default_factory=list)
    keys: list[float] = field(default_factory=list)
    keys_busy: list[float] = field(default_factory=list)
    scrolling: list[float] = field(default_factory=list)


@contextmanager
def chromium() -> Iterator[Browser]:
    arguments = ["--disable-quic", "--disable-background-networking", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=testing.chromium(), args=arguments)
        yield browser
        browser.close()


def warm_up(browser: Browser, url: str, *, cookies: list[Any]) -> None:
    """Let every process of the server know by heart what it keeps at hand."""
    with _visitor(browser, cookies) as context:
        page = context.new_page()
        for _ in range(4):
            _visit(page, url)


def measure(browser: Browser, url: str, *, cookies: list[Any], runs: int, scrolls: int) -> Measured:
    """Open the reading at that address again and again, work in it, and take the times."""
    measured = Measured()
    for _ in range(runs):
        with _visitor(browser, cookies) as context:
            page = context.new_page()
            measured.first.append(_visit(page, url))
            measured.heap.append(_heap(page))
            _visit(page, url)  # From its second visit on, the browser keeps the scripts compiled.
            measured.again.append(_visit(page, url))
    with _visitor(browser, cookies) as context:
        page = context.new_page()
        _visit(page, url)
        _scroll_to_the_middle(page)
        session = _in_processor_time(page)
        for place in range(2 * runs):
            _choose_a_word(page, place)
            before = _busy(session)
            measured.keys.append(_press_a_key(page))
            measured.keys_busy.append(_busy(session) - before)
            _let_go(page)
        measured.scrolling += [_longest_task_of_scrolling(page) for _ in range(scrolls)]
    return measured


def sign_in(browser: Browser, site: str, username: str, password: str) -> list[Any]:
    """The cookies of somebody who is signed in."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site}/sign-in/")
    page.locator("[name=username]").fill(username)
    page.locator("[name=password]").fill(password)
    page.locator("main button[type=submit]").click()
    page.wait_for_url(lambda address: "sign-in" not in urlsplit(address).path)
    cookies = context.cookies()
    context.close()
    return cookies


@contextmanager
def _visitor(browser: Browser, cookies: list[Any]) -> Iterator[BrowserContext]:
    """Somebody with an empty cache, signed in."""
    context = browser.new_context(locale="ar", viewport=WINDOW)  # type: ignore[arg-type]
    context.add_cookies(cookies)
    context.add_init_script(PROBE)
    yield context
    context.close()


def _visit(page: Page, url: str) -> Visit:
    session = _in_processor_time(page)
    before = _busy(session)
    page.goto(url, wait_until="commit")
    ready = page.evaluate("bench.ready")
    busy = _busy(session) - before
    page.wait_for_load_state("load")
    told = page.evaluate(NAVIGATION)
    session.detach()
    return Visit(ready, told["server"], told["received"], busy, told["size"], dict(told["files"]))


def _in_processor_time(page: Page) -> CDPSession:
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    return session


def _busy(session: CDPSession) -> float:
    """Milliseconds that the tasks of the page's main thread have taken so far."""
    return _metric(session, "TaskDuration") * 1000


def _metric(session: CDPSession, name: str) -> float:
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(metric["value"] for metric in metrics if metric["name"] == name))


def _heap(page: Page) -> float:
    """The page's JavaScript heap in megabytes, without what is garbage."""
    session = _in_processor_time(page)
    session.send("HeapProfiler.collectGarbage")
    used = _metric(session, "JSHeapUsedSize")
    session.detach()
    return used / MEGABYTE


def _choose_a_word(page: Page, place: int) -> None:
    page.mouse.dblclick(*page.evaluate(WORD, place))
    page.locator("[data-review=picker]").wait_for()
    page.evaluate("bench.awaitKey()")


def _press_a_key(page: Page) -> float:
    """Say by its key that the chosen word is a claim, and wait until that is seen."""
    page.keyboard.press("KeyC")
    seen: float = page.evaluate("bench.seen()")
    return seen


def _let_go(page: Page) -> None:
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.locator("[data-part=state][data-state=saved]").wait_for()


def _scroll_to_the_middle(page: Page) -> None:
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight / 2)")
    page.evaluate("bench.frame()")


def _longest_task_of_scrolling(page: Page) -> float:
    """Scroll from the beginning to the end by the wheel: the longest task meanwhile; 0 where none took 50 ms."""
    page.evaluate("scrollTo(0, 0)")
    page.evaluate("bench.frame()")
    page.mouse.move(WINDOW["width"] / 2, WINDOW["height"] / 2)
    begun = page.evaluate("performance.now()")
    turns = page.evaluate("document.documentElement.scrollHeight") // WHEEL + 1
    for _ in range(turns):
        page.mouse.wheel(0, WHEEL)
        page.evaluate("bench.frame()")
    page.evaluate("bench.frame().then(bench.frame)")
    tasks = page.evaluate("bench.tasks")
    return max([duration for start, duration in tasks if start >= begun], default=0)
