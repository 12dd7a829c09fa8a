from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _


class NewsdeskConfig(AppConfig):
    name = "newsdesk"
    verbose_name = _("The house")
    background_tasks = ("newsdesk.accounts.lockouts", "newsdesk.history.chain", "newsdesk.upkeep.backups")
    data_modules = ("newsdesk/js/catalogue.js",)
    joined_modules = ("newsdesk/js/site.js", "newsdesk/js/shortcuts.js", "newsdesk/js/key_list.js")

    def ready(self) -> None:
        # The package's own name of it is translated by nobody, and stands at the head of each of its pages.
        apps.get_app_config("django_tasks_database").verbose_name = _("The background")
        from newsdesk import listening  # noqa: F401  (connects its receivers)
        from newsdesk.running.supervising.lifeline import hold_on

        hold_on()
