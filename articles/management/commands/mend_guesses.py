from argparse import ArgumentParser
from math import inf
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.management.accounts import account_named
from articles.models import Publisher
from articles.revising.doubts import Doubt, doubtful_articles, doubtful_publishers, part_doubtful, remove_publisher
from newsdesk.errors import DomainError
from newsdesk.models import User
from newsdesk.running.saying import plain


class Command(BaseCommand):
    help = (
        "List articles whose texts were joined by a guess, and publishers that were made from one. "
        "With --apply, part those texts and take those names off their articles: on record, and it can be taken back."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--apply", action="store_true", help="do it; without this, nothing is changed")
        parser.add_argument("--what", choices=("articles", "publishers"), help="only these; else both")
        parser.add_argument("--only", nargs="+", type=int, metavar="NUMBER", help="only these of what is listed")
        parser.add_argument("--below", type=float, metavar="PERCENT", help="only texts that share less")
        parser.add_argument("--by", metavar="USERNAME", help="the account that the history names")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["only"] and not options["what"]:
            raise CommandError(_("Numbers are of articles or of publishers: say which by --what."))
        by = account_named(options["by"])
        below = inf if options["below"] is None else options["below"] / 100
        only = set(options["only"] or ())
        if options["what"] != "publishers":
            self._articles(only, below, by, apply=options["apply"])
        if options["what"] != "articles":
            self._publishers(only, by, apply=options["apply"])
        if not options["apply"]:
            self.stdout.write(_("Nothing was changed. Say --apply to do it."))

    def _articles(self, only: set[int], below: float, by: User | None, *, apply: bool) -> None:
        listed = [
            doubt
            for doubt in doubtful_articles()
            if (not only or doubt.article.pk in only) and any(like.share < below for like in doubt.nearest)
        ]
        for doubt in listed:
            self._tell(doubt)
            if apply:
                self._part(doubt, below, by)
        told = ngettext(
            "%(count)d article has texts that nothing proves to be of one article.",
            "%(count)d articles have texts that nothing proves to be of one article.",
            len(listed),
        )
        self.stdout.write(told % {"count": len(listed)})

    def _tell(self, doubt: Doubt) -> None:
        self.stdout.write(
            _("Article %(number)d: %(headline)s") % {"number": doubt.article.pk, "headline": plain(doubt.article)}
        )
        for group, like in zip(doubt.groups[1:], doubt.nearest, strict=True):
            numbers = ", ".join(str(revision.number) for revision in group)
            told = _("text %(numbers)s: %(percent)d %% of its sentences are in an earlier one")
            self.stdout.write(f"    {told % {'numbers': numbers, 'percent': round(like.share * 100)}}")

    def _part(self, doubt: Doubt, below: float, by: User | None) -> None:
        try:
            made = part_doubtful(doubt, below=below, by=by)
        except DomainError as error:
            self.stderr.write(self.style.ERROR(f"    {plain(error.message)}"))
            return
        for article in made:
            self.stdout.write(self.style.SUCCESS("    " + _("parted: article %(number)d") % {"number": article.pk}))

    def _publishers(self, only: set[int], by: User | None, *, apply: bool) -> None:
        listed = [publisher for publisher in doubtful_publishers() if not only or publisher.pk in only]
        for publisher in listed:
            self.stdout.write(_("Publisher %(number)d: %(name)s") % {"number": publisher.pk, "name": plain(publisher)})
            if apply:
                self._remove(publisher, by)
        told = ngettext(
            "%(count)d publisher is named by no text that is known to name it.",
            "%(count)d publishers are named by no text that is known to name them.",
            len(listed),
        )
        self.stdout.write(told % {"count": len(listed)})

    def _remove(self, publisher: Publisher, by: User | None) -> None:
        count = remove_publisher(publisher, by=by)
        told = ngettext("taken off %(count)d article", "taken off %(count)d articles", count)
        self.stdout.write(self.style.SUCCESS(f"    {told % {'count': count}}"))
