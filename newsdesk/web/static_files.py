"""Static files under hashed, compressed, forever-cacheable names.

An import map (see `templatetags/newsdesk.py`) leads each module's plain URL to the hashed one of the file that holds
it, because Django's own rewriting of imports trips over chains of modules and over JSDoc. Modules are joined into few
files (`javascript_modules.py`), and a style that imports its neighbours holds them instead: one file compresses better
than twenty, and is asked for once. Our own scripts and styles leave their comments and white space behind, a third of
their weight.
"""

import posixpath
import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import rjsmin
from django.core.files.base import ContentFile, File
from django.http import FileResponse, HttpRequest
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

from newsdesk.web import javascript_modules

OURS = re.compile(r"(?:newsdesk|articles|annotations|seeds)/.+\.(?:js|css)")
HASHED = re.compile(r"\.[0-9a-f]{12}\.js$")
TEMPLATE_IN_ANOTHER = re.compile(r"`[^`]*\$\{[^}`]*`[^`\n]*`?")
STYLE_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
INDENTATION = re.compile(r"\s*\n\s*")
STYLE_IMPORT = re.compile(r'@import\s+url\("((?:[\w-]+/)*[\w.-]+\.css)"\);')


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    support_js_module_import_aggregation = False

    def file_hash(self, name: str, content: File[Any] | None = None) -> str:
        """Of a joined file, the hash of all that it holds: any module of it may change."""
        joined = self._joined(name or "")
        return str(super().file_hash(name, ContentFile(joined.encode()) if joined else content))

    def post_process(self, *args: Any, **kwargs: Any) -> Iterator[Any]:
        yield from super().post_process(*args, **kwargs)
        for entry, held in javascript_modules.files().items():
            if entry in self.hashed_files:
                self.hashed_files.update(dict.fromkeys(held, self.hashed_files[entry]))
        self.save_manifest()

    def _joined(self, name: str) -> str | None:
        return javascript_modules.joined(name) if name in javascript_modules.files() else None

    def _save(self, name: str, content: File[Any]) -> str:
        place = name.replace("\\", "/")
        if joined := self._joined(HASHED.sub(".js", place)):
            content = ContentFile(slim(place, joined).encode())
        elif OURS.fullmatch(place):
            # In chunks, which begin at the beginning: for its hashed copy the file comes read to its end.
            source = b"".join(content.chunks()).decode()
            content = ContentFile(slim(place, self._with_imported(place, source)).encode())
        return str(super()._save(name, content))

    def _with_imported(self, name: str, source: str) -> str:
        """A style with those that it imports in place of the imports, as far as they are stored already.

        They lie in its folder or below, and name no other file: what they name would be looked for beside this one.

        By the last round of hashing all of them are; their hashed names have made its own one by then.
        """

        def imported(statement: re.Match[str]) -> str:
            neighbour = posixpath.join(posixpath.dirname(name), statement[1])
            if not self.exists(neighbour):
                return statement[0]
            with self.open(neighbour) as style:
                return str(style.read().decode())

        return STYLE_IMPORT.sub(imported, source)


class StaticFiles(WhiteNoiseMiddleware):
    """Serves static files, and whole where WhiteNoise would refuse a range, as RFC 9110 (14.2) lets a server.

    WhiteNoise 6.12 refuses some that can be satisfied, such as a single byte.
    """

    @staticmethod
    def serve(static_file: StaticFile, request: HttpRequest) -> FileResponse:
        response: FileResponse = WhiteNoiseMiddleware.serve(static_file, request)
        if response.status_code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            del request.META["HTTP_RANGE"]
            response = WhiteNoiseMiddleware.serve(static_file, request)
        return response


def slim(name: str, source: str) -> str:
    """A script or style, by its name, without comments and needless white space.

    Raises `ValueError` for a script with a template literal within another: its words would be slimmed, too.
    """
    if name.endswith(".js"):
        if nested := TEMPLATE_IN_ANOTHER.search(source):
            raise ValueError(f"{name} has a template literal within another, which is not read: {nested[0]}")
        return str(rjsmin.jsmin(source))
    # No more than this: a space is often a selector's meaning.
    return INDENTATION.sub("\n", STYLE_COMMENT.sub("", source))
