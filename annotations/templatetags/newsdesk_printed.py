"""The long parts of a printed reading as HTML: of thousands the template engine would take ten times as long.

Whatever somebody wrote goes through `escape`, notes through `rendered`; all else is ours.
"""

from __future__ import annotations

from html import escape

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from annotations.readings.printing import Footnote, Piece, PrintedBlock
from articles.models import Article
from articles.templatetags.newsdesk_texts import attributes, isolated
from newsdesk.web.localization import Count
from newsdesk.web.markdown import rendered

ELEMENTS = {"title": "h1", "subheading": "h2"}
BETWEEN = " · "
COMMA = '<span aria-hidden="true">,</span>'
LINE = "\n          "

register = template.Library()


@register.filter
def block_on_paper(block: PrintedBlock, article: Article) -> SafeString:
    """A block of the text, with the numbers of the footnotes."""
    element, direction = ELEMENTS.get(block.kind, "p"), block.laid.direction if block.laid else article.direction
    words, laid = "".join(_piece(piece, direction) for piece in block.pieces), attributes(block.laid)
    return SafeString(f'<{element} class="printed-block" data-kind="{escape(block.kind)}"{laid}>{words}</{element}>')


@register.filter
def note_on_paper(note: Footnote) -> SafeString:
    """A footnote: what is said, and a line each for its attributes, relations, note and what is missing, if any."""
    number = note.number
    lines = (_said(note), _attributes(note), _relations(note), _note(note), _problems(note))
    return SafeString(f'<li id="note-{number}" value="{number}">{LINE}{LINE.join(lines)}\n        </li>')


def _piece(piece: Piece, direction: str) -> str:
    words = isolated(piece.words, direction)
    if not piece.numbers:
        return words
    return f'{words}<sup class="printed-numbers">{COMMA.join(map(_link, piece.numbers))}</sup>'


def _said(note: Footnote) -> str:
    parts = [
        f'{escape(role)}: <q class="printed-words">{_typed(words, direction)}</q>'
        for role, words, direction in note.parts
    ]
    told = BETWEEN.join([f"<strong>{escape(note.name)}</strong>", *(parts or [_("about the whole article")])])
    return f"<p>{told}</p>"


def _attributes(note: Footnote) -> str:
    name = _("Source in the registry")
    source = [f"{name}: {_typed(note.source)}"] if note.source else []
    values = [f"{escape(name)}: {_typed(value)}" for name, value in note.attributes]
    return _line("printed-attributes", [*source, *values])


def _relations(note: Footnote) -> str:
    return _line("printed-attributes", [f"{escape(name)}: {_link(number)}" for name, number in note.relations])


def _note(note: Footnote) -> str:
    return f'<div class="printed-note markdown">{rendered(note.note)}</div>' if note.note else ""


def _problems(note: Footnote) -> str:
    told = BETWEEN.join(map(escape, note.problems))
    name = _("Still missing")
    return f'<p class="printed-problems">{name}: {told}</p>' if told else ""


def _line(kind: str, told: list[str]) -> str:
    return f'<p class="{kind}">{BETWEEN.join(told)}</p>' if told else ""


def _link(number: int) -> str:
    return f'<a href="#note-{number}">{Count(number)}</a>'


def _typed(text: str, direction: str = "auto") -> str:
    """What a person typed, kept from turning the words around it, as `user_text` does."""
    return f'<bdi dir="{direction}">{escape(text)}</bdi>'
