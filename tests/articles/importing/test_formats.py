"""The contract of formats, over every format that is found and the examples that bear its name."""

from __future__ import annotations

import importlib
from itertools import chain
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.drafts import Draft
from articles.importing.formats import Format, extensions, formats, is_known
from tests.articles.importing import contract

FORMATS = list(formats())


def name_of(format: Format) -> str:
    return format.__name__.rpartition(".")[2]  # type: ignore[attr-defined]


def examples_of(format: Format) -> ModuleType:
    """`FILES`, bytes by name; and `many`, which writes a file of so many texts, where a file may hold several."""
    return importlib.import_module(f"tests.articles.importing.examples.{name_of(format)}")


EXAMPLES = [(each, name, data) for each in FORMATS for name, data in examples_of(each).FILES.items()]
ids = [f"{name_of(each)}-{name}" for each, name, _data in EXAMPLES]


@pytest.mark.parametrize(("format", "name", "data"), EXAMPLES, ids=ids)
def test_a_format_is_surest_of_its_own_files(format, name, data):
    contract.check_recognised(format, data, name, FORMATS)
    assert is_known(name)


@pytest.mark.parametrize(("format", "name", "data"), EXAMPLES, ids=ids)
def test_the_texts_of_its_own_files_can_be_stored(format, name, data):
    assert any(isinstance(each, Draft) for each in contract.texts(format, data, name))
    contract.check_is_lazy(format, data, name)


@pytest.mark.parametrize("format", FORMATS, ids=name_of)
def test_a_format_of_many_texts_reads_them_one_by_one(format):
    examples = examples_of(format)
    has_many = any(len(contract.texts(format, data, name)) > 1 for name, data in examples.FILES.items())
    assert not has_many or hasattr(examples, "many"), "write `many` beside FILES"
    if has_many:
        contract.check_streams(format, examples.many(1000), next(iter(examples.FILES)))


@pytest.mark.parametrize("format", FORMATS, ids=name_of)
def test_a_format_has_a_name_and_extensions(format):
    assert str(format.label)
    assert format.extensions
    assert all(each.startswith(".") and each == each.lower() for each in format.extensions)
    assert set(format.extensions) <= set(extensions())
    contract.check_sentences(format)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """An example of any format that lost its end, or got bytes into its midst that do not belong there."""
    data = draw(st.sampled_from([data for _format, _name, data in EXAMPLES]))
    place = draw(st.integers(0, len(data)))
    rest = draw(st.sampled_from([b"", data[place:]]))
    return data[:place] + draw(st.binary(max_size=20)) + rest


ANYTHING = st.one_of(st.binary(max_size=3000), damaged())


@pytest.mark.parametrize("format", FORMATS, ids=name_of)
@given(data=ANYTHING)
def test_no_bytes_make_a_format_fail(format, data):
    contract.texts(format, data, f"file{format.extensions[0]}")


@pytest.mark.parametrize("format", FORMATS, ids=name_of)
@given(head=ANYTHING, name=st.one_of(st.text(), st.text().map(lambda name: name + ".txt")))
def test_a_score_is_a_part_of_one_whatever_the_file(format, head, name):
    assert 0 <= format.recognise(head, name) <= 1


def test_no_two_formats_have_the_same_name_for_people():
    assert len({str(each.label) for each in FORMATS}) == len(FORMATS)
    assert set(chain.from_iterable(each.extensions for each in FORMATS)) == set(extensions())
