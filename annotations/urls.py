from django.urls import path

from annotations.api import api

urlpatterns = [
    path("api/v1/", api.urls),
]
