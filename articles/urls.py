from django.urls import path

from articles.views import blocks, importing, offers

urlpatterns = [
    path("new/", importing.new_article, name="new_article"),
    path("upload/", importing.upload, name="upload"),
    path("to-check/", blocks.blocks_to_check, name="blocks_to_check"),
    path("<int:pk>/blocks/", blocks.article_blocks, name="article_blocks"),
    path("revisions/<int:pk>/blocks/", blocks.blocks, name="blocks"),
    path("imports/<int:pk>/", importing.import_batch, name="import_batch"),
    path("imports/<int:pk>/names/", importing.name_decisions, name="name_decisions"),
    path("offers/", offers.offers, name="offers"),
    path("offers/<int:pk>/", offers.offer, name="offer"),
    path("offers/<int:pk>/joining", offers.offer_joining, name="offer_joining"),
    path("offers/<int:pk>/parting", offers.offer_parting, name="offer_parting"),
    path("revisions/<int:pk>/parting/", offers.revision_parting, name="revision_parting"),
]
