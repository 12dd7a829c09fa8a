from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from newsdesk.history import chain, witnessing
from newsdesk.history.comparing import ADOPTED
from newsdesk.models import Event, Seal
from newsdesk.running.saying import plain

FAULTS = {
    "off": "Seals are not remembered outside the database (NEWSDESK_WITNESS_FILE is off).",
    "missing": "Seals are not remembered outside the database: there is no {place}. A worker begins it anew.",
    "lost": "What was seen of the seals outside the database is gone: {place}.",
    "unreadable": "What was seen of the seals cannot be read: {place}. Run this as the site's own user.",
    "damaged": "What was seen of the seals is damaged: {place} has lines that cannot be read.",
    "late": "The newest seals are not remembered outside the database: does a worker run, may it write to {place}?",
}


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
            self.stderr.write(plain(chain.told(one)))
        if seal and not Seal.objects.filter(digest=seal).exists():
            breaks.append(chain.Break("sealed"))
            self.stderr.write(
                f"There is no seal {seal}: the newest events and their seal were removed or written anew."
            )
        self._tell_of_the_witness()
        self._tell_the_newest_adoption()
        if breaks:
            raise CommandError(f"The history is broken: {len(breaks)} breaks told, the first stands first.")
        self.stdout.write(f"Whole: {found.events} events, {found.seals} seals.")
        self._tell_the_newest_seal()

    def _tell_of_the_witness(self) -> None:
        witness = witnessing.told()
        if witness.fault:
            self.stderr.write(f"Warning: {FAULTS[witness.fault].format(place=witness.place)}")
        if witness.put_back:
            self.stderr.write(
                f"Note: the database was put back at {witness.put_back.at}: {plain(witness.put_back.put_back)}"
            )

    def _tell_the_newest_adoption(self) -> None:
        newest = Event.objects.filter(action=ADOPTED).order_by("-pk").first()
        if newest:
            reason = plain(newest.data.get("reason", ""))
            self.stdout.write(
                f"Adopted as it was by event {newest.pk} at {newest.at.isoformat()}: {reason}. "
                "Of what was there before, that alone says that it is right."
            )

    def _tell_the_newest_seal(self) -> None:
        newest, witness = Seal.objects.order_by("-pk").first(), witnessing.told()
        if newest:
            self.stdout.write(
                f"Last seal: {plain(newest.digest)}, up to event {newest.up_to}, made {newest.made_at.isoformat()}"
            )
        if witness.first and witness.last:
            self.stdout.write(f"Seen outside the database: seals {witness.first.seal} to {witness.last.seal}")
