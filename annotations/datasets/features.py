"""What stands where in a line of JSON Lines, as the `Features` of the library `datasets` (`Features.from_dict`).

Without them the library takes the types from the beginning of a file, and stops where a later line has a text in place
of nothing but nulls. Pure; `records.py` makes the lines.
"""

from __future__ import annotations

from typing import Any

import orjson

from annotations.frames import FIELDS

Feature = dict[str, Any]

TEXT: Feature = {"_type": "Value", "dtype": "string"}
NUMBER: Feature = {"_type": "Value", "dtype": "int64"}
TRUTH: Feature = {"_type": "Value", "dtype": "bool"}
# Objects whose keys and values each codebook chooses: given back as they are.
ANYTHING: Feature = {"_type": "Json", "decode": True}
OF_TYPE = {str: TEXT, int: NUMBER, bool: TRUTH}


def _each(feature: Feature) -> Feature:
    return {"_type": "List", "feature": feature}


def _texts(*names: str) -> Feature:
    return dict.fromkeys(names, TEXT)


SPAN = {"start": NUMBER, "end": NUMBER}
SOURCE = {"id": NUMBER} | _texts("name_ar", "name_en", "kind")
FRAME = {field.name: OF_TYPE.get(field.type, ANYTHING) for field in FIELDS} | {"source": SOURCE}
ANNOTATION = {
    "id": TEXT,
    **FRAME,
    "version": NUMBER,
    "problems": _each(_texts("code", "path", "message_ar", "message_en")),
    "anchors": _each({"role": TEXT} | SPAN | {"exact": TEXT}),
}
READING = {
    "id": NUMBER,
    "project": TEXT,
    "codebook": {"key": TEXT, "version": NUMBER},
    "annotator": TEXT,
    "is_gold": TRUTH,
    "submitted_at": TEXT,
    "annotations": _each(ANNOTATION),
    "relations": _each(_texts("id", "label", "from", "to")),
    "article_labels": _each(_texts("id", "label", "value")),
}
ARTICLE = {
    **dict.fromkeys(("id", "revision", "revision_id"), NUMBER),
    **_texts("headline", "url", "language", "direction", "publisher", "aggregator"),
    **_texts("published", "published_precision", "published_on", "offset_unit", "sha256", "text"),
    "blocks": _each({"id": NUMBER, "kind": TEXT} | SPAN),
    "readings": _each(READING),
    "joined_to": NUMBER,
}

as_json = orjson.dumps(ARTICLE, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
