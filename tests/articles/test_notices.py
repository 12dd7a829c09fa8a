import pytest
from django.utils import translation

from articles.importing.decoding import decode
from articles.notices import SENTENCES, Notice, in_words, invalid, notice
from newsdesk.errors import Invalid


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("said", "beginning"),
    [
        (notice("empty", bytes=0), "The file is empty (0 bytes)."),
        (notice("empty"), "There is nothing but white space."),
        (notice("not_utf8", byte=7, encoding="UTF-16LE"), "The file is not UTF-8 (see byte 7). It looks like UTF-16LE"),
        (notice("not_utf8", byte=7, line=2), "The file is not UTF-8: byte 7 (line 2) cannot be read."),
        (notice("not_utf8", byte=7), "The file begins like UTF-16 but stops being so at byte 7."),
    ],
)
def test_said_is_the_first_sentence_whose_names_all_have_a_value(said, beginning):
    assert str(said).startswith(beginning)


def test_a_notice_is_said_in_the_language_in_force():
    said = notice("empty")
    with translation.override("ar"):
        assert str(said).startswith("لا شيء هنا سوى الفراغات")
    assert "white space" in str(said)


def test_a_notice_survives_being_kept():
    said = notice("not_utf8", byte=3, encoding="windows-1256")
    assert Notice.of_json(said.as_json()) == said


@pytest.mark.parametrize(
    ("kept", "words"),
    [
        ({"code": "of_another_day", "values": {}}, "of_another_day"),
        ({"code": "of_another_day", "values": {"text": "100 % so"}}, "100 % so"),
        ({"code": "nul", "values": {"line": "x", "place": None}}, "nul"),
        ({"code": "nul", "values": {}}, "nul"),
    ],
)
def test_what_nobody_can_say_any_more_is_still_shown(kept, words):
    assert str(Notice.of_json(kept)) == words


def test_several_stand_in_one_line():
    assert in_words([notice("missing"), notice("empty")]).startswith(
        "There is no such file. Check its name and place. There is nothing"
    )


def test_an_error_says_its_notice_and_names_its_values():
    error = invalid("nul", line=3, place=7)
    assert (error.code, error.extra, str(error)) == (
        "nul",
        {"line": 3, "place": 7},
        str(notice("nul", line=3, place=7)),
    )


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", notice("empty", bytes=0)),
        (b" \n", notice("empty")),
        (b"\xff\xfeA", notice("not_utf8", byte=2)),
        (b"news\nnews \xe9 x", notice("not_utf8", byte=10, line=2)),
        ("قال الوزير من على إلى".encode("cp1256"), notice("not_utf8", byte=0, encoding="windows-1256")),
        (b"%PDF-1.4", notice("binary", name="PDF")),
        (b"a\nb\0", notice("nul", line=2, place=3)),
    ],
)
def test_what_decoding_refuses_is_a_code_with_values(data, said):
    with pytest.raises(Invalid) as refused:
        decode(data)
    assert refused.value.message == said


def test_codes_are_short_and_no_two_sentences_of_one_ask_for_the_same():
    for code, sentences in SENTENCES.items():
        assert len(code) <= 40
        names = [frozenset(_names(str(sentence))) for sentence in sentences]
        assert len(set(names)) == len(names)
        # One that asks for less comes later, or it would always be said.
        assert not any(earlier < later for place, earlier in enumerate(names) for later in names[place:])


def _names(sentence: str) -> set[str]:
    asked = _Asked()
    sentence % asked
    return asked.names


class _Asked(dict[str, int]):
    """Remembers which values a sentence asked for."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def __missing__(self, name: str) -> int:
        self.names.add(name)
        return 0
