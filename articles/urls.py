from django.urls import path

from articles.views import importing, offers

urlpatterns = [
    path("new/", importing.new_article, name="new_article"),
    path("upload/", importing.upload, name="upload"),
    path("imports/<int:pk>/", importing.import_batch, name="import_batch"),
    path("imports/<int:pk>/names/", importing.name_decisions, name="name_decisions"),
    path("offers/", offers.offers, name="offers"),
    path("offers/<int:pk>/", offers.offer, name="offer"),
    path("offers/<int:pk>/joining", offers.offer_joining, name="offer_joining"),
    path("offers/<int:pk>/parting", offers.offer_parting, name="offer_parting"),
    path("revisions/<int:pk>/parting/", offers.revision_parting, name="revision_parting"),
]
