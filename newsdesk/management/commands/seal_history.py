from typing import Any

from django.core.management.base import BaseCommand

from newsdesk import chain


class Command(BaseCommand):
    help = "Seal the events that are not sealed yet. Keep the last digest elsewhere: verify_history --seal asks for it."

    def handle(self, *_args: Any, **_options: Any) -> None:
        for seal in chain.seal():
            self.stdout.write(f"{seal.digest}  {seal.count} events, up to {seal.up_to}")
