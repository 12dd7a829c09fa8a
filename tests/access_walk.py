"""Two projects with everything in them that has an address, and the people who stand at each door.

What is theirs and what is secret bears a word of its own, so that any page that shows it can be caught.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from annotations.api import api
from annotations.models import ApiToken, Export, Membership, Project, Reading, Source, SourceAlias, Submission
from annotations.sources.confiding import confide
from articles.models import Article, ImportBatch, ImportItem, Offer
from newsdesk.models import BrowserSession, Invitation, SignInGuard, User
from tests.annotations.saying import say
from tests.factories import a_codebook, a_member, a_project, a_reading, a_revision, a_user, an_administrator, an_editor

Role = Membership.Role
WORKING_HERE = ("observer", "analyst", "adjudicator", "editor", "manager")
HOUSE = ("house-editor", "house-admin")
ROLES = ("nobody", "stranger", "staff", "elsewhere", *WORKING_HERE, *HOUSE)
LAST = timedelta(days=1)


@dataclass
class Half:
    """One of the two projects, and what is in it; `objects` are the arguments of addresses, by the table's words."""

    project: Project
    article: Article
    begun: Reading
    handed: Reading
    objects: dict[str, dict[str, Any]]


@dataclass
class World:
    ours: Half
    theirs: Half
    people: dict[str, User | AnonymousUser]
    house: dict[str, dict[str, Any]]
    # Each word that is written where only these roles may read it.
    secrets: dict[str, set[str]] = field(default_factory=dict)
    _signed_in: dict[str, str] = field(default_factory=dict)

    def client(self, role: str) -> Client:
        """A browser of somebody who has signed in once and for all."""
        client = Client(raise_request_exception=False)
        if isinstance(person := self.people[role], User):
            if role not in self._signed_in:
                client.force_login(person)
                self._signed_in[role] = client.cookies[settings.SESSION_COOKIE_NAME].value
            client.cookies[settings.SESSION_COOKIE_NAME] = self._signed_in[role]
        return client


def a_world() -> World:
    colleague = a_user("", username="colleague", first_name="OURSCOLLEAGUE")
    foreigner = a_user("", username="foreigner", first_name="THEIRSCOLLEAGUE")
    ours, theirs = _a_marked_project("ours"), _a_marked_project("theirs")
    source = Source.objects.create(name_ar="ناطق", kind="person")
    people: dict[str, Any] = {
        "nobody": AnonymousUser(),
        "stranger": a_user("", username="stranger"),
        "staff": a_user("", username="staff", is_staff=True),
        "elsewhere": a_member(theirs, Role.ANALYST, username="elsewhere"),
        "observer": a_member(ours, Role.OBSERVER, username="observer"),
        "analyst": a_member(ours, Role.ANALYST, username="analyst"),
        "adjudicator": a_member(ours, Role.ADJUDICATOR, username="adjudicator"),
        "editor": a_member(ours, Role.EDITOR, username="project-editor"),
        "manager": a_member(ours, Role.ADMINISTRATOR, username="project-manager"),
        "house-editor": an_editor(username="house-editor"),
        "house-admin": an_administrator(username="house-admin"),
    }
    world = World(
        ours=_half(ours, "ours", source, people["analyst"], colleague),
        theirs=_half(theirs, "theirs", source, people["elsewhere"], foreigner),
        people=people,
        house=_house(source, people["house-admin"], people["stranger"], people["analyst"]),
    )
    offer = Offer.objects.create(article=world.theirs.article, older=world.ours.article, reason="same_name", share=0)
    world.house["offer"] = {"pk": offer.pk}
    world.secrets = {
        "OURSMARK": {*WORKING_HERE, *HOUSE},
        "OURSBEGUN": {"analyst", "editor", "manager", *HOUSE},
        "OURSHANDED": {"adjudicator", "editor", "manager", *HOUSE},
        "OURSCOLLEAGUE": {"adjudicator", "editor", "manager", *HOUSE},
        "THEIRSMARK": {"elsewhere", *HOUSE},
        "THEIRSBEGUN": {"elsewhere", *HOUSE},
        "THEIRSHANDED": set(HOUSE),
        "THEIRSCOLLEAGUE": set(HOUSE),
        "CONFIDED": {"analyst", "adjudicator", "house-admin"},
    }
    return world


