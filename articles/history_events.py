"""What can happen to articles, their texts and publishers. See `newsdesk/history/registry.py`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from articles.models import Article, ImportBatch, Publisher, Revision
from newsdesk.history.registry import Action, Group, Subject, editors


def _named_revision(revision: Revision) -> str:
    return revision.article.headline


SUBJECTS = (
    Subject.of(Article, editors, things=lambda: Article.objects.filter(erasure=None)),
    Subject.of(
        Revision,
        editors,
        things=lambda: (
            Revision.objects.filter(erasure=None, article__erasure=None).select_related("article").defer("text")
        ),
        named=_named_revision,
        in_words=_("%(kind)s of “%(name)s”"),
    ),
    Subject.of(Publisher, editors, things=Publisher.objects.all),
    Subject.of(ImportBatch, editors),
)

GROUPS = (
    Group("article", _("Articles")),
    Group(
        "revision",
        _("Texts"),
        {"blocks_corrected": Action(_("Blocks corrected"), _("Corrected the blocks of “%(name)s”"))},
    ),
    Group("publisher", _("Publishers")),
    Group(
        "batch",
        _("Imports"),
        {
            "imported": Action(_("Imported")),
            "name_decided": Action(_("Decided about a proposed name")),
        },
    ),
)
