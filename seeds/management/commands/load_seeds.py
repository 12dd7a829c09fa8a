from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from articles.importing.reports import Report
from newsdesk.errors import Conflict, DomainError
from seeds.loading import load_articles, load_codebook, load_project


class Command(BaseCommand):
    help = "Load the default codebook, the first project and the seed articles. Doing it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            load_project(load_codebook())
        except Conflict as conflict:
            self.stderr.write(self.style.WARNING(str(conflict)))
        except DomainError as error:
            raise CommandError(str(error)) from error
        self._tell(load_articles())

    def _tell(self, report: Report | None) -> None:
        for result in report.results if report else []:
            self.stdout.write(f"{result.outcome.label}: {result.name} {result.message}".rstrip())
        if report and report.has_failures:
            raise CommandError(_("A seed article could not be loaded; see above."))
