"""Why an export cannot be had. What is stored is the code and its values, so that a page tells it in any language."""

from __future__ import annotations

from typing import Any

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from newsdesk.errors import DomainError

MESSAGES = {
    "quote_differs": _(
        "Article {article}, revision {revision}: annotation {annotation}, anchor {anchor} ({role}, {span}) "
        "quotes “{exact}”, but the text there is “{found}”. Nothing was exported; mend the annotation first."
    ),
    "span_outside": _(
        "Article {article}, revision {revision}: annotation {annotation}, anchor {anchor} ({role}, {span}) "
        "does not lie in the text of {length} characters. Nothing was exported; mend the annotation first."
    ),
    "block_outside": _(
        "Article {article}, revision {revision}: block {block} ({span}) does not lie in the text of {length} "
        "characters. Nothing was exported; mend the block first."
    ),
    "loose_relation": _(
        "Article {article}, revision {revision}: relation {relation} of reading {reading} ties an annotation that is "
        "not there. Nothing was exported; delete the relation first."
    ),
    "text_changed": _(
        "Article {article}, revision {revision}: the text is not the one that was imported (its SHA-256 is {found}, "
        "not {sha256}). Nothing was exported; restore the text from a backup first."
    ),
    "forged": _(
        "{what} is not as its history says: somebody changed it in the database itself. Nothing was exported; ask an "
        "administrator to look at the audit page."
    ),
    "cannot_write": _("The file {path} cannot be written: {reason}."),
    "not_a_file": _("{path} is there and is not a file. Name another one."),
    "format_gone": _("Files of the format {format} are no longer made. Ask for another one."),
    "asker_left": _("{name} asked for this and is no longer an editor. Ask for it in your own name."),
    "unexpected": _("Something went wrong while the file was made ({reason}). The worker's log has the details."),
}


LEFT_TO_RIGHT, BY_ITS_LETTERS, END = "\u2066", "\u2068", "\u2069"


class ExportFailed(DomainError):
    """An export that was stopped: `code` is a key of MESSAGES, `values` fill the message's places."""

    status = 409

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(lazy(tell, str)({"code": code, **values}), code=code)
        self.values = values

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code, **self.values}


def tell(failure: dict[str, Any]) -> str:
    """What `ExportFailed.as_json` means, in the language in force."""
    values = {key: isolated(value) for key, value in failure.items() if key != "code"}
    return str(MESSAGES[failure["code"]]).format(**values)


def isolated(value: Any) -> Any:
    """Text from elsewhere between the marks that keep its direction, and its control characters, to itself."""
    if not isinstance(value, str):
        return value
    return f"{LEFT_TO_RIGHT if value.isascii() else BY_ITS_LETTERS}{value}{END}"
