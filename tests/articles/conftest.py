import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def messages_in_english():
    """So that tests may quote them whether or not the translations are compiled."""
    with translation.override("en"):
        yield
