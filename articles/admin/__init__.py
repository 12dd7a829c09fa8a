"""Articles in the administration: what is known of them, their texts, the blocks of a text, and the imports."""

from articles.admin import articles, imports, publishers

__all__ = ["articles", "imports", "publishers"]
