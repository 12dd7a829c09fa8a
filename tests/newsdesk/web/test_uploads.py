"""What Django refuses and keeps by itself, behind servers that have no front of ours."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http.multipartparser import MultiPartParser
from django.test import Client

from annotations.models import ApiToken
from articles.models import Article
from newsdesk.front import limits
from newsdesk.web.uploads import NamelessUploadHandler
from tests.attacks.test_requests import signed_in
from tests.factories import an_analyst, an_editor

pytestmark = pytest.mark.django_db


@pytest.fixture
def nothing_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: Any) -> None:
        raise AssertionError("it was parsed")

    monkeypatch.setattr(MultiPartParser, "parse", fail)


def of_length(length: int) -> dict[str, Any]:
    return {"texts": SimpleUploadedFile("a.txt", b"a" * length)}


@pytest.mark.usefixtures("nothing_is_parsed")
@pytest.mark.parametrize(
    "path", ["/sign-in/", "/password/forgotten/", "/articles/upload/", "/preferences/", "/nowhere/"]
)
def test_a_stranger_sends_no_more_than_a_form(path: str, client: Client) -> None:
    client.cookies["sessionid"] = "a" * 32
    answer = client.post(path, of_length(limits.FORM))
    assert answer.status_code == 413
    assert "نموذج" in answer.content.decode()


@pytest.mark.usefixtures("nothing_is_parsed")
def test_each_address_has_its_own_limit() -> None:
    client = signed_in(an_editor())
    assert client.post("/sources/new/", of_length(limits.PAGE)).status_code == 413
    assert client.post("/articles/new/", of_length(7 * limits.MEGABYTE)).status_code == 413


@pytest.mark.usefixtures("nothing_is_parsed")
def test_only_who_may_import_sends_files() -> None:
    _row, secret = ApiToken.issue(an_editor(), scope="write", lifetime=timedelta(days=1))
    answer = signed_in(an_analyst()).post("/articles/upload/", of_length(limits.FORM))
    assert answer.status_code == 403
    assert "دور المحرّر" in answer.content.decode()
    answer = Client().post("/articles/upload/", of_length(limits.FORM), headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 413


def test_programs_are_told_what_they_understand(client: Client) -> None:
    def sent(**headers: str) -> Any:
        return client.post("/api/v1/readings/1/operations", b" " * 100_000, "application/json", headers=headers)

    assert (sent().status_code, sent().json()["type"]) == (401, "urn:newsdesk:not_signed_in")
    assert sent(Authorization="Bearer ndk_made-up").status_code == 401
    _row, secret = ApiToken.issue(an_editor(), scope="write", lifetime=timedelta(days=1))
    assert sent(Authorization=f"Bearer {secret}").status_code == 404


def test_a_large_file_is_imported_and_never_has_a_name(tmp_path: Path, settings: Any, monkeypatch: Any) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    seen: list[list[Path]] = []
    receive = NamelessUploadHandler.receive_data_chunk

    def watched(self: NamelessUploadHandler, raw_data: bytes, start: int) -> None:
        receive(self, raw_data, start)
        seen.append(list(tmp_path.iterdir()))

    monkeypatch.setattr(NamelessUploadHandler, "receive_data_chunk", watched)
    text = "عنوان الخبر\n\n" + "قالت الوزارة أمس إن العدد بلغ عشرين. " * 50_000
    file = SimpleUploadedFile("a.txt", text.encode())
    assert file.size > settings.FILE_UPLOAD_MAX_MEMORY_SIZE
    answer = signed_in(an_editor()).post("/articles/upload/", {"texts": file})
    assert answer.status_code == 302
    assert Article.objects.get().current_revision.text.startswith("عنوان الخبر")
    assert seen
    assert not any(seen)
