"""An editor says in which language articles are; what was stored before anybody asked is looked at again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction

from articles.languages import language_of
from articles.models import Article, Revision
from newsdesk.history.edits import save_changed
from newsdesk.models import User

From = Article.LanguageFrom
TOGETHER = 200


@dataclass(frozen=True, slots=True)
class Looked:
    """What an article's newest text says of its language, beside what is stored."""

    article: Article
    code: str
    direction: str
    is_sure: bool

    @property
    def fits(self) -> bool:
        return self.is_sure and (self.code, self.direction) == (self.article.language, self.article.direction)


def say_language_is_right(article: Article, *, by: User) -> None:
    """Keep that an editor has looked at language and direction, on record. The same again changes nothing."""
    article.refuse_if_erased()
    article.language_from = From.EDITOR
    save_changed(article, by=by)


def unchecked() -> Iterator[Looked]:
    """The articles whose language nobody has asked about, oldest first, some texts at a time."""
    asked = Article.objects.filter(language_from=None, erasure=None).order_by("pk")
    after = 0
    while articles := list(asked.filter(pk__gt=after)[:TOGETHER]):
        texts = _newest_texts(articles)
        for article in articles:
            found = language_of(texts[article.pk])
            yield Looked(article, found.code, found.direction, found.is_sure)
        after = articles[-1].pk


@transaction.atomic
def settle(looked: Looked, *, by: User | None, correct: bool = False) -> None:
    """Keep what was found of an article that nobody has asked about: that it is so, or that it is not sure.

    Where something else is stored, that is kept and marked as not sure; only with `correct` is a sure finding stored
    in its place. Each is an event.
    """
    article = Article.objects.select_for_update().get(pk=looked.article.pk)
    if article.language_from is not None or article.erasure_id:
        return
    if correct and looked.is_sure:
        article.language, article.direction = looked.code, looked.direction
    is_so = looked.is_sure and (looked.code, looked.direction) == (article.language, article.direction)
    article.language_from = From.RECOGNISED if is_so else From.DOUBTFUL
    save_changed(article, by=by)


def _newest_texts(articles: list[Article]) -> dict[int, str]:
    newest = Revision.objects.filter(article__in=articles).order_by("article", "-number").distinct("article")
    return dict(newest.values_list("article", "text"))
