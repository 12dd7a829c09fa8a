"""A row is an anchor: what it stands under is told once, however many rows repeat it."""

from __future__ import annotations

import csv
import io

from tests.annotations.datasets.reading_back import Told


def told(data: bytes) -> Told:
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    rows = [{name: cell.removeprefix("'") for name, cell in row.items()} for row in rows]
    firsts = [row for row in rows if row["anchor"] in ("", "1")]
    return Told(
        articles=list(dict.fromkeys((int(row["article_id"]), int(row["revision"])) for row in rows)),
        readings=list(dict.fromkeys(int(row["reading_id"]) for row in rows)),
        annotations=[row["annotation_id"] for row in firsts],
        anchors=[
            (row["annotation_id"], int(row["anchor"]), row["role"], int(row["start"]), int(row["end"]), row["exact"])
            for row in rows
            if row["anchor"]
        ],
    )
