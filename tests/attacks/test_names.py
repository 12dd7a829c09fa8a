"""Names that would be more than names: paths, formulas, headers, and marks that turn a line around."""

from __future__ import annotations

import io
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from annotations.datasets.dataset import Dataset
from annotations.datasets.files import write_stream
from annotations.datasets.formats import FORMATS
from annotations.sources.changing import add_alias, create_source
from articles.models import Article, ImportItem
from newsdesk.models import User
from tests.attacks.saying import a_site_of_attacks
from tests.factories import TEXT, an_administrator, an_analyst, an_editor
from tests.site_pages import pages

pytestmark = pytest.mark.django_db
RLO = "\u202e"


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "..\\..\\boot.ini",
        "/etc/cron.d/x",
        f"a{RLO}txt.exe",
        "a\r\nSet-Cookie: x=y.txt",
        "x" * 400 + ".txt",
        "con",
        ".htaccess",
    ],
)
def test_an_uploaded_files_name_is_a_word_in_the_report_and_no_path(client: Client, name: str, settings: Any) -> None:
    before = set(Path(settings.MEDIA_ROOT).rglob("*"))
    client.force_login(an_editor())
    answer = client.post("/articles/upload/", {"texts": _named(name)})
    assert answer.status_code in (200, 302)
    assert set(Path(settings.MEDIA_ROOT).rglob("*")) == before
    for item in ImportItem.objects.all():
        assert not {"/", "\\", "\r", "\n", "\0"} & set(item.name)
        page = client.get(answer.headers["Location"]).content.decode()
        assert RLO not in page or f'dir="auto">{item.name}' in page or f"<bdi>{item.name}" in page


def _named(name: str) -> SimpleUploadedFile:
    file = SimpleUploadedFile("a.txt", TEXT.encode())
    file._name = name  # Past Django's own cleaning, which the receiving side does again.
    return file


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7 x", b"PK\x03\x04zip", b"\x89PNG\r\n", b"\xd0\xcf\x11\xe0", b"MZ\x90\0\x03", b"\x1f\x8b\x08gz"]
)
def test_a_file_is_judged_by_what_is_in_it(client: Client, data: bytes) -> None:
    client.force_login(an_editor())
    client.post("/articles/upload/", {"texts": SimpleUploadedFile("news.txt", data, content_type="text/plain")})
    assert Article.objects.count() == 0
    assert ImportItem.objects.get().outcome == "failed"


@pytest.mark.parametrize(
    "formula", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\u200f=1", "＝1", "\r\n=cmd|' /C calc'!A0"]
)
def test_no_cell_of_an_export_is_a_formula(formula: str) -> None:
    user = an_editor()
    a_site_of_attacks(user, formula + " <b>")
    stream = io.BytesIO()
    write_stream(Dataset.of(), FORMATS["csv"], stream)
    cells = stream.getvalue().decode("utf-8-sig").split('","')
    assert not [
        cell
        for cell in cells
        if cell.strip('"\u200f \t\r\n')[:1] in {*"=+-@＝"} and not cell.strip('"').startswith("'")
    ]


@pytest.mark.parametrize(
    "name", [f"كاظم{RLO}evil", f"{RLO}كاظم", "كاظم\u2066\u2067x", "كا\u200fظم", "كاظم\0", "كاظم\ud800"]
)
def test_a_sources_name_holds_nothing_that_turns_a_line(name: str) -> None:
    user = an_editor()
    source, _created = create_source(name_ar=name, kind="person", by=user)
    add_alias(source, f"{name} الثاني", by=user)
    for stored in (source.name_ar, *source.aliases.values_list("name", flat=True)):
        assert not {RLO, "\u2066", "\u2067", "\u200f", "\0", "\ud800"} & set(stored)


def test_whatever_is_typed_stands_in_an_element_of_its_own_direction(
    client: Client, settings: Any, tmp_path: Path
) -> None:
    """A name that turns its line turns nothing outside its own `bdi`, block, field or cell."""
    settings.DATA_DIR = tmp_path
    user = an_administrator(is_superuser=True, is_staff=True)
    a_site_of_attacks(user, f"اسم {RLO}txet")
    client.force_login(user)
    loose, shown = [], 0
    for path in sorted(path for path in set(pages(user)) if not path.startswith("/admin/")):
        answer = client.get(path, follow=True)
        if answer.headers["Content-Type"].startswith("text/html"):
            loose += [f"{path}: {found}" for found in Loose.of(answer.content.decode())]
            shown += RLO.encode() in answer.content
    assert loose == []
    assert shown > 8


class Loose(HTMLParser):
    """Text with a turning mark that no element keeps apart from the words around it."""

    APART = {"bdi", "textarea", "option", "title", "script"}
    EMPTY = {"br", "hr", "img", "input", "link", "meta", "path", "use", "wbr", "col"}

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.found: list[str] = []

    @classmethod
    def of(cls, page: str) -> list[str]:
        parser = cls()
        parser.feed(page)
        return parser.found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.EMPTY:
            is_apart = tag in self.APART or (tag != "html" and "dir" in dict(attrs))
            self.open.append((tag, is_apart))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if RLO in data and not any(is_apart for _tag, is_apart in self.open):
            self.found.append(f"{'/'.join(tag for tag, _apart in self.open[-4:])}: {data.strip()[:60]}")


@pytest.mark.parametrize("name", [f"sal{RLO}ma", "sal ma", "sal\u200bma", "a\r\nb", "<b>", "ѕalma/../x", "\0"])
def test_a_user_name_is_letters_digits_and_a_few_signs(name: str, client: Client) -> None:
    client.force_login(an_administrator(is_superuser=True, is_staff=True))
    form = {
        "username": name,
        "usable_password": "true",
        "password1": "a long enough phrase",
        "password2": "a long enough phrase",
    }
    client.post("/admin/newsdesk/user/add/", form)
    assert not User.objects.filter(username=name.replace("\0", "")).exists()


@pytest.mark.parametrize(
    "path",
    [
        "/static/../manage.py",
        "/static/%2e%2e/manage.py",
        "/static/..%2f..%2fetc/passwd",
        "/media/exports/a",
        "/static//etc/passwd",
        "/.git/config",
        "/static/%00",
    ],
)
def test_no_address_leads_out_of_the_static_files(client: Client, path: str) -> None:
    client.force_login(an_analyst())
    assert client.get(path).status_code in (400, 404)


def test_what_is_redirected_to_cannot_add_a_header(client: Client) -> None:
    client.force_login(an_analyst())
    answer = client.post("/preferences/", {"theme": "dark", "next": "/articles/\r\nSet-Cookie: stolen=b"})
    assert "stolen" not in answer.cookies
    assert "\n" not in answer.headers["Location"]
