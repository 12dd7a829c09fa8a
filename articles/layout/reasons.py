"""What to tell an editor about the rule that typed a block."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REASONS: dict[str, str | Promise] = {
    "address": _("a web address alone"),
    "advertisement-marker": _("the words that mark an advertisement"),
    "beside-advertisement": _("a short line beside an advertisement"),
    "byline": _("opens as a byline does"),
    "caption-opening": _("opens as a photo caption does"),
    "credit-after-dash": _("ends in a picture credit"),
    "credit-after-sentences": _("sentences that end in a credit"),
    "credit-alone": _("a credit alone"),
    "dateline": _("a date and a source"),
    "dateline-in-body": _("a date or a source within the body"),
    "editor": _("typed by an editor"),
    "ends-in-brackets": _("a short line that ends in brackets"),
    "first-line": _("the first line, with no full stop"),
    "headline-repeated-later": _("first of several identical lines"),
    "line-before-dateline": _("the line before the date"),
    "long-line": _("a long line"),
    "no-full-stop": _("a line with no full stop"),
    "no-words": _("no words in it"),
    "opening-of-a-caption": _("the first words of a photo caption"),
    "page-furniture": _("opens as links around articles do"),
    "picture-credit": _("ends in a picture credit"),
    "place-and-agency": _("a place and an agency"),
    "repeated-headline": _("repeats the headline"),
    "sentences": _("ends as sentences do"),
    "short-line": _("a short line with no full stop"),
    "short-question": _("a short question"),
    "site-name": _("the name of the site"),
    "too-many-lines": _("everything after the 2,000th line"),
    "unknown-header-line": _("an unknown line of the header"),
}
