"""Articles, their texts and the blocks of a text; publishers; imports and what became of each file."""

from articles.models.articles import (
    BLOCK_COLUMNS,
    HEADLINE_KEY_LENGTH,
    REVISION_COLUMNS,
    Article,
    ArticleQuerySet,
    Block,
    Revision,
    RevisionQuerySet,
)
from articles.models.batches import ImportBatch
from articles.models.imports import ImportItem
from articles.models.offers import Offer, OfferQuerySet
from articles.models.proposals import NameDecision, NameProposal
from articles.models.publishers import KEY_LENGTH, Publisher

__all__ = [
    "BLOCK_COLUMNS",
    "HEADLINE_KEY_LENGTH",
    "KEY_LENGTH",
    "REVISION_COLUMNS",
    "Article",
    "ArticleQuerySet",
    "Block",
    "ImportBatch",
    "ImportItem",
    "NameDecision",
    "NameProposal",
    "Offer",
    "OfferQuerySet",
    "Publisher",
    "Revision",
    "RevisionQuerySet",
]
