"""The one place that looks up: every app's addresses under one roof."""

from django.contrib import admin
from django.urls import include, path

from annotations.views.erasing import article_erasure, source_erasure
from annotations.views.inviting import InvitationToProjectForm
from newsdesk import account_urls, audit_views, health, people_views, views

urlpatterns = [
    path("", include("annotations.urls")),
    path("articles/", include("articles.urls")),
    path("articles/<int:pk>/erasure/", article_erasure, name="article_erasure"),
    path("sources/<int:pk>/erasure/", source_erasure, name="source_erasure"),
    *account_urls.urlpatterns,
    path("people/", people_views.people, {"form_of": InvitationToProjectForm}, name="people"),
    path("people/invitations", people_views.invitations, {"form_of": InvitationToProjectForm}, name="invitations"),
    path("audit/", audit_views.audit, name="audit"),
    path("audit/file", audit_views.audit_file, name="audit_file"),
    path("audit/verification", audit_views.audit_verification, name="audit_verification"),
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
