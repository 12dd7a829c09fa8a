"""What annotations do when articles tell them something."""

from typing import Any

from django.dispatch import receiver

from annotations.models import Project
from articles.models import Revision
from articles.signals import revision_added


@receiver(revision_added)
def take_into_the_default_project(revision: Revision, **_kwargs: Any) -> None:
    """New articles go to the project that receives imports, if there is one."""
    for project in Project.objects.filter(receives_imports=True):
        project.articles.add(revision.article_id)
