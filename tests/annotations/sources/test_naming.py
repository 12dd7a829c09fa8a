"""Names, affiliations and kinds of sources from the words that mark them. The cases lie beside the scores.

Those of `source_names_apart.txt` were written before the rules. They are tests like the others: what is right stays so.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.sources.mentions import is_mention
from annotations.sources.naming import NAME_LIMIT, Named, head_of, likely_kind, read_source
from annotations.sources.unnamed import is_unnamed
from tests.scoring.of_source_names import cases

WORDS = "وزير الصحة الفرنسي السيد د. للجزيرة من وهو التي باسم المتحدث عبد الملك ، ( ) « » - / 45 the of King"


@pytest.mark.parametrize(
    ("marked", "name", "affiliation", "kind"), [*cases("source_names"), *cases("source_names_apart")]
)
def test_marked_words_tell_name_affiliation_and_kind(marked: str, name: str, affiliation: str, kind: str) -> None:
    assert read_source(marked) == Named(name, affiliation, kind)
    assert (head_of(marked), likely_kind(marked)) == (name, kind)


@pytest.mark.parametrize("marked", ["", "،،", "ه", "ـ", "؟ ! (", "–", "٪"])
def test_where_there_is_no_name_none_is_told(marked: str) -> None:
    assert read_source(marked) == Named("", "", "person")
    assert not is_unnamed(marked)


def test_a_long_name_is_cut_to_what_an_entry_holds() -> None:
    assert len(read_source("علي " * 100).name) < NAME_LIMIT


@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(WORDS.split()), max_size=12).map(" ".join)))
def test_any_words_are_read(marked: str) -> None:
    read = read_source(marked)
    assert len(read.name) <= NAME_LIMIT
    assert read.kind in {"person", "organisation", "outlet", "document", "group"}
    assert not (read.affiliation and is_mention(marked))
