"""What articles do when the house tells them something."""

from typing import Any

from django.dispatch import receiver

from articles.importing.unfinished import close_interrupted
from newsdesk.signals import housekeeping


@receiver(housekeeping)
def finish_interrupted_imports(**_kwargs: Any) -> None:
    close_interrupted()
