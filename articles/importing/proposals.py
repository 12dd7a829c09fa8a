"""Names that texts only seem to give: proposed to the editors, decided once, and remembered for the next import.

A guess proves nothing: it makes no entry among the publishers, and gives an article none unless an editor has said so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.drafts import Draft
from articles.importing.identity import publisher_key, publisher_name
from articles.models import Article, ImportBatch, NameDecision, NameProposal, Publisher
from articles.notices import Notice, notice
from articles.text_digests import sha256_of
from newsdesk.database.copying import copy_in, ids_ahead
from newsdesk.errors import Conflict
from newsdesk.history.edits import record_change
from newsdesk.history.recording import record, stream_of
from newsdesk.history.states import keep_ahead
from newsdesk.models import User

Role = NameProposal.Role
COLUMNS = ("id", "batch_id", "article_id", "role", "name", "digest", "given_id")
KIND_OF = {Role.PUBLISHER: Publisher.Kind.OUTLET, Role.AGGREGATOR: Publisher.Kind.AGGREGATOR}
# How many names of an import its page shows.
MOST_SHOWN = 50
NOT_DECIDED, NOBODYS = "", "nobody"

# Of names that were decided about, by digest: the id of the publisher, None for nobody's.
Decided = Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Guess:
    """A name that a text seems to give, in this role."""

    role: Role
    name: str

    @property
    def digest(self) -> str:
        """Spellings that fold alike are one name."""
        return sha256_of(publisher_key(self.name))

    @property
    def notice(self) -> Notice:
        return notice(f"{self.role.value}_guessed", name=self.name)


def guesses_of(draft: Draft) -> Iterator[Guess]:
    """The names of a draft that are no more than guesses."""
    for role in Role if draft.guessed else ():
        if role.value in draft.guessed and publisher_key(name := publisher_name(getattr(draft, role.value))):
            yield Guess(role, name)


def decided(guesses: Iterable[Guess]) -> Decided:
    """What was decided about these names before; one query, or none for no names."""
    digests = {guess.digest for guess in guesses}
    found = NameDecision.objects.filter(digest__in=digests) if digests else NameDecision.objects.none()
    return dict(found.values_list("digest", "publisher"))


def propose(guesses: Iterable[tuple[int, Guess]], known: Decided, batch: ImportBatch) -> None:
    """Put before the editors what new articles, named by their ids, seem to give. The batch's event vouches for it."""
    found = list(guesses)
    ids = ids_ahead(NameProposal, len(found)) if found else []
    rows = (
        (pk, batch.pk, article, guess.role.value, guess.name, guess.digest, known.get(guess.digest))
        for pk, (article, guess) in zip(ids, found, strict=True)
    )
    if found:
        copy_in(NameProposal, COLUMNS, rows)
        keep_ahead(stream_of(batch), {NameProposal: ids})


@transaction.atomic
def decide(proposal: NameProposal, publisher: Publisher | None, *, seen: str, by: User) -> int:
    """Say whose name it is, or that it is nobody's: for all articles of the import that seem to give it, and later on.

    How many articles have another publisher or aggregator by that. What an editor has given an article otherwise stays;
    what an earlier decision about this name gave it does not. Raises `Conflict` where the decision is not the one that
    was `seen` (see `Proposed.seen`).
    """
    decision, is_new = NameDecision.objects.select_for_update().get_or_create(digest=proposal.digest)
    if seen != (NOT_DECIDED if is_new else _seen(decision)):
        raise Conflict(_("Somebody else has decided about this name meanwhile. Look again."), code="name_decided")
    decision.publisher, decision.by, decision.at = publisher, by, timezone.now()
    decision.save()
    alike = proposal.batch.proposals.filter(digest=proposal.digest)
    changed = {role: _give(alike.filter(role=role), role, publisher) for role in Role}
    articles = sorted({pk for pks in changed.values() for pk in pks})
    record(
        "batch.name_decided",
        proposal.batch,
        by=by,
        # The name itself is not told: it may be words of a text that is erased later.
        data={"proposal": proposal.pk, "publisher": publisher and publisher.pk, "articles": articles},
        changed={
            NameDecision: [decision.pk],
            NameProposal: list(alike.values_list("pk", flat=True)),
            Article: articles,
        },
    )
    return len(articles)


