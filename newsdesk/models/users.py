"""People with an account, and how they want the house to look."""

from functools import cached_property

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """Somebody with an account. What one may do follows from groups: see `newsdesk/roles.py`."""

    class Theme(models.TextChoices):
        SYSTEM = "system", _("As the device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")
        LIGHT_CONTRAST = "light-contrast", _("Light, high contrast")
        DARK_CONTRAST = "dark-contrast", _("Dark, high contrast")

    class TextSize(models.TextChoices):
        SMALL = "small", _("Small")
        NORMAL = "normal", _("Normal")
        LARGE = "large", _("Large")
        LARGER = "larger", _("Larger")
        LARGEST = "largest", _("Largest")

    class LineHeight(models.TextChoices):
        CLOSE = "close", _("Tight")
        NORMAL = "normal", _("Normal")
        WIDE = "wide", _("Wide")

    class Typeface(models.TextChoices):
        """
        None of them stacks letters, or lets one hang over the next, as most faces of Naskh do: where a mark ends there,
        browsers cut ink away. (Noto Naskh does so at لا, Amiri, Scheherazade, Mirza and Katibeh in more places.)
        """

        PLEX = "plex", "IBM Plex Sans Arabic"
        ALMARAI = "almarai", "Almarai"
        TAJAWAL = "tajawal", "Tajawal"
        LATEEF = "lateef", _("Lateef (Naskh)")
        DEVICE = "device", _("The device's own")

    class Digits(models.TextChoices):
        LATIN = "latin", "0123456789"
        ARABIC = "arabic", "٠١٢٣٤٥٦٧٨٩"

    class Months(models.TextChoices):
        COMMON = "common", "يناير، فبراير، مارس"
        LEVANT = "levant", "كانون الثاني، شباط، آذار"

    class Calendar(models.TextChoices):
        GREGORIAN = "gregorian", _("Gregorian")
        BOTH = "both", _("Gregorian and Hijri (Umm al-Qura)")

    class LetterKeys(models.TextChoices):
        """WCAG 2.1.4: whoever speaks to the browser presses letters without meaning to."""

        ON = "on", _("On")
        OFF = "off", _("Off")

    language = models.CharField(
        _("language"), max_length=8, choices=[("ar", _("Arabic")), ("en", _("English"))], blank=True
    )
    theme = models.CharField(_("theme"), max_length=16, choices=Theme.choices, default=Theme.SYSTEM)
    text_size = models.CharField(_("text size"), max_length=8, choices=TextSize.choices, default=TextSize.NORMAL)
    line_height = models.CharField(
        _("line height"), max_length=8, choices=LineHeight.choices, default=LineHeight.NORMAL
    )
    typeface = models.CharField(_("typeface"), max_length=8, choices=Typeface.choices, default=Typeface.PLEX)
    digits = models.CharField(_("digits"), max_length=8, choices=Digits.choices, default=Digits.LATIN)
    months = models.CharField(_("names of months"), max_length=8, choices=Months.choices, default=Months.COMMON)
    calendar = models.CharField(_("calendar"), max_length=12, choices=Calendar.choices, default=Calendar.GREGORIAN)
    letter_keys = models.CharField(
        _("single-letter keys"), max_length=3, choices=LetterKeys.choices, default=LetterKeys.ON
    )

    not_recorded = ("password", "last_login")
    edited_by: "User | None" = None  # Who is changing this account just now, for what follows from it.

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    @cached_property
    def roles(self) -> frozenset[str]:
        """The names of one's groups, asked for once."""
        return frozenset(self.groups.values_list("name", flat=True))

    @property
    def display_name(self) -> str:
        return self.get_full_name() or self.username
