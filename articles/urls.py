from django.urls import path

from articles import views

urlpatterns = [
    path("new/", views.new_article, name="new_article"),
    path("upload/", views.upload, name="upload"),
    path("imports/<int:pk>/", views.import_batch, name="import_batch"),
]
