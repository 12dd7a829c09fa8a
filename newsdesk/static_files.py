"""Static files under hashed, compressed, forever-cacheable names.

JavaScript is stored as written: an import map (see `templatetags/newsdesk.py`) leads each module's plain URL to its
hashed one, because Django's own rewriting of imports trips over chains of modules and over JSDoc.
"""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    support_js_module_import_aggregation = False
