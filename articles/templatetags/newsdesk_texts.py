"""Words of articles in pages: in their own direction and language, whatever stands around them."""

from __future__ import annotations

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from articles.addresses import SCHEMES
from articles.directions import Laid, direction_within, laid_within, quotations_apart
from articles.models import Article

register = template.Library()


@register.simple_tag
def laid(words: str, article: Article) -> SafeString:
    """Attributes for an element of words of an article, in one that has its direction: `<p{% laid words article %}>`.

    Nothing, where they are laid out as the article is.
    """
    return attributes(laid_within(words, article.language, article.direction))


def attributes(laid: Laid | None) -> SafeString:
    """As `laid`; with the space before them."""
    if laid is None:
        return SafeString("")
    language = format_html(' lang="{}"', laid.language) if laid.language else ""
    return format_html(' dir="{}"{}', laid.direction, language)


@register.filter
def direction_in(words: str, article: Article) -> str:
    """The direction of words that are quoted from an article."""
    return direction_within(words, article.direction)


@register.filter
def quotations_isolated(words: str, article: Article) -> SafeString:
    """Words of a block, of which quotations in the other direction keep their punctuation on its side."""
    return isolated(words, direction_within(words, article.direction))


def isolated(words: str, direction: str) -> SafeString:
    """The same of words that are laid out in that direction."""
    pieces = quotations_apart(words, direction)
    return SafeString(
        "".join(f'<bdi dir="{turned}">{escape(piece)}</bdi>' if turned else escape(piece) for piece, turned in pieces)
    )


@register.filter
def is_web_address(address: str) -> bool:
    """Whether it may be a link: forms see to that, but not all that is stored came by one."""
    return address.lower().startswith(SCHEMES)


@register.filter
def headline(article: Article) -> SafeString:
    """An article's headline, kept from turning the words around it: `{{ article|headline }}`.

    `dir="auto"` would turn the whole by a Latin name at its beginning.
    """
    if article.erasure_id:
        return format_html('<bdi dir="auto">{}</bdi>', article)
    words = article.headline
    direction, language = laid_within(words, article.language, article.direction) or (article.direction, "")
    spoken = language or (article.language if direction == article.direction else "und")
    return format_html('<bdi dir="{}" lang="{}">{}</bdi>', direction, spoken, words)
