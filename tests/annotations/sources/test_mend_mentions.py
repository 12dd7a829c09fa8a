"""Names of the registry that name nobody: refused, listed, taken away on record, and put back."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from annotations.models import Source
from annotations.sources.changing import add_alias, create_source
from newsdesk.errors import Invalid
from newsdesk.models import Event, User
from tests.factories import an_analyst, an_editor

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> User:
    return an_editor(username="editor")


@pytest.fixture
def source(editor: User) -> Source:
    source = create_source(name_ar="نيويورك تايمز", kind="outlet", by=editor)[0]
    for name in ("الصحيفة", "ذا نيويورك تايمز"):
        add_alias(source, name, by=editor, is_put_back=True)
    return source


def told(*arguments: str) -> str:
    out = StringIO()
    call_command("mend_mentions", *arguments, stdout=out)
    return out.getvalue()


def names(source: Source) -> list[str]:
    return sorted(alias.name for alias in source.aliases.all())


@pytest.mark.parametrize("name", ["الصحيفة", "الوزير", "العلماء", "المتحدث", "مصدر أمني"])
def test_a_mention_is_no_name(editor: User, name: str) -> None:
    source = create_source(name_ar="كاظم الفرطوسي", kind="person", by=editor)[0]
    with pytest.raises(Invalid) as refused:
        add_alias(source, name, by=editor)
    assert refused.value.code == "mention"
    assert names(source) == []


def test_they_are_listed_and_nothing_is_changed(source: Source) -> None:
    listed = told()
    assert "الصحيفة" in listed
    assert "ذا نيويورك" not in listed
    assert names(source) == ["الصحيفة", "ذا نيويورك تايمز"]


def test_they_are_taken_away_on_record_and_put_back(source: Source) -> None:
    assert f"--put-back {source.pk}" in told("--apply", "--by", "editor")
    assert names(source) == ["ذا نيويورك تايمز"]
    assert Event.objects.filter(stream=f"source/{source.pk}").latest("number").by.username == "editor"
    told("--put-back", str(source.pk), "الصحيفة", "--by", "editor")
    assert names(source) == ["الصحيفة", "ذا نيويورك تايمز"]


def test_only_those_of_some_entries(source: Source) -> None:
    told("--apply", "--by", "editor", "--only", str(source.pk + 1))
    assert len(names(source)) == 2


@pytest.mark.parametrize("arguments", [("--apply",), ("--put-back", "x", "الصحيفة", "--by", "editor")])
def test_what_cannot_be_done_is_said(source: Source, arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        told(*arguments)


def test_an_analyst_takes_no_names_away(source: Source) -> None:
    an_analyst(username="analyst")
    with pytest.raises(CommandError):
        told("--apply", "--by", "analyst")
    assert len(names(source)) == 2
