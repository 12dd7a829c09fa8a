"""The RSGI application that granian serves: Django behind our front."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdesk.wsgi import application as django

if TYPE_CHECKING:
    from newsdesk.front.application import Front


def front() -> Front:
    """One for each web process. It is imported only now that Django is set up, whose settings it reads."""
    from newsdesk.front.application import Front

    return Front(django)
