"""Where sentences end: texts of our own in `data/sentences.txt`, in Chromium."""

from __future__ import annotations

from collections.abc import Iterator

from tests.review_modules import run
from tests.scoring.browser import modules_page
from tests.scoring.score import DATA, Score

SCRIPT = "return given.map((text) => module.sentencesOf(text).map((ends) => text.slice(...ends)));"


def scores() -> Iterator[Score]:
    lines = (DATA / "sentences.txt").read_text("utf-8").splitlines()
    cases = [line for line in lines if line and not line.startswith("#")]
    wanted = [[sentence.strip() for sentence in case.split("|")] for case in cases]
    texts = [case.replace("| ", "").replace("|", "") for case in cases]
    with modules_page() as page:
        found = run(page, "text/sentences", SCRIPT, texts)
    wrong = [" | ".join(one) for one, right in zip(found, wanted, strict=True) if one != right]
    yield Score("texts (own)", len(cases) - len(wrong), len(cases), aim=0.95, wrong=wrong)
