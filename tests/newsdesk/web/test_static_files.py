"""Static files as they are sent."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.test import RequestFactory
from django.utils.module_loading import import_string
from whitenoise.responders import StaticFile


@pytest.mark.parametrize("asked", ["bytes=0-0", "bytes=2-1", "bytes=99-", "nonsense"])
def test_a_part_that_cannot_be_given_is_no_reason_to_refuse_the_whole(
    tmp_path: Path, rf: RequestFactory, asked: str
) -> None:
    (tmp_path / "a.css").write_bytes(b"a { color: red }")
    assert served(tmp_path, rf, asked) == (200, b"a { color: red }")


def test_a_part_is_given_where_it_can_be(tmp_path: Path, rf: RequestFactory) -> None:
    (tmp_path / "a.css").write_bytes(b"a { color: red }")
    assert served(tmp_path, rf, "bytes=4-8") == (206, b"color")


def served(folder: Path, rf: RequestFactory, asked: str) -> tuple[int, bytes]:
    file = StaticFile(str(folder / "a.css"), [])
    [serving] = [name for name in settings.MIDDLEWARE if "static_files" in name or "whitenoise" in name]
    response = import_string(serving).serve(file, rf.get("/static/a.css", headers={"range": asked}))
    return response.status_code, b"".join(response)
