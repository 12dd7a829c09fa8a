"""Write the confidential notes that an administrator may read, as JSON Lines. Who took which is on record."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from annotations.sources.confiding import take_notes
from newsdesk.errors import NotAllowed
from newsdesk.models import User


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--as", metavar="USERNAME", dest="username", required=True, help="the administrator")

    def handle(self, *, username: str, **_options: Any) -> None:
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            raise CommandError(f"There is no open account {username}.", returncode=2)
        try:
            with translation.override("en"):
                self.stdout.write(take_notes(by=user), ending="")
        except NotAllowed as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
