"""Accounts, for administrators: who is in the house, who is invited, who is locked out."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_POST

from newsdesk.accounts import closing, guarding, inviting, sessions, two_step
from newsdesk.accounts.forms import InvitationForm
from newsdesk.accounts.password_links import path_for
from newsdesk.models import Invitation, SignInGuard, User
from newsdesk.roles import ROLES, SignedInRequest, administrators_only
from newsdesk.web.paging import LongList

ROWS = 50


@administrators_only
@require_GET
@never_cache
def people(request: SignedInRequest, form_of: type[InvitationForm]) -> HttpResponse:
    """Everybody with an account, the invitations that are open, and what is locked now.

    `form_of` is how one invites here: an app above the house may have more to ask.
    """
    return render(request, "newsdesk/people/people.html", _people(request, form_of()))


@administrators_only
@require_POST
@never_cache
@sensitive_variables("secret", "link")
def invitations(request: SignedInRequest, form_of: type[InvitationForm]) -> HttpResponse:
    """Invite somebody. The answer shows the link, the only time."""
    form = form_of(request.POST)
    if not form.is_valid():
        return render(request, "newsdesk/people/people.html", _people(request, form))
    invitation, secret = form.invite(by=request.user)
    link = request.build_absolute_uri(reverse("invitation", args=[secret]))
    place = form.places([invitation]).get(invitation.pk, "")
    context = {"link": link, "invitation": invitation, "role": ROLES[invitation.role], "place": place}
    return render(request, "newsdesk/people/invited.html", context)


@administrators_only
@require_POST
def invitation_revocation(request: SignedInRequest, pk: int) -> HttpResponse:
    inviting.revoke(get_object_or_404(Invitation, pk=pk), by=request.user)
    messages.success(request, _("The invitation is revoked: its link leads nowhere."))
    return redirect("people")


@administrators_only
@require_POST
def unlocking(request: SignedInRequest, pk: int) -> HttpResponse:
    guarding.unlock_alike(get_object_or_404(SignInGuard, pk=pk), by=request.user)
    messages.success(request, _("Unlocked. Signing in may be tried again now."))
    return redirect("people")


@administrators_only
@require_GET
@never_cache
def person(request: SignedInRequest, pk: int) -> HttpResponse:
    """One account: how it stands, where it is signed in, and what can be done about it."""
    account = get_object_or_404(User.objects.prefetch_related(_roles()), pk=pk)
    context = {
        "account": account,
        "roles": _role_names(account),
        "two_step": two_step.is_kept(account),
        "two_step_required": two_step.is_required_of(account),
        "sessions": sessions.shown(account, request),
        "guards": [guard for guard in guarding.locked_now() if guard.user_id == account.pk],
        "is_own": account.pk == request.user.pk,
    }
    return render(request, "newsdesk/people/person.html", context)


@administrators_only
@require_POST
def closure(request: SignedInRequest, pk: int) -> HttpResponse:
    account = get_object_or_404(User, pk=pk)
    closing.close(account, by=request.user)
    messages.success(request, _("The account is closed. Its sessions and tokens have ended; its work stays."))
    return redirect("person", pk)


@administrators_only
@require_POST
def reopening(request: SignedInRequest, pk: int) -> HttpResponse:
    closing.reopen(get_object_or_404(User, pk=pk), by=request.user)
    messages.success(request, _("The account is open again."))
    return redirect("person", pk)


@administrators_only
@require_POST
@never_cache
@sensitive_variables("link")
def password_link(request: SignedInRequest, pk: int) -> HttpResponse:
    """A link with which somebody sets a new password once. The answer shows it, the only time."""
    account = get_object_or_404(User, pk=pk, is_active=True)
    link = request.build_absolute_uri(path_for(account, by=request.user))
    context = {"account": account, "link": link, "hours": settings.PASSWORD_RESET_TIMEOUT // 3600}
    return render(request, "newsdesk/people/password_link.html", context)


@administrators_only
@require_POST
def two_step_removal(request: SignedInRequest, pk: int) -> HttpResponse:
    two_step.remove(get_object_or_404(User, pk=pk), by=request.user)
    messages.success(request, _("The second step is removed. The password alone lets them in."))
    return redirect("person", pk)


@administrators_only
@require_POST
def sessions_ending(request: SignedInRequest, pk: int) -> HttpResponse:
    account = get_object_or_404(User, pk=pk)
    if request.POST.get("session", "").isdecimal():
        one = sessions.others(request, account).filter(pk=request.POST["session"])
        sessions.end(one, account, by=request.user)
    else:
        sessions.end_everywhere(account, by=request.user, but=sessions.own_number(request))
    messages.success(request, _("Signed out there."))
    return redirect("person", pk)


def _people(request: SignedInRequest, form: InvitationForm) -> dict[str, Any]:
    typed = request.GET.get("q", "").strip()
    page = LongList(_accounts(typed), ROWS).get_page(request.GET.get("page"))
    invited = inviting.open_invitations()
    places = form.places(invited)
    return {
        "form": form,
        "typed": typed,
        "page": page,
        "rows": [_row(account) for account in page.object_list],
        "invitations": [(one, ROLES.get(one.role, one.role), places.get(one.pk, "")) for one in invited],
        "guards": guarding.locked_now(),
    }


def _row(account: User) -> tuple[User, list[Any], bool]:
    """An account, its roles, and whether they require a second step; its groups are fetched already."""
    account.roles = frozenset(group.name for group in account.groups.all())
    return account, _role_names(account), two_step.is_required_of(account)


def _accounts(typed: str) -> Any:
    has_app = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
    accounts = (
        User.objects.annotate(two_step=Exists(has_app)).prefetch_related(_roles()).order_by("-is_active", "username")
    )
    if not typed:
        return accounts
    places = ("username", "first_name", "last_name", "email")
    return accounts.filter(*[_anywhere(places, word) for word in typed.split()])


def _anywhere(places: tuple[str, ...], word: str) -> Q:
    found = Q()
    for place in places:
        found |= Q(**{f"{place}__icontains": word})
    return found


def _roles() -> Prefetch[Any]:
    return Prefetch("groups", Group.objects.order_by("pk"))


def _role_names(account: User) -> list[Any]:
    names = [ROLES.get(group.name, group.name) for group in account.groups.all()]
    return [_("Superuser"), *names] if account.is_superuser else names
