from django.urls import path

from articles.views import blocks, importing

urlpatterns = [
    path("new/", importing.new_article, name="new_article"),
    path("upload/", importing.upload, name="upload"),
    path("to-check/", blocks.blocks_to_check, name="blocks_to_check"),
    path("<int:pk>/blocks/", blocks.article_blocks, name="article_blocks"),
    path("revisions/<int:pk>/blocks/", blocks.blocks, name="blocks"),
    path("imports/<int:pk>/", importing.import_batch, name="import_batch"),
    path("imports/<int:pk>/names/", importing.name_decisions, name="name_decisions"),
]
