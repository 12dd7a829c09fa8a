"""Static files under hashed, compressed, forever-cacheable names.

JavaScript is stored as written: an import map (see `templatetags/newsdesk.py`) leads each module's plain URL to its
hashed one, because Django's own rewriting of imports trips over chains of modules and over JSDoc. Our own scripts and
styles leave their comments and white space behind, a third of their weight. A style that imports its neighbours holds
them instead: one file compresses better than twenty, and is asked for once.
"""

import posixpath
import re
from typing import Any

import rjsmin
from django.core.files.base import ContentFile, File
from whitenoise.storage import CompressedManifestStaticFilesStorage

OURS = re.compile(r"(?:newsdesk|articles|annotations|seeds)/.+\.(?:js|css)")
STYLE_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
INDENTATION = re.compile(r"\s*\n\s*")
STYLE_IMPORT = re.compile(r'@import\s+url\("([^"/:]+\.css)"\);')


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    support_js_module_import_aggregation = False

    def _save(self, name: str, content: File[Any]) -> str:
        place = name.replace("\\", "/")
        if OURS.fullmatch(place):
            # In chunks, which begin at the beginning: for its hashed copy the file comes read to its end.
            source = b"".join(content.chunks()).decode()
            content = ContentFile(slim(place, self._with_imported(place, source)).encode())
        return str(super()._save(name, content))

    def _with_imported(self, name: str, source: str) -> str:
        """A style with those of its folder that it imports in place of the imports, as far as they are stored already.

        By the last round of hashing all of them are; their hashed names have made its own one by then.
        """

        def imported(statement: re.Match[str]) -> str:
            neighbour = posixpath.join(posixpath.dirname(name), statement[1])
            if not self.exists(neighbour):
                return statement[0]
            with self.open(neighbour) as style:
                return str(style.read().decode())

        return STYLE_IMPORT.sub(imported, source)


def slim(name: str, source: str) -> str:
    """A script or style, by its name, without comments and needless white space."""
    if name.endswith(".js"):
        return str(rjsmin.jsmin(source))
    # No more than this: a space is often a selector's meaning.
    return INDENTATION.sub("\n", STYLE_COMMENT.sub("", source))
