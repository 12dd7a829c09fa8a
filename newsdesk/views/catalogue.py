"""What the interface says in a language, for the scripts of every page."""

from __future__ import annotations

from functools import cache

import orjson
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation.trans_real import DjangoTranslation
from django.views.decorators.http import require_safe
from django.views.i18n import JavaScriptCatalog

from newsdesk.our_apps import our_apps
from newsdesk.web.data_modules import DataModule


@login_not_required
@require_safe
def catalogue(request: HttpRequest, language: str, digest: str) -> HttpResponse:
    """The module in whose place `catalogue.js` stands: the translations that `i18n.js` reads."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    return _module(language).answer(digest, is_public=True)


def address_of_catalogue(language: str) -> str:
    return reverse("catalogue", args=[language, _module(language).digest])


@cache
def _module(language: str) -> DataModule:
    source = JavaScriptCatalog()
    folders = source.get_paths([config.name for config in our_apps()])
    source.translation = DjangoTranslation(language, domain="djangojs", localedirs=folders)
    return DataModule.of("catalogue", orjson.dumps({"language": language, "messages": source.get_catalog()}))
