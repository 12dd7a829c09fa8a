"""Erase by law the confidential notes about a source, whoever may read them. Nobody can take it back."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from annotations.models import Source
from annotations.sources.erasing import erase_notes
from newsdesk.errors import DomainError
from newsdesk.models import User


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", type=int, help="the number of its entry, as in the address of its page")
        parser.add_argument("--as", metavar="USERNAME", dest="username", required=True, help="the administrator")
        parser.add_argument("--reason", required=True, help="the order or the request; it stays for good")

    def handle(self, *, source: int, username: str, reason: str, **_options: Any) -> None:
        user = User.objects.filter(username=username, is_active=True).first()
        entry = Source.objects.filter(pk=source).first()
        if user is None or entry is None:
            missing = f"open account {username}" if user is None else f"source {source}"
            raise CommandError(f"There is no {missing}.", returncode=2)
        try:
            with translation.override("en"):
                count = erase_notes(entry, by=user, reason=reason)
        except DomainError as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        self.stdout.write(f"Notes erased: {count}.")
