from django.urls import path

from annotations.api import api
from annotations.views.api_docs import api_docs
from annotations.views.articles import articles
from annotations.views.exports import export_attempts, export_file, exports
from annotations.views.home import home
from annotations.views.reading import read_article, reading

urlpatterns = [
    path("", home, name="home"),
    path("articles/", articles, name="articles"),
    path("articles/<int:pk>/read/", read_article, name="read_article"),
    path("readings/<int:pk>/", reading, name="reading"),
    path("exports/", exports, name="exports"),
    path("exports/<int:pk>/file", export_file, name="export_file"),
    path("exports/<int:pk>/attempts", export_attempts, name="export_attempts"),
    path("api/v1/docs", api_docs, name="api_docs"),
    path("api/v1/", api.urls),
]
