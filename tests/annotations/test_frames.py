"""Frames: what an annotation says as one value, read from and told to everything alike; and what a new field takes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from annotations.frames import KEYS, Anchor, Called, Frame, Tie, said
from articles.spans import Span
from newsdesk.running.places import ROOT
from tests import migrated
from tests.annotations.writing.test_door import attribution, claim, operation, send
from tests.factories import a_reading

WHOLE = {
    "kind": "claim",
    "label": "event",
    "attributes": {"verifiable": "yes"},
    "note": "يحتاج إلى تدقيق",
    "source": 7,
    "anchors": [{"role": "claim", "start": 0, "end": 3, "exact": "نصّ"}],
    "links": {"target": 8},
}


def test_a_state_that_is_whole_comes_back_as_it_was() -> None:
    assert Frame.read(WHOLE).as_dict() == WHOLE
    assert list(Frame.read(WHOLE).as_dict()) == list(KEYS)


def test_what_is_left_out_is_empty_and_empty_attributes_go() -> None:
    frame = Frame.read({"kind": "claim", "label": None, "attributes": {"verifiable": None, "scope": "  ", "of": []}})
    assert frame == Frame("claim")
    bare = WHOLE | {"label": "", "attributes": {}, "note": "", "source": None, "anchors": []}
    assert frame.as_dict() == {key: value for key, value in bare.items() if key != "links"}


def test_the_spans_of_a_role() -> None:
    frame = Frame(
        "claim", anchors=[Anchor("cue", 5, 9, "قال "), Anchor("source", 0, 3, "زيد"), Anchor("cue", 1, 2, "x")]
    )
    assert frame.spans("cue") == [Span(5, 9), Span(1, 2)]
    assert (frame.count("cue"), frame.count("content")) == (2, 0)


def test_ids_have_one_spelling() -> None:
    one, other = "01A225E2-6428-7266-8B7E-CB3677B8878B", "01a225e2-9ac9-735f-a5ba-21c73b818fd2"
    tie = Tie.read({"label": "contains", "from": one, "to": other})
    assert tie.as_dict() == {"label": "contains", "from": one.lower(), "to": other}
    assert tie.mirrored().mirrored() == tie
    assert said("article_label", {"label": "genre", "value": "news"}) == Called("genre", "news")


@given(st.fixed_dictionaries({"note": st.text(), "label": st.text(), "source": st.none() | st.integers(1)}))
def test_reading_what_was_told_changes_nothing(state: dict[str, object]) -> None:
    frame = Frame.read({"kind": "claim", **state})
    assert Frame.read(json.loads(json.dumps(frame.as_dict()))) == frame


@pytest.mark.django_db
def test_what_an_operation_says_a_row_says_too() -> None:
    reading = a_reading()
    for state in (claim(note="نعم"), attribution()):
        [result] = send(reading, made := operation(state=state))
        assert result.status == "applied", result
        assert reading.annotations.get(pk=made["object"]).says == Frame.read(state)


FIELD = """
    Field("certainty", str, "text", faults=partial(text_faults, limit=20),
          later=partial(TextField, blank=True, default="", db_default="")),
"""
TRY = """
import json, django
django.setup()
from io import StringIO
from django.core.management import call_command
from annotations.api import schemas
from annotations.datasets.dataset import Dataset
from annotations.datasets.features import ANNOTATION
from annotations.datasets.files import streamed
from annotations.datasets.formats import FORMATS
from annotations.datasets.losses import Losses
from newsdesk.history import chain
from tests.annotations.writing.test_door import claim, operation, send
from tests.factories import a_reading, kept, keep_article

reading = a_reading()
keep_article(reading.revision.article)
for thing in (reading.project.codebook, reading.project, reading.analyst, reading):
    kept(thing)
made = [operation(state=claim(certainty="high")), operation(), operation(state=claim(certainty="x" * 21))]
results = send(reading, *made)
[change] = send(reading, operation("update", object=made[1]["object"], version=1, state=claim(certainty="low")))
[old, new] = sorted(reading.content()["annotations"], key=lambda one: one["id"] != made[0]["object"])
send(reading, operation())
line = json.loads(b"".join(FORMATS["jsonl"].write(Dataset.of())).decode())
csv = b"".join(streamed(Dataset.of(), FORMATS["csv"], Losses())).decode()
print(json.dumps({
    "statuses": [one.status for one in [*results, change]],
    "fault": results[2].errors[0]["path"],
    "told": [old.get("certainty"), new.get("certainty")],
    "events": [event.data["after"].get("certainty") for event in reading.events.exclude(operation=None)],
    "exported": sorted(one["certainty"] for one in line["readings"][0]["annotations"]),
    "typed": [list(one) == list(ANNOTATION) for one in line["readings"][0]["annotations"]],
    "csv": '"certainty"' in csv and '"high"' in csv,
    "described": "certainty" in schemas.beside_the_routes()["AnnotationState"]["properties"],
    "breaks": chain.verify().breaks,
}))
"""


def test_a_new_field_takes_two_lines_and_a_migration(tmp_path: Path, transactional_db: None) -> None:
    """In a copy: stored, judged, told by the API, events and datasets, and vouched for; old rows stay true."""
    copy = tmp_path / "copy"
    left_out = shutil.ignore_patterns(".*", "node_modules", "docs", "load", "browser")
    shutil.copytree(ROOT, copy, ignore=left_out)
    frames = copy / "annotations" / "frames.py"
    text = frames.read_text(encoding="utf-8")
    for before, after in (
        ("    links: Mapping[str, int] = {}\\n", '    links: Mapping[str, int] = {}\\n    certainty: str = ""\\n'),
        ("later=_links_column),\\n)", f"later=_links_column),{FIELD})"),
        ("from django.db.models import Field as Column", "from django.db.models import TextField, Field as Column"),
    ):
        before, after = before.encode().decode("unicode_escape"), after.replace("\\n", "\n")
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    frames.write_text(text, encoding="utf-8")
    with a_database() as url:
        environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "newsdesk.settings"}

        def run(*command: str) -> str:
            done = subprocess.run(
                [sys.executable, *command], cwd=copy, env=environment, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, done.stderr
            return done.stdout

        run("manage.py", "makemigrations", "annotations", "--name", "certainty")
        run("manage.py", "migrate", "--verbosity", "0")
        found = json.loads(run("-c", TRY).splitlines()[-1])
    assert found == {
        "statuses": ["applied", "applied", "refused", "applied"],
        "fault": "state/certainty",
        "told": ["high", "low"],
        "events": ["high", None, "low", None],
        "exported": ["", "high", "low"],
        "typed": [True] * 3,
        "csv": True,
        "described": True,
        "breaks": [],
    }


class a_database:
    """One of this version beside the test's own, gone afterwards."""

    def __enter__(self) -> str:
        own = connection.settings_dict
        self.name = f"{own['NAME']}_copy"
        self.server = psycopg.connect(**connection.get_connection_params() | {"dbname": "postgres"}, autocommit=True)
        self.server.execute(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')
        self.server.execute(f'CREATE DATABASE "{self.name}" TEMPLATE {migrated.template()}')
        return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{self.name}").geturl()

    def __exit__(self, *_reason: object) -> None:
        self.server.execute(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')
        self.server.close()
