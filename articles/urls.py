from django.urls import path

from articles.views import importing

urlpatterns = [
    path("new/", importing.new_article, name="new_article"),
    path("upload/", importing.upload, name="upload"),
    path("imports/<int:pk>/", importing.import_batch, name="import_batch"),
    path("imports/<int:pk>/names/", importing.name_decisions, name="name_decisions"),
]
