from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsdeskConfig(AppConfig):
    name = "newsdesk"
    verbose_name = _("The house")
    background_tasks = ("newsdesk.accounts.lockouts", "newsdesk.history.chain", "newsdesk.upkeep.backups")
    joined_modules = ("newsdesk/js/site.js", "newsdesk/js/shortcuts.js")

    def ready(self) -> None:
        from newsdesk import listening  # noqa: F401  (connects its receivers)
        from newsdesk.running.supervising.lifeline import hold_on

        hold_on()
