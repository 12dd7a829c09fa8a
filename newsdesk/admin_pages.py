"""What every page of the administration shares: roles, saving with an event, history, links, folded lists.

Nobody may do anything on a page until its class says who may; nobody may ever delete.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from newsdesk import editing
from newsdesk.accounts import is_administrator, is_editor
from newsdesk.event_access import events_visible_to
from newsdesk.history import stream_of
from newsdesk.models import Event, User

Visitor = User | AnonymousUser
Link = tuple[str, Any]
HISTORY_LENGTH = 50
EXACT_COUNT_LIMIT = 20_000


def nobody(_user: Visitor) -> bool:
    return False


editors: Callable[[Visitor], bool] = is_editor
administrators: Callable[[Visitor], bool] = is_administrator


def person(request: HttpRequest) -> User:
    """Who asks: nobody comes here without signing in."""
    return cast(User, request.user)


class ByRole:
    """Permissions by role alone, denied unless a class names who may. Deleting is named by no one."""

    viewers: Callable[[Visitor], bool] = staticmethod(nobody)
    changers: Callable[[Visitor], bool] = staticmethod(nobody)
    adders: Callable[[Visitor], bool] = staticmethod(nobody)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.viewers(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.changers(request.user)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.adders(request.user)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)


class SeenForm(forms.ModelForm):
    """A form that knows which state it was made against, and refuses to overwrite another one unseen."""

    data: Any
    parts: Sequence[str] = ()
    before: editing.State | None = None
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and not self.is_bound:
            self.initial["seen"] = editing.digest_of(editing.state_of(self.instance, self.parts))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.instance.pk:
            self.before = editing.held_state(self.instance, self.parts)
            self._refuse_if_stale(self.before)
        return cleaned

    def _refuse_if_stale(self, stored: editing.State) -> None:
        digest = editing.digest_of(stored)
        if self.data.get("seen") == digest:
            return
        self.data = self.data.copy()
        self.data["seen"] = digest
        self.add_error(None, _("Somebody else changed this while you were editing. Your changes are not stored yet."))
        for name, value in self._differing(stored):
            self.add_error(None, _("%(field)s: stored now is “%(value)s”.") % {"field": name, "value": value})
        self.add_error(None, _("Look at what is stored now; saving again replaces it with what you see below."))

    def _differing(self, stored: editing.State) -> Iterator[tuple[str, str]]:
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


class DeskAdmin(ByRole, admin.ModelAdmin):
    """A page of the administration: saves leave one event, history shows the events, big tables stay quick.

    A page that names viewers alone is read-only: what it shows is written elsewhere.
    """

    form = SeenForm
    parts: Sequence[str] = ()  # Related rows that are saved with a thing and belong to its history.
    section = "house"  # See `administration.SECTIONS`.
    rank = 99
    view_on_site = False
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    list_per_page = 50
    object_history_template = "admin/object_history.html"

    def links(self, obj: Any) -> Sequence[Link]:
        """Where to go from a thing's page: addresses and what they are called."""
        return ()

    def links_for(self, reader: User, obj: Any) -> Sequence[Link]:
        """The same, with what only some of those who see the page may open."""
        return self.links(obj)

    def to_do(self) -> Sequence[Link]:
        """What waits for an editor, for the front page: addresses and what they lead to."""
        return ()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.parts = self.parts
        return form

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if form.before is None:
            form.before = editing.held_state(obj, self.parts)
        obj.save()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        editing.record_change(form.instance, form.before, by=person(request), parts=self.parts)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Nothing: the event is the record."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Nothing: the event is the record."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """A list bears the name of what it lists."""
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        obj = kwargs.get("obj")
        context["links"] = self.links_for(person(request), obj) if obj else ()
        return super().render_change_form(request, context, *args, **kwargs)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The events of one thing, newest first."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            raise Http404
        if not self.has_view_permission(request, obj):
            raise PermissionDenied
        events = events_visible_to(person(request), among=self.history_of(obj))
        context = {
            **self.admin_site.each_context(request),
            "title": _("History: %s") % obj,
            "module_name": self.opts.verbose_name_plural,
            "object": obj,
            "opts": self.opts,
            "page": Paginator(events, HISTORY_LENGTH).get_page(request.GET.get("p")),
            **(extra_context or {}),
        }
        return TemplateResponse(request, self.object_history_template, context)

    def history_of(self, obj: Any) -> Any:
        """The events that a thing's history shows, to whom they are not kept back."""
        return Event.objects.filter(stream=stream_of(obj)).select_related("by").order_by("-number")


class ReadOnlyRows(ByRole, admin.TabularInline):
    """Rows under a thing that are only looked at."""

    extra = 0
    can_delete = False
    template = "admin/edit_inline/rows.html"


class EstimatingPaginator(Paginator):
    """Counts what is short exactly, and takes the planner's estimate for the rest: big tables are never counted."""

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        plan = json.loads(rows.order_by().explain(format="json"))
        estimate = int(plan[0]["Plan"]["Plan Rows"])
        return estimate if estimate > EXACT_COUNT_LIMIT else int(rows.count())


