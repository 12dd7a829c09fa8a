"""Scopes: which readings, which kinds; and the codebooks that a dataset has beside them."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from annotations.datasets.dataset import Dataset
from annotations.datasets.scope import EVERYTHING, Scope, Which
from annotations.models import Reading
from annotations.readings.submitting import submit
from tests.annotations.datasets.test_datasets import lines
from tests.annotations.datasets.test_export_command import export, refusal
from tests.annotations.saying import call, call_all, say, tie
from tests.factories import a_project, a_reading, a_revision, an_analyst, an_article, kept

pytestmark = pytest.mark.django_db


def told(scope: Scope) -> list[int]:
    return [reading["id"] for article in lines(Dataset.of(scope)) for reading in article["readings"]]


def test_a_scope_is_a_value() -> None:
    project = a_project()
    assert Scope(project) == Scope(project) != EVERYTHING
    assert hash(Scope(project, kinds=frozenset(["claim"])))
    with pytest.raises(FrozenInstanceError):
        EVERYTHING.project = project  # type: ignore[misc]


def test_readings_that_were_handed_in_or_adjudicated() -> None:
    revision, project = a_revision(), a_project()
    working, submitted, gold = (a_reading(revision=revision, project=project, analyst=an_analyst()) for _ in range(3))
    submit(call_all(submitted), by=submitted.analyst)  # type: ignore[arg-type]
    Reading.objects.filter(pk=gold.pk).update(is_gold=True, analyst=None)
    kept(gold)
    assert told(Scope(project)) == [working.pk, submitted.pk, gold.pk]
    assert told(Scope(project, readings=Which.SUBMITTED)) == [submitted.pk]
    assert told(Scope(project, readings=Which.GOLD)) == [gold.pk]


def test_articles_without_such_a_reading_are_told_all_the_same() -> None:
    reading = a_reading()
    [article] = lines(Dataset.of(Scope(readings=Which.GOLD)))
    assert (article["id"], article["readings"]) == (reading.revision.article_id, [])


def a_mixed_reading() -> Reading:
    """Two claims that are tied, an attribution tied to one of them, and an article label."""
    reading = a_reading()
    one, other = (say(reading, [(0, end)]) for end in (2, 3))
    tie(one, other)
    tie(say(reading, [(1, 5)], role="cue", kind="attribution"), one)
    call(reading)
    return reading


@pytest.mark.parametrize(
    ("kinds", "annotations", "relations"),
    [(None, 3, 2), (["claim"], 2, 1), (["attribution"], 1, 0), (["claim", "attribution"], 3, 2), ([], 0, 0)],
)
def test_annotations_of_a_layer_and_the_relations_between_them(
    kinds: list[str] | None, annotations: int, relations: int
) -> None:
    a_mixed_reading()
    scope = Scope(kinds=None if kinds is None else frozenset(kinds))
    [article] = lines(dataset := Dataset.of(scope))
    [reading] = article["readings"]
    assert (len(reading["annotations"]), len(reading["relations"])) == (annotations, relations)
    assert len(reading["article_labels"]) == 1
    assert (dataset.counts["annotations"], dataset.counts["relations"]) == (annotations, relations)


def test_the_command_makes_scopes() -> None:
    reading = a_mixed_reading()
    out, err = export("--format", "jsonl", "--kind", "claim", "--project", reading.project.key)
    assert "Annotations 2," in err
    assert '"attribution"' not in out
    assert "Readings 0," in export("--format", "jsonl", "--readings", "submitted")[1]
    message, code = refusal("--format", "jsonl", "--kind", "claim", "clame")
    assert (message.startswith("There is no kind clame. Known are: "), code) == (True, 2)


def test_a_dataset_has_the_codebooks_of_its_readings_beside_it() -> None:
    reading = a_mixed_reading()
    an_article()
    a_project()
    dataset = Dataset.of()
    articles = list(dataset.articles(with_codebooks=True))
    assert dataset.codebooks == {(reading.codebook.key, reading.codebook.version): reading.codebook.spec}
    [record] = [record for article in articles for record in article.readings]
    assert dataset.codebooks[record.codebook, record.codebook_version] == reading.codebook.spec
