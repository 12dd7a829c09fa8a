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
    Group(
        "article",
        _("Articles"),
        {
            "joined": Action(_("Joined to an older one"), _("Joined “%(name)s” to an older article")),
            "took_in": Action(_("Took in a new text"), _("Took a new text into “%(name)s”")),
            "kept_apart": Action(_("Kept apart"), _("Kept “%(name)s” apart from an older article")),
            "separated": Action(_("Parted again"), _("Parted “%(name)s” from an older article again")),
            "parted": Action(_("Parted from another"), _("Made “%(name)s” of a text of another article")),
            "let_go": Action(_("Let a text go"), _("Parted a text from “%(name)s”")),
        },
    ),
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
