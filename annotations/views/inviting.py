"""The form of an invitation, with a place in a project."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from annotations.models import Membership, Project
from annotations.projects.inviting import places_of, promise_place
from newsdesk.accounts.forms import InvitationForm
from newsdesk.models import Invitation, User

Role = Membership.Role


class InvitationToProjectForm(InvitationForm):
    project = forms.ModelChoiceField(
        Project.objects.all(),
        label=_("Project"),
        required=False,
        empty_label=_("No project yet"),
        help_text=_("An analyst without a project has nothing to do."),
    )
    place = forms.ChoiceField(
        label=_("Role in the project"), choices=Role.choices, initial=Role.ANALYST, required=False
    )
    field_order = ("role", "project", "place", "name", "days")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Where there is one project alone, it is meant."""
        super().__init__(*args, **kwargs)
        projects = list(Project.objects.all()[:2])
        if len(projects) == 1:
            self.fields["project"].initial = projects[0].pk

    @transaction.atomic
    def invite(self, *, by: User) -> tuple[Invitation, str]:
        invitation, secret = super().invite(by=by)
        if project := self.cleaned_data["project"]:
            promise_place(invitation, project, self.cleaned_data["place"] or Role.ANALYST, by=by)
        return invitation, secret

    def places(self, invitations: Collection[Invitation]) -> dict[int, str]:
        return places_of(invitations)
