"""Static files as they are sent."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.test import RequestFactory
from django.utils.module_loading import import_string
from whitenoise.responders import StaticFile


@pytest.mark.parametrize("asked", ["bytes=0-0", "bytes=-1", "bytes=2-1", "bytes=99-", "bytes=0-3", "nonsense"])
def test_whoever_asks_for_a_part_gets_the_whole(tmp_path: Path, rf: RequestFactory, asked: str) -> None:
    (tmp_path / "a.css").write_bytes(b"a { color: red }")
    file = StaticFile(str(tmp_path / "a.css"), [])
    [serving] = [name for name in settings.MIDDLEWARE if "static_files" in name or "whitenoise" in name]
    response = import_string(serving).serve(file, rf.get("/static/a.css", headers={"range": asked}))
    assert response.status_code == 200
    assert b"".join(response) == b"a { color: red }"
