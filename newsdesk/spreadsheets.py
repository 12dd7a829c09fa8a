"""CSV that spreadsheets read as it is meant.

The form is RFC 4180's, with a byte order mark, without which Excel reads Arabic as another encoding.
The csv module writes; defusedcsv knows no wide signs and invisible beginnings, and what it does cannot be undone.
"""

import csv
import io
import re
from collections.abc import Iterable
from typing import Any

BYTE_ORDER_MARK = "\ufeff"
# A spreadsheet takes a cell that begins like this for a formula, wide signs included, and skips what has no width
# before it. A cell that begins with our own mark gets one more, so that taking one away always undoes it.
FORMULA = re.compile(r"[\s\x00-\x1f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*[=+\-@＝＋－＠]|[\t\r\n']")
MARK = "'"


def neutral(value: Any) -> str:
    """A cell that no spreadsheet runs as a formula; undone by taking the apostrophe at its start away."""
    text = "" if value is None else str(value)
    return MARK + text if FORMULA.match(text) else text


class Line:
    """Turns cells into a line of CSV."""

    def __init__(self) -> None:
        self._buffer = io.StringIO(newline="")
        self._writer = csv.writer(self._buffer, quoting=csv.QUOTE_ALL, lineterminator="\r\n")

    def of(self, cells: Iterable[Any]) -> str:
        self._writer.writerow([neutral(cell) for cell in cells])
        line = self._buffer.getvalue()
        self._buffer.seek(0)
        self._buffer.truncate()
        return line
