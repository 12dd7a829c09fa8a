"""Invitations: one account for one link."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from newsdesk.accounts.inviting import accept, invite, revoke
from newsdesk.errors import Invalid
from newsdesk.models import Event, Invitation, User
from newsdesk.roles import ANALYST, EDITOR
from tests.factories import PASSWORD, an_administrator, an_analyst, an_editor

pytestmark = pytest.mark.django_db
SENT = {
    "username": "layla",
    "first_name": "ليلى",
    "last_name": "",
    "email": "",
    "password1": PASSWORD,
    "password2": PASSWORD,
}


def body(response: Any) -> str:
    return str(response.content.decode())


def followed(secret: str) -> tuple[Client, Any]:
    client = Client()
    return client, client.get(reverse("invitation", args=[secret]), follow=True)


def an_invitation(role: str = EDITOR, **fields: Any) -> tuple[Invitation, str]:
    return invite(role, by=an_administrator(), **{"lifetime": timedelta(days=1), **fields})


def test_a_link_makes_one_account_in_the_role_that_was_chosen() -> None:
    administrator = an_administrator()
    client = Client()
    client.force_login(administrator)
    page = body(client.post(reverse("invitations"), {"role": EDITOR, "days": "7", "name": "ليلى"}))
    link = re.search(r'value="http://testserver(/invitation/[^"]+)"', page)[1]  # type: ignore[index]
    guest = Client()
    assert "username" in body(guest.get(link, follow=True))
    assert guest.post(reverse("join"), SENT).headers["Location"] == reverse("sign_in")
    layla = User.objects.get(username="layla")
    assert layla.roles == {EDITOR}
    assert guest.post("/sign-in/", {"username": "layla", "password": PASSWORD}).status_code == 302
    told = Event.objects.filter(action__in=["account.invited", "account.joined"]).order_by("pk")
    assert [(event.action, event.by) for event in told] == [
        ("account.invited", administrator),
        ("account.joined", layla),
    ]
    assert link.split("/")[2] not in str(list(Event.objects.values())) + str(list(Invitation.objects.values()))


def test_a_used_link_makes_no_second_account() -> None:
    _invitation, secret = an_invitation()
    (first, _page), (second, _other) = followed(secret), followed(secret)
    first.post(reverse("join"), SENT)
    assert second.post(reverse("join"), SENT | {"username": "karim"}).status_code == 404
    assert followed(secret)[1].status_code == 404
    assert not User.objects.filter(username="karim").exists()


def test_a_link_ends_with_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    _invitation, secret = an_invitation(lifetime=timedelta(days=1))
    tomorrow = timezone.now() + timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    assert followed(secret)[1].status_code == 404


def test_a_revoked_link_leads_nowhere() -> None:
    invitation, secret = an_invitation()
    revoke(invitation, by=invitation.by)
    revoke(invitation, by=invitation.by)
    assert followed(secret)[1].status_code == 404
    assert Event.objects.filter(action="account.invitation_revoked").count() == 1
    with pytest.raises(Invalid):
        accept(secret, User(username="layla"))


def test_a_role_cannot_be_asked_for() -> None:
    _invitation, secret = an_invitation(ANALYST)
    client, _page = followed(secret)
    client.post(reverse("join"), SENT | {"role": "administrator", "is_superuser": "1", "is_staff": "1", "groups": "1"})
    layla = User.objects.get(username="layla")
    assert (layla.roles, layla.is_superuser, layla.is_staff) == ({ANALYST}, False, False)


def test_a_taken_name_and_a_weak_password_are_refused() -> None:
    an_analyst(username="Layla")
    _invitation, secret = an_invitation()
    client, _page = followed(secret)
    page = body(client.post(reverse("join"), SENT | {"password1": "password1234", "password2": "password1234"}))
    assert page.count('class="errors"') == 2
    assert not User.objects.filter(username="layla").exists()


def test_an_open_invitation_is_listed_and_revoked_by_administrators_alone() -> None:
    invitation, _secret = an_invitation(name="ليلى")
    editor, client = Client(), Client()
    editor.force_login(an_editor())
    assert editor.post(reverse("invitations"), {"role": ANALYST, "days": "7"}).status_code == 403
    assert editor.post(reverse("invitation_revocation", args=[invitation.pk])).status_code == 403
    client.force_login(an_administrator())
    assert "ليلى" in body(client.get("/people/"))
    client.post(reverse("invitation_revocation", args=[invitation.pk]))
    assert "ليلى" not in body(client.get("/people/"))


def test_somebody_signed_in_is_told_to_sign_out_first() -> None:
    _invitation, secret = an_invitation()
    client = Client()
    client.force_login(an_analyst())
    assert 'name="password1"' not in body(client.get(reverse("invitation", args=[secret]), follow=True))
    client.post(reverse("join"), SENT)
    assert not User.objects.filter(username="layla").exists()
