from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = _("Texts")
    joined_modules = ("articles/js/spans.js", "articles/blocks/main.js")

    def ready(self) -> None:
        from articles import listening, notices  # noqa: F401  (connects its receivers)

        notices.others.append(_sentences_of_formats)


def _sentences_of_formats() -> Any:
    """Formats are imported by whoever meets a sentence of theirs: most commands read no files."""
    from articles.importing import formats

    return formats.sentences()
