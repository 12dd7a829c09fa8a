"""Losses: counted by kind, the first places kept, told in words."""

from __future__ import annotations

import json

from django.utils import translation

from annotations.datasets.losses import (
    COMMON,
    FIRST,
    NO_PLACE,
    RELATIONS,
    TEXTS,
    Loss,
    Losses,
    LossKind,
    Place,
    in_words,
)

CUT = LossKind("cut", "Cut words", NO_PLACE)


def test_the_first_places_are_kept_of_however_many() -> None:
    losses = Losses()
    for number in range(1, 10_001):
        losses.add(Loss(CUT, Place(number, 1), "cue"))
        losses.add(Loss(TEXTS, Place(number, 1), number=2))
    assert losses.counts == {"cut": 10_000, "texts": 20_000}
    assert [place["article"] for place in losses.places["cut"]] == list(range(1, FIRST + 1))
    assert set(losses.places) == {"cut"}


def test_losses_that_say_nothing_take_no_place_from_those_that_do() -> None:
    losses = Losses()
    for number in range(1, 10):
        losses.add(Loss(CUT, Place(number, 1)))
    losses.add(Loss(CUT, Place(10, 1), "cue"))
    with translation.override("en"):
        [cut] = in_words(losses.as_json(), [CUT])
    assert cut.places == ["article 10, revision 1: \u2066cue\u2069"]
    assert cut.more == 9


def test_things_are_counted_and_not_places() -> None:
    """Eight things at six places, five of which are listed."""
    losses = Losses()
    for number in range(1, 7):
        losses.add(Loss(CUT, Place(number, 1), "cue", number=3 if number == 2 else 1))
    with translation.override("en"):
        [cut] = in_words(json.loads(json.dumps(losses.as_json())), [CUT])
    assert (cut.count, len(cut.places), cut.more) == (8, FIRST, 1)
    assert cut.places[1].endswith("\u2066cue\u2069 \u2068×3\u2069")


def test_nothing_lost_is_nothing_stored() -> None:
    losses = Losses()
    losses.add(Loss(RELATIONS, Place(1, 1), number=0))
    assert losses.as_json() == {}


def test_what_is_no_loss_goes_on() -> None:
    losses = Losses()
    assert list(losses.taken_from([b"a", Loss(TEXTS, Place(1, 1)), b"b"])) == [b"a", b"b"]
    assert losses.counts == {"texts": 1}


def test_they_are_told_in_the_order_of_their_kinds_with_the_places_of_those_that_say_what() -> None:
    losses = Losses()
    losses.add(Loss(CUT, Place(3, 1, 7, "01a2", 5, 9), "cue"))
    losses.add(Loss(CUT, Place(4, 2)))
    losses.add(Loss(TEXTS, Place(3, 1), number=3))
    stored = json.loads(json.dumps(losses.as_json()))
    with translation.override("en"):
        texts, cut = in_words(stored, [TEXTS, CUT])
    assert (texts.name, texts.count, texts.places, texts.more) == ("Article texts", 3, [], 3)
    assert (cut.name, cut.count, cut.more) == ("Cut words", 2, 1)
    assert cut.places == [
        "article 3, revision 1, reading 7, annotation \u206601a2\u2069, \u2066[5, 9)\u2069: \u2066cue\u2069"
    ]
    with translation.override("ar"):
        [_texts, cut] = in_words(stored, [TEXTS, CUT])
    assert cut.places[0].startswith("المقال 3، ")


def test_exports_of_earlier_versions_and_of_formats_that_are_gone_can_be_read() -> None:
    stored = {"blocks": 9, "texts": 3, "chapters": 2}
    with translation.override("en"):
        told = in_words(stored, COMMON)
    assert [(loss.name, loss.count, loss.places) for loss in told] == [
        ("Article texts", 3, []),
        ("Blocks", 9, []),
        ("chapters", 2, []),
    ]


def test_the_version_before_this_one_finds_the_counts_where_it_looks() -> None:
    losses = Losses()
    losses.add(Loss(TEXTS, Place(3, 1)))
    assert losses.as_json()["texts"] == 1
