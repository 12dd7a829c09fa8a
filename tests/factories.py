"""Short ways to have something to test on. Every argument has a sensible default."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from django.db.models import Model
from django.utils import timezone

from annotations.codebook.reading import read_codebook
from annotations.codebook.spec import CodebookSpec
from annotations.models import Codebook, Membership, Project, ProjectArticle, Reading
from annotations.projects.membership import enrol
from articles.drafts import Draft, DraftBlock
from articles.models import Article, ImportBatch, Publisher, Revision
from newsdesk.history.states import keep_ahead
from newsdesk.models import User
from newsdesk.roles import ADMINISTRATOR, ANALYST, EDITOR, grant

ROOT = Path(__file__).resolve().parent.parent
SEED = ROOT / "seeds" / "000_495832e6572bb9ff.txt"
PASSWORD = "a long enough phrase"
TEXT = "واتهم كاظم الفرطوسي، المتحدث باسم كتائب سيد الشهداء، الولايات المتحدة باستقدام قوات جديدة."
Role = Membership.Role
Thing = TypeVar("Thing", bound=Model)
_numbers = itertools.count(1)


def a_user(role: str = ANALYST, **fields: Any) -> User:
    fields.setdefault("username", f"{role}{next(_numbers)}")
    user = User.objects.create_user(password=PASSWORD, **fields)
    if role:
        grant(user, role)
    return kept(user)


def kept(thing: Thing) -> Thing:
    """Vouched for as it is, as if an import that is still going on had stored it: no event tells of it."""
    keep_ahead("importbatch/0", {type(thing): [thing.pk]})
    return thing


def keep_all(model: type[Model], things: Iterable[Any]) -> None:
    keep_ahead("importbatch/0", {model: [thing.pk for thing in things]})


def an_analyst(*, of: Iterable[Project] | None = None, **fields: Any) -> User:
    """An analyst of these projects; else of all that there are, or of a first one: most tests are not about access."""
    user = a_user(ANALYST, **fields)
    if of is None:
        of = Project.objects.all() or [a_project(team=())]
    Membership.objects.bulk_create(Membership(user=user, project=project, role=Role.ANALYST) for project in of)
    keep_all(Project, of)
    return user


def a_member(project: Project, role: str, **fields: Any) -> User:
    """Somebody with no role in the house but this one in one project."""
    user = a_user("", username=fields.pop("username", f"{role}{next(_numbers)}"), **fields)
    enrol(user, project, role, by=None)
    return user


def an_editor(**fields: Any) -> User:
    return a_user(EDITOR, **fields)


def an_administrator(**fields: Any) -> User:
    return a_user(ADMINISTRATOR, **fields)


def a_codebook(key: str = "", *, source: str = "") -> Codebook:
    """The default codebook, published; under another key, or of another YAML, if one is given."""
    source, spec = (source, read_codebook(source)) if source else _default_codebook()
    codebook, made = Codebook.objects.get_or_create(
        key=key or spec.key,
        version=spec.version,
        defaults={
            "name_ar": spec.name.ar,
            "name_en": spec.name.en,
            "source": source,
            "data": spec.as_json(),
            "published_at": timezone.now(),
        },
    )
    return kept(codebook) if made else codebook


@cache
def _default_codebook() -> tuple[str, CodebookSpec]:
    source = (ROOT / "seeds" / "codebook.yaml").read_text(encoding="utf-8")
    return source, read_codebook(source)


def a_project(*, team: Iterable[User] | None = None, **fields: Any) -> Project:
    """A project of these analysts; of all that there are, unless a test says otherwise."""
    fields.setdefault("key", f"project{next(_numbers)}")
    fields.setdefault("codebook", fields.get("codebook") or a_codebook())
    project = Project.objects.create(**{"name_ar": "مشروع", "name_en": "Project"} | fields)
    if team is None:
        team = User.objects.filter(groups__name=ANALYST)
    Membership.objects.bulk_create(Membership(user=user, project=project, role=Role.ANALYST) for user in team)
    return kept(project)


def an_article(
    text: str = TEXT, *, project: Project | None = None, publisher: str = "العربية", **fields: Any
) -> Article:
    """An article with one revision, whose lines are its paragraphs."""
    fields.setdefault("headline", f"عنوان {next(_numbers)}")
    article = Article.objects.create(publisher=Publisher.named(publisher), **fields)
    revise(article, a_draft(text), by=None)
    if project:
        project.articles.add(article)
    keep_article(article)
    return article


def revise(article: Article, draft: Draft, *, by: User | None, batch: ImportBatch | None = None) -> Revision:
    """Add a text to the article, with its blocks, and no event."""
    revision = Revision.objects.add([(article.pk, draft)], by=by, batch=batch)[0]
    article.refresh_from_db(fields=["needs_review"])
    return revision


def keep_article(article: Article) -> None:
    """Vouched for with all that belongs to it."""
    publishers = Publisher.objects.filter(pk__in=[article.publisher_id, article.aggregator_id])
    for things in (publishers, article.revisions.all(), ProjectArticle.objects.filter(article=article)):
        keep_all(things.model, things)
    kept(article)


def a_draft(text: str = TEXT) -> Draft:
    return Draft(text=text, headline="", blocks=list(_paragraphs(text)))


def a_revision(text: str = TEXT, **fields: Any) -> Revision:
    return an_article(text, **fields).current_revision


def a_reading(
    text: str = TEXT, *, analyst: User | None = None, project: Project | None = None, revision: Revision | None = None
) -> Reading:
    project = project or a_project()
    revision = revision or a_revision(text, project=project)
    return Reading.objects.open(revision=revision, project=project, by=analyst or an_analyst())[0]


def _paragraphs(text: str) -> Any:
    start = 0
    for line in text.split("\n"):
        if line.strip():
            left = start + len(line) - len(line.lstrip())
            yield DraftBlock(kind="paragraph", start=left, end=left + len(line.strip()))
        start += len(line) + 1
