"""What every page needs: the head's links and data, icons, navigation, people's text and dates."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from django import forms, template
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.paginator import Page
from django.forms import BoundField
from django.http import HttpRequest
from django.template import Context
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext

from newsdesk import roles
from newsdesk.accounts import preferences
from newsdesk.models import User
from newsdesk.our_apps import our_apps
from newsdesk.views.catalogue import address_of_catalogue
from newsdesk.web import localization
from newsdesk.web.javascript_modules import addressed
from newsdesk.web.kept_forms import key_of
from newsdesk.web.markdown import rendered
from newsdesk.web.paging import Size

register = template.Library()
register.filter("is_editor", roles.is_editor)
register.filter("is_administrator", roles.is_administrator)
register.filter("markdown", rendered)

# What is typed takes its direction from its first letters, but for what is Latin anyway.
DIRECTIONS = {"text": "auto", "search": "auto"} | dict.fromkeys(("url", "email", "number", "password"), "ltr")
MESSAGE_ICONS = {"success": "check", "warning": "warning", "error": "error"}


@register.simple_tag
def stylesheet(*names: str) -> SafeString:
    """Links to files of the design system: `{% stylesheet "sign_in" %}` in a page's head."""
    links = ((static(f"newsdesk/css/{name}.css"),) for name in names)
    return format_html_join("\n    ", '<link rel="stylesheet" href="{}">', links)


@register.simple_tag(takes_context=True)
def importmap(context: Context) -> SafeString:
    """Leads the plain addresses by which modules import others to the hashed ones, and to data that is kept.

    A page may have data of its own: `data_modules`, addresses by the names of modules below /static/.
    """
    catalogue = address_of_catalogue(get_language() or settings.LANGUAGE_CODE)
    data = {"newsdesk/js/catalogue.js": catalogue, **(context.get("data_modules") or {})}
    base = getattr(staticfiles_storage, "base_url", None) or settings.STATIC_URL
    imports = _hashed_modules() | {base + name: address for name, address in data.items()}
    script = format_html(
        '<script type="importmap" nonce="{}">{}</script>', context["request"].csp_nonce, _json({"imports": imports})
    )
    links = ((address,) for address in data.values())
    return script + format_html_join("", '\n    <link rel="modulepreload" href="{}">', links)


@register.simple_tag(takes_context=True)
def form_drafts(context: Context) -> SafeString:
    """What `js/keeping/` must know: whose page this is, the key of that person's drafts, the method that it came by."""
    request = context["request"]
    if not request.user.is_authenticated:
        return SafeString("")
    known = request.user.pk, key_of(request.user), request.method
    return format_html('<meta name="form-drafts" content="{} {} {}">', *known)


@register.simple_tag(takes_context=True)
def page_modules(context: Context) -> SafeString:
    """What other apps want to run on every page of somebody signed in: the `page_modules` of their configurations."""
    request = context["request"]
    if not request.user.is_authenticated:
        return SafeString("")
    names = [name for config in our_apps() for name in getattr(config, "page_modules", ())]
    scripts = ((request.csp_nonce, static(name)) for name in names)
    return format_html_join("\n    ", '<script type="module" nonce="{}" src="{}"></script>', scripts)


@cache
def _hashed_modules() -> dict[str, str]:
    storage: Any = staticfiles_storage
    ours = {config.label for config in our_apps()}
    hashed = getattr(storage, "hashed_files", {})
    modules = addressed(name for name in hashed if name.endswith(".js") and name.split("/")[0] in ours)
    return {storage.base_url + plain: storage.base_url + hashed[plain] for plain in sorted(modules & hashed.keys())}


def _json(value: Any) -> SafeString:
    """JSON that cannot end the script element that holds it."""
    return mark_safe(json.dumps(value, ensure_ascii=False).replace("<", r"\u003c"))


@register.simple_tag(takes_context=True)
def theme(context: Context) -> str:
    return preferences.theme_of(context["request"])


@register.simple_tag(takes_context=True)
def looks(context: Context) -> SafeString:
    """How the page's reader wants it to look, as attributes of its root element."""
    request = context["request"]
    looks = {"theme": preferences.theme_of(request)} | preferences.looks_of(request.user)
    return format_html_join(" ", 'data-{}="{}"', ((name.replace("_", "-"), value) for name, value in looks.items()))


