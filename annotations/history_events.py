"""What can happen to analysts' work, and to what it needs. See `newsdesk/history/registry.py`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from annotations.changes import changes_of_sayings
from annotations.models import ApiToken, Codebook, ConfidentialNote, Export, Project, Reading, Source
from annotations.sources.confiding import note_events_shown_to
from newsdesk.history.registry import Action, Group, Subject, administrators, editors


def _named_reading(reading: Reading) -> str:
    return reading.revision.article.headline


SUBJECTS = (
    Subject.of(Project, editors, things=Project.objects.all),
    Subject.of(Codebook, editors, things=lambda: Codebook.objects.defer("source", "data")),
    Subject.of(
        Reading,
        editors,
        things=lambda: (
            Reading.objects.filter(revision__erasure=None, revision__article__erasure=None)
            .select_related("revision__article")
            .defer("revision__text")
        ),
        named=_named_reading,
    ),
    Subject.of(Source, editors, things=lambda: Source.objects.filter(erasure=None)),
    Subject.of(
        ConfidentialNote,
        note_events_shown_to,
        things=lambda: (
            ConfidentialNote.objects.standing().filter(source__erasure=None).select_related("source").defer("text")
        ),
        named=lambda note: str(note.source),
        in_words=_("%(kind)s about “%(name)s”"),
    ),
    Subject.of(Export, editors, things=lambda: Export.objects.filter(erasure=None).select_related("project")),
    Subject.of(ApiToken, administrators, things=lambda: ApiToken.objects.select_related("user")),
)

GROUPS = (
    Group(
        "project",
        _("Projects and their members"),
        {
            "made": Action(_("Made")),
            "articles_added": Action(_("Articles added"), _("Added articles to the project “%(name)s”")),
            "member_added": Action(_("Member added"), _("Added a member to the project “%(name)s”")),
            "member_invited": Action(_("Member invited"), _("Invited a member to the project “%(name)s”")),
            "member_changed": Action(
                _("Member given another role"), _("Gave a member of the project “%(name)s” another role")
            ),
            "member_removed": Action(_("Member taken out"), _("Took a member out of the project “%(name)s”")),
            "members_kept": Action(
                _("Analysts kept as members"), _("Kept the analysts as members of the project “%(name)s”")
            ),
        },
    ),
    Group("codebook", _("Codebooks"), {"published": Action(pgettext_lazy("event", "Published"))}),
    Group(
        "reading",
        _("Readings"),
        {
            "opened": Action(_("Reading begun"), _("Began reading “%(name)s”")),
            "submitted": Action(_("Handed in"), _("Handed in the reading of “%(name)s”")),
            "taken_back": Action(_("Taken back"), _("Took back the reading of “%(name)s”")),
            "moved": Action(_("Moved to a newer codebook"), _("Moved the reading of “%(name)s” to a newer codebook")),
        },
    ),
    Group(
        "annotation",
        _("Annotations"),
        {
            "create": Action(_("Annotation made"), _("Made an annotation in “%(name)s”")),
            "update": Action(_("Annotation changed"), _("Changed an annotation in “%(name)s”")),
            "delete": Action(_("Annotation deleted"), _("Deleted an annotation in “%(name)s”")),
            "restore": Action(_("Annotation restored"), _("Restored an annotation in “%(name)s”")),
            "carried": Action(
                _("Carried over to a newer codebook"),
                _("Carried an annotation in “%(name)s” over to a newer codebook"),
            ),
            "relinked": Action(
                _("Pointed to another source by an editor"), _("Pointed an annotation in “%(name)s” to another source")
            ),
        },
        changes_of_sayings,
    ),
    Group(
        "relation",
        _("Relations"),
        {
            "create": Action(_("Relation made"), _("Made a relation in “%(name)s”")),
            "update": Action(_("Relation changed"), _("Changed a relation in “%(name)s”")),
            "delete": Action(_("Relation deleted"), _("Deleted a relation in “%(name)s”")),
            "restore": Action(_("Relation restored"), _("Restored a relation in “%(name)s”")),
        },
        changes_of_sayings,
    ),
    Group(
        "article_label",
        _("Article labels"),
        {
            "create": Action(_("Article label set"), _("Set an article label of “%(name)s”")),
            "update": Action(_("Article label changed"), _("Changed an article label of “%(name)s”")),
            "delete": Action(_("Article label deleted"), _("Deleted an article label of “%(name)s”")),
            "restore": Action(_("Article label restored"), _("Restored an article label of “%(name)s”")),
        },
        changes_of_sayings,
    ),
    Group(
        "source",
        _("Sources"),
        {
            "merged": Action(_("Merged into another"), _("Merged the source “%(name)s” into another")),
            "took_in": Action(_("Took in others"), _("Merged others into the source “%(name)s”")),
            "separated": Action(_("Separated again"), _("Separated the source “%(name)s” again")),
            "let_go": Action(_("Let one go"), _("Separated another from the source “%(name)s”")),
            "split": Action(pgettext_lazy("event", "Split"), _("Split the source “%(name)s”")),
        },
    ),
    Group(
        "confidential_note",
        _("Confidential notes"),
        {
            "written": Action(_("Wrote a confidential note"), _("Wrote a confidential note about “%(name)s”")),
            "read": Action(_("Read a confidential note"), _("Read a confidential note about “%(name)s”")),
            "downloaded": Action(_("Took the confidential notes away")),
        },
    ),
    Group(
        "export",
        _("Downloads"),
        {
            "asked": Action(_("Asked for"), _("Asked for the file “%(name)s”")),
            "asked_again": Action(_("Asked for again"), _("Asked again for the file “%(name)s”")),
            "made": Action(_("Made"), _("Made the file “%(name)s”")),
            "downloaded": Action(_("Downloaded"), _("Downloaded the file “%(name)s”")),
        },
    ),
    Group(
        "token",
        _("API tokens"),
        {"issued": Action(_("Token issued")), "revoked": Action(_("Token revoked"))},
    ),
)
