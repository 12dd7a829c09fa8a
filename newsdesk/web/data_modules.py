"""Data that many pages need and that hardly ever changes, as JavaScript modules of which a browser keeps a copy.

An app names the empty modules (`data_modules` of its configuration) in whose place a page's import map leads to an
address that bears the digest of what is to be found there. So nothing is asked for again, nothing that is kept is
ever out of date, and modules that read the data need not wait for it: it is there when they begin.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import orjson
from django.http import HttpResponse

YEAR = 365 * 24 * 60 * 60


@dataclass(frozen=True)
class DataModule:
    """The text of a module that exports one name, and the digest that its address bears."""

    text: bytes
    digest: str

    @classmethod
    def of(cls, name: str, data: bytes) -> DataModule:
        """Of data as JSON. It is parsed as such: a key `__proto__` means nothing there."""
        text = b"export const %s=JSON.parse(%s);\n" % (name.encode(), orjson.dumps(data.decode()))
        return cls(text, hashlib.sha256(text).hexdigest()[:16])

    def answer(self, digest: str, *, is_public: bool) -> HttpResponse:
        """To be kept for a year by the browser alone, or by whoever stands between; where the address is an older one,
        for no time at all."""
        response = HttpResponse(self.text, content_type="text/javascript; charset=utf-8")
        if digest == self.digest:
            whose = "public" if is_public else "private"
            response.headers["Cache-Control"] = f"{whose}, max-age={YEAR}, immutable"
        return response
