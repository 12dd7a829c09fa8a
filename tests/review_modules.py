"""The modules of the review page in a browser, without a server."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page, Route

ROOT = Path(__file__).parent.parent
MODULES = ROOT / "annotations" / "static" / "annotations" / "review"
SCRIPT = "async ({{path, given}}) => {{ const module = await import(path); {body} }}"


def visit(page: Page, origin: str = "http://localhost") -> Page:
    """The modules as they are on disk, at an origin; browsers offer locks to https and localhost alone."""
    page.context.route(f"{origin}/**", _from_disk)
    page.goto(f"{origin}/")
    return page


def _from_disk(route: Route) -> None:
    name = urlsplit(route.request.url).path.removeprefix("/")
    if name:
        app = name.partition("/")[0]
        folder = ROOT / app / "static" if app in ("newsdesk", "articles") else MODULES
        route.fulfill(path=folder / name, content_type="text/javascript")
    else:
        route.fulfill(body="<!doctype html><title>Modules</title>", content_type="text/html; charset=utf-8")


def run(page: Page, module: str, body: str, given: Any = None) -> Any:
    """What `body` returns, with the names `module` and `given`."""
    return page.evaluate(SCRIPT.format(body=body), {"path": f"/{module}.js", "given": given})
