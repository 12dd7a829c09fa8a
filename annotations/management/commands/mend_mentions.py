from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotations.models import Source, SourceAlias
from annotations.sources.changing import add_alias, kept_mentions, remove_alias
from articles.management.accounts import account_named
from newsdesk.errors import DomainError
from newsdesk.models import User
from newsdesk.running.saying import plain


class Command(BaseCommand):
    help = (
        "List names of the registry that name nobody outside an article («الصحيفة»، «الوزير»). "
        "With --apply, take them away: on record, and each can be put back."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--apply", action="store_true", help="do it; without this, nothing is changed")
        parser.add_argument("--only", nargs="+", type=int, metavar="SOURCE", help="only of these entries")
        parser.add_argument("--put-back", nargs=2, metavar=("SOURCE", "NAME"), help="give an entry such a name again")
        parser.add_argument("--by", metavar="USERNAME", help="the editor whom the history names")

    def handle(self, *args: Any, **options: Any) -> None:
        by = account_named(options["by"])
        if by is None and (options["apply"] or options["put_back"]):
            raise CommandError(_("Say by --by which editor does it."))
        if options["put_back"]:
            number, name = options["put_back"]
            self._put_back(number, name, by)
            return
        only = set(options["only"] or ())
        listed = [alias for alias in kept_mentions() if not only or alias.source_id in only]
        for alias in listed:
            told = _("Source %(number)d, %(source)s: “%(name)s”")
            shown = {"number": alias.source_id, "source": plain(alias.source), "name": plain(alias.name)}
            self.stdout.write(told % shown)
            if options["apply"]:
                self._remove(alias, by)
        told = ngettext("%(count)d name names nobody.", "%(count)d names name nobody.", len(listed))
        self.stdout.write(told % {"count": len(listed)})
        if not options["apply"]:
            self.stdout.write(_("Nothing was changed. Say --apply to do it."))

    def _remove(self, alias: SourceAlias, by: Any) -> None:
        try:
            remove_alias(alias, by=by)
        except DomainError as error:
            raise CommandError(plain(error.message)) from error
        back = f'--put-back {alias.source_id} "{plain(alias.name)}" --by {by.username}'
        self.stdout.write(self.style.SUCCESS("    " + _("taken away; to put it back: %(way)s") % {"way": back}))

    def _put_back(self, number: str, name: str, by: User | None) -> None:
        source = Source.objects.filter(pk=number).first() if number.isdecimal() else None
        if source is None or by is None:
            raise CommandError(_("There is no source %(number)s.") % {"number": plain(number)})
        try:
            add_alias(source.standing, name, by=by, is_put_back=True)
        except DomainError as error:
            raise CommandError(plain(error.message)) from error
        self.stdout.write(self.style.SUCCESS(_("The name is added.")))
