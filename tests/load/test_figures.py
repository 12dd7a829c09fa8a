"""Figures of a bench, as they are told."""

from __future__ import annotations

import re

from tests.load.figures import Figure, comparisons, medians, ratios, table


def a_figure(*runs: float, below: float | None = None, above: float | None = None, key: str = "ready") -> Figure:
    return Figure(key, "ready to work", "ms", runs, below, above)


def test_the_median_stands_for_several_runs() -> None:
    assert a_figure(900, 100, 200).median == 200
    assert a_figure(100, 200).median == 150


def test_a_target_is_missed_by_reaching_it() -> None:
    assert a_figure(400, below=400).is_missed
    assert not a_figure(399, below=400).is_missed
    assert not a_figure(9000).is_missed
    assert a_figure(1000, above=1000).is_missed
    assert not a_figure(1001, above=1000).is_missed
    assert "> 1,000" in table([a_figure(1001, above=1000)], {})


def test_the_table_tells_median_range_target_and_the_last_time() -> None:
    told = table([a_figure(380, 390, 1390, below=400), a_figure(80, 85, 90, below=60, key="key")], {"key": 50})
    header, met, missed = (re.split(r"  +", line.strip()) for line in told.split("\n"))
    assert header == ["median", "range", "target", "last time"]
    assert met == ["ready to work", "390 ms", "380 to 1,390", "< 400", "met"]
    assert missed == ["ready to work", "85 ms", "80 to 90", "< 60", "MISSED", "50 (+70%)"]


def test_small_changes_are_noise_and_fractions_are_kept() -> None:
    assert table([a_figure(1.25, 1.26)], {"ready": 1.3}).split("\n")[1].endswith("1.3")
    assert "%" not in table([a_figure(104)], {"ready": 100})


def test_a_kept_run_gives_its_medians_back() -> None:
    assert medians({"figures": [a_figure(1, 2, 9).as_json()]}) == {"ready": 2}


def test_two_sides_are_compared_round_by_round() -> None:
    """A machine that slows down in the midst changes both sides of a round, and no ratio."""

    def side(*runs: float, key: str = "rate") -> dict[str, dict[str, object]]:
        return {key: a_figure(*runs, key=key).as_json()}

    rounds = [(side(100), side(110)), (side(50), side(55)), (side(80), side(72))]
    (one,) = comparisons(rounds)
    assert (one.before, one.now, one.ratios) == (80, 72, [0.9, 1.1, 1.1])
    header, row = (re.split(r"  +", line.strip()) for line in ratios([one], "8721a70").split("\n"))
    assert header == ["before (8721a70)", "now", "now / before", "range"]
    assert row == ["ready to work", "80 ms", "72 ms", "1.100", "0.900 to 1.100"]


def test_what_one_side_alone_measures_is_not_compared() -> None:
    before, now = a_figure(1, key="old").as_json(), a_figure(1, key="new").as_json()
    assert comparisons([({"old": before}, {"new": now})]) == []


def test_nothing_before_has_no_ratio() -> None:
    sides = [({"ready": a_figure(0).as_json()}, {"ready": a_figure(5).as_json()})]
    assert comparisons(sides)[0].ratios == []
    assert ratios(comparisons(sides), "HEAD").split("\n")[1].split() == ["ready", "to", "work", "0", "ms", "5", "ms"]
