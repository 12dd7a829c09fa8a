from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from newsdesk import chain
from newsdesk.models import Seal


class Command(BaseCommand):
    help = (
        "Check that no event was changed, moved or removed. Points at the first that was; exit code 1 if there is one."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--seal", metavar="DIGEST", help="a seal's digest that was kept elsewhere: is it still there?"
        )

    def handle(self, *_args: Any, seal: str | None, **_options: Any) -> None:
        found = chain.verify()
        breaks = [chain.Break(**one) for one in found.breaks]
        for one in breaks:
            self.stderr.write(chain.told(one))
        if seal and not Seal.objects.filter(digest=seal).exists():
            breaks.append(chain.Break("sealed"))
            self.stderr.write(
                f"There is no seal {seal}: the newest events and their seal were removed or written anew."
            )
        if breaks:
            raise CommandError(f"The history is broken: {len(breaks)} breaks told, the first stands first.")
        newest = Seal.objects.order_by("-pk").first()
        self.stdout.write(f"Whole: {found.events} events, {found.seals} seals.")
        if newest:
            self.stdout.write(
                f"Last seal: {newest.digest}, up to event {newest.up_to}, made {newest.made_at.isoformat()}"
            )
