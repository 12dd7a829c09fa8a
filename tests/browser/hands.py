"""The same few things that a person does, in a browser that Playwright drives and in one that Selenium does."""

from __future__ import annotations

import json
import os
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Error, Page
from selenium.common.exceptions import JavascriptException, NoSuchFrameException
from selenium.webdriver import ActionChains, Keys, WebKitGTK
from selenium.webdriver.common.actions.action_builder import ActionBuilder
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

from newsdesk.running import testing
from tests.browser.reviewing import ENDS
from tests.built_site import Handler

# Looks with each frame, and tells in the end whether it came true.
LOOK = """(() => {
    const end = performance.now() + 30_000;
    const look = () => {
        if (performance.now() > end) done(false);
        else if ((%s)()) done(true);
        else requestAnimationFrame(look);
    };
    look();
})()"""
CALL = """const [given, done] = arguments;
    const fail = (error) => done({{ error: String(error) }});
    Promise.resolve().then(() => ({script})(given)).then((found) => done({{ found }}), fail);"""
# The middle of what a selector finds, once it can be seen.
MIDDLE = """(selector) => {
    const element = [...document.querySelectorAll(selector)].find((one) => one.checkVisibility());
    element.scrollIntoView({ block: 'nearest' });
    const { left, top, width, height } = element.getBoundingClientRect();
    return [left + width / 2, top + height / 2];
}"""
IS_SEEN = "() => [...document.querySelectorAll(%s)].some((one) => one.checkVisibility())"
SIZE = (1280, 900)


class Hand(ABC):
    """Keys by their place on the keyboard, as Playwright names them; scripts as functions of one value."""

    @abstractmethod
    def open(self, address: str) -> None: ...

    @abstractmethod
    def evaluate(self, script: str, given: Any = None) -> Any: ...

    def until(self, condition: str) -> None:
        """Wait for what a JavaScript function finds true, on this page or the one that it leads to."""
        while (has_come := self._look(condition)) is None:
            pass
        assert has_come, condition

    @abstractmethod
    def _look(self, condition: str) -> bool | None:
        """Whether it came true in time; None where the page was left meanwhile."""

    @abstractmethod
    def press(self, *keys: str) -> None: ...

    @abstractmethod
    def type(self, text: str) -> None: ...

    @abstractmethod
    def click_at(self, x: float, y: float) -> None: ...

    @abstractmethod
    def drag_from(self, start: list[float], end: list[float], *, alt: bool) -> None: ...

    @abstractmethod
    def cut_network(self) -> None: ...

    @abstractmethod
    def mend_network(self) -> None: ...

    @abstractmethod
    def picture(self, path: Path) -> None: ...

    def until_seen(self, selector: str) -> None:
        self.until(IS_SEEN % json.dumps(selector))

    def click(self, selector: str) -> None:
        self.until_seen(selector)
        self.click_at(*self.evaluate(MIDDLE, selector))

    def fill(self, selector: str, text: str) -> None:
        self.click(selector)
        self.type(text)

    def drag(self, quote: str, *, within: str = "") -> None:
        """Over words, with Alt where they begin or end inside a word."""
        ends = self.evaluate(ENDS, [quote, within])
        self.drag_from(ends["from"], ends["to"], alt=ends["isPart"])
        self.until_seen("[data-review=picker]")

    def count(self, selector: str, number: int) -> None:
        """Wait until there are so many."""
        self.until(f"() => document.querySelectorAll({json.dumps(selector)}).length === {number}")

    def saved(self) -> None:
        self.until_seen("[data-part=state][data-state=saved]")


class PlaywrightHand(Hand):
    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, address: str) -> None:
        try:
            self.page.goto(address)
        except Error as error:
            # Of Firefox a redirect may be told as another navigation.
            if "interrupted by another navigation" not in error.message:
                raise
            self.page.wait_for_load_state()

    def evaluate(self, script: str, given: Any = None) -> Any:
        return self.page.evaluate(script, given)

    def _look(self, condition: str) -> bool | None:
        try:
            return bool(self.page.evaluate(f"() => new Promise((done) => {LOOK % condition})"))
        except Error as error:
            if "destroyed" not in error.message:
                raise
            self.page.wait_for_load_state()
            return None

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def click_at(self, x: float, y: float) -> None:
        self.page.mouse.click(x, y)

    def drag_from(self, start: list[float], end: list[float], *, alt: bool) -> None:
        self.page.mouse.move(*start)
        if alt:
            self.page.keyboard.down("Alt")
        self.page.mouse.down()
        self.page.mouse.move(*end, steps=4)
        self.page.mouse.up()
        if alt:
            self.page.keyboard.up("Alt")

    def cut_network(self) -> None:
        self.page.context.set_offline(True)

    def mend_network(self) -> None:
        self.page.context.set_offline(False)

    def picture(self, path: Path) -> None:
        self.page.screenshot(path=path)


