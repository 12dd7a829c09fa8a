"""Who belongs to a project, and as what."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from annotations.access import projects_managed_by
from annotations.models import Membership, Project
from newsdesk.errors import Invalid, NotAllowed
from newsdesk.history.recording import record
from newsdesk.models import User


@transaction.atomic
def enrol(user: User, project: Project, role: str, *, by: User | None) -> Membership:
    """Give somebody a role in a project, instead of the one they have there. The same role again changes nothing.

    A role that one gave oneself opens no confidential note, until somebody else gives it again. `by` None is a command
    of the machine's owner. Raises `NotAllowed` for people who do not choose its members.
    """
    _hold(project, by)
    if role not in Membership.Role.values:
        raise Invalid(_("There is no such role. Choose one from the page's menu."), code="unknown_role")
    if not user.is_active:
        raise Invalid(_("This account is closed. Open it again first."), code="account_closed")
    member = Membership.objects.filter(project=project, user=user).first()
    if member is None:
        member = Membership.objects.create(project=project, user=user, role=role, given_by=by)
        record("project.member_added", project, by=by, data={"user": user.username, "role": role})
    elif member.role != role or (member.given_by == user != by):
        told = {"user": user.username, "before": member.role, "role": role}
        member.role, member.given_by = role, by
        member.save(update_fields=["role", "given_by"])
        record("project.member_changed", project, by=by, data=told)
    return member


@transaction.atomic
def dismiss(user: User, project: Project, *, by: User | None) -> None:
    """Take somebody out of a project. Their readings stay, for its editors; who is not in it stays out of it."""
    _hold(project, by)
    member = Membership.objects.filter(project=project, user=user).first()
    if member is not None:
        member.delete()
        record("project.member_removed", project, by=by, data={"user": user.username, "role": member.role})


def _hold(project: Project, by: User | None) -> None:
    """Lock the project's row, so that one change of its members comes after the other."""
    Project.objects.select_for_update(no_key=True).only("pk").get(pk=project.pk)
    if by is not None and not projects_managed_by(by).filter(pk=project.pk).exists():
        raise NotAllowed(_("Only administrators of the project choose its members."), code="not_an_administrator")
