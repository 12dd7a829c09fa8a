from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SeedsConfig(AppConfig):
    name = "seeds"
    verbose_name = _("Seeds")

    def ready(self) -> None:
        from annotations.codebook_versions.shipped import ship
        from seeds import CODEBOOK

        ship(CODEBOOK)
