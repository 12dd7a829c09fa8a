"""What annotations do when articles tell of new texts."""

from __future__ import annotations

import pytest

from tests.factories import a_draft, a_project, an_article, revise

pytestmark = pytest.mark.django_db


def test_new_articles_go_to_the_project_that_receives_imports_and_new_texts_change_nothing() -> None:
    receiving, other = a_project(receives_imports=True), a_project()
    article = an_article()
    revise(article, a_draft("نص ثان"), by=None)
    assert list(receiving.articles.all()) == [article]
    assert not other.articles.exists()


def test_without_such_a_project_new_articles_go_nowhere() -> None:
    assert not an_article().projects.exists()