def _a_marked_project(word: str) -> Project:
    mark = f"{word.upper()}MARK"
    codebook = a_codebook(word)
    return a_project(
        team=(), codebook=codebook, key=f"{word}-{mark}", name_ar=f"مشروع {mark}", name_en=f"Project {mark}"
    )


def _half(project: Project, word: str, source: Source, analyst: User, other: User) -> Half:
    """The source is said to have said something in every reading."""
    mark = f"{word.upper()}MARK"
    text = f"قال المتحدث {mark} إن الجيش تقدم.\nالمصدر {mark}"
    revision = a_revision(
        text, project=project, publisher=f"ناشر {mark}", headline=f"عنوان {mark}", url=f"https://{mark}.example/"
    )
    begun = a_reading(analyst=analyst, project=project, revision=revision)
    handed = a_reading(analyst=other, project=project, revision=revision)
    say(begun, [(0, 12)], source=source, note=f"{word.upper()}BEGUN")
    say(handed, [(4, 20)], source=source, note=f"{word.upper()}HANDED")
    Submission.objects.create(reading=handed, by=other)
    gold = Reading.objects.create(revision=revision, project=project, codebook=project.codebook, is_gold=True)
    say(gold, [(0, 5)], source=source, note=f"{word.upper()}HANDED")
    export = Export.objects.create(project=project, format="jsonl", requested_by=other)
    export.begin()
    name = default_storage.save(f"exports/{word}.jsonl", ContentFile(mark.encode()))
    export.finish(file=name, size=len(mark), sha256="0" * 64, counts={}, losses={})
    member = Membership.objects.create(project=project, user=other, role=Role.ANALYST)
    objects = {
        "project": {"pk": project.pk},
        "codebook": {"pk": project.codebook_id},
        "scheme": {"pk": project.codebook_id, "digest": "0"},
        "member": {"pk": project.pk, "member": member.pk},
        "article": {"pk": revision.article_id},
        "revision": {"pk": revision.pk},
        "begun": {"pk": begun.pk},
        "handed": {"pk": handed.pk},
        "gold": {"pk": gold.pk},
        "export": {"pk": export.pk},
    }
    return Half(project, revision.article, begun, handed, objects)


def _house(source: Source, admin: User, stranger: User, analyst: User) -> dict[str, dict[str, Any]]:
    """What is the house's, not a project's."""
    alias = SourceAlias.objects.create(source=source, name="الناطق")
    batch = ImportBatch.objects.create(kind="upload", by=admin)
    ImportItem.objects.create(batch=batch, name="OURSMARK THEIRSMARK.txt", outcome="failed")
    token, _secret = ApiToken.issue(admin, scope="read", lifetime=LAST, name="OURSMARK THEIRSMARK")
    note = confide(source, "CONFIDED", readers=["adjudicator", "administrator"], by=analyst)
    invitation = Invitation.objects.create(digest="0" * 64, role="analyst", by=admin, expires_at=timezone.now() + LAST)
    guard = SignInGuard.objects.create(kind="name", digest="0" * 64, user=stranger)
    session = BrowserSession.objects.create(user=admin, key="k" * 32)
    return {
        "-": {},
        "words": {"language": "ar", "digest": "0"},
        "source": {"pk": source.pk},
        "alias": {"pk": alias.pk},
        "note": {"pk": note.pk},
        "batch": {"pk": batch.pk},
        "token": {"pk": token.pk},
        "invitation": {"pk": invitation.pk},
        "guard": {"pk": guard.pk},
        "session": {"pk": session.pk},
        "person": {"pk": stranger.pk},
        "secret": {"secret": "no-such-secret"},
        "reset": {"uidb36": "1", "key": "no-such-key"},
    }


def addresses() -> dict[str, str]:
    """Every address of the site by its name; the API's are told by its own description."""
    return dict(_named(get_resolver().url_patterns))


def _named(patterns: list[Any], place: str = "", namespace: str = "") -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        here = place + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _named(pattern.url_patterns, here, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name or here}", here


def api_operations() -> set[tuple[str, str]]:
    """Every method and path that the API describes: ("GET", "/api/v1/articles")."""
    paths = api.get_openapi_schema()["paths"]
    return {(method.upper(), path) for path, methods in paths.items() for method in methods}
