"""The one place that looks up: every app's addresses under one roof."""

from django.contrib import admin
from django.urls import include, path

from newsdesk import views

urlpatterns = [
    path("", include("annotations.urls")),
    path("articles/", include("articles.urls")),
    path("sign-in/", views.SignIn.as_view(), name="sign_in"),
    path("sign-out/", views.SignOut.as_view(), name="sign_out"),
    path("preferences/", views.preferences, name="preferences"),
    path("admin/", admin.site.urls),
]

handler400 = "newsdesk.views.bad_request"
handler403 = "newsdesk.views.forbidden"
handler404 = "newsdesk.views.not_found"
handler500 = "newsdesk.views.server_error"
