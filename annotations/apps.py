from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AnnotationsConfig(AppConfig):
    name = "annotations"
    verbose_name = _("Annotations")
    background_tasks = ("annotations.datasets.making",)
    page_modules = ("annotations/review/keeping/on_every_page.js",)
    data_modules = ("annotations/review/state/codebook_data.js",)
    joined_modules = (*page_modules, "annotations/review/main.js")

    def ready(self) -> None:
        from annotations import listening  # noqa: F401  (connects its receivers)
