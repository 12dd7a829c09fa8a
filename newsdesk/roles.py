"""Roles: what a person may do in the house. What one may see of one object is decided in `annotations/access.py`."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.models import AnonymousUser, Group
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from newsdesk.errors import NotAllowed
from newsdesk.models import User

ADMINISTRATOR, EDITOR, ANALYST = "administrator", "editor", "analyst"
ROLES = {ADMINISTRATOR: _("Administrator"), EDITOR: _("Editor"), ANALYST: _("Analyst")}


class SignedInRequest(HttpRequest):
    """The type of a request to a view that needs a login, as all do unless marked."""

    user: User


def is_administrator(user: User | AnonymousUser) -> bool:
    return user.is_active and (user.is_superuser or ADMINISTRATOR in roles_of(user))


def is_editor(user: User | AnonymousUser) -> bool:
    """Editors and administrators may manage articles, projects and exports."""
    return user.is_active and (user.is_superuser or not {ADMINISTRATOR, EDITOR}.isdisjoint(roles_of(user)))


def roles_of(user: User | AnonymousUser) -> frozenset[str]:
    """The names of a user's groups; none for nobody."""
    if not user.is_authenticated:
        return frozenset()
    return user.roles


def bringing_roles(users: QuerySet[User]) -> QuerySet[User]:
    """With `role_names`, for `knowing_roles`: nearly every page asks for them, so that it is one question less."""
    return users.annotate(role_names=ArraySubquery(Group.objects.filter(user=OuterRef("pk")).values("name")))


def knowing_roles(user: User) -> User:
    """One of those users, who need not be asked about again."""
    user.roles = frozenset(user.role_names)  # type: ignore[attr-defined]  # annotated
    return user


def grant(user: User, role: str) -> None:
    user.groups.add(Group.objects.get_or_create(name=role)[0])
    user.__dict__.pop("roles", None)


def editors() -> QuerySet[User]:
    """Who may be asked to manage articles, projects and the registry, by name: editors with an account in force."""
    return User.objects.filter(is_active=True, groups__name=EDITOR).order_by("last_name", "first_name", "username")


def editors_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Refuse everybody but editors and administrators, with a page that says so."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        refuse_but_editors(request.user)
        return view(request, *args, **kwargs)

    return guarded


def administrators_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Refuse everybody but administrators, with a page that says so."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_administrator(request.user):
            raise NotAllowed(_("This page is for administrators."), code="administrators_only")
        return view(request, *args, **kwargs)

    return guarded


def refuse_but_editors(user: User | AnonymousUser) -> None:
    """Raises `NotAllowed` for everybody but editors and administrators."""
    if not is_editor(user):
        raise NotAllowed(
            _("This page is for editors. Ask an administrator for the editor's role."), code="editors_only"
        )


Visitor = User | AnonymousUser
