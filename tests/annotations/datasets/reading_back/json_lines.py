from __future__ import annotations

import json

from tests.annotations.datasets.reading_back import Told


def told(data: bytes) -> Told:
    found = Told()
    for article in map(json.loads, data.decode().split("\n")[:-1]):
        found.articles.append((article["id"], article["revision"]))
        for reading in article["readings"]:
            found.readings.append(reading["id"])
            for annotation in reading["annotations"]:
                found.annotations.append(annotation["id"])
                for number, anchor in enumerate(annotation["anchors"], start=1):
                    place = (anchor["start"], anchor["end"], anchor["exact"])
                    found.anchors.append((annotation["id"], number, anchor["role"], *place))
    return found
