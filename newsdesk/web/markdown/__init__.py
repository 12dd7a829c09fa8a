"""What people write in a small Markdown, as HTML: our grammar (docs/markdown.md) as rules of markdown-it-py.

The library walks the text and writes the elements. Its own rules are left out: they read more than the review page
draws, and some of it otherwise. `markdown.js` of that page is the twin; `tests/vectors/markdown.json` checks both.
"""

from collections.abc import Sequence
from functools import cache
from html import escape
from typing import Any

from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from newsdesk.web.markdown import blocks, lines


def rendered(text: str) -> SafeString:
    """Blocks of HTML, each with its own direction. Nothing the text holds becomes markup, or a link but to https."""
    return SafeString(_parser().render(text, {"depth": 0}))


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("zero", renderer_cls=_Escaping).disable(
        "balance_pairs"
    )  # It would take our open marks for its own.
    parser.block.ruler.at("paragraph", blocks.block)
    for rule in lines.RULES:
        parser.inline.ruler.push(rule.__name__, rule)
    return parser


class _Escaping(RendererHTML):
    """What was typed is escaped as everywhere else in the house, apostrophes too."""

    def text(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return escape(tokens[idx].content)

    def code_inline(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return f"<code>{escape(tokens[idx].content)}</code>"
