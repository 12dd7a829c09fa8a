"""Django's administration under our name. Each app registers its own pages in its `admin`.

Outside `newsdesk/admin`, which registers pages while it is imported: the site has to be there by then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language, gettext, gettext_noop, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.i18n import JavaScriptCatalog

from newsdesk.models import Event
from newsdesk.roles import is_editor, refuse_but_editors

if TYPE_CHECKING:
    from newsdesk.admin.pages import DeskAdmin

LATEST_EVENTS = 12
# A page says by `section` and `rank` where the menu shows it.
SECTIONS = {
    "texts": _("Texts"),
    "work": _("Analysts’ work"),
    "reference": _("Reference"),
    "house": _("The house"),
}


# What Django's scripts of the administration say and its Arabic says otherwise than we do.
SCRIPT_WORDS = (
    gettext_noop("6 a.m."),
    gettext_noop("6 p.m."),
    gettext_noop("Cancel"),
    gettext_noop("Choose a Date"),
    gettext_noop("Choose a Time"),
    gettext_noop("Choose a time"),
    gettext_noop("Noon"),
)
ONE_OF_EACH_PLURAL = (0, 1, 2, 3, 11, 100)


class ScriptWords(JavaScriptCatalog):
    packages = ["django.contrib.admin"]

    def get_catalog(self) -> dict[str, Any]:
        catalog: dict[str, Any] = super().get_catalog()
        if get_language() != "ar":
            return catalog
        chosen = [
            ngettext("%(sel)s of %(cnt)s selected", "%(sel)s of %(cnt)s selected", number)
            for number in ONE_OF_EACH_PLURAL
        ]
        words = {words: gettext(words) for words in SCRIPT_WORDS}
        return catalog | words | {"%(sel)s of %(cnt)s selected": chosen}


class NewsdeskAdminSite(AdminSite):
    site_header = site_title = _("Newsdesk administration")
    index_title = _("Administration")
    empty_value_display = "—"

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.disable_action("delete_selected")  # Nothing is deleted.

    def has_permission(self, request: HttpRequest) -> bool:
        """Editors and administrators, whatever `is_staff` says: roles are decided in one place."""
        return is_editor(request.user)

    def i18n_javascript(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return ScriptWords.as_view()(request)

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Where the administration sends whoever may not enter: to the site's sign-in page, or to a plain refusal."""
        if request.user.is_authenticated:
            refuse_but_editors(request.user)
        return redirect_to_login(request.GET.get("next") or reverse("admin:index", current_app=self.name))

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """One's own password is changed where everybody's is."""
        return redirect("account_change_password")

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        pages = sorted((self._page(model) for model in self._registry), key=lambda page: page.rank)
        to_do = [link for page in pages if page.has_view_permission(request) for link in page.to_do()]
        events = self.get_model_admin(Event).get_queryset(request).select_related("by")[:LATEST_EVENTS]
        return super().index(request, {"latest_events": events, "to_do": to_do, **(extra_context or {})})

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """One app's pages; or, for the menu, all pages in the sections of the work."""
        apps: list[dict[str, Any]] = super().get_app_list(request, app_label)
        return apps if app_label else self._sections([page for app in apps for page in app["models"]])

    def _page(self, model: type[Model]) -> DeskAdmin:
        return cast("DeskAdmin", self._registry[model])

    def _sections(self, pages: list[dict[str, Any]]) -> list[dict[str, Any]]:
        pages.sort(key=lambda page: self._page(page["model"]).rank)
        sections = [
            {
                "name": name,
                "app_label": key,
                "app_url": f"{reverse('admin:index', current_app=self.name)}#{key}",
                "has_module_perms": True,
                "models": [page for page in pages if self._page(page["model"]).section == key],
            }
            for key, name in SECTIONS.items()
        ]
        return [section for section in sections if section["models"]]
