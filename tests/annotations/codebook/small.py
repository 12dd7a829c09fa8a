"""A small codebook, the same with one thing changed, and what is wrong with it."""

from __future__ import annotations

import pytest

from annotations.codebook.parts import CodebookError, CodebookErrors
from annotations.codebook.reading import read_codebook

SMALL = """\
key: small
version: 1
name: {ar: صغير, en: Small}
annotations:
  - key: claim
    name: {ar: ادعاء, en: Claim}
    hotkey: C
    roles:
      - {key: claim, name: {ar: نص, en: Text}, hotkey: S}
    labels:
      - {key: event, name: {ar: حدث, en: Event}, hotkey: "1"}
    attributes:
      - {key: sure, name: {ar: متأكد, en: Sure}, type: choice, choices: [{key: "yes", name: {ar: نعم, en: "Yes"}}]}
      - {key: size, name: {ar: حجم, en: Size}, type: number}
    constraints:
      - {if: {sure: "yes"}, require_note: true, message: {ar: علّل, en: Say why}}
relations:
  - {key: same, name: {ar: مثله, en: Same}, from: claim, to: claim}
article_labels:
  - {key: genre, name: {ar: نوع, en: Genre}, choices: [{key: news, name: {ar: خبر, en: News}}]}
"""


def errors_of(source: str | bytes) -> list[CodebookError]:
    with pytest.raises(CodebookErrors) as caught:
        read_codebook(source)
    return caught.value.errors


def changed(old: str, new: str) -> str:
    """SMALL with one thing changed."""
    assert SMALL.count(old) == 1, old
    return SMALL.replace(old, new)


def the_error(old: str, new: str) -> CodebookError:
    """The only error of SMALL with one thing changed."""
    errors = errors_of(changed(old, new))
    assert len(errors) == 1, [str(error) for error in errors]
    return errors[0]
