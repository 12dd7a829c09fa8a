"""What the administration shows of annotations: one module for each thing."""

from annotations.admin import articles, codebooks, exports, projects, readings, said, sources, tokens

__all__ = ["articles", "codebooks", "exports", "projects", "readings", "said", "sources", "tokens"]
