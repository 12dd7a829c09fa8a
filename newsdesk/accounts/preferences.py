"""How a person wants the house to look and speak: kept with the account, and in the browser for the sign-in page."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from newsdesk.errors import Invalid
from newsdesk.history.recording import NOTHING, record
from newsdesk.models import User

THEME_COOKIE = "theme"
COOKIES = {"language": settings.LANGUAGE_COOKIE_NAME, "theme": THEME_COOKIE}
# What a page's root element says of its reader, as `data-text-size` and the like; the style sheets go by it.
LOOKS = ("text_size", "line_height", "typeface", "digits", "letter_keys")
# What the page of preferences offers, in this order; the language has its own button in every header.
OFFERED = ("theme", "text_size", "line_height", "typeface", "calendar", "digits", "months", "letter_keys")
FIELDS: dict[str, Any] = {name: User._meta.get_field(name) for name in ("language", *OFFERED)}
CHOICES = {name: dict(field.flatchoices) for name, field in FIELDS.items()}


def theme_of(request: HttpRequest) -> str:
    """The account's theme, else the browser's, else the device's."""
    chosen = getattr(request.user, "theme", "") or request.COOKIES.get(THEME_COOKIE, "")
    return chosen if chosen in CHOICES["theme"] else User.Theme.SYSTEM


def preferred(user: object, name: str) -> str:
    """What an account prefers; what everybody begins with for a visitor."""
    chosen: str = getattr(user, name, FIELDS[name].default)
    return chosen


def looks_of(user: object) -> dict[str, str]:
    """What differs from how everybody begins, for the page's root element."""
    chosen = {name: preferred(user, name) for name in LOOKS}
    return {name: value for name, value in chosen.items() if value != FIELDS[name].default}


def checked(choices: dict[str, str]) -> dict[str, str]:
    """The preferences among the given values; raises `Invalid` for a value that is none of ours."""
    known = {name: choices[name] for name in CHOICES if name in choices}
    for name, value in known.items():
        if value not in CHOICES[name]:
            raise Invalid(
                _("“%(value)s” is none of the choices for %(name)s. Choose one from the page's menu.")
                % {"value": value, "name": FIELDS[name].verbose_name},
                code="unknown_choice",
            )
    return known


@transaction.atomic
def prefer(user: User, choices: dict[str, str]) -> None:
    """Keep a person's checked choices with the account."""
    changed = {name: value for name, value in choices.items() if getattr(user, name) != value}
    if not changed:
        return
    for name, value in changed.items():
        setattr(user, name, value)
    user.save(update_fields=list(changed))
    record("account.preferences_changed", user, by=user, data=changed, changed=NOTHING)
