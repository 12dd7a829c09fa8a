"""The forms of the registry's pages."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.core.validators import MaxLengthValidator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from annotations.models import ConfidentialNote, Source
from annotations.sources.confiding import LONGEST
from articles.models import Publisher
from newsdesk.web.stale_forms import SeenForm

ORDERS = {
    "name": (_("By name"), ("name_key", "pk")),
    "use": (_("Most used first"), ("-uses", "name_key", "pk")),
    "new": (_("Newest first"), ("-created_at", "-pk")),
}


class SourceSearch(forms.Form):
    q = forms.CharField(
        label=_("Part of a name"), required=False, max_length=200, widget=forms.TextInput({"type": "search"})
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All kinds")), *Source.Kind.choices])
    order = forms.ChoiceField(
        label=_("Order"), required=False, choices=[(key, name) for key, (name, _fields) in ORDERS.items()]
    )


class SaidFilter(forms.Form):
    """Which of the annotations that point to a source are wanted."""

    said = forms.ChoiceField(label=_("What is said"), required=False)
    publisher = forms.ModelChoiceField(
        Publisher.objects.none(), label=_("Publisher"), required=False, empty_label=_("All publishers")
    )

    def __init__(self, data: Any, *, choices: list[tuple[str, str]], publishers: QuerySet[Publisher]) -> None:
        super().__init__(data)
        said, publisher = self.fields["said"], self.fields["publisher"]
        assert isinstance(said, forms.ChoiceField)
        assert isinstance(publisher, forms.ModelChoiceField)
        said.choices = [("", _("Everything")), *choices]
        publisher.queryset = publishers


class NameForm(forms.Form):
    """One more name."""

    name = forms.CharField(label=_("Another name"), max_length=200, widget=forms.TextInput({"autocomplete": "off"}))


class NoteForm(forms.Form):
    """A confidential note, and who besides its author may read it."""

    text = forms.CharField(
        label=_("The note"),
        # Not `max_length`, by which browsers cut what is pasted without a word.
        validators=[MaxLengthValidator(LONGEST)],
        widget=forms.Textarea({"rows": 4, "dir": "auto"}),
        help_text=_("**bold**, *italic*, - list, > quotation, [words](https://…)"),
    )
    readers = forms.MultipleChoiceField(
        label=_("Who else may read it"),
        required=False,
        choices=ConfidentialNote.Reader.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose none, and you alone can read it. Every reading by somebody else is put on record."),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="note_%s")
        self.helper = FormHelper()
        self.helper.form_tag = False


class NewSourceForm(forms.ModelForm):
    """An entry with at least one name."""

    class Meta:
        model = Source
        fields = ("name_ar", "name_en", "kind")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.helper = FormHelper()
        self.helper.add_input(Submit("", _("Add to the registry")))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get("name_ar") and not cleaned.get("name_en"):
            self.add_error("name_ar", _("Give a name, in Arabic or in English."))
        return cleaned


class ChangeSourceForm(SeenForm):
    """An entry's own names, kind and publisher; what somebody else stored meanwhile is not overwritten unseen."""

    parts = ("aliases",)

    class Meta:
        model = Source
        fields = ("name_ar", "name_en", "kind", "publisher")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.helper = FormHelper()
        self.helper.add_input(Submit("", _("Save")))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("name_ar") and not cleaned.get("name_en"):
            self.add_error("name_ar", _("Give a name, in Arabic or in English."))
        return cleaned


class SplitForm(NewSourceForm):
    """A new entry, and what goes over to it."""

    aliases = forms.TypedMultipleChoiceField(coerce=int, required=False)
    annotations = forms.MultipleChoiceField(required=False)
    is_sure = forms.BooleanField(
        label=_("I have looked through what is chosen"),
        error_messages={"required": _("Look through what is chosen, and say so here.")},
    )

    def __init__(self, *args: Any, aliases: list[tuple[int, str]], annotations: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        for name, choices in (("aliases", aliases), ("annotations", [(pk, pk) for pk in annotations])):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("aliases") and not cleaned.get("annotations") and not self.errors:
            self.add_error(None, _("Choose at least one name or annotation that goes to the new source."))
        return cleaned