KEYS = {
    "Enter": Keys.RETURN,
    "NumpadEnter": Keys.ENTER,
    "Escape": Keys.ESCAPE,
    "Delete": Keys.DELETE,
    "Slash": "?",
    "Tab": Keys.TAB,
    "Home": Keys.HOME,
    "ArrowLeft": Keys.ARROW_LEFT,
    "ArrowRight": Keys.ARROW_RIGHT,
    "ArrowDown": Keys.ARROW_DOWN,
    "ArrowUp": Keys.ARROW_UP,
    "Control": Keys.CONTROL,
    "Shift": Keys.SHIFT,
    "Alt": Keys.ALT,
}


def hang_up(handler: Handler) -> bool:
    handler.close_connection = True
    return False


class SeleniumHand(Hand):
    def __init__(self, driver: WebKitGTK, cut: pytest.MonkeyPatch) -> None:
        self.driver = driver
        self._cut = cut

    def open(self, address: str) -> None:
        self.driver.get(address)

    def evaluate(self, script: str, given: Any = None) -> Any:
        found = self.driver.execute_async_script(CALL.format(script=script), given)
        if "error" in found:
            raise RuntimeError(found["error"])
        return found.get("found")

    def _look(self, condition: str) -> bool | None:
        try:
            return bool(self.driver.execute_async_script(f"const done = arguments[0]; {LOOK % condition}"))
        except (JavascriptException, NoSuchFrameException):  # The page was left.
            return None

    def press(self, *keys: str) -> None:
        for key in keys:
            *held, last = [KEYS.get(part, part) for part in key.split("+")]
            actions = ActionChains(self.driver, duration=0)
            for one in held:
                actions.key_down(one)
            actions.key_down(last).key_up(last)
            for one in reversed(held):
                actions.key_up(one)
            actions.perform()

    def type(self, text: str) -> None:
        ActionChains(self.driver, duration=0).send_keys(text).perform()

    def click_at(self, x: float, y: float) -> None:
        actions = ActionBuilder(self.driver, duration=0)
        actions.pointer_action.move_to_location(round(x), round(y)).click()
        actions.perform()

    def drag_from(self, start: list[float], end: list[float], *, alt: bool) -> None:
        if alt:
            ActionChains(self.driver, duration=0).key_down(Keys.ALT).perform()
        actions = ActionBuilder(self.driver, duration=0)
        pointer = actions.pointer_action
        pointer.move_to_location(round(start[0]), round(start[1])).pointer_down()
        for share in (0.25, 0.5, 0.75, 1.0):
            place = [one + (other - one) * share for one, other in zip(start, end, strict=True)]
            pointer.move_to_location(round(place[0]), round(place[1]))
        pointer.pointer_up()
        actions.perform()
        if alt:
            ActionChains(self.driver, duration=0).key_up(Keys.ALT).perform()

    def cut_network(self) -> None:
        """WebKit's driver has no say in the network: the server hangs up on whoever asks."""
        self._cut.setattr(Handler, "parse_request", hang_up)

    def mend_network(self) -> None:
        self._cut.undo()
        self.driver.execute_script("dispatchEvent(new Event('online'))")

    def picture(self, path: Path) -> None:
        self.driver.save_screenshot(str(path))


@contextmanager
def webkit() -> Iterator[SeleniumHand]:
    """Safari's engine as WebKitGTK's small browser has it, on a screen that nobody sees."""
    found = testing.webkit()
    if not found:
        pytest.skip("no WebKit is installed (webkit2gtk-driver, xvfb and libgl1-mesa-dri on Debian)")
    driver_place, browser_place = found
    with _screen() as display, pytest.MonkeyPatch.context() as patched:
        patched.setenv("DISPLAY", display)
        patched.setenv("LIBGL_ALWAYS_SOFTWARE", "1")
        if os.geteuid() == 0:
            patched.setenv("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1")
        options = Options()
        options.binary_location = str(browser_place)
        options.add_argument("--automation")
        driver = WebKitGTK(options=options, service=Service(str(driver_place)))
        try:
            driver.set_window_size(*SIZE)
            driver.set_script_timeout(60)
            with pytest.MonkeyPatch.context() as cut:
                yield SeleniumHand(driver, cut)
        finally:
            driver.quit()


@contextmanager
def _screen() -> Iterator[str]:
    """An X server on the first display that is free."""
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "1400x1000x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout
        try:
            yield f":{server.stdout.readline().strip()}"
        finally:
            server.terminate()
