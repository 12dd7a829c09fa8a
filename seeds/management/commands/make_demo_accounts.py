"""Accounts to try Newsdesk with: one of each role, three analysts so that agreement means something."""

import os
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from annotations.models import Membership, Project
from annotations.projects.membership import enrol
from newsdesk.history.recording import record
from newsdesk.models import User
from newsdesk.roles import ADMINISTRATOR, ANALYST, EDITOR, grant
from newsdesk.running.secrets_kept import DemoAccount, demo_accounts, keep_demo_accounts, random_password
from seeds.loading import DEFAULT_PROJECT

ROLES = {"admin": ADMINISTRATOR, "editor": EDITOR, "analyst1": ANALYST, "analyst2": ANALYST, "analyst3": ANALYST}


class Command(BaseCommand):
    help = (
        "Make the accounts admin, editor, analyst1, analyst2 and analyst3 where they are missing. Their passwords "
        "are NEWSDESK_DEMO_PASSWORD or random, kept in the data folder. One that its owner has changed stays."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        before = demo_accounts()
        now = {name: _account(name, role, before.get(name)) for name, role in ROLES.items()}
        if now != before:
            keep_demo_accounts(now)


@transaction.atomic
def _account(name: str, role: str, kept: DemoAccount | None) -> DemoAccount:
    """Make the account or leave it as it is, and tell its password if it is still ours."""
    user = User.objects.filter(username=name).first()
    wanted = os.environ.get("NEWSDESK_DEMO_PASSWORD", "")
    if user is None:
        return _made(name, role, wanted or (kept.password if kept else "") or random_password())
    if kept is None or user.password != kept.encoded:
        return DemoAccount(password="", encoded="")
    if wanted and wanted != kept.password:
        return _with_password(user, wanted)
    return kept


def _made(name: str, role: str, password: str) -> DemoAccount:
    is_admin = role == ADMINISTRATOR
    user = User(username=name, is_staff=role != ANALYST, is_superuser=is_admin)
    account = _with_password(user, password)
    grant(user, role)
    record("account.made", user, by=None, data={"role": role})
    if role == ANALYST:
        _give_work(user)
    return account


def _with_password(user: User, password: str) -> DemoAccount:
    user.set_password(password)
    user.save()
    return DemoAccount(password=password, encoded=user.password)


def _give_work(user: User) -> None:
    """An analyst of the first project, where it is there already; only once, so that nobody's removal is undone."""
    for project in Project.objects.filter(key=DEFAULT_PROJECT):
        enrol(user, project, Membership.Role.ANALYST, by=None)
