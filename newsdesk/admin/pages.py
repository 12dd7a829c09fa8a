"""What every page of the administration shares: roles, saving with an event, history, links, folded lists.

Nobody may do anything on a page until its class says who may; nobody may ever delete.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from newsdesk.history import edits
from newsdesk.history.access import events_visible_to
from newsdesk.history.recording import stream_of
from newsdesk.models import Event, User
from newsdesk.roles import Visitor, is_administrator, is_editor
from newsdesk.web.paging import LongList, is_id
from newsdesk.web.stale_forms import SeenForm

Link = tuple[str, Any]
HISTORY_LENGTH = 50


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


class SpokenFields(admin.options.BaseModelAdmin):
    """Fields whose words run as their own first letters do, whatever the interface, and whose parts have names."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        widget: Any = getattr(field, "widget", None)
        if isinstance(widget, AdminSplitDateTime):
            for part, name in zip(widget.widgets, (_("day"), _("time")), strict=True):
                part.attrs["aria-label"] = f"{capfirst(field.label)}: {name}"
        elif isinstance(widget, forms.Textarea) or (
            isinstance(db_field, models.CharField) and getattr(widget, "input_type", "") == "text"
        ):
            widget.attrs.setdefault("dir", "auto")
        return field


class NamedCells(ByRole, SpokenFields, admin.TabularInline):
    """Rows under a thing: each field is named by itself, as no label stands beside it."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            field.widget.attrs.setdefault("aria-label", capfirst(field.label))
        return field


class DeskAdmin(ByRole, SpokenFields, admin.ModelAdmin):
    """A page of the administration: saves leave one event, history shows the events, big tables stay quick.

    A page that names viewers alone is read-only: what it shows is written elsewhere.
    """

    form = SeenForm
    adding: Any = ""  # What its button says: Arabic has another form for what is not there yet.
    parts: Sequence[str] = ()  # Related rows that are saved with a thing and belong to its history.
    section = "house"  # See `administration.SECTIONS`.
    rank = 99
    view_on_site = False
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    list_per_page = 50
    paginator = LongList
    object_history_template = "admin/object_history.html"

    def called(self, obj: Any) -> str:
        """A thing's name over its pages."""
        return str(obj)

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
            form.before = edits.held_state(obj, self.parts)
        obj.save()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        edits.record_change(form.instance, form.before, by=person(request), parts=self.parts)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Nothing: the event is the record."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Nothing: the event is the record."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """A list bears the name of what it lists."""
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, "adding": self.adding, **(extra_context or {})})

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        obj = kwargs.get("obj")
        context["links"] = self.links_for(person(request), obj) if obj else ()
        if not obj:
            context["title"] = context["adding"] = self.adding
        if obj:
            context["subtitle"] = context["called"] = self.called(obj)
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
            "title": _("History: %s") % self.called(obj),
            "called": self.called(obj),
            "module_name": self.opts.verbose_name_plural,
            "object": obj,
            "opts": self.opts,
            "own_stream": stream_of(obj),
            "page": LongList(events, HISTORY_LENGTH).get_page(request.GET.get("p")),
            **(extra_context or {}),
        }
        return TemplateResponse(request, self.object_history_template, context)

    def history_of(self, obj: Any) -> Any:
        """The events that a thing's history shows, to whom they are not kept back."""
        return Event.objects.filter(stream=stream_of(obj)).select_related("by").order_by("-number")


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
