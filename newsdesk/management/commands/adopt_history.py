from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from newsdesk.history.adopting import adopt
from newsdesk.history.erasing import SHORTEST_REASON


class Command(BaseCommand):
    help = (
        "Take everything in the database for right as it is, in one event of the history, which is sealed at once. For "
        "a site that was restored under another SECRET_KEY, and for one whose breaks you have looked at and accept."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("reason", help="why; it stays in the history")

    def handle(self, *_args: Any, reason: str, **_options: Any) -> None:
        if len(reason.strip()) < SHORTEST_REASON:
            raise CommandError("Say why, in a sentence that needs no explanation later.")
        event = adopt(reason.strip())
        self.stdout.write(f"Adopted: {event.data['events']} events, {sum(event.data['kinds'].values())} things.")
