"""Articles, their texts (revisions, which never change) and the blocks of a text."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, cast

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.indexes import HashIndex
from django.db import models, transaction
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Now
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from psycopg.types.json import Jsonb

from articles.arabic import fold
from articles.models.batches import ImportBatch
from articles.models.offers import Offer, joined_articles, parted_revisions
from articles.models.publishers import Publisher
from articles.models.searching import holding
from articles.notices import Notice
from articles.signals import revisions_added
from articles.spans import Span
from articles.text_digests import sha256_of
from newsdesk.database.copying import copy_in, ids_ahead
from newsdesk.database.prepared import Each, Given, Question
from newsdesk.history.erasing import Erased
from newsdesk.models import Erasure, User

if TYPE_CHECKING:
    from articles.drafts import Draft

HEADLINE_KEY_LENGTH = 1000
# What a draft fills.
REVISION_COLUMNS = ("id", "article_id", "number", "text", "sha256", "length", "created_by_id", "batch_id", "notices")
BLOCK_COLUMNS = ("kind", "start", "end", "confidence", "flagged", "reason")


class ArticleQuerySet(models.QuerySet["Article"]):
    def matching(self, words: str) -> ArticleQuerySet:
        """Those whose headline holds every word, however it is spelled; all, where nothing is asked."""
        return cast(ArticleQuerySet, holding(self, "headline_key", words))

    def standing(self) -> ArticleQuerySet:
        """Without those that lead on to others, which hold their texts."""
        return self.exclude(pk__in=joined_articles())


class Article(models.Model):
    """One published item over its life."""

    class Direction(models.TextChoices):
        RTL = "rtl", _("Right to left")
        LTR = "ltr", _("Left to right")

    class LanguageFrom(models.TextChoices):
        """How its language and direction came to be known. NULL is of articles from before anybody asked."""

        RECOGNISED = "recognised", _("Recognised from the text")
        DOUBTFUL = "doubtful", _("Recognised, but not surely")
        EDITOR = "editor", _("Said by an editor")

    publisher = models.ForeignKey(
        Publisher, models.PROTECT, null=True, blank=True, related_name="articles", verbose_name=_("publisher")
    )
    aggregator = models.ForeignKey(
        Publisher, models.PROTECT, null=True, blank=True, related_name="passed_on", verbose_name=_("aggregator")
    )
    headline = models.CharField(_("headline"), max_length=1000)
    headline_key = models.CharField(max_length=1000, editable=False)
    url = models.URLField(_("address"), max_length=2000, blank=True)
    language = models.CharField(_("language"), max_length=16, default="ar")
    direction = models.CharField(_("direction"), max_length=3, choices=Direction.choices, default=Direction.RTL)
    language_from = models.CharField(
        _("how the language is known"), max_length=12, choices=LanguageFrom.choices, null=True, blank=True
    )
    # A date alone is not midnight: the day is always kept, the moment only where it is known.
    published_on = models.DateField(_("day of publication"), null=True, blank=True)
    published_at = models.DateTimeField(_("moment of publication"), null=True, blank=True)
    batch = models.ForeignKey(
        ImportBatch, models.PROTECT, null=True, blank=True, related_name="articles", verbose_name=_("import")
    )
    needs_review = models.BooleanField(_("blocks to check"), default=False)
    created_at = models.DateTimeField(_("added"), db_default=Now())
    erasure = models.OneToOneField(Erasure, models.PROTECT, null=True, editable=False, related_name="article")

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_at=None) | Q(published_on__isnull=False), name="article_moment_has_a_day"
            ),
        ]
        indexes = [
            models.Index(F("published_on").desc(nulls_last=True), F("id").desc(), name="article_newest_first"),
            models.Index(fields=["publisher", "headline_key", "published_on"], name="article_identity"),
            models.Index(F("headline_key"), F("id").desc(), name="article_headline"),
            # Any address has room in it, however long: what is kept are digests.
            HashIndex(fields=["url"], name="article_address", condition=~Q(url="")),
        ]

    def __str__(self) -> str:
        return str(self.tombstone) if self.erasure_id else self.headline

    def save(self, *args: object, **kwargs: object) -> None:
        self.headline_key = fold(self.headline)[:HEADLINE_KEY_LENGTH]
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def tombstone(self) -> Any:
        """What stands for it where it was erased."""
        return format_lazy(_("Article {number}"), number=self.pk)

    def refuse_if_erased(self) -> None:
        """Raises `Erased`."""
        if self.erasure:
            raise Erased(self.tombstone, self.erasure)

    @property
    def current_revision(self) -> Revision:
        """The newest text that is still one of this article."""
        return self.revisions.standing().latest("number")

    @property
    def leads_on_to(self) -> int | None:
        """The id of the article that stands for it, where it was joined to one."""
        found = Offer.standing_for([self.pk])
        return found[self.pk][0] if found else None


class RevisionQuerySet(models.QuerySet["Revision"]):
    def standing(self) -> RevisionQuerySet:
        """Without those that were parted from their articles, where they stay for the readings made on them."""
        return self.exclude(pk__in=parted_revisions())

    @transaction.atomic
    def add(
        self,
        drafts: Sequence[tuple[int, Draft]],
        *,
        by: User | None,
        batch: ImportBatch | None = None,
        are_copies: bool = False,
    ) -> list[Revision]:
        """Add a text to each of several articles, named by their ids, in a number of statements that does not grow.

        No article may come twice. The caller records the event. Copies of texts that are there are no news: nobody is
        told of them.
        """
        ids = sorted(article for article, _draft in drafts)
        articles = Article.objects.select_for_update().filter(pk__in=Each(ids)).order_by("pk")
        found = {pk: rest for pk, *rest in articles.values_list("pk", "batch", "needs_review", "erasure")}
        if any(erasure for _batch, _needs_review, erasure in found.values()):
            articles.filter(erasure__isnull=False)[0].refuse_if_erased()
        counts = dict(self.filter(article__in=Each(ids)).order_by().values_list("article").annotate(models.Count("pk")))
        revisions = [
            Revision(
                pk=pk,
                article_id=article,
                number=counts.get(article, 0) + 1,
                text=draft.text,
                sha256=draft.sha256,
                length=len(draft.text),
                created_by=by,
                batch_id=batch.pk if batch else found[article][0],
                notices=[one.as_json() for one in draft.notices] or None,
            )
            for pk, (article, draft) in zip(ids_ahead(Revision, len(drafts)), drafts, strict=True)
        ]
        copy_in(Revision, REVISION_COLUMNS, (_copied(revision) for revision in revisions))
        copy_in(
            Block,
            ("revision_id", *BLOCK_COLUMNS),
            (
                (revision.pk, *values)
                for revision, (_article, draft) in zip(revisions, drafts, strict=True)
                for values in map(attrgetter(*BLOCK_COLUMNS), draft.blocks)
            ),
        )
        for wanted in (True, False):
            others = [
                article
                for article, draft in drafts
                if draft.is_certain is not wanted and found[article][1] is not wanted
            ]
            if others:
                Article.objects.filter(pk__in=others).update(needs_review=wanted)
        if not are_copies:
            revisions_added.send(sender=Revision, revisions=revisions, batch=batch)
        return revisions


def _copied(revision: Revision) -> tuple[Any, ...]:
    """The values of `REVISION_COLUMNS`, as `COPY` takes them."""
    *values, notices = attrgetter(*REVISION_COLUMNS)(revision)
    return (*values, Jsonb(notices) if notices else None)


class Revision(models.Model):
    """One immutable text of an article. Every offset counts in code points of one revision.

    `notices` say what is damaged or foreign in it, as `Notice.as_json`; NULL where there is nothing to say, and of
    texts from before anybody looked.

    A trigger refuses to change or delete a row; `sha256` is that of the text's UTF-8 form. An erasure blanks the text
    and keeps its length and digest, so that the same text is known, and refused, when somebody imports it again.
    """

    article = models.ForeignKey(Article, models.PROTECT, related_name="revisions", verbose_name=_("article"))
    number = models.PositiveIntegerField(_("number"))
    text = models.TextField(_("text"))
    sha256 = models.CharField(max_length=64, editable=False, db_index=True)
    length = models.PositiveIntegerField(_("length in characters"), editable=False)
    created_at = models.DateTimeField(_("added"), db_default=Now())
    created_by = models.ForeignKey(User, models.PROTECT, null=True, verbose_name=_("by"))
    batch = models.ForeignKey(
        ImportBatch, models.PROTECT, null=True, related_name="revisions", verbose_name=_("import")
    )
    notices = models.JSONField(_("notices"), null=True, editable=False)
    erasure = models.ForeignKey(Erasure, models.PROTECT, null=True, editable=False, related_name="revisions")

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["article", "number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="one_revision_per_number"),
            models.CheckConstraint(
                condition=Q(erasure=None, length=Func(F("text"), function="char_length"))
                | Q(erasure__isnull=False, text=""),
                name="revision_length",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article} ({self.number})"

    def save(self, *args: object, **kwargs: object) -> None:
        self.sha256 = sha256_of(self.text)
        self.length = len(self.text)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def is_newest(self) -> bool:
        """Whether it is what its article says now: the newest text, of an article that leads on to no other."""
        found = _standing_from().answers(article=self.article_id, number=self.number)
        return [revision.pk for revision in found] == [self.pk]

    @property
    def said(self) -> list[Notice]:
        """What is to be told of the text, each in the language in force when it is read."""
        return [Notice.of_json(one) for one in self.notices or ()]

    def refuse_if_erased(self) -> None:
        """Raises `Erased`: its article may be there still."""
        self.article.refuse_if_erased()
        if self.erasure:
            raise Erased(format_lazy(_("Text {number} of an article"), number=self.number), self.erasure)


@cache
def _standing_from() -> Question[Revision]:
    """A text and one after it, as far as both are still those of an article that leads on to no other."""
    texts = Revision.objects.standing().filter(article=Given("article"), number__gte=Given("number"))
    return Question(texts.exclude(article__in=Offer.objects.leading_on().values("article")).only("pk")[:2])


class Block(models.Model):
    """A typed stretch of a revision. An editor corrects its kind and bounds, never the text."""

    class Kind(models.TextChoices):
        TITLE = "title", _("Headline")
        DATELINE = "dateline", _("Dateline")
        BYLINE = "byline", _("Byline")
        PARAGRAPH = "paragraph", _("Paragraph")
        SUBHEADING = "subheading", _("Subheading")
        CAPTION = "caption", _("Photo caption")
        ADVERTISEMENT = "advertisement", _("Advertisement")
        BOILERPLATE = "boilerplate", _("Boilerplate")

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="blocks", verbose_name=_("revision"))
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))
    confidence = models.FloatField(_("confidence"), default=1.0)
    flagged = models.BooleanField(_("to check"), default=False)
    reason = models.CharField(_("recognised by"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
        ordering = ["revision", "start"]
        constraints = [
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="block_is_a_span"),
            models.CheckConstraint(condition=Q(confidence__range=(0, 1)), name="block_confidence"),
            # A revision is a column of places, a block a line in it, from its first place to half a place before its
            # end (what only meets does not overlap). Boxes need no extension, and cost a third of what ranges do.
            ExclusionConstraint(
                name="blocks_do_not_overlap",
                expressions=[
                    (
                        Func(
                            Func(F("revision_id"), F("start"), function="point"),
                            Func(F("revision_id"), F("end") - Value(0.5), function="point"),
                            function="box",
                            output_field=models.TextField(),
                        ),
                        RangeOperators.OVERLAPS,
                    )
                ],
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} [{self.start}, {self.end})"

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)
