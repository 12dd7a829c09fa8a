"""What languages are called, for people."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from articles.languages import UNKNOWN

# In the order in which they are offered.
NAMES: dict[str, Any] = {
    "ar": _("Arabic"),
    "en": _("English"),
    "fa": _("Persian"),
    "ckb": _("Kurdish (Sorani)"),
    "ku": _("Kurdish (Kurmanji)"),
    "ps": _("Pashto"),
    "ur": _("Urdu"),
    "tr": _("Turkish"),
    "fr": _("French"),
    "he": _("Hebrew"),
    UNKNOWN: _("Not known"),
}


def language_name(code: str) -> Any:
    """Of a code of BCP 47; the code itself where it has no name here."""
    return NAMES.get(code, code)


def choices(stored: str = "") -> list[tuple[str, Any]]:
    """Those to choose among, and the stored one where an importer knew another."""
    others = [(stored, stored)] if stored and stored not in NAMES else []
    return [*others, *NAMES.items()]
