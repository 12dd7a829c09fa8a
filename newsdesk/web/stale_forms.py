"""Forms that overwrite nothing unseen.

By hand, because django-concurrency wants a column of its own in each table, and cannot say what differs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext as _

from newsdesk.history import edits


class SeenForm(forms.ModelForm):
    """A form that knows which state it was made against, and refuses to overwrite another one unseen."""

    data: Any
    parts: Sequence[str] = ()
    before: edits.State | None = None
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and not self.is_bound:
            self.initial["seen"] = edits.digest_of(edits.state_of(self.instance, self.parts))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.instance.pk:
            self.before = edits.held_state(self.instance, self.parts)
            self._refuse_if_stale(self.before)
        return cleaned

    def _refuse_if_stale(self, stored: edits.State) -> None:
        digest = edits.digest_of(stored)
        if self.data.get("seen") == digest:
            return
        self.data = self.data.copy()
        self.data["seen"] = digest
        self.add_error(None, _("Somebody else changed this while you were editing. Your changes are not stored yet."))
        for name, value in self._differing(stored):
            self.add_error(None, _("%(field)s: stored now is “%(value)s”.") % {"field": name, "value": value})
        self.add_error(None, _("Look at what is stored now; saving again replaces it with what you see below."))

    def _differing(self, stored: edits.State) -> Iterator[tuple[str, str]]:
        """The names of the form's fields whose stored values are not those typed, with the stored ones as shown."""
        kept = type(self.instance)._base_manager.get(pk=self.instance.pk)
        for name, field in self.fields.items():
            if name in stored and name in self.cleaned_data and self._typed(name) != self._typed(name, kept):
                shown = getattr(kept, f"get_{name}_display", lambda name=name: self._typed(name, kept))()
                yield str(field.label), "—" if shown in (None, "") else str(shown)

    def _typed(self, name: str, kept: Model | None = None) -> Any:
        if name in self.parts:
            rows = getattr(kept, name).all() if kept else self.cleaned_data[name]
            return ", ".join(sorted(str(row) for row in rows))
        return getattr(kept, name) if kept else self.cleaned_data[name]
