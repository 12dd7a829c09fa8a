"""Plain text of a news page, as an aggregator saves it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from articles.layout.recognising import read

__all__ = ["extensions", "label", "read"]

label, extensions = _("Plain text of a news page"), (".txt",)
