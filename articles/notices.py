"""What is said of a text, as a code with values: kept so, and put in words for each who reads it.

A notice is one code of `SENTENCES`, or of the `sentences` of a format of articles, and the values for its names. None
of it depends on a language, so a report that one person made in Arabic is read by another in English.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from newsdesk.errors import Invalid
from newsdesk.upkeep.outages import NO_ROOM

Value = str | int
# The sentences of each code, those that name more values first: said is the first whose names all have a value.
Sentences = Mapping[str, tuple[str | Promise, ...]]

SENTENCES: Sentences = {
    "aggregator_guessed": (
        _("“%(name)s” may have passed it on. An editor decides on the page of the import whether that is so."),
    ),
    "binary": (
        _("This is not plain text but a file of another kind (%(name)s). Save it as text, in UTF-8."),
        _("The file does not hold text but other data. Check that it is the right one."),
    ),
    "broken_off": (
        _("Nothing after “%(last)s” was read. When this is mended, import the file again: nothing comes twice."),
    ),
    "control": (_("The text holds control characters, first in line %(line)d (places: %(count)d). They are kept."),),
    "empty": (
        _("The file is empty (%(bytes)d bytes). Export it again with its text."),
        _("There is nothing but white space. Give the text of the article."),
    ),
    "entities": (
        _("The text holds entities of HTML (like &amp;), first in line %(line)d (%(count)d in all). They are kept."),
    ),
    "erased": (_("This text was erased for legal reasons. It is not taken again."),),
    "language_unsure": (_("It is not sure in which language the text is written. Choose its language and direction."),),
    "markup": (
        _("This is a whole %(name)s document (see line %(line)d), not a text. Save it as text, without its markup."),
    ),
    "markup_left": (_("Markup was left in the text, first in line %(line)d (places: %(count)d). It is kept."),),
    "missing": (_("There is no such file. Check its name and place."),),
    "mojibake": (
        _(
            "Letters are garbled, first in line %(line)d (lines: %(count)d): they look like text that was read as "
            "%(encoding)s and is of another encoding. Export it again; it is kept exactly as it is."
        ),
    ),
    "no_room": (NO_ROOM,),
    "not_utf8": (
        _(
            "The file is not UTF-8 (see byte %(byte)d). It looks like %(encoding)s: "
            "convert it to UTF-8 and import it again."
        ),
        _("The file is not UTF-8: byte %(byte)d (line %(line)d) cannot be read. Save it again as UTF-8."),
        _("The file begins like UTF-16 but stops being so at byte %(byte)d. Save it again as UTF-8."),
    ),
    "nul": (_("The text holds a NUL character in line %(line)d (character %(place)d). Remove it."),),
    "other_kind": (_("It is no kind of file that is imported, and was passed by."),),
    "presentation_forms": (
        _(
            "Words are written in presentation forms (shapes in place of letters), first in line %(line)d "
            "(%(count)d in all). They are kept; programs that search for the plain letters may not find them."
        ),
    ),
    "private_use": (
        _("The text holds signs of a certain font alone, first in line %(line)d (places: %(count)d). They are kept."),
    ),
    "publisher_guessed": (
        _("“%(name)s” may be its publisher. An editor decides on the page of the import whether that is so."),
    ),
    "question_marks": (
        _(
            "Letters were replaced by question marks, first in line %(line)d (places: %(count)d): they are lost. "
            "Export it again."
        ),
    ),
    "replacement": (
        _(
            "Letters were replaced by the sign � (U+FFFD), first in line %(line)d (places: %(count)d): they are lost. "
            "Export it again."
        ),
    ),
    "second_bom": (
        _("The text holds a second byte order mark (U+FEFF), first in line %(line)d (%(count)d in all). It is kept."),
    ),
    "surrogate": (_("The text holds half a character (a lone surrogate) in line %(line)d. Remove it."),),
    "tokens": (_("This looks like a table of words or of words with tags, not like a text, from line %(line)d on."),),
    "too_large": (
        _(
            "The file has %(bytes)d bytes; at most %(most)d MB are taken. "
            "Split it into articles, or check that it is text."
        ),
    ),
    "unexpected": (_("Something went wrong that is not the file's fault. The server's log tells more."),),
    "unknown_format": (_("Files of this kind are not read. Give a file whose name ends in %(extensions)s."),),
    "unreadable": (
        _("The file cannot be read (%(reason)s). Check its permissions."),
        _("This is not a file that can be read. Give a text file."),
    ),
}

# Tell the sentences of those who may be added without being named here: the formats of articles.
others: list[Callable[[], Sentences]] = []


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that is said of a text or of its file; as text it is said in the language in force.

    `code` has at most 40 characters, and is for programs as well; the names of `values` are those of its sentence. A
    code that nobody knows any more is said by its value `text`, or else by itself.
    """

    code: str
    values: Mapping[str, Value] = field(default_factory=dict)

    def __str__(self) -> str:
        for sentence in _sentences(self.code):
            try:
                return str(sentence % self.values)
            except (KeyError, TypeError, ValueError):
                continue  # Of values kept by another version, too.
        return str(self.values.get("text") or self.code)

    def as_json(self) -> dict[str, Any]:
        """As it is kept: without what no database takes."""
        values = {name: storable(value) if isinstance(value, str) else value for name, value in self.values.items()}
        return {"code": self.code, "values": values}

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> Notice:
        """That of which `as_json` gave this."""
        return cls(kept["code"], kept["values"])


def notice(code: str, **values: Value) -> Notice:
    return Notice(code, values)


def invalid(code: str, **values: Any) -> Invalid:
    """An error that says this notice, and names its values to programs."""
    return Invalid(Notice(code, values), code=code, **values)


def storable(text: str) -> str:
    """Without what no database takes; names of files may hold anything."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def in_words(notices: Iterable[Notice]) -> str:
    """All of them, one sentence after the other, in the language in force."""
    return " ".join(map(str, notices))


def _sentences(code: str) -> tuple[str | Promise, ...]:
    if code in SENTENCES:
        return SENTENCES[code]
    return next((told[code] for tell in others if code in (told := tell())), ())
