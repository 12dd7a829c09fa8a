"""Tells Django which administration to run, without importing it before the models are there."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.apps import SimpleAdminConfig
from django.contrib.admin.checks import check_admin_app, check_dependencies
from django.core import checks


class NewsdeskAdminConfig(SimpleAdminConfig):
    """Leaves the pages to `newsdesk/urls.py`: commands, which have none, would wait for them at each start."""

    default_site = "newsdesk.admin_site.NewsdeskAdminSite"

    def ready(self) -> None:
        checks.register(check_dependencies, checks.Tags.admin)
        checks.register(_check_pages, checks.Tags.admin)


def _check_pages(**asked: Any) -> list[checks.CheckMessage]:
    admin.autodiscover()
    return check_admin_app(**asked)
