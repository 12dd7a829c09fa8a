"""What annotations do when articles or the database tell them something."""

from typing import Any

from django.apps import apps as installed
from django.core.exceptions import FieldDoesNotExist
from django.db import connection
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from annotations import inviting
from annotations.models import ApiToken, Source
from articles.models import Revision
from articles.signals import revisions_added
from newsdesk.closing import access_ended
from newsdesk.front import callers
from newsdesk.models import Invitation, User
from newsdesk.signals import joined

# One statement for a whole import's part, of which the old articles of new revisions are there already.
TAKE_IN = """
INSERT INTO annotations_projectarticle (project_id, article_id)
SELECT id, unnest(%s::bigint[]) FROM annotations_project WHERE receives_imports ON CONFLICT DO NOTHING
"""


@receiver(revisions_added)
def take_into_the_default_project(revisions: list[Revision], **_kwargs: Any) -> None:
    """New articles go to the project that receives imports, if there is one."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE_IN, [[revision.article_id for revision in revisions]])


@receiver(joined)
def give_the_promised_place(invitation: Invitation, user: User, **_kwargs: Any) -> None:
    inviting.give_place(invitation, user)


@receiver(access_ended)
def revoke_the_tokens(user: User, by: User | None, **_kwargs: Any) -> None:
    """An account that is closed and opened again begins without the keys that it gave out."""
    for token in ApiToken.objects.filter(user=user, revoked_at=None):
        token.revoke(by=by)


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
    names = {"name_ar": "مصدر غير معروف", "name_en": "Unknown source"}
    keys = {"name_key": "مصدر غير معروف unknown source", "ar_key": "مصدر غير معروف", "en_key": "unknown source"}
    sources._default_manager.using(using).get_or_create(
        key=Source.UNKNOWN, defaults={**names, **keys, "kind": Source.Kind.UNKNOWN}
    )


def shows_a_token(authorization: str) -> bool:
    """Whether the value of `Authorization` is a token that may be used now."""
    scheme, _, secret = authorization.partition(" ")
    return scheme.lower() == "bearer" and ApiToken.of_secret(secret.strip()) is not None


callers.ways_in.append(shows_a_token)