@register.simple_tag(takes_context=True)
def contrast_media(context: Context) -> str:
    """For whom the high-contrast colours are: whoever chose them, or has a device that asks for them."""
    return "all" if preferences.theme_of(context["request"]).endswith("-contrast") else "(prefers-contrast: more)"


@register.simple_tag
def themes() -> list[tuple[str, Any]]:
    return User.Theme.choices


@register.inclusion_tag("partials/choices.html", takes_context=True)
def choices(context: Context, *names: str) -> dict[str, Any]:
    """Radio buttons for each of these preferences, `{% choices "text_size" "typeface" %}`, or for all."""
    user = context["request"].user
    groups = [
        {
            "name": name,
            "title": preferences.FIELDS[name].verbose_name,
            "chosen": preferences.preferred(user, name),
            "choices": preferences.CHOICES[name].items(),
        }
        for name in names or preferences.OFFERED
    ]
    return {"groups": groups}


@register.simple_tag
def icon(name: str, **attributes: str) -> SafeString:
    """One symbol of `img/icons.svg`, decoration beside words: `{% icon "onward" class="icon-onward" %}`."""
    return _icon(static("newsdesk/img/icons.svg"), name, f"icon {attributes.get('class', '')}".strip())


@lru_cache
def _icon(file: str, name: str, classes: str) -> SafeString:
    """Written once: a list shows dozens of them."""
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}#{}"></use></svg>', classes, file, name)


@register.filter
def message_icon(level: str) -> str:
    return MESSAGE_ICONS.get(level, "info")


@register.simple_tag(takes_context=True)
def nav_link(context: Context, view_name: str, label: str) -> SafeString:
    """A link that says when it leads to the page one is on."""
    match = context["request"].resolver_match
    here = match is not None and match.view_name == view_name
    current = mark_safe(' aria-current="page"') if here else ""
    return format_html('<a href="{}"{}>{}</a>', reverse(view_name), current, label)


@register.filter
def user_text(value: Any) -> SafeString:
    """What a person typed, kept from turning the words around it: `{{ article.headline|user_text }}`."""
    return format_html('<bdi dir="auto">{}</bdi>', value)


@register.filter
def day(value: date | datetime | None) -> SafeString | str:
    """A date in words, «12 سبتمبر 2021», with its time only where there is one; nothing for None.

    The Hijri date follows for whoever wants it.
    """
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value)
        pattern = pgettext("date and time", "j F Y, H:i")
    else:
        pattern = "j F Y"
    words = format_html('<time datetime="{}">{}</time>', value.isoformat(), localization.in_words(value, pattern))
    hijri = localization.in_hijri(value)
    return format_html('{} <span class="hijri">({})</span>', words, hijri) if hijri else words


@register.filter
def published(article: Any) -> SafeString | str:
    """When an article was published, as precisely as is known and no more."""
    return day(article.published_at or article.published_on)


@register.filter
def number(value: int) -> SafeString:
    """A count with its thousands set apart."""
    return format_html('<span class="number">{}</span>', localization.Count(value))


@register.filter
def file_size(value: int) -> str:
    return localization.file_size(value)


@register.filter
def counted(value: int) -> localization.Count:
    """A number for `{% blocktranslate count n=…|counted %}`: plural forms go by it, the reader's digits show it."""
    return localization.Count(value)


@register.filter
def size(counted: int) -> Size:
    """What `Counted` has counted: its `number`, and whether it `is_longer`."""
    return Size.counted(counted)


@register.simple_tag
def widget(field: BoundField) -> SafeString:
    """A form's control in our looks."""
    control = field.field.widget
    attributes: dict[str, str | bool] = {"class": f"{control.attrs.get('class', '')} input".strip()}
    kind = "text" if isinstance(control, forms.Textarea) else getattr(control, "input_type", "")
    if "dir" not in control.attrs and kind in DIRECTIONS:
        attributes["dir"] = DIRECTIONS[kind]
    return field.as_widget(attrs=attributes)


@register.simple_tag
def page_numbers(page: Page) -> Iterable[int | str]:
    """The numbers that pagination shows: the ends, the neighbours, and ellipses between."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


@register.simple_tag
def page_url(request: HttpRequest, page: int | str) -> str:
    """This page's address at another page of its list, its search kept."""
    query = request.GET.copy()
    query["page"] = str(page)
    return f"?{query.urlencode()}"
