"""Articles in the administration: what is known of them, their texts, the blocks of a text, and the imports."""

from django.utils.translation import gettext_lazy as _

from articles.admin import articles, imports, publishers
from newsdesk.history.actions import ACTION_WORDS

ACTION_WORDS.update({"batch.imported": _("Imported"), "revision.blocks_corrected": _("Blocks corrected")})

__all__ = ["articles", "imports", "publishers"]
