"""Forms of the administration's pages about articles."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.forms.formsets import formset_factory
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from articles.arabic import fold
from articles.language_names import choices as language_choices
from articles.limits import check_day, check_headline
from articles.models import KEY_LENGTH, Article, Block, Publisher, Revision
from articles.revising.blocks import Correction, block_faults
from newsdesk.history.edits import digest_of
from newsdesk.web.paging import is_id
from newsdesk.web.stale_forms import SeenForm
from newsdesk.web.time_zones import city_of_the_clock

MOST_BLOCKS = 4_000


class ArticleForm(SeenForm):
    language_is_right = forms.BooleanField(
        label=_("Language and direction are right"),
        required=False,
        help_text=_("A change of either says so as well."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"] = forms.ChoiceField(
            label=_("language"), choices=language_choices(self.instance.language)
        )
        is_said = self.instance.language_from == Article.LanguageFrom.EDITOR
        self.fields["language_is_right"].initial = self.fields["language_is_right"].disabled = is_said
        self.fields["published_at"].help_text = _("On the clock of %(city)s; leave it empty if unknown.") % {
            "city": city_of_the_clock()
        }

    def clean_headline(self) -> str:
        headline: str = self.cleaned_data["headline"]
        check_headline(headline)
        return headline

    def clean_published_on(self) -> date | None:
        day: date | None = self.cleaned_data["published_on"]
        if day:
            check_day(day)
        return day

    def clean_published_at(self) -> datetime | None:
        moment: datetime | None = self.cleaned_data["published_at"]
        if moment:
            check_day(moment.date())
        return moment

    def clean(self) -> dict[str, Any]:
        """The day follows from the moment where that alone is given; the two may not contradict each other."""
        cleaned = super().clean()
        day, moment = cleaned.get("published_on"), cleaned.get("published_at")
        if moment and not day:
            cleaned["published_on"] = localtime(moment).date()
        elif moment and localtime(moment).date() != day:
            self.add_error("published_on", _("This is not the day of that moment. For a date alone, empty the moment."))
        if cleaned.get("language_is_right") or {"language", "direction"} & set(self.changed_data):
            self.instance.language_from = Article.LanguageFrom.EDITOR
        return cleaned


class PublisherForm(SeenForm):
    def clean_name(self) -> str:
        """Spellings that readers do not tell apart are one publisher."""
        name: str = self.cleaned_data["name"]
        key = fold(name)[:KEY_LENGTH]
        if not key.strip():
            raise forms.ValidationError(_("This name has no letters."))
        other = Publisher.objects.filter(name_key=key).exclude(pk=self.instance.pk).first()
        if other:
            raise forms.ValidationError(_("“%(name)s” is there already.") % {"name": other.name})
        return name


class BlockForm(forms.Form):
    """A block's kind and bounds; `words` are what lies between them now, `block` the stored one or None."""

    kind = forms.ChoiceField(label=_("kind"), choices=Block.Kind.choices, initial=Block.Kind.PARAGRAPH)
    start = forms.IntegerField(label=_("start"), min_value=0)
    end = forms.IntegerField(label=_("end"), min_value=1)

    def __init__(self, *args: Any, revision: Revision, block: Block | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.revision, self.block = revision, block

    @property
    def words(self) -> str:
        start, end = str(self["start"].value()), str(self["end"].value())
        return self.revision.text[int(start) : int(end)] if is_id(start) and is_id(end) else ""

    @property
    def correction(self) -> Correction:
        return Correction(self.cleaned_data["kind"], self.cleaned_data["start"], self.cleaned_data["end"])


class BaseBlocksFormSet(forms.BaseFormSet):
    """All blocks of one revision, with two empty rows for what is to be split off."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, revision: Revision) -> None:
        self.revision = revision
        self.blocks = list(revision.blocks.order_by("start"))
        initial = [{"kind": block.kind, "start": block.start, "end": block.end} for block in self.blocks]
        self.seen = digest_of({"blocks": [*initial, [block.flagged for block in self.blocks]]})
        super().__init__(data, prefix="blocks", initial=initial)

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        stored = index is not None and index < len(self.blocks)
        return {"revision": self.revision, "block": self.blocks[index] if stored else None}  # type: ignore[index]

    def corrections(self) -> list[Correction]:
        return [form.correction for form in self._filled()]

    def clean(self) -> None:
        """Refuse what was made against other blocks than those stored, and what would not cover the text."""
        if any(self.errors):
            return
        if self.data.get("seen") != self.seen:
            raise forms.ValidationError(
                _("Somebody else corrected these blocks meanwhile. Below are yours; saving again replaces theirs.")
            )
        filled = self._filled()
        of_all = []
        for fault in block_faults(self.revision, [form.correction for form in filled]):
            _stem, _slash, number = fault["path"].partition("/")
            if number:
                filled[int(number)].add_error(None, fault["message"])
            else:
                of_all.append(fault["message"])
        if of_all:
            raise forms.ValidationError(of_all)

    def _filled(self) -> list[Any]:
        """The forms with a block that is to stay."""
        return [form for form in self.forms if form.cleaned_data.get("end") and not form.cleaned_data.get("DELETE")]


BlocksFormSet: Any = formset_factory(
    BlockForm,
    formset=BaseBlocksFormSet,
    extra=2,
    can_delete=True,
    max_num=MOST_BLOCKS,
    absolute_max=MOST_BLOCKS,
)
