"""Write a dataset: every span is cut from its text again and compared before its article is written."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from annotations.datasets.dataset import Dataset
from annotations.datasets.failures import ExportFailed
from annotations.datasets.files import Written, write_file, write_stream
from annotations.datasets.formats import FORMATS, Format, beside
from annotations.datasets.losses import ToldLosses, in_words, named_totals
from annotations.datasets.progress import Progress
from annotations.datasets.scope import Scope, Which
from annotations.models import Codebook, Project
from newsdesk.models import User
from newsdesk.running.saying import plain

UNWRITTEN, UNKNOWN, INTERRUPTED, PIPE_CLOSED = 1, 2, 130, 141
STANDARD_OUTPUT = "-"
EPILOG = """\
The same data gives the same bytes. Progress, the summary and what the format
cannot carry are told on the standard error.

Ends with 0 when everything was written; 1 when a span does not fit its text or
the file cannot be written (no file is left then); 2 when the project, article,
kind or account is not known; 130 when it was interrupted."""


class Command(BaseCommand):
    help = __doc__
    # They load every page of the site, which takes longer than telling thousands of articles.
    requires_system_checks = ()

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        parser = super().create_parser(prog_name, subcommand, epilog=EPILOG, **kwargs)
        parser.formatter_class = RawDescriptionHelpFormatter
        return parser

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", required=True, choices=sorted(FORMATS), help="see docs/formats.md")
        parser.add_argument("--project", metavar="KEY", help="the readings and articles of this project (default: all)")
        parser.add_argument(
            "--article", metavar="ID", type=int, nargs="+", action="extend", help="only these articles, by number"
        )
        parser.add_argument(
            "--readings",
            choices=[which.value for which in Which],
            default=Which.ALL.value,
            help="which of them are told (default: all); articles without one are told all the same",
        )
        parser.add_argument(
            "--kind", metavar="KEY", nargs="+", action="extend", help="only annotations of these kinds of the codebook"
        )
        parser.add_argument("--as", metavar="USERNAME", dest="username", help="only what this account may see")
        parser.add_argument(
            "--output",
            metavar="FILE",
            default=STANDARD_OUTPUT,
            help="replaced in one step when everything is verified; - is the standard output (default)",
        )

    def handle(self, **options: Any) -> None:
        # Terminals seldom lay out Arabic; what a command says is for the person who runs the machine.
        with translation.override("en"):
            self._export(FORMATS[options["format"]], **options)

    def _export(self, form: Format, *, output: str, **options: Any) -> None:
        dataset = Dataset.of(_scope(**options))
        dataset.watch = Progress(self._write, len(dataset), "articles", renews=self.stderr.isatty()).each
        try:
            if output == STANDARD_OUTPUT:
                written = write_stream(dataset, form, _bytes_of(self.stdout))
            else:
                written = write_file(dataset, form, Path(output))
                self._write_beside(form, Path(output))
        except ExportFailed as failure:
            raise CommandError(plain(failure), returncode=UNWRITTEN) from failure
        except BrokenPipeError:
            _end_quietly()
        except KeyboardInterrupt as interrupt:
            raise CommandError("Interrupted. No file was left.", returncode=INTERRUPTED) from interrupt
        else:
            self._summarise(written, output, form)

    def _write_beside(self, form: Format, path: Path) -> None:
        if found := beside(form, path.name):
            name, data = found
            try:
                path.with_name(name).write_bytes(data)
            except OSError as error:
                raise ExportFailed("cannot_write", path=name, reason=error.strerror or str(error)) from error

    def _summarise(self, written: Written, output: str, form: Format) -> None:
        where = "the standard output" if output == STANDARD_OUTPUT else output
        losses = in_words(written.lost.as_json(), form.losses)
        self._say(f"{form.label}, {written.size:,} bytes, verified, to {where}")
        self._say(_listed(named_totals(written.counts)))
        self._say(f"SHA-256 {written.sha256}")
        counts = _listed([(loss.name, loss.count) for loss in losses])
        self._say(f"Not carried by {form.label}: {counts}" if counts else "Nothing was left out.")
        for loss in losses:
            self._say_where(loss)

    def _say_where(self, loss: ToldLosses) -> None:
        if loss.places:
            self._say(f"{plain(loss.name)}: {loss.why}")
            for place in loss.places:
                self._say(f"  {plain(place)}")
            if loss.more:
                self._say(f"  and {loss.more:,} more")

    def _say(self, line: str) -> None:
        self._write(f"{line}\n")

    def _write(self, text: str) -> None:
        """As it is: Django would make errors of it, in red, each with a line of its own."""
        self.stderr.write(text, str, ending="")


def _scope(
    *,
    project: str | None,
    username: str | None,
    article: list[int] | None,
    readings: str,
    kind: list[str] | None,
    **_rest: Any,
) -> Scope:
    """What the options ask for; everything that they name has to be there."""
    scope = Scope(
        _project(project) if project else None,
        _account(username) if username else None,
        frozenset(article) if article is not None else None,
        Which(readings),
        frozenset(kind) if kind is not None else None,
    )
    _refuse_unknown_articles(scope, project, username)
    _refuse_unknown_kinds(scope)
    return scope


def _refuse_unknown_articles(scope: Scope, project: str | None, username: str | None) -> None:
    if scope.articles is None:
        return
    if unknown := sorted(scope.articles - set(scope.told_revisions().values_list("article_id", flat=True))):
        where = f"in the project {project}" if project else "here"
        raise CommandError(
            f"There is no article {', '.join(map(str, unknown))} {where}"
            + (f" that {username} may see." if username else "."),
            returncode=UNKNOWN,
        )


def _refuse_unknown_kinds(scope: Scope) -> None:
    if scope.kinds is None:
        return
    known = {kind.key for codebook in Codebook.objects.all() for kind in codebook.spec.annotations}
    if unknown := sorted(scope.kinds - known):
        told = ", ".join(sorted(known)) or "none"
        raise CommandError(f"There is no kind {', '.join(unknown)}. Known are: {told}.", returncode=UNKNOWN)


def _project(key: str) -> Project:
    if project := Project.objects.filter(key=key).first():
        return project
    known = ", ".join(Project.objects.order_by("key").values_list("key", flat=True)) or "none"
    raise CommandError(f"There is no project {key}. Known are: {known}.", returncode=UNKNOWN)


def _account(username: str) -> User:
    if user := User.objects.filter(username=username, is_active=True).first():
        return user
    raise CommandError(f"There is no open account {username}.", returncode=UNKNOWN)


def _listed(named: list[tuple[str, int]]) -> str:
    return ", ".join(f"{name} {number:,}" for name, number in named)


def _bytes_of(stdout: Any) -> Any:
    """The stream under the standard output that takes bytes: a file's lines must end as its format says."""
    return getattr(stdout, "buffer", None) or _Text(stdout)


class _Text:
    """Takes bytes for a stream of text, as `call_command` may be given one."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream

    def write(self, data: bytes) -> None:
        self.stream.write(data.decode(), ending="")

    def flush(self) -> None:
        self.stream.flush()


def _end_quietly() -> NoReturn:
    """Nobody reads on (`| head`): that is no error of ours, and there is nobody to tell."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(PIPE_CLOSED)
