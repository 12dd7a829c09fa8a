from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from articles.language_names import language_name
from articles.revising.languages import Looked, settle, unchecked
from newsdesk.models import User
from newsdesk.running.saying import plain


class Command(BaseCommand):
    help = "Look at the language of articles from before it was asked about. Says what it found; stores with --apply."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--apply", action="store_true", help="keep which languages are right and which are not sure"
        )
        parser.add_argument("--correct", action="store_true", help="with --apply: store what was surely found instead")
        parser.add_argument("--by", metavar="USERNAME", help="the account that the history names")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["correct"] and not options["apply"]:
            raise CommandError(_("--correct goes with --apply."))
        by = _account(options["by"])
        right, others = 0, Counter[str]()
        for looked in unchecked():
            if looked.fits:
                right += 1
            else:
                what = _differs(looked)
                others[what] += 1
                self.stdout.write(f"{_('article')} {looked.article.pk}: {what}")
            if options["apply"]:
                settle(looked, by=by, correct=options["correct"])
        self.stdout.write(_("Right as stored: %(count)d") % {"count": right})
        for what, count in others.most_common():
            self.stdout.write(f"{what}: {count}")
        if not options["apply"]:
            self.stdout.write(_("Nothing was stored. --apply keeps what was found."))


def _differs(looked: Looked) -> str:
    """What is stored, and what was found instead."""
    found = language_name(looked.code) if looked.is_sure else _("not sure")
    return f"{plain(language_name(looked.article.language))} → {found}"


def _account(username: str | None) -> User | None:
    if not username:
        return None
    try:
        return User.objects.get(username=username)
    except User.DoesNotExist:
        raise CommandError(_("There is no account named %(name)s.") % {"name": username}) from None
