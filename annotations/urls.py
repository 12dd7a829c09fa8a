from django.urls import path

from annotations.api import api
from annotations.views.api_docs import api_docs
from annotations.views.articles import articles
from annotations.views.home import home

urlpatterns = [
    path("", home, name="home"),
    path("articles/", articles, name="articles"),
    path("api/v1/docs", api_docs, name="api_docs"),
    path("api/v1/", api.urls),
]
