"""Static files under hashed, compressed, forever-cacheable names.

JavaScript is stored as written: an import map (see `templatetags/newsdesk.py`) leads each module's plain URL to its
hashed one, because Django's own rewriting of imports trips over chains of modules and over JSDoc. Our own scripts and
styles leave their comments and indentation behind, a third of their weight.
"""

import re
from typing import Any

from django.core.files.base import ContentFile, File
from whitenoise.storage import CompressedManifestStaticFilesStorage

OURS = re.compile(r"(?:newsdesk|articles|annotations|seeds)/.+\.(?:js|css)")
COMMENT = re.compile(r"^[ \t]*(?:/\*.*?\*/|//[^\n]*)", re.MULTILINE | re.DOTALL)
INDENTATION = re.compile(r"^[ \t]+|[ \t]+$", re.MULTILINE)


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    support_js_module_import_aggregation = False

    def _save(self, name: str, content: File[Any]) -> str:
        if OURS.fullmatch(name.replace("\\", "/")):
            # In chunks, which begin at the beginning: for its hashed copy the file comes read to its end.
            content = ContentFile(slim(b"".join(content.chunks()).decode()).encode())
        return str(super()._save(name, content))


def slim(source: str) -> str:
    """A script or style without comments that begin a line, and without indentation. Lines keep their numbers.

    A file with a template literal over several lines is left as it is: there, nothing is known to be a comment.
    """
    without = COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), source)
    if any(line.count("`") % 2 for line in without.split("\n")):
        return source
    return INDENTATION.sub("", without)
