"""Forms of the administration's pages about articles."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from articles.arabic import fold
from articles.language_names import choices as language_choices
from articles.limits import check_day, check_headline
from articles.models import KEY_LENGTH, Article, Publisher
from newsdesk.web.stale_forms import SeenForm
from newsdesk.web.time_zones import city_of_the_clock


class ArticleForm(SeenForm):
    language_is_right = forms.BooleanField(
        label=_("Language and direction are right"),
        required=False,
        help_text=_("A change of either says so as well."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"] = forms.ChoiceField(
            label=_("Language"), choices=language_choices(self.instance.language)
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
