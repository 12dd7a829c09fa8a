"""Where browser sessions are kept: in Django's table, and read in the cheaper way of `asking.py`."""

from __future__ import annotations

from functools import cache

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from newsdesk.asking import Given, Question


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Session | None:
        """The session as it is now; None where it has expired or was ended, and then its key is forgotten, too."""
        found = _alive().answer(key=self.session_key, now=timezone.now())
        if found is None:
            self._session_key = None
        return found


@cache
def _alive() -> Question[Session]:
    return Question(Session.objects.filter(session_key=Given("key"), expire_date__gt=Given("now")))
