"""All tests here read messages in English."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def _messages_in_english() -> Iterator[None]:
    """So that tests may quote them whether or not the translations are compiled."""
    with translation.override("en"):
        yield