class LatestFilter(admin.SimpleListFilter):
    """Filters by a foreign key, offering only the few most telling rows: a list of thousands helps nobody.

    A subclass sets `title`, `parameter_name` (the key's name) and `offered`.
    """

    def offered(self, model_admin: Any) -> Any:
        raise NotImplementedError

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Those offered, and the one that a link has chosen."""
        offered = list(self.offered(model_admin))
        chosen = self.value() or ""
        if is_id(chosen) and int(chosen) not in [row.pk for row in offered] and offered:
            offered += type(offered[0])._base_manager.filter(pk=chosen)
        return [(str(row.pk), str(row)) for row in offered]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        value = self.value()
        if not value:
            return queryset
        return queryset.filter(**{str(self.parameter_name): value}) if is_id(value) else queryset.none()


def is_id(text: str) -> bool:
    """Whether a text may be the number of a row: no longer than the numbers of the database."""
    return text.isdecimal() and len(text) < 19


def admin_link(thing: Model | None, text: Any = None) -> SafeString | str:
    """A link to a thing's page in the administration."""
    if thing is None:
        return "—"
    meta = thing._meta
    url = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[thing.pk])
    return link(url, thing if text is None else text)


def list_url(model: type[Model], **filters: Any) -> str:
    """The address of a model's list in the administration, filtered."""
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return f"{url}?{urlencode(filters)}" if filters else url


def list_link(model: type[Model], text: Any, **filters: Any) -> SafeString:
    return link(list_url(model, **filters), text)


def link(url: str, text: Any) -> SafeString:
    return format_html('<a href="{}"><bdi>{}</bdi></a>', url, text)


def bdi(text: Any) -> SafeString:
    """Somebody's words, which must not stir the direction of what stands around them."""
    return format_html("<bdi>{}</bdi>", text)


def badge(text: Any, tone: str = "") -> SafeString:
    """A short state in words; `tone` is one of success, warning, danger, accent."""
    return format_html('<span class="badge {}">{}</span>', f"badge-{tone}" if tone else "", text)


def subject_link(stream: str) -> SafeString | str:
    """A link to what a stream of events is about: "reading/7"."""
    name, _slash, pk = stream.partition("/")
    model = dict(subjects()).get(name)
    if model is None:
        return stream
    url = reverse(f"admin:{model._meta.app_label}_{name}_change", args=[pk])
    return format_html('<a href="{}">{} <bdi>{}</bdi></a>', url, model._meta.verbose_name, pk)


def subjects() -> list[tuple[str, type[Model]]]:
    """The models that have a page, by the names that streams use."""
    return [(str(model._meta.model_name), model) for model in admin.site._registry]


# What an action of an event is called; apps add theirs. `publisher.changed` is told by its verb alone.
ACTION_WORDS: dict[str, Any] = {
    "created": gettext_lazy("Made"),
    "changed": gettext_lazy("Changed"),
    "erased": gettext_lazy("Erased by law"),
    "audit.downloaded": gettext_lazy("Audit downloaded"),
    "history.adopted": gettext_lazy("Everything taken for right as it was"),
    "audit.verification_asked": gettext_lazy("Verification of the history asked for"),
    "account.made": gettext_lazy("Made by a command"),
    "account.preferences_changed": gettext_lazy("Preferences changed"),
    "account.password_changed": gettext_lazy("Password changed"),
    "account.password_reset": gettext_lazy("New password by a link"),
    "account.password_link_made": gettext_lazy("Link for a new password made"),
    "account.signed_in": pgettext_lazy("event", "Signed in"),
    "account.sign_in_failed": gettext_lazy("Sign-in failed"),
    "account.code_failed": gettext_lazy("Wrong code at sign-in"),
    "account.refused": gettext_lazy("Sign-in refused, as the account is closed"),
    "account.locked_out": gettext_lazy("Locked out"),
    "account.unlocked": gettext_lazy("Unlocked"),
    "account.two_step_on": gettext_lazy("Two-step sign-in switched on"),
    "account.two_step_off": gettext_lazy("Two-step sign-in switched off"),
    "account.two_step_removed": gettext_lazy("Second step removed by an administrator"),
    "account.two_step_unreadable": gettext_lazy("Signed in past a second step of another secret key"),
    "account.two_step_replaced": gettext_lazy("Second step set up anew in place of an unreadable one"),
    "account.recovery_codes_made": gettext_lazy("New recovery codes made"),
    "account.recovery_code_used": gettext_lazy("Recovery code used"),
    "account.sessions_ended": gettext_lazy("Signed out elsewhere"),
    "account.invited": gettext_lazy("Invited"),
    "account.invitation_revoked": gettext_lazy("Invitation revoked"),
    "account.joined": gettext_lazy("Account made by invitation"),
    "account.closed": gettext_lazy("The account was closed"),
    "account.reopened": gettext_lazy("Account opened again"),
    "backup.asked": gettext_lazy("Backup begun"),
    "backup.written": gettext_lazy("Backup written"),
    "backup.checked": gettext_lazy("Backup restored on trial"),
    "backup.failed": gettext_lazy("Backup failed"),
    "backup.removed": gettext_lazy("Backup removed in its turn"),
    "token.issued": gettext_lazy("Token issued"),
    "token.revoked": gettext_lazy("Token revoked"),
}


def action_words(action: str) -> str:
    """An event's action in the reader's language; the code itself where nobody has named it."""
    return str(ACTION_WORDS.get(action) or ACTION_WORDS.get(action.rpartition(".")[2]) or action)
