"""What a finger does on the review page, for tests."""

from __future__ import annotations

from playwright.sync_api import Page, expect


class Finger:
    """One finger on the glass."""

    def __init__(self, page: Page) -> None:
        expect(page.locator("[data-review=handles] > *").first).to_be_attached()
        self._glass = page.context.new_cdp_session(page)

    def down(self, x: float, y: float) -> None:
        self._touch("touchStart", x, y)

    def move(self, from_: tuple[float, float], to: tuple[float, float], steps: int = 8) -> None:
        for step in range(1, steps + 1):
            self._touch("touchMove", *(a + (b - a) * step / steps for a, b in zip(from_, to, strict=True)))

    def up(self) -> None:
        self._glass.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    def _touch(self, kind: str, x: float, y: float) -> None:
        self._glass.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
