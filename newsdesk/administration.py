"""Django's administration under our name. Each app registers its own pages in its `admin.py`."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class NewsdeskAdminSite(AdminSite):
    site_header = site_title = _("Newsdesk administration")
    index_title = _("The desk")

    def has_permission(self, request: HttpRequest) -> bool:
        """Editors and administrators, whatever `is_staff` says: roles are decided in one place."""
        from newsdesk.accounts import is_editor  # Models are not loaded yet when this module is.

        return is_editor(request.user)


class NewsdeskAdminConfig(AdminConfig):
    default_site = "newsdesk.administration.NewsdeskAdminSite"
