"""The types that go with JSON Lines: they fit every line, and the library `datasets` reads long files by them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import venv
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from annotations.datasets.dataset import Dataset
from annotations.datasets.features import ARTICLE
from annotations.datasets.formats.json_lines import write
from annotations.datasets.making import ask_for, make
from annotations.models import Annotation, Export
from tests.annotations.datasets.test_datasets import everything_said
from tests.annotations.saying import say
from tests.factories import a_project, a_reading, an_article, an_editor

pytestmark = pytest.mark.django_db
TYPES = {"string": str, "int64": int, "bool": bool}
MEGABYTE = 1_000_000
SAY = """
print(json.dumps([len(articles), articles[0]["readings"], articles[0]["publisher"], articles[-1]], ensure_ascii=False))
"""


def misfits(feature: dict[str, Any], value: Any, where: str = "") -> list[str]:
    """The places where a value is not of the type that is said of it."""
    kind = feature.get("_type")
    if value is None or kind == "Json":
        return []
    if kind == "Value":
        return [] if type(value) is TYPES[feature["dtype"]] else [where]
    if kind == "List":
        return [found for each in value for found in misfits(feature["feature"], each, f"{where}[]")]
    if unlike := set(feature) ^ set(value):
        return [f"{where}/{name}" for name in sorted(unlike)]
    return [found for name in value for found in misfits(feature[name], value[name], f"{where}/{name}")]


def test_they_fit_every_line() -> None:
    everything_said()
    say(a_reading("نص آخر"), problems=[{"code": "c", "path": "p", "message_ar": "ع", "message_en": "e"}])
    an_article("بلا قراءة")
    articles = [json.loads(line) for line in write(Dataset.of())]
    assert [found for article in articles for found in misfits(ARTICLE, article)] == []
    assert Annotation.objects.count() == 4


def test_what_does_not_fit_is_found() -> None:
    everything_said()
    [article] = (json.loads(line) for line in write(Dataset.of()))
    article["readings"][0]["annotations"][0]["version"] = "1"
    article["readings"][0] |= {"another": 1}
    assert misfits(ARTICLE, article) == ["/readings[]/another"]
    del article["readings"][0]["another"]
    assert misfits(ARTICLE, article) == ["/readings[]/annotations[]/version"]


def test_the_command_writes_them_beside_the_file(tmp_path: Path) -> None:
    everything_said()
    for form in ("jsonl", "csv"):
        call_command("export_dataset", "--format", form, "--output", str(tmp_path / f"news.{form}"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["news.csv", "news.features.json", "news.jsonl"]
    assert json.loads((tmp_path / "news.features.json").read_bytes()) == ARTICLE


def test_the_page_offers_them_beside_the_file(client: Client) -> None:
    client.force_login(editor := an_editor(language="en"))
    project = a_project()
    jsonl, csv = (ask_for(project, form, by=editor).pk for form in ("jsonl", "csv"))
    for pk in (jsonl, csv):
        make.call(pk)
    page = client.get("/exports/").content.decode()
    assert page.count("Types of its fields") == 1
    answer = client.get(f"/exports/{jsonl}/beside")
    name = Export.objects.get(pk=jsonl).file_name.removesuffix(".jsonl")
    assert answer["Content-Disposition"] == f'attachment; filename="{name}.features.json"'
    assert answer.json() == ARTICLE
    assert client.get(f"/exports/{csv}/beside").status_code == 404


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python that has the library: NEWSDESK_DATASETS_PYTHON, or one that is made and thrown away (300 MB)."""
    if given := os.environ.get("NEWSDESK_DATASETS_PYTHON"):
        return Path(given)
    folder = tmp_path_factory.mktemp("datasets")
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", "datasets>=5.2,<6"], check=True)
    return python


@pytest.mark.long
def test_the_library_datasets_reads_a_long_file_whose_beginning_is_all_nulls(tmp_path: Path, reader: Path) -> None:
    project = a_project()
    for number in range(60):
        an_article(f"خبر بلا قراءة رقم {number}. " * 12_000, project=project)
    reading = a_reading("واتهم زيد عمرواً بالكذب", project=project)
    say(reading, attributes={"verifiable": "yes", "a": [1, "ب"]})
    everything_said("وقالت الوزارة ذلك")
    call_command("export_dataset", "--format", "jsonl", "--output", str(tmp_path / "news.jsonl"))
    assert (tmp_path / "news.jsonl").stat().st_size > 20 * MEGABYTE
    documentation = (settings.BASE_DIR / "docs" / "formats.md").read_text(encoding="utf-8")
    [code] = [code for code in re.findall(r"```python\n(.*?)```", documentation, re.DOTALL) if "load_dataset" in code]
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path / "kept"), "PYTHONPATH": ""}

    def run(code: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([reader, "-c", code + SAY], cwd=tmp_path, env=environment, capture_output=True, text=True)

    done = run(code)
    assert done.returncode == 0, done.stderr
    count, first_readings, publisher, last = json.loads(done.stdout)
    assert (count, first_readings, publisher) == (62, [], "العربية")
    assert last == [json.loads(line) for line in (tmp_path / "news.jsonl").read_text("utf-8").split("\n") if line][-1]
    assert reading.pk < last["readings"][0]["id"]
    without = run(code.replace("features=features, ", ""))
    assert "Couldn't cast" in without.stderr, "the types are not needed any more: say so in docs/formats.md"
