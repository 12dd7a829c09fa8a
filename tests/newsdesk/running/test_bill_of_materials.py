"""The bill of materials names what Newsdesk runs on, in the versions that are pinned, and nothing else."""

import json
import re

from newsdesk.running.checks.linting import BILL_OF_MATERIALS
from newsdesk.running.places import ROOT


def test_it_lists_every_pinned_package_in_its_version() -> None:
    pinned = re.findall(r"^([\w.-]+)(?:\[.*?\])?==(\S+)", (ROOT / "requirements.txt").read_text("utf-8"), re.MULTILINE)
    bill = json.loads((ROOT / BILL_OF_MATERIALS).read_text("utf-8"))
    assert bill["bomFormat"] == "CycloneDX"
    assert sorted((one["name"], one["version"]) for one in bill["components"]) == sorted(pinned)
