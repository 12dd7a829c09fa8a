"""Articles that may be new texts of older ones, and what editors decided about them."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from articles.models.batches import ImportBatch
from newsdesk.database.prepared import Each, Given, Question, Values
from newsdesk.errors import Conflict
from newsdesk.models import User


class OfferQuerySet(models.QuerySet["Offer"]):
    def undecided(self) -> OfferQuerySet:
        return self.filter(decision="")

    def waiting(self) -> OfferQuerySet:
        """Those that an editor can decide: both articles stand, and neither was erased."""
        standing = self.undecided().filter(article__erasure=None, older__erasure=None)
        return standing.exclude(article__in=joined_articles())

    def joined(self) -> OfferQuerySet:
        """Those of which the article leads on to the one that holds its text."""
        return self.filter(decision=Offer.Decision.JOINED)

    def leading_on(self) -> OfferQuerySet:
        """One step on, which always leads to an older article: what says otherwise in the database leads round."""
        return self.joined().filter(revision__article__lt=F("article"))

    def parted(self) -> OfferQuerySet:
        """Those of which the older article holds the text no more, though the revision is still there."""
        return self.filter(decision=Offer.Decision.APART, revision__isnull=False)


def joined_meanwhile() -> Conflict:
    return Conflict(
        _("One of these articles was joined to another. Part those two first, then decide here."), code="joined"
    )


@cache
def joined_articles() -> Values:
    """The ids of articles that lead on to others: every list asks."""
    return Values(Offer.objects.joined().values("article"))


@cache
def parted_revisions() -> Values:
    """The ids of texts that are those of their articles no more."""
    return Values(Offer.objects.parted().values("revision"))


class Offer(models.Model):
    """An article that may be a new text of an older one («قد يكون نسخة جديدة من …»): an editor decides.

    Joined, its text is a revision of the older article, the one of `revision`, and the article itself leads on to that:
    it is in no list and no new dataset. Kept apart, both stand; where `revision` is set, that was a text of the
    older article until an editor parted the two, and stays where it is for the readings that were made on it. Two
    articles that are joined again have another offer where the newer one says something else by then.
    """

    class Reason(models.TextChoices):
        SAME_NAME = "same_name", _("the same publisher, headline and day")
        SAME_HEADLINE = "same_headline", _("the same headline, and sentences in common")
        SAME_ADDRESS = "same_address", _("the same address")
        PARTED = "parted", _("it was a text of that article until the two were parted")

    class Decision(models.TextChoices):
        JOINED = "joined", _("Joined")
        APART = "apart", _("Two articles")

    article = models.ForeignKey("articles.Article", models.PROTECT, related_name="offers", verbose_name=_("article"))
    older = models.ForeignKey("articles.Article", models.PROTECT, related_name="+", verbose_name=_("older article"))
    batch = models.ForeignKey(ImportBatch, models.PROTECT, null=True, related_name="offers", verbose_name=_("import"))
    reason = models.CharField(_("reason"), max_length=20, choices=Reason.choices)
    # How many of the sentences of the longer text stand in the other, from 0 to 1.
    share = models.FloatField(_("sentences in common"))
    made_at = models.DateTimeField(_("added"), db_default=Now())
    decision = models.CharField(_("decision"), max_length=10, choices=Decision.choices, blank=True, default="")
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    decided_at = models.DateTimeField(_("at"), null=True)
    revision = models.OneToOneField(
        "articles.Revision", models.PROTECT, null=True, related_name="offer", verbose_name=_("revision")
    )

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("possible new text")
        verbose_name_plural = _("possible new texts")
        ordering = ["-id"]
        constraints = [
            # Beside those by which texts were joined that are parted again: such a text stays with its own.
            models.UniqueConstraint(
                fields=["article", "older"], condition=Q(revision=None), name="one_open_offer_for_two_articles"
            ),
            models.UniqueConstraint(fields=["article"], condition=Q(decision="joined"), name="article_joined_once"),
            models.CheckConstraint(condition=Q(older__lt=F("article")), name="offer_to_an_older_article"),
            models.CheckConstraint(condition=Q(share__range=(0, 1)), name="offer_share"),
            models.CheckConstraint(
                condition=Q(decision="", decided_at=None, decided_by=None, revision=None)
                | Q(decision="apart", decided_at__isnull=False)
                | Q(decision="joined", decided_at__isnull=False, revision__isnull=False),
                name="offer_is_decided_whole",
            ),
        ]
        indexes = [models.Index(F("id").desc(), name="offer_undecided", condition=Q(decision=""))]

    def __str__(self) -> str:
        return f"{self.article_id} → {self.older_id}"

    @property
    def is_joined(self) -> bool:
        return self.decision == self.Decision.JOINED

    @staticmethod
    def standing_for(articles: Collection[int]) -> dict[int, tuple[int, int]]:
        """Of those articles that lead on: the one that stands for it, however long the way, and its text's number."""
        found = _one_step_on(articles)
        while found and (further := _one_step_on({article for article, _number in found.values()})):
            found = {pk: further.get(place[0], place) for pk, place in found.items()}
        return found


def _one_step_on(articles: Collection[int]) -> dict[int, tuple[int, int]]:
    told = _leading_on().told(articles=list(articles)) if articles else []
    return {pk: (into, number) for pk, into, number in told}


@cache
def _leading_on() -> Question[Offer]:
    rows = Offer.objects.leading_on().filter(article__in=Each(Given("articles"))).order_by()
    return Question(rows.values_list("article", "revision__article", "revision__number"))
