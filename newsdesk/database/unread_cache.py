"""Django's cache in the database, without what reads from it.

Django pickles what it keeps there: who can write to the table would have any code run by whoever reads. Adding a key,
and being told that it is there already, reads no value; nothing else is needed here.
"""

from __future__ import annotations

from typing import Any, NoReturn

from django.core.cache.backends.db import DatabaseCache


class UnreadCache(DatabaseCache):
    def get(self, *_asked: Any, **_options: Any) -> NoReturn:
        raise NotImplementedError("Nothing is read from this cache: its values would be unpickled. Keep it elsewhere.")

    get_many = get
