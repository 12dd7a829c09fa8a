"""What is kept of annotations and of what they need. See `newsdesk/history/states.py`.

What a reading says is written by operations, whose events hold it whole: so it is compared with those. Where a text
was erased they are blank, and the states that the erasure kept stand in for them.
"""

from __future__ import annotations

from django.db.models import Model

from annotations.frames import COLUMNS
from annotations.models import (
    Anchor,
    Annotation,
    ApiToken,
    ArticleLabel,
    Codebook,
    ConfidentialNote,
    Export,
    InvitedMember,
    Membership,
    Project,
    ProjectArticle,
    Reading,
    Relation,
    Source,
    SourceAlias,
    Submission,
)
from annotations.readings.comparing import (
    changed_built_in_sources,
    differing_rows,
    fill_digests,
    forged_rows,
    rewritten_befores,
)
from newsdesk.history.states import Check, Kind, Part

ERASED = """EXISTS (
    SELECT FROM annotations_reading reading JOIN articles_revision revision ON revision.id = reading.revision_id
    WHERE reading.id = this.reading_id AND revision.erasure_id IS NOT NULL
)"""
OWN = ("id", "reading_id", "version", "deleted_at", "problems")
DIGEST = {"digest": "of the row itself; of erased ones nobody asks for it"}
# What of an export changes while it waits and is made: no event tells of it.
MADE = """CASE WHEN this.state IN ('done', 'withdrawn') THEN
    json_build_array(this.state, this.file, this.size, this.sha256, this.counts, this.losses, this.erasure_id)
END"""
MAKING = "how far it is; what was made is kept when it is done"

KINDS = (
    Kind(Annotation, (*OWN, *COLUMNS), DIGEST,
         parts=(Part(Anchor, "annotation_id", ("id", "annotation_id", "position", "role", "start", "end", "exact")),),
         where=ERASED),
    Kind(Relation, (*OWN, "label", "from_annotation_id", "to_annotation_id"), DIGEST, where=ERASED),
    Kind(ArticleLabel, (*OWN, "label", "value"), DIGEST, where=ERASED),
    Kind(
        Codebook,
        ("id", "key", "version", "name_ar", "name_en", "source", "data", "created_at", "published_at"),
    ),
    Kind(
        Project,
        ("id", "key", "name_ar", "name_en", "codebook_id", "receives_imports", "created_at"),
        parts=(Part(Membership, "project_id", ("id", "project_id", "user_id", "role", "since", "given_by_id")),),
    ),
    Kind(ProjectArticle, ("id", "project_id", "article_id", "added_at")),
    Kind(InvitedMember, ("id", "invitation_id", "project_id", "role")),
    Kind(
        Reading,
        ("id", "revision_id", "project_id", "codebook_id", "analyst_id", "is_gold", "created_at"),
        parts=(Part(Submission, "reading_id", ("id", "reading_id", "by_id", "at")),),
    ),
    Kind(
        Source,
        (
            *("id", "name_ar", "name_en", "name_key", "ar_key", "en_key", "kind", "publisher_id", "key"),
            *("merged_into_id", "merged_first_into_id", "created_at", "erasure_id"),
        ),
        parts=(Part(SourceAlias, "source_id", ("id", "source_id", "name", "name_key")),),
        where="this.key IS NULL",
    ),
    Kind(ConfidentialNote, ("id", "source_id", "annotation_id", "text", "author_id", "readers", "written_at")),
    Kind(
        Export,
        ("id", "project_id", "format", "requested_by_id", "requested_at"),
        left_out=dict.fromkeys(("queued_at", "started_at", "finished_at", "failure"), MAKING)
        | dict.fromkeys(("state", "file", "size", "sha256", "counts", "losses", "erasure_id"), "kept in `MADE`"),
        parts=(MADE,),
    ),
    Kind(
        ApiToken,
        ("id", "user_id", "name", "scope", "hash", "created_at", "expires_at", "revoked_at"),
        left_out={"last_used_at": "of the moment: no event tells of each use"},
    ),
)  # fmt: skip
CHECKS: tuple[Check, ...] = (differing_rows, rewritten_befores, forged_rows, changed_built_in_sources)
FILLINGS = (fill_digests,)
OF_THE_MOMENT: dict[type[Model], str] = {}
