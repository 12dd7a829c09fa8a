"""What Django itself refuses and keeps of what people send, whichever server it runs behind.

Behind our front (`front/`) nothing comes this far that is too large; by `runserver` and other servers it does.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from newsdesk.errors import DomainError
from newsdesk.front import callers, limits, refusals
from newsdesk.web.middleware import is_for_programs, problem_response


class BodyLimits:
    """Refuses what is longer than its address takes, before any of it is read: a WSGI body is as long as it says."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        why = _why_not(request)
        return _refusal(request, why) if why else self.get_response(request)


class NamelessUploadHandler(FileUploadHandler):
    """Keeps large files where nothing is left of them, whatever happens to this process: they have no name."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.file = tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR)  # noqa: SIM115  (closed with the request)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        self.file.seek(0)
        return UploadedFile(
            self.file, self.file_name, self.content_type, file_size, self.charset, self.content_type_extra
        )

    def upload_interrupted(self) -> None:
        if hasattr(self, "file"):
            self.file.close()


def _why_not(request: HttpRequest) -> refusals.Why | None:
    length = _length(request)
    if length <= limits.FORM:
        return None
    if length > limits.most(request.path, is_known=True):
        return refusals.TOO_LARGE
    return callers.judged(request.path, request.user, request.headers.get("Authorization", ""))


def _length(request: HttpRequest) -> int:
    told = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(told) if told.isdecimal() else 0


def _refusal(request: HttpRequest, why: refusals.Why) -> HttpResponseBase:
    if is_for_programs(request):
        error = DomainError(why.words, code=why.code)
        error.status = why.status
        return problem_response(error)
    return render(request, "refusal.html", {"message": why.words}, status=why.status)
