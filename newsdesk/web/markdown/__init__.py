"""What people write in a small Markdown, as HTML: our grammar (docs/markdown.md) as rules of markdown-it-py.

The library walks the text, escapes and writes. Its own rules are left out: they read more than the review page draws,
and some of it otherwise. `markdown.js` of that page is the twin of ours; `tests/vectors/markdown.json` checks both.
"""

from functools import cache

from django.utils.safestring import SafeString
from markdown_it import MarkdownIt

from newsdesk.web.markdown import blocks, lines


def rendered(text: str) -> SafeString:
    """Blocks of HTML, each with its own direction. Nothing the text holds becomes markup, or a link but to https."""
    return SafeString(_parser().render(text, {"depth": 0}))


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("zero").disable("balance_pairs")  # It would take our open marks for its own.
    parser.block.ruler.at("paragraph", blocks.block)
    for rule in lines.RULES:
        parser.inline.ruler.push(rule.__name__, rule)
    return parser
