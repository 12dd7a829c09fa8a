import json
import sys
from argparse import ArgumentParser
from functools import cached_property
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.importing.ahead import MakerLost
from articles.importing.batches import import_files
from articles.importing.folders import incoming
from articles.importing.reports import Outcome, Report, Result
from articles.management.accounts import account_named
from articles.models import ImportBatch
from newsdesk.running.saying import plain
from newsdesk.upkeep.outages import NoRoom, Unavailable, outage

STYLES = {Outcome.FAILED: "ERROR", Outcome.LEFT_OUT: "WARNING"}


class Command(BaseCommand):
    help = "Import articles from text files and folders. Importing the same again changes nothing."
    # They load the whole site, of which an import needs nothing: a third of a second and 25 MB.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a file or folder")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, store nothing")
        parser.add_argument("--report", type=Path, metavar="FILE.json", help="write the report there, as JSON")
        parser.add_argument("--by", metavar="USERNAME", help="the account that the history names")

    def handle(self, *args: Any, **options: Any) -> None:
        by = account_named(options["by"])
        try:
            report = import_files(
                incoming(options["paths"]),
                kind=ImportBatch.Kind.COMMAND,
                by=by,
                dry_run=options["dry_run"],
                tell=self._tell,
                keep=bool(options["report"]),
                apart=True,
            )
        except Exception as error:
            if why := _why_stopped(error):
                raise CommandError(f"{why} {_what_is_stored(dry_run=options['dry_run'])}") from error
            raise
        self._sum_up(report, dry_run=options["dry_run"])
        if options["report"]:
            _write(report, options["report"])
        if report.has_failures:
            sys.exit(1)

    @cached_property
    def _labels(self) -> dict[str, str]:
        """What is said of each outcome: made once, for a line a text."""
        return {one.value: getattr(self.style, STYLES.get(one, "SUCCESS"))(str(one.label)) for one in Outcome}

    def _tell(self, result: Result) -> None:
        self.stdout.write(f"{self._labels[result.outcome]}  {plain(result.name)}{_details(result)}")

    def _sum_up(self, report: Report, *, dry_run: bool) -> None:
        for outcome, count in report.totals.items():
            self.stdout.write(f"{Outcome(outcome).label}: {count}")
        if dry_run:
            self.stdout.write(_what_is_stored(dry_run=True))


def _details(result: Result) -> str:
    article = f" → {_('article')} {result.article}/{result.revision}" if result.article else ""
    if result.may_belong_to:
        article += " · " + _("may be a new text of article %(number)d") % {"number": result.may_belong_to}
    notices = "".join(f"\n    {plain(one)} [{plain(one.code)}]" for one in result.notices)
    if not result.flagged_blocks:
        return article + notices
    told = ngettext("%(count)d block to check", "%(count)d blocks to check", result.flagged_blocks)
    return f"{article} · {told % {'count': result.flagged_blocks}}{notices}"


def _why_stopped(error: Exception) -> str:
    """Empty where it is no outage, but a fault."""
    if isinstance(error, MakerLost):
        return _("The process that reads the files was ended from outside. See whether memory is left.")
    match outage(error):
        case NoRoom():
            return _("The disk is full.")
        case Unavailable():
            return _("The database cannot be reached.")
    return ""


def _what_is_stored(*, dry_run: bool) -> str:
    if dry_run:
        return _("This was a rehearsal: nothing was stored.")
    return _("What is listed above is stored. When this is mended, import the same again: nothing comes twice.")


def _write(report: Report, path: Path) -> None:
    left_out = [result.name for result in report.results if result.outcome == Outcome.LEFT_OUT]
    body = report.as_dict() | {"left_out": left_out}
    try:
        path.write_text(json.dumps(body, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        message = _("The report cannot be written to %(path)s (%(reason)s). The import itself is done.")
        raise CommandError(message % {"path": path, "reason": error.strerror}) from error
