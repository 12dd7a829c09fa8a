"""What an invitation leads to besides an account: a place in a project, so that there is work at once."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from annotations.access import projects_managed_by
from annotations.models import InvitedMember, Membership, Project
from annotations.projects.membership import enrol
from newsdesk.errors import Invalid, NotAllowed
from newsdesk.history.recording import record
from newsdesk.models import Invitation, User


@transaction.atomic
def promise_place(invitation: Invitation, project: Project, role: str, *, by: User) -> None:
    """Whoever takes the invitation up will have this role in the project.

    Raises `NotAllowed` for people who do not choose its members.
    """
    if role not in Membership.Role.values:
        raise Invalid(_("There is no such role. Choose one from the page's menu."), code="unknown_role")
    if not projects_managed_by(by).filter(pk=project.pk).exists():
        raise NotAllowed(_("Only administrators of the project choose its members."), code="not_an_administrator")
    promised = InvitedMember.objects.create(invitation=invitation, project=project, role=role)
    data = {"invitation": invitation.pk, "role": role}
    record("project.member_invited", project, by=by, data=data, changed={InvitedMember: [promised.pk]})


def give_place(invitation: Invitation, user: User) -> None:
    """Keep the promise, if whoever made it may still choose the project's members; else the account stays without."""
    promised = InvitedMember.objects.filter(invitation=invitation).select_related("project").first()
    if promised and projects_managed_by(invitation.by).filter(pk=promised.project_id).exists():
        enrol(user, promised.project, promised.role, by=invitation.by)


def places_of(invitations: Collection[Invitation]) -> dict[int, str]:
    """The place that each leads to, in words, by the invitation's number."""
    roles = dict(Membership.Role.choices)
    promised = InvitedMember.objects.filter(invitation__in=invitations).select_related("project")
    return {one.invitation_id: f"{one.project}: {roles.get(one.role, one.role)}" for one in promised}
