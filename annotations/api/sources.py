"""The registry of sources, for linking an annotation to one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from annotations.access import sources_visible_to
from annotations.api import schemas

router = Router(tags=["sources"])
MOST = 50


@router.get("sources", response=list[schemas.Source])
def list_sources(request: HttpRequest, q: str = "", limit: int = Query(20, ge=1, le=MOST)) -> list[dict[str, Any]]:
    """Sources in alphabetical order; `q` is a part of a name or alias, whatever the spelling of its letters."""
    sources = sources_visible_to(request.user).matching(q).prefetch_related("aliases")
    return [
        {
            "id": source.pk,
            "name_ar": source.name_ar,
            "name_en": source.name_en,
            "kind": source.kind,
            "aliases": [alias.name for alias in source.aliases.all()],
        }
        for source in sources[:limit]
    ]
