from django.urls import path

from annotations.api import api
from annotations.views.api_docs import api_docs

urlpatterns = [
    path("api/v1/docs", api_docs, name="api_docs"),
    path("api/v1/", api.urls),
]
