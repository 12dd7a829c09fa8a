"""The articles of the load tests: the same every time, and fit to be stored and annotated."""

from __future__ import annotations

import re

import pytest

from articles.spans import grapheme_boundaries
from tests.factories import a_project, an_analyst
from tests.load import corpus, filling, marking


def test_the_same_seed_writes_the_same() -> None:
    assert corpus.article(3000, seed=7) == corpus.article(3000, seed=7)
    assert corpus.article(3000, seed=7).text != corpus.article(3000, seed=8).text
    assert list(corpus.articles(5, seed=7)) == list(corpus.articles(5, seed=7))


@pytest.mark.parametrize("length", [500, 4_000, 100_000])
def test_an_article_has_the_length_that_was_asked_for(length: int) -> None:
    assert length <= len(corpus.article(length, seed=1).text) < length + 600


def test_blocks_hold_the_text_but_for_empty_lines() -> None:
    written = corpus.article(20_000, seed=3)
    assert "\n\n".join(written.text[block.start : block.end] for block in written.blocks) == written.text
    assert {block.kind for block in written.blocks} >= {"title", "dateline", "paragraph", "subheading", "caption"}


def test_no_block_is_empty() -> None:
    for written in corpus.articles(300, seed=5000, shortest=400, longest=900):
        assert all(block.start < block.end for block in written.blocks)


def test_there_is_what_news_are_made_of() -> None:
    text = "\n".join(written.text for written in corpus.articles(50, seed=5))
    for found in ("[\u064b-\u0652]", "[0-9]", "[٠-٩]", "«[^»]+»", '"', "،", "[A-Z]"):
        assert re.search(found, text), found
    assert any(sentence in text for sentence in corpus.seed_sentences())


def test_parts_of_sentences_are_whole_letters() -> None:
    written = corpus.article(20_000, seed=3)
    boundaries = set(grapheme_boundaries(written.text))
    for sentence in written.sentences:
        for part in sentence.parts:
            assert sentence.start <= part.start < part.end <= sentence.end
            assert {part.start, part.end} <= boundaries


def test_as_many_annotations_as_were_asked_for_every_time_the_same() -> None:
    written = corpus.article(4_000, seed=1)
    made = marking.operations(written, 30, seed=2)
    assert made == marking.operations(written, 30, seed=2)
    assert sum(operation["target"] == "annotation" for operation in made) == 30
    with pytest.raises(ValueError, match="at most"):
        marking.operations(written, 10_000, seed=2)


@pytest.mark.django_db
def test_the_server_takes_what_the_bench_says() -> None:
    written = corpus.article(4_000, seed=1)
    project, analyst = a_project(), an_analyst()
    reading = filling.annotate(filling.store(written, project), written, 60, project=project, by=analyst, seed=2)
    content = reading.content()
    assert len(content["annotations"]) == 60
    assert {annotation["kind"] for annotation in content["annotations"]} == {"claim", "attribution", "source_note"}
    assert any(annotation["problems"] for annotation in content["annotations"])
    assert content["relations"]
