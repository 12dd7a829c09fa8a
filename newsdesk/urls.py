"""The one place that looks up: every app's addresses under one roof."""

from django.contrib import admin
from django.urls import include, path

from annotations.views.erasing import article_erasure, source_erasure
from annotations.views.inviting import InvitationToProjectForm
from newsdesk import account_urls
from newsdesk.upkeep import health
from newsdesk.views import audit, people, preferences
from newsdesk.views.catalogue import catalogue

admin.autodiscover()

urlpatterns = [
    path("", include("annotations.urls")),
    path("articles/", include("articles.urls")),
    path("articles/<int:pk>/erasure/", article_erasure, name="article_erasure"),
    path("sources/<int:pk>/erasure/", source_erasure, name="source_erasure"),
    *account_urls.urlpatterns,
    path("people/", people.people, {"form_of": InvitationToProjectForm}, name="people"),
    path("people/invitations", people.invitations, {"form_of": InvitationToProjectForm}, name="invitations"),
    path("audit/", audit.audit, name="audit"),
    path("audit/file", audit.audit_file, name="audit_file"),
    path("audit/verification", audit.audit_verification, name="audit_verification"),
    path("catalogue/<str:language>.<slug:digest>.js", catalogue, name="catalogue"),
    path("preferences/", preferences.preferences, name="preferences"),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("metrics", health.figures, name="metrics"),
    path("admin/", admin.site.urls),
]

handler400 = "newsdesk.views.refusals.bad_request"
handler403 = "newsdesk.views.refusals.forbidden"
handler404 = "newsdesk.views.refusals.not_found"
handler500 = "newsdesk.views.refusals.server_error"
