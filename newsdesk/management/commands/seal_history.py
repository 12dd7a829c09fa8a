from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from newsdesk.history import chain, witnessing
from newsdesk.running import witness
from newsdesk.running.saying import plain


class Command(BaseCommand):
    help = "Seal the events that are not sealed yet. Keep the last digest elsewhere: verify_history --seal asks for it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--put-back",
            metavar="WHY",
            help="the database was put back to an earlier state with good reason: later seals are not missed any more",
        )

    def handle(self, *_args: Any, put_back: str | None, **_options: Any) -> None:
        if put_back is not None:
            self._put_back(put_back.strip())
        for seal in chain.seal():
            self.stdout.write(f"{plain(seal.digest)}  {seal.count} events, up to {seal.up_to}")
        witnessing.remember()

    def _put_back(self, why: str) -> None:
        if not why:
            raise CommandError("Say why, for whoever reads it later.")
        witness.put_back(why)
