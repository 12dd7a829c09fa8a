"""The dumps that tests begin with."""

from __future__ import annotations

import os
from pathlib import Path

from tests.migrated import KEPT, remove_but_the_latest


def test_trees_that_share_a_venv_keep_their_dumps_until_newer_ones_take_their_place(tmp_path: Path) -> None:
    for age in range(KEPT + 3):
        dump = tmp_path / f"migrated_{age}.dump"
        dump.touch()
        os.utime(dump, ns=(0, 10**12 - age))
    remove_but_the_latest(tmp_path)
    assert {dump.name for dump in tmp_path.iterdir()} == {f"migrated_{age}.dump" for age in range(KEPT)}
