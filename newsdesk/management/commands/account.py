"""For whoever has the machine when no administrator can sign in."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q

from newsdesk.accounts import closing, guarding, two_step
from newsdesk.accounts.password_links import path_for
from newsdesk.models import SignInGuard, User


class Command(BaseCommand):
    help = "Help somebody back into their account. What is done is on record as done by the system."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--unlock", action="store_true", help="let them, and every address, try again")
        parser.add_argument("--remove-second-step", action="store_true", help="let the password alone let them in")
        parser.add_argument("--password-link", action="store_true", help="print a link that sets a new password once")
        ways = parser.add_mutually_exclusive_group()
        ways.add_argument("--close", action="store_true", help="end every session and token, and let nobody in")
        ways.add_argument("--reopen", action="store_true", help="let them in again")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no account named {username}.")
        if options["close"]:
            closing.close(user, by=None)
        if options["reopen"]:
            closing.reopen(user, by=None)
        if options["unlock"]:
            for guard in SignInGuard.objects.filter(Q(user=user) | Q(kind=SignInGuard.Kind.ADDRESS)):
                guarding.unlock(guard, by=None)
        if options["remove_second_step"]:
            two_step.remove(user, by=None)
        if options["password_link"]:
            self.stdout.write(f"{settings.ORIGIN}{path_for(user, by=None)}")
