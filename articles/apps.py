from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = _("Texts")
    joined_modules = ("articles/js/spans.js", "articles/blocks/main.js")

    def ready(self) -> None:
        from articles import listening, notices  # noqa: F401  (connects its receivers)
        from articles.importing import formats

        notices.others.append(formats.sentences)
