"""By which clock times are shown and read, in words."""

from babel import UnknownLocaleError
from babel.dates import get_timezone_location
from django.utils import timezone
from django.utils.translation import get_language


def city_of_the_clock() -> str:
    """The city whose clock is meant, in the reader's language; the zone's own name where it has no city."""
    zone = timezone.get_current_timezone_name()
    if "/" not in zone:
        return zone
    try:
        return get_timezone_location(zone, locale=get_language() or "en", return_city=True)
    except (LookupError, UnknownLocaleError):
        return zone
