import sys

import pytest

from articles.arabic import fold, plain
from articles.letters import COMMON, Letters

TABLE = {code: chr(code).upper() for code in range(sys.maxunicode + 1)} | {ord("-"): "", ord("ى"): "ي", ord("!"): "…"}


def test_every_letter_becomes_what_the_table_says_alone_and_among_common_ones():
    letters = Letters(TABLE)
    for code, meant in TABLE.items():
        assert letters.translate(f"{chr(code)}ab-ى") == f"{meant}ABي"


def test_an_alphabet_has_room_for_all_common_letters():
    assert len(set(COMMON)) == len(COMMON) <= 256
    assert COMMON[0] == "\0"


@pytest.mark.parametrize("made", [fold, plain])
def test_a_rare_letter_changes_nothing_for_those_beside_it(made):
    text = "قالَ الـــرئيسُ «أحمد» (CNN)، ٢٠٢٤؛ گفت: «ېۍ» – “ok”"
    assert made(f"{text} 漢") == f"{made(text)} 漢"
