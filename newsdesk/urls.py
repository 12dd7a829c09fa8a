"""The one place that looks up: every app's addresses under one roof."""

from django.contrib import admin
from django.urls import include, path

from newsdesk import account_urls, health, views

urlpatterns = [
    path("", include("annotations.urls")),
    path("articles/", include("articles.urls")),
    *account_urls.urlpatterns,
    path("preferences/", views.preferences, name="preferences"),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("metrics", health.figures, name="metrics"),
    path("admin/", admin.site.urls),
]

handler400 = "newsdesk.views.bad_request"
handler403 = "newsdesk.views.forbidden"
handler404 = "newsdesk.views.not_found"
handler500 = "newsdesk.views.server_error"
