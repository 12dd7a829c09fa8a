"""Tells Django which administration to run, without importing it before the models are there."""

from django.contrib.admin.apps import AdminConfig


class NewsdeskAdminConfig(AdminConfig):
    default_site = "newsdesk.admin_site.NewsdeskAdminSite"
