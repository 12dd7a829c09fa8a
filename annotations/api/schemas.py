"""The shapes of the API, for its description and for what it answers. Offsets are code points, half-open."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import ConfigDict, create_model

from annotations.frames import FIRST, LATER
from articles.revising.blocks import MOST_BLOCKS

COMPONENT = "#/components/schemas/{model}"


class Block(Schema):
    id: int
    kind: str
    start: int
    end: int
    direction: Literal["rtl", "ltr"] = Field(description="How its words are laid out: mostly as the article is")


class CorrectedBlock(Schema):
    model_config = ConfigDict(extra="forbid", from_attributes=True)

    kind: str = Field(max_length=16)
    start: int = Field(strict=True, ge=0, le=2**31 - 1)
    end: int = Field(strict=True, ge=1, le=2**31 - 1)
    flagged: bool = Field(False, description="Whether it is still to be checked")


class Blocks(Schema):
    seen: str = Field(description="The version of these blocks: what the next correction is made against")
    blocks: list[CorrectedBlock]


class CorrectedBlocks(Schema):
    model_config = ConfigDict(extra="forbid", from_attributes=True)

    seen: str = Field(max_length=64, description="The version that these were made against")
    blocks: list[CorrectedBlock] = Field(max_length=MOST_BLOCKS)


class ArticleSummary(Schema):
    id: int
    headline: str
    publisher: str | None
    aggregator: str | None
    published_on: date | None
    published_at: datetime | None
    language: str
    direction: str
    url: str
    revision: int = Field(description="The id of the newest revision")
    erased_at: datetime | None = Field(description="When it was erased by law: then its text answers 410")


class ArticlePage(Schema):
    count: int
    results: list[ArticleSummary]
    more: bool


class RevisionSummary(Schema):
    id: int
    number: int
    sha256: str
    length: int = Field(description="In code points")
    created_at: datetime


class Article(ArticleSummary):
    revisions: list[RevisionSummary]
    joined_to: int | None = Field(description="The id of the article of which its text is a revision by now")


class Revision(RevisionSummary):
    article: int
    text: str
    blocks: list[Block]


class ReadingWanted(Schema):
    model_config = ConfigDict(extra="forbid", from_attributes=True)

    revision: int = Field(strict=True, ge=1, le=2**63 - 1)
    project: str | None = Field(
        None, max_length=60, pattern=r"^[-\w]+$", description="A project's key; without it, the article's own"
    )


class Reading(Schema):
    id: int
    revision: int
    article: int
    project: str
    codebook: dict[str, Any]
    analyst: str | None
    is_gold: bool
    submitted_at: datetime | None
    last_event: int


class Anchor(Schema):
    role: str
    start: int
    end: int
    exact: str


# What a frame's fields are is told by `frames.py`; only the first must be there.
_fields: dict[str, Any] = {
    FIRST[0].name: FIRST[0].type,
    **{field.name: (field.type, field.empty) for field in FIRST[1:]},
    "anchors": (list[Anchor], Field(default_factory=list)),
    **{field.name: (field.type, field.empty) for field in LATER},
}
AnnotationState: Any = create_model("AnnotationState", __base__=Schema, **_fields)


class RelationState(Schema):
    label: str
    from_: UUID = Field(alias="from")
    to: UUID


class ArticleLabelState(Schema):
    label: str
    value: str


class Operation(Schema):
    """One change to one object. `state` is the whole new state, for `create` and `update` alone."""

    id: UUID = Field(description="Made by the client (UUIDv7); an id is applied once, however often it is sent")
    target: Literal["annotation", "relation", "article_label"]
    action: Literal["create", "update", "delete", "restore"]
    object: UUID = Field(description="Made by the client for `create`")
    base_version: int = Field(ge=0, description="The version that this was made against, 0 for `create`")
    state: AnnotationState | RelationState | ArticleLabelState | None = None


class Operations(Schema):
    operations: list[Operation]


class OperationResult(Schema):
    id: str | None
    status: Literal["applied", "duplicate", "conflict", "refused", "blocked"]
    version: int | None
    event: int | None
    problems: list[dict[str, Any]]
    errors: list[dict[str, str]]
    current: dict[str, Any] | None


class OperationResults(Schema):
    results: list[OperationResult]


class Annotations(Schema):
    annotations: list[dict[str, Any]]
    relations: list[dict[str, Any]]
    article_labels: list[dict[str, Any]]
    sources: dict[str, SourceNamed] = Field(
        description="For each number that an annotation's `source` has, the entry that stands for it now"
    )
    last_event: int


class Event(Schema):
    number: int
    action: str
    by: str | None
    at: datetime
    operation: UUID | None
    data: dict[str, Any]


class Events(Schema):
    events: list[Event]
    last_event: int
    more: bool


class Source(Schema):
    id: int
    key: str | None = Field(description="`unknown` for the built-in entry that says so, else null")
    name_ar: str
    name_en: str
    kind: str
    aliases: list[str] = Field(description="Every other name, those of entries merged into this one among them")


class ProposedSource(Source):
    is_named: bool = Field(description="Whether one of its names is, holds or is held by the marked words")


class SourceProposals(Schema):
    sources: list[ProposedSource]
    name: str = Field(description="The name within the marked words, for a new entry; empty where there is none")
    affiliation: str = Field(description="What the marked words say that it is («وزير الصحة الفرنسي»), or empty")
    kind: str = Field(description="The likely kind of a new entry")
    is_mention: bool = Field(
        description="The words mention somebody whom only the article tells, and are nobody's name"
    )
    is_unnamed: bool = Field(description="The words describe who speaks and name nobody: they get no entry")


class SourceWanted(Schema):
    model_config = ConfigDict(extra="forbid", from_attributes=True)

    name: str = Field(min_length=1, max_length=200, description="In Arabic or in Latin letters")
    kind: Literal["person", "organisation", "outlet", "document", "group", "unknown"] | None = Field(
        None, description="Without it the name's words decide"
    )


class AliasWanted(Schema):
    model_config = ConfigDict(extra="forbid", from_attributes=True)

    name: str = Field(min_length=1, max_length=200)


class NoteWanted(Schema):
    model_config = ConfigDict(extra="forbid", from_attributes=True)

    text: str = Field(min_length=1, max_length=10_000)
    readers: list[Literal["adjudicator", "editor", "administrator"]] = Field(
        default_factory=list, max_length=3, description="Who may read it besides its author"
    )
    annotation: UUID | None = Field(None, description="One that points to the source")


class NoteSummary(Schema):
    """A confidential note without its text, which is asked for by itself."""

    id: int
    annotation: UUID | None
    author: str
    readers: list[str]
    written_at: datetime


class Note(NoteSummary):
    text: str


class SourceNamed(Schema):
    """The entry that stands for a number that annotations point to."""

    id: int
    key: str | None
    name_ar: str
    name_en: str
    kind: str


class Problem(Schema):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str = ""
    errors: list[dict[str, Any]] = Field(default_factory=list)


def beside_the_routes() -> dict[str, Any]:
    """`Operations`, the shapes within it and `Problem`, by name, as the components of an OpenAPI description."""
    shape = Operations.model_json_schema(ref_template=COMPONENT)
    problem = Problem.model_json_schema(ref_template=COMPONENT)
    return {**shape.pop("$defs"), "Operations": shape, "Problem": problem}
