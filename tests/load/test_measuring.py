"""What the bench makes of the programs that it measures."""

from __future__ import annotations

import subprocess
import sys

import psutil
import pytest

from annotations.models import Annotation, Reading
from articles.models import Article
from tests.factories import a_project, an_analyst
from tests.load import bulk, corpus, measuring


def test_percentiles_are_values_that_were_measured() -> None:
    assert measuring.percentile([4, 1, 3, 2], 0.5) == 2
    assert measuring.percentile(range(1, 101), 0.95) == 95
    assert measuring.percentile([7], 0.95) == 7


@pytest.mark.django_db
def test_a_program_is_measured_with_the_database_behind_it() -> None:
    assert "postgres" in measuring.database_server().name()
    spent = measuring.run([sys.executable, "-c", "sum(range(10 ** 7))"])
    assert spent.seconds > 0
    assert spent.memory > 1
    assert spent.database <= spent.processor
    with pytest.raises(subprocess.CalledProcessError):
        measuring.run([sys.executable, "-c", "raise SystemExit(3)"])


def test_memory_is_told_of_a_process_and_what_it_has_started() -> None:
    assert measuring.memory(psutil.Process()) > 1


@pytest.mark.django_db
def test_many_articles_are_stored_as_if_by_hand() -> None:
    project = a_project()
    bulk.read(bulk.store(corpus.articles(3, seed=1), project), project, an_analyst(username="reader"), annotations=5)
    assert Article.objects.filter(projects=project).count() == 3
    assert [reading.annotations.count() for reading in Reading.objects.all()] == [5, 5, 5]
    for annotation in Annotation.objects.with_anchors():
        for anchor in annotation.anchors.all():
            text = annotation.reading.revision.text
            assert anchor.span.of(text) == anchor.exact
