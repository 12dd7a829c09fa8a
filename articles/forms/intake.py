from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import ButtonHolder, Fieldset, Layout, Row, Submit
from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.drafts import Draft
from articles.importing.decoding import MOST_MEGABYTES, clean
from articles.importing.formats import extensions
from articles.importing.identity import publisher_key
from articles.importing.proposals import Guess, decided, guesses_of
from articles.language_names import choices as language_choices
from articles.layout.recognising import read
from articles.limits import LONGEST_NAME, check_day, check_headline
from articles.models import Publisher
from newsdesk.errors import Invalid
from newsdesk.web.time_zones import city_of_the_clock

MOST_FILES = 100


class ArticleTextField(forms.CharField):
    """A text kept as it was typed, but for newlines; refused where it could not be stored."""

    def __init__(self, **options: Any) -> None:
        super().__init__(strip=False, **options)

    def to_python(self, value: Any) -> str:
        if not value:
            return ""
        try:
            return clean(value)
        except Invalid as error:
            raise forms.ValidationError(str(error.message), code=error.code) from error


class PasteForm(forms.Form):
    """A new article: its text, and what is known about it. What is left empty is recognised from the text."""

    text = ArticleTextField(
        label=_("Text"),
        widget=forms.Textarea(attrs={"rows": 16, "class": "paste-text", "spellcheck": "false"}),
        help_text=_("Paste the page as it is, headline and date included: the preview shows what each line is."),
        error_messages={"required": _("Paste the text of the article.")},
    )
    headline = forms.CharField(
        label=pgettext_lazy("field", "Headline"),
        validators=[check_headline],
        error_messages={"required": _("Type the headline, or press Preview to take it from the text.")},
    )
    publisher = forms.CharField(
        label=_("Publisher"),
        max_length=LONGEST_NAME,
        required=False,
        widget=forms.TextInput(attrs={"list": "publishers", "autocomplete": "off"}),
        help_text=_("Who wrote and published it."),
    )
    aggregator = forms.CharField(
        label=pgettext_lazy("field", "Aggregator"),
        max_length=LONGEST_NAME,
        required=False,
        widget=forms.TextInput(attrs={"list": "publishers", "autocomplete": "off"}),
        help_text=_("The site that passed it on, if any."),
    )
    published_on = forms.DateField(
        label=_("Day of publication"),
        required=False,
        input_formats=["%Y-%m-%d"],
        validators=[check_day],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    published_time = forms.TimeField(
        label=_("Time"),
        required=False,
        input_formats=["%H:%M:%S", "%H:%M"],
        widget=forms.TimeInput(format="%H:%M:%S", attrs={"type": "time", "step": "1"}),
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=[("", _("As recognised")), *language_choices()], required=False
    )
    url = forms.URLField(label=_("Address"), max_length=2000, required=False, assume_scheme="https")

    def __init__(self, *args: Any, is_previewed: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.is_previewed = is_previewed
        self.fields["published_time"].help_text = _(
            "On the clock of %(city)s, unless the text names another; leave it empty if unknown."
        ) % {"city": city_of_the_clock()}

    def is_multipart(self) -> bool:
        """Sent as it is rather than percent-encoded, which would treble an Arabic text."""
        return True

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_id = "paste"  # The preview's buttons send it, too.
        helper.layout = Layout(
            "text",
            Fieldset(
                _("About the article"),
                "headline",
                Row("publisher", "aggregator"),
                Row("published_on", "published_time", "language"),
                "url",
            ),
            self._buttons(),
        )
        return helper

    def _buttons(self) -> ButtonHolder:
        quiet = {"css_class": "button-quiet"}
        if self.is_previewed:
            return ButtonHolder(Submit("save", _("Save the article")), Submit("preview", _("Preview again"), **quiet))
        return ButtonHolder(Submit("preview", _("Preview")), Submit("save", _("Save without preview"), **quiet))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "text" in self.errors and self.has_error("headline", "required"):
            del self.errors["headline"]  # It would have come from the text: one thing is missing, not two.
        if cleaned.get("published_time") and not cleaned.get("published_on") and "published_on" not in self.errors:
            self.add_error("published_on", _("A time alone says little: give the day too, or clear the time."))
        return cleaned

    def proposed(self) -> list[Guess]:
        """Of a valid form: what the text seems to give for names that are empty, and nobody has decided about."""
        guesses = [guess for guess in guesses_of(read(self.cleaned_data["text"])) if not self.cleaned_data[guess.role]]
        known = decided(guesses)
        return [guess for guess in guesses if guess.digest not in known]

    def draft(self) -> Draft:
        """The draft of a valid form: blocks as recognised, the rest as typed."""
        said = self.cleaned_data
        draft = read(said["text"])
        return replace(
            draft,
            headline=said["headline"],
            publisher=said["publisher"],
            aggregator=said["aggregator"],
            published_on=said["published_on"],
            published_at=_moment(said["published_on"], said["published_time"], draft),
            language=said["language"] or draft.language,
            language_from="editor" if said["language"] else draft.language_from,
            url=said["url"],
            guessed=frozenset(),  # What a person has sent is that person's word.
        )


def _moment(day: date | None, clock: time | None, draft: Draft) -> datetime | None:
    """The moment that was typed; with the zone that the text names, where it is the text's own."""
    typed = datetime.combine(day, clock) if day and clock else None
    written = draft.published_at
    return written if written and typed == written.replace(tzinfo=None) else typed


def prefilled(typed: Mapping[str, str]) -> dict[str, str]:
    """What was typed, and in the fields left empty what the text says; a name that is a guess where `use` names it."""
    try:
        draft = read(clean(typed.get("text", "")))
    except Invalid:
        return dict(typed.items())
    filled = {name: value for name, value in typed.items() if value.strip()}
    recognised = _recognised(draft) | {guess.role.value: _known_name(guess, typed) for guess in guesses_of(draft)}
    if filled.get("published_on", recognised["published_on"]) != recognised["published_on"]:
        del recognised["published_time"]
    return recognised | filled


def _known_name(guess: Guess, typed: Mapping[str, str]) -> str:
    """The name of the publisher whose it was decided to be, or the guess itself where somebody takes it."""
    if typed.get("use") == guess.role.value:
        return guess.name
    publisher = decided([guess]).get(guess.digest)
    return Publisher.objects.get(pk=publisher).name if publisher else ""


def _recognised(draft: Draft) -> dict[str, str]:
    return {
        "headline": draft.headline,
        "publisher": draft.publisher,
        "aggregator": draft.aggregator,
        "published_on": draft.published_on.isoformat() if draft.published_on else "",
        "published_time": draft.published_at.strftime("%H:%M:%S") if draft.published_at else "",
        # Where it is not sure, it is left to be chosen: what a form says is an editor's word.
        "language": draft.language if draft.language_from == "recognised" else "",
        "url": draft.url,
    }


class NameDecisionForm(forms.Form):
    """Whose name it is that articles of an import seem to give; `seen` is what was decided when the form was made."""

    ACCEPT, BEFORE, OTHER, NOBODY = "accept", "before", "other", "nobody"

    proposal = forms.IntegerField()
    decision = forms.ChoiceField(choices=[(choice, choice) for choice in (ACCEPT, BEFORE, OTHER, NOBODY)])
    publisher = forms.CharField(max_length=LONGEST_NAME, required=False)
    seen = forms.CharField(required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("decision") == self.OTHER and not publisher_key(cleaned.get("publisher", "")):
            self.add_error("publisher", _("Type the name of the publisher, or choose one from the list."))
        return cleaned


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Many files at once; the cleaned value is a list of them."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = data if isinstance(data, list) else [data]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(
                _("These are %(count)d files; at most %(most)d are taken at a time. Choose fewer.")
                % {"count": len(files), "most": MOST_FILES}
            )
        return [super(FilesField, self).clean(file, initial) for file in files or [None]]


class UploadForm(forms.Form):
    """Text files to import. What is wrong inside a file is for the report, which the rest do not wait for."""

    texts = FilesField(
        label=_("Text files"),
        allow_empty_file=True,
        error_messages={"required": _("Choose one file or more.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["texts"].widget.attrs["accept"] = ",".join([*extensions(), "text/plain"])
        # Filled in here, not with the field: filling in settles the language.
        self.fields["texts"].help_text = _(
            "Plain text in UTF-8, one article a file, at most %(files)d files of %(megabytes)d MB each."
        ) % {"files": MOST_FILES, "megabytes": MOST_MEGABYTES}

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.add_input(Submit("", _("Upload and import")))
        return helper
