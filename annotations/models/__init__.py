from annotations.models.annotations import Anchor, Annotation, ArticleLabel, Relation
from annotations.models.codebooks import Codebook
from annotations.models.confidential import ConfidentialNote
from annotations.models.exports import Export
from annotations.models.projects import InvitedMember, Membership, Project, ProjectArticle
from annotations.models.readings import Reading, Submission
from annotations.models.sources import Source, SourceAlias, SourceName
from annotations.models.tokens import ApiToken

__all__ = [
    "Anchor",
    "Annotation",
    "ApiToken",
    "ArticleLabel",
    "Codebook",
    "ConfidentialNote",
    "Export",
    "InvitedMember",
    "Membership",
    "Project",
    "ProjectArticle",
    "Reading",
    "Relation",
    "Source",
    "SourceAlias",
    "SourceName",
    "Submission",
]
