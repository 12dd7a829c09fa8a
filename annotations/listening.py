"""What annotations do when articles or the database tell them something."""

from typing import Any

from django.apps import apps as installed
from django.core.exceptions import FieldDoesNotExist
from django.db import connection
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from annotations.models import ApiToken, Project, ProjectArticle, Source
from annotations.projects import inviting
from annotations.readings import erasing
from annotations.sources import erasing as sources_erasing
from articles.models import Article, ImportBatch, Revision
from articles.signals import placed_like, revisions_added
from newsdesk.front.ways_in import ways_in
from newsdesk.history.real_erasures import REACHES
from newsdesk.history.recording import stream_of
from newsdesk.history.states import keep_ahead
from newsdesk.models import Invitation, User
from newsdesk.signals import joined, keys_ended

# One statement for a whole import's part, of which the old articles of new revisions are there already.
TAKE_IN = """
INSERT INTO annotations_projectarticle (project_id, article_id)
SELECT id, unnest(%s::bigint[]) FROM annotations_project WHERE receives_imports ON CONFLICT DO NOTHING
RETURNING id
"""

REACHES |= {"article": erasing.REACH, "source": sources_erasing.REACH}


@receiver(revisions_added)
def take_into_the_default_project(revisions: list[Revision], batch: ImportBatch | None = None, **_kwargs: Any) -> None:
    """New articles go to the project that receives imports, if there is one."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE_IN, [[revision.article_id for revision in revisions]])
        taken = [pk for (pk,) in cursor.fetchall()]
    if batch:
        keep_ahead(stream_of(batch), {ProjectArticle: taken})


@receiver(placed_like)
def take_into_the_same_projects(article: Article, other: Article, by: User | None, **_kwargs: Any) -> None:
    """Where a text is worked on, the article that has it from now on is worked on, too."""
    for project in Project.objects.filter(articles=other).order_by("pk"):
        project.take([article.pk], by=by)


@receiver(joined)
def give_the_promised_place(invitation: Invitation, user: User, **_kwargs: Any) -> None:
    inviting.give_place(invitation, user)


@receiver(keys_ended)
def revoke_the_tokens(user: User, by: User | None, reason: str, **_kwargs: Any) -> None:
    """Whoever fears for an account changes its password, and expects that to be all."""
    for token in ApiToken.objects.in_force().filter(user=user):
        token.revoke(by=by, reason=reason)


@receiver(post_migrate)
def keep_the_unknown_source(sender: Any, using: str, apps: Any = None, **_kwargs: Any) -> None:
    """The registry's one built-in entry is there whenever its tables are, however old they are just now."""
    if sender.name != "annotations":
        return
    try:
        sources: Any = (apps or installed).get_model("annotations", "Source")
        sources._meta.get_field("key")
    except (LookupError, FieldDoesNotExist):
        return
    sources._default_manager.using(using).get_or_create(key=Source.UNKNOWN, defaults=Source.UNKNOWN_ENTRY)


def shows_a_token(authorization: str) -> bool:
    """Whether the value of `Authorization` is a token that may be used now."""
    scheme, _, secret = authorization.partition(" ")
    return scheme.lower() == "bearer" and ApiToken.of_secret(secret.strip()) is not None


ways_in.append(shows_a_token)
