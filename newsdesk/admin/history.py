"""The history of everything, event by event."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from newsdesk.admin.html import badge, bdi, told_thing
from newsdesk.admin.pages import DeskAdmin, editors, person
from newsdesk.history.access import events_visible_to
from newsdesk.history.registry import Told, action_words, administrators, subjects, tell
from newsdesk.models import Event
from newsdesk.roles import is_administrator


class SubjectFilter(admin.SimpleListFilter):
    """What kind of thing an event is about: the beginning of its stream, so that an index finds it."""

    title = _("about")
    parameter_name = "about"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        everything = is_administrator(person(request))
        shown = (
            (subject.name, subject.model._meta.verbose_name_plural)
            for subject in subjects().values()
            if subject.model and subject.page_of("0") and (everything or subject.shown_to is not administrators)
        )
        return sorted(shown, key=lambda word: str(word[1]))

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        name = self.value()
        if name not in dict(self.lookup_choices):
            return queryset
        # "0" follows "/": the range is what `startswith` means, and what the index on streams can answer.
        return queryset.filter(stream__gt=f"{name}/", stream__lt=f"{name}0")


class EventList(ChangeList):
    """A page of events, each with the name of what it is about."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list: Any = list(self.result_list)
        for told in tell(self.result_list):
            told.event.told = told  # type: ignore[attr-defined]


def _told(event: Event) -> Told:
    """As the list has asked for it, or now."""
    return getattr(event, "told", None) or tell([event])[0]


@admin.register(Event)
class EventAdmin(DeskAdmin):
    viewers = staticmethod(editors)
    section, rank = "house", 3
    list_display = ("at", "who", "what", "subject", "number")
    list_display_links = ("at",)
    list_filter = (SubjectFilter, ("at", admin.DateFieldListFilter))
    list_select_related = ("by",)
    ordering = ("-id",)
    sortable_by = ()
    search_fields = ("stream",)
    search_help_text = _("The thing that happened to, as reading/7, or somebody's user name.")
    fields = ("at", "who", ("what", "code"), ("subject", "number"), "operation", "content")

    def get_queryset(self, request: HttpRequest) -> Any:
        """Editors do not see what happened to accounts and tokens, nor to notes that they may not read."""
        return events_visible_to(person(request), among=super().get_queryset(request))

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        term = search_term.strip()
        if not term:
            return queryset, False
        return queryset.filter(stream=term) if "/" in term else queryset.filter(by__username=term), False

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[EventList]:
        return EventList

    def history_of(self, obj: Event) -> Any:
        """What else happened to the same thing."""
        return Event.objects.filter(stream=obj.stream).select_related("by").order_by("-number")

    def lookup_allowed(self, lookup: str, value: Any, request: Any = None) -> bool:
        return lookup in {"by__id__exact", "stream"} or super().lookup_allowed(lookup, value, request)

    @admin.display(description=_("by"))
    def who(self, event: Event) -> SafeString:
        return bdi(event.by.display_name) if event.by else badge(_("the system"))

    @admin.display(description=_("action"))
    def what(self, event: Event) -> str:
        return action_words(event.action)

    @admin.display(description=_("code"))
    def code(self, event: Event) -> SafeString:
        return format_html('<code dir="ltr">{}</code>', event.action)

    @admin.display(description=_("about"))
    def subject(self, event: Event) -> SafeString | str:
        return told_thing(_told(event))

    @admin.display(description=_("data"))
    def content(self, event: Event) -> SafeString:
        return format_html(
            '<pre class="data" dir="auto">{}</pre>', json.dumps(event.data, ensure_ascii=False, indent=2)
        )