@transaction.atomic
def name_publisher(proposal: NameProposal, name: str, *, seen: str, by: User) -> int:
    """Decide that it is the name of the publisher called `name`, which is made where there is none. As `decide`."""
    publisher = Publisher.objects.filter(name_key=publisher_key(name)).first()
    if publisher is None:
        publisher = Publisher.named(publisher_name(name), kind=KIND_OF[Role(proposal.role)])
        record_change(publisher, {}, by=by)
    return decide(proposal, publisher, seen=seen, by=by)


@transaction.atomic
def decide_as_before(proposal: NameProposal, *, seen: str, by: User) -> int:
    """Let what was decided for another import hold for this one as well. As `decide`."""
    decision = NameDecision.objects.filter(digest=proposal.digest).first()
    return decide(proposal, decision.publisher if decision else None, seen=seen, by=by)


def _give(alike: QuerySet[NameProposal], role: Role, publisher: Publisher | None) -> list[int]:
    """Give articles a publisher in this role, or take away what was given them by the same name; which ones."""
    found = dict(alike.values_list("article", "given"))
    articles = Article.objects.select_for_update().filter(pk__in=found, erasure=None).order_by("pk")
    rows = articles.values_list("pk", f"{role.value}_id")
    # None of them, or that by which it has its publisher: an editor's own word about the article stays.
    ours = [pk for pk, has in rows if has is None or has == found[pk]]
    new = publisher.pk if publisher else None
    changed = [pk for pk, has in rows if pk in set(ours) and has != new]
    Article.objects.filter(pk__in=changed).update(**{role.value: publisher})
    alike.filter(article__in=ours).update(given=publisher)
    return changed


def _seen(decision: NameDecision | None) -> str:
    if decision is None:
        return NOT_DECIDED
    return str(decision.publisher_id or NOBODYS)


@dataclass(frozen=True, slots=True)
class Proposed:
    """A name that so many `articles` of an import seem to give; `proposal` is the id of one of its rows.

    `decision` is what was decided about the name, here or for another import; by it so many articles of this one have
    their publisher (`given`).
    """

    proposal: int
    name: str
    roles: list[str]
    articles: int
    given: int
    decision: NameDecision | None

    @property
    def is_open(self) -> bool:
        """Whether somebody has to decide, or to let an earlier decision hold for this import as well."""
        return self.decision is None or (self.decision.publisher_id is not None and not self.given)

    @property
    def seen(self) -> str:
        """What was decided, for a form to say what it was made against."""
        return _seen(self.decision)


def proposed_in(batch: ImportBatch) -> list[Proposed]:
    """The names that articles of an import seem to give, the most frequent `MOST_SHOWN`. Three queries."""
    groups = list(_named(batch)[:MOST_SHOWN])
    written = dict(NameProposal.objects.filter(pk__in=[one["first"] for one in groups]).values_list("pk", "name"))
    decisions = NameDecision.objects.filter(digest__in=[one["digest"] for one in groups]).select_related(
        "publisher", "by"
    )
    by_digest = {decision.digest: decision for decision in decisions}
    return [
        Proposed(
            one["first"],
            written[one["first"]],
            [str(role.label) for role in Role if one[role.value]],
            one["articles"],
            one["gifts"],
            by_digest.get(one["digest"]),
        )
        for one in groups
    ]


def count_names(batch: ImportBatch) -> int:
    """How many different names the articles of an import seem to give."""
    return batch.proposals.exclude(digest="").aggregate(count=Count("digest", distinct=True))["count"]


def undecided() -> tuple[int, int | None]:
    """How many names wait for an editor, and the newest import that has one."""
    waiting = NameProposal.objects.exclude(digest="").filter(
        ~Exists(NameDecision.objects.filter(digest=OuterRef("digest")))
    )
    found = waiting.aggregate(count=Count("digest", distinct=True), newest=Max("batch"))
    return found["count"], found["newest"]


def _named(batch: ImportBatch) -> Any:
    of_role = {role.value: Count("pk", filter=Q(role=role)) for role in Role}
    names = batch.proposals.exclude(digest="").order_by().values("digest")
    counted = names.annotate(articles=Count("article", distinct=True), gifts=Count("given"), first=Min("pk"), **of_role)
    return counted.order_by("-articles", "first")
