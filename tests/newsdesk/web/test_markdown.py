"""What people write in a small Markdown, as the server draws it: harmless, quick, and as the vectors say.

That the review page draws the same is held by `tests/browser/test_review_modules.py`.
"""

from __future__ import annotations

import json
import re
import time
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdesk.web.markdown import rendered

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "markdown.json").read_text("utf-8"))
LINK = {"href", "target", "rel"}
ALLOWED = {"p": {"dir"}, "ul": {"dir"}, "ol": {"dir", "start"}, "blockquote": {"dir"}, "a": LINK}
ALLOWED |= {tag: set() for tag in ("br", "strong", "em", "code", "li")}
PIECES = [*"*`[]()<>\"'&\\#>- \n1.:/?ابج٣•@\u202e\u2067\u00a0", "**", "](", "https://", "javascript:", "data:"]
PIECES += ["<script>", "<img src=x onerror=alert(1)>", "[a](https://b.c)", "https://u:p@x.y", "https://x.y/", "&lt;"]
HOSTILE = ["*", "**", "[", "](", "`", "``", "[](", "> ", "*a", "**a*", "https://", "[a](https://a", "- ", "\\", "://"]
HOSTILE += ["a*", "https:// ", "[a](", "> > > > \n", "- a\n", "\u00a0\n", "ا", "\n", "<", "&"]


class Elements(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("case", VECTORS, ids=lambda case: case["name"])
def test_a_text_is_drawn_as_the_vectors_say(case: dict[str, str]) -> None:
    assert rendered(case["text"]) == case["html"]


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=60).map("".join))
def test_whatever_a_text_holds_only_harmless_elements_come_of_it(text: str) -> None:
    page = rendered(text)
    elements = Elements(page)
    assert elements.open == []
    for tag, attributes in elements.found:
        assert set(attributes) <= ALLOWED[tag]
        if tag == "a":
            assert re.match(r"https://[^@/]+/", attributes["href"] or "")
            assert attributes["rel"] == "noopener noreferrer"
    # Nothing is made up: what is shown was typed.
    assert len(unescape(re.sub("<[^>]*>", "", page))) <= len(text)


@given(st.lists(st.sampled_from(["كلام", "- a", "> b", "1. c", "# d", "", "e"]), max_size=9).map("\n".join))
def test_each_block_has_a_direction_of_its_own_and_nothing_in_it_has_one(text: str) -> None:
    depth = 0
    for end, tag, attributes in re.findall(r"<(/?)(p|ul|ol|blockquote)\b([^>]*)>", rendered(text)):
        depth -= bool(end)
        assert ('dir="auto"' in attributes) == (not end and depth == 0), tag
        depth += not end


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_hostile_text_is_drawn_to_its_end(piece: str) -> None:
    began = time.process_time()
    assert isinstance(rendered((piece * 20_000)[:20_000]), str)
    assert time.process_time() - began < 5
