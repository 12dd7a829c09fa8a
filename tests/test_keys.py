"""Nothing that somebody writes opens more to him: each link that people write is tried as a key, by each role.

A link of the models that nobody decided about fails here: either a key below tries it, or it says why none can.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.db import transaction
from django.test import Client
from django.utils import timezone

from annotations import access
from annotations.models import Annotation, Codebook, ConfidentialNote, Project, Reading, Source
from annotations.projects.membership import enrol
from annotations.sources import confiding
from annotations.sources.confiding import confide
from articles.models import Publisher
from newsdesk.history import access as event_access
from newsdesk.models import User
from newsdesk.roles import is_editor
from tests.access_walk import ROLES, Role, World, a_world
from tests.admin_desk import filled_form
from tests.annotations.saying import say
from tests.annotations.writing.test_door import operation
from tests.factories import an_administrator, an_editor
from tests.test_access_walk import ask, rows

pytestmark = pytest.mark.django_db

# Members of our project who have a role in the house as well.
BOTH = {"adjudicating-editor": an_editor, "adjudicating-admin": an_administrator}
WRITERS = [role for role in ROLES if role not in ("nobody", "staff")] + list(BOTH)
QUICK = ("analyst",)  # Who tries all keys together in every run.
TOGETHER = [
    pytest.param(role, way, marks=() if role in QUICK and way == "forwards" else pytest.mark.long)
    for role in WRITERS
    for way in ("forwards", "backwards")
]
READERS = {"FORADJUDICATORS": "adjudicator", "FOREDITORS": "editor", "FORADMINISTRATORS": "administrator"}
# Queries that say what somebody may see or take in hand, found by their names.
ANSWERS = ("_visible_to", "_adjudicated_by", "_annotated_by", "_edited_by", "_managed_by", "_held_by")

WHOLE = {"verifiable": "yes"}  # What a claim needs to be handed in.
OF_ARTICLE = {"genre": "news", "headline_match": "matches"}  # And what is to be said of the article.
KINDS = (("attribution", "accuse"), ("claim", "event"))

# Links that are no keys because nobody writes them as he likes.
FIXED = {
    "newsdesk.User.user_permissions": "Django's rights open nothing: every page asks roles (tests/test_access_walk.py)",
    "newsdesk.Event.by": "whoever did it, written by the history itself and never changed",
    "newsdesk.Erasure.by": "whoever erased; administrators alone erase, and it takes away",
    "newsdesk.SignInGuard.user": "counts failed tries; nothing is seen by it",
    "newsdesk.KnownBrowser.user": "one's own browser, written at sign-in; a count of wrong passwords hangs on it",
    "newsdesk.KnownBrowser.session": "the session in which it was last known; ends with it",
    "newsdesk.BrowserSession.user": "one's own session, written at sign-in",
    "newsdesk.Invitation.by": "whoever invited; another person's account comes of it",
    "newsdesk.Invitation.account": "the new account that took it up",
    "articles.ImportBatch.by": "whoever imported; editors of the house see every import",
    "articles.Article.batch": "written by the import; a batch's page is for editors of the house, who see all",
    "articles.Article.erasure": "takes away",
    "articles.Revision.created_by": "whoever added it",
    "articles.Revision.batch": "as the article's",
    "articles.Revision.erasure": "takes away",
    "articles.ImportItem.batch": "as the article's",
    "articles.Offer.batch": "as the article's",
    "articles.Offer.decided_by": "whoever decided; editors of the house alone do, who see every article",
    "articles.ImportItem.article": "as the article's",
    "articles.NameProposal.batch": "written by the import; editors of the house, who decide, see all",
    "articles.NameProposal.article": "as its import's",
    "articles.NameProposal.given": "as the article's publisher, of which editors of the house alone decide",
    "articles.NameDecision.publisher": "as the article's publisher",
    "articles.NameDecision.by": "oneself",
    "annotations.InvitedMember.invitation": "goes with its invitation",
    "annotations.Membership.given_by": "whoever gave the role, written by enrolling; tried with the role",
    "annotations.Source.merged_first_into": "written with `merged_into`",
    "annotations.Source.erasure": "takes away",
    "annotations.SourceName.source": "a view of the database",
    "annotations.SourceName.standing": "a view of the database",
    "annotations.Reading.analyst": "oneself, written by opening; tried with the revision",
    "annotations.Reading.codebook": "the project's",
    "annotations.Submission.by": "the reading's analyst",
    "annotations.ConfidentialNote.author": "oneself",
    "annotations.Export.requested_by": "oneself; whoever edits the project sees all its files",
    "annotations.Export.erasure": "takes away",
    "annotations.ApiToken.user": "acts for its account, and sees what that sees",
}


@dataclass
class Hand:
    """Somebody at the keyboard, who tries to write by page and API whatever he likes; refusals are all the same."""

    world: World
    role: str
    foreign: Source  # That only the other project names.
    known: Source  # That others have handed in here.

    @property
    def person(self) -> User:
        return User.objects.get(pk=self.world.people[self.role].pk)

    @property
    def client(self) -> Client:
        return self.world.client(self.role)

    def post(self, address: str, **sent: Any) -> Any:
        return self.client.post(address, sent)

    def api(self, place: str, sent: Any = None, method: str = "post") -> Any:
        send = getattr(self.client, method)
        return send(f"/api/v1/{place}", json.dumps(sent or {}), content_type="application/json")

    def readings(self) -> list[Reading]:
        return list(Reading.objects.filter(analyst=self.person).order_by("pk"))

    def operate(self, reading: Reading, *operations: dict[str, Any]) -> None:
        """Send operations in one envelope; each is judged by itself."""
        self.api(f"readings/{reading.pk}/operations", {"operations": operations})

    def administrate(self, place: str, **changed: Any) -> None:
        """Change a form of the administration, as far as one gets to see it."""
        url = f"/admin/{place}/change/"
        if is_editor(self.person) and "adminform" in (self.client.get(url).context or {}):
            self.post(url, **filled_form(self.client, url, **changed))


Key = Callable[[Hand], object]
Row = tuple[str, Any]  # The name of a model and a key.
KEYS: dict[str, list[Key]] = {}


def tries(*links: str) -> Callable[[Key], Key]:
    def noted(key: Key) -> Key:
        for link in links:
            KEYS.setdefault(link, []).append(key)
        return key

    return noted


@tries("annotations.Annotation.source", "annotations.Submission.reading")
def point_an_annotation_of_ones_own_to_the_source(hand: Hand) -> None:
    for reading in hand.readings():
        hand.operate(reading, operation(state=said(reading, source=hand.foreign.pk, attributes=WHOLE)))
        for label, value in OF_ARTICLE.items():
            hand.operate(reading, operation(target="article_label", state={"label": label, "value": value}))
        hand.api(f"readings/{reading.pk}/submission")


@tries("annotations.Reading.revision", "annotations.Reading.project")
def open_a_reading_of_a_text_of_the_other_project(hand: Hand) -> None:
    ours, theirs = hand.world.ours, hand.world.theirs
    for half in (ours, theirs):
        for project in (ours.project.key, theirs.project.key, None):
            hand.api("readings", {"revision": half.objects["revision"]["pk"], "project": project})
        hand.client.get(f"/articles/{half.article.pk}/read/")


@tries("annotations.Annotation.reading", "annotations.Anchor.annotation", "annotations.ArticleLabel.reading")
def write_into_readings_of_others(hand: Hand) -> None:
    label = {"target": "article_label", "state": {"label": "genre", "value": "news"}}
    others = [str(pk) for pk in Annotation.objects.exclude(reading__analyst=hand.person).values_list("pk", flat=True)]
    for reading in Reading.objects.order_by("pk"):
        state = said(reading, source=hand.known.pk)
        own = [operation(state=state), operation(**label)]
        taken = [operation(state=said(reading), object=other) for other in others]
        changed = [operation("update", state=state, object=other, version=1) for other in others]
        hand.operate(reading, *own, *taken, *changed)


@tries("annotations.Relation.reading", "annotations.Relation.from_annotation", "annotations.Relation.to_annotation")
def tie_ones_own_annotations_to_each_other_and_to_those_of_others(hand: Hand) -> None:
    for reading in hand.readings():
        made = [operation(state=said(reading, kind=kind, label=label)) for kind, label in KINDS]
        first, second = (str(one["object"]) for one in made)
        others = map(str, Annotation.objects.exclude(reading=reading).values_list("pk", flat=True))
        ends = [(first, second), *((first, other) for other in others)]
        states = [{"label": "contains", "from": start, "to": end} for one in ends for start, end in (one, one[::-1])]
        hand.operate(reading, *made, *(operation(target="relation", state=state) for state in states))


@tries("annotations.Source.merged_into")
def merge_the_source_with_one_that_is_named_here(hand: Hand) -> None:
    hand.post("/sources/merger/", source=[hand.foreign.pk, hand.known.pk], stays=hand.known.pk)


@tries("annotations.Source.merged_into")
def merge_one_that_is_named_here_into_the_source(hand: Hand) -> None:
    hand.post("/sources/merger/", source=[hand.foreign.pk, hand.known.pk], stays=hand.foreign.pk)


@tries("annotations.Annotation.source")
def split_what_is_named_here_and_merge_it_with_the_source(hand: Hand) -> None:
    named = [str(pk) for pk in hand.known.annotations.values_list("pk", flat=True)]
    split = {"name_ar": "قرين", "kind": "person", "annotations": named, "is_sure": "on"}
    hand.post(f"/sources/{hand.known.pk}/split/", **split)
    if twin := Source.objects.filter(name_ar="قرين").first():
        hand.post("/sources/merger/", source=[hand.foreign.pk, twin.pk], stays=twin.pk)


@tries("annotations.SourceAlias.source")
def give_the_names_of_one_source_to_the_other(hand: Hand) -> None:
    for one, other in ((hand.foreign, hand.known), (hand.known, hand.foreign)):
        hand.post(f"/sources/{one.pk}/aliases", name=f"{other.name_ar} نفسه")
        hand.api(f"sources/{one.pk}/aliases", {"name": other.name_ar})
        hand.post("/sources/new/", name_ar=other.name_ar, kind="person")


@tries("annotations.Source.publisher")
def give_the_source_a_publisher_of_ours(hand: Hand) -> None:
    publisher = Publisher.objects.filter(articles=hand.world.ours.article).first()
    assert publisher
    hand.administrate(f"annotations/source/{hand.foreign.pk}", publisher=publisher.pk)


@tries("annotations.ConfidentialNote.source", "annotations.ConfidentialNote.annotation")
def write_notes_about_the_source_and_its_annotations(hand: Hand) -> None:
    for source in (hand.foreign, hand.known):
        for reading in hand.readings():
            hand.operate(reading, operation(state=said(reading, source=source.pk)))
        for annotation in (None, *map(str, source.annotations.values_list("pk", flat=True))):
            note = {"text": "نعم", "readers": ["adjudicator", "editor"], "annotation": annotation}
            hand.api(f"sources/{source.pk}/confidential-notes", note)


@tries("annotations.Membership.user", "annotations.Membership.project")
def give_oneself_a_role(hand: Hand) -> None:
    """Each in turn, that of an adjudicator first: it takes the right to choose members away."""
    for project in (hand.world.ours.project, hand.world.theirs.project):
        for role in ("adjudicator", "editor", "analyst", "administrator", "adjudicator"):
            hand.post(f"/projects/{project.pk}/members", username=hand.person.username, role=role)
        added = {"memberships-TOTAL_FORMS": "9", "memberships-8-role": "adjudicator"}
        hand.administrate(f"annotations/project/{project.pk}", **added, **{"memberships-8-user": hand.person.pk})


@tries("newsdesk.User.groups")
def give_oneself_a_role_of_the_house(hand: Hand) -> None:
    """And to another, whom one may give it."""
    groups = [group.pk for group in Group.objects.all()]
    for person in (hand.person, hand.world.people["stranger"]):
        hand.administrate(f"newsdesk/user/{person.pk}", groups=groups)


@tries("annotations.InvitedMember.project")
def invite_oneself(hand: Hand) -> None:
    for half in (hand.world.ours, hand.world.theirs):
        hand.post("/people/invitations", role="editor", project=half.project.pk, place="adjudicator", days="7")


@tries("annotations.Project.articles", "annotations.ProjectArticle.project", "annotations.ProjectArticle.article")
def put_an_article_of_the_other_project_into_ours(hand: Hand) -> None:
    theirs = hand.world.theirs.article.pk
    chosen = {"action": "add_to_project", "project": hand.world.ours.project.pk, "_selected_action": [theirs]}
    hand.post("/admin/articles/article/", **chosen)
    hand.client.get(f"/articles/{theirs}/read/")


@tries("annotations.Project.codebook")
def change_the_codebook_of_a_project(hand: Hand) -> None:
    project = hand.world.ours.project
    spec = {"name_ar": "ثانٍ", "name_en": "Second", "source": project.codebook.source, "data": project.codebook.data}
    second = Codebook.objects.create(key=project.codebook.key, version=99, published_at=timezone.now(), **spec)
    hand.administrate(f"annotations/project/{project.pk}", codebook=second.pk, receives_imports="on")
    hand.client.get(f"/articles/{hand.world.ours.article.pk}/read/")


@tries("annotations.Export.project")
def have_a_file_made_of_either_project(hand: Hand) -> None:
    for half in (hand.world.ours, hand.world.theirs):
        hand.post("/exports/", project=half.project.pk, format="jsonl")


@tries("articles.Article.publisher", "articles.Article.aggregator")
def give_an_article_another_publisher(hand: Hand) -> None:
    for half, other in ((hand.world.ours, hand.world.theirs), (hand.world.theirs, hand.world.ours)):
        given = dict.fromkeys(("publisher", "aggregator"), other.article.publisher_id)
        hand.administrate(f"articles/article/{half.article.pk}", **given)


@tries("articles.Revision.article", "articles.Block.revision")
def add_a_text_to_an_article(hand: Hand) -> None:
    url = hand.world.theirs.article.url
    pasted = {"text": "نص جديد للمقال", "headline": "عنوان", "url": url, "publisher": "ناشر", "language": "ar"}
    hand.post("/articles/new/", **pasted, save="1")


@tries("articles.Offer.article", "articles.Offer.older", "articles.Offer.revision")
def join_an_article_of_the_other_project_to_ours_and_part_ours_from_it(hand: Hand) -> None:
    hand.post(f"/articles/offers/{hand.world.house['offer']['pk']}/joining")
    hand.client.get(f"/articles/{hand.world.theirs.article.pk}/read/")
    for half in (hand.world.ours, hand.world.theirs):
        hand.post(f"/articles/revisions/{half.objects['revision']['pk']}/parting/")
        hand.client.get(f"/articles/{half.article.pk}/read/")


def said(reading: Reading, **changes: Any) -> dict[str, Any]:
    """A claim about the first word of a reading's text."""
    word = reading.revision.text.split()[0]
    role = "content" if changes.get("kind") == "attribution" else "claim"
    anchor = {"role": role, "start": 0, "end": len(word), "exact": word}
    return {"kind": "claim", "label": "event", "anchors": [anchor]} | changes


@pytest.fixture
def world() -> World:
    """Two projects; a source and notes of which only the other one knows, and members with roles in the house."""
    world = a_world()
    for role, make in BOTH.items():
        person = world.people[role] = make(username=role)
        enrol(person, world.ours.project, Role.ADJUDICATOR, by=None)
    return world


def hand_of(world: World, role: str) -> Hand:
    foreign = Source.objects.create(name_ar="غريب السالم", kind="person")
    known = Source.objects.create(name_ar="معروف السالم", kind="person")
    named = say(world.theirs.handed, [(0, 3)], source=foreign)
    say(world.theirs.begun, [(0, 3)], source=foreign)
    say(world.ours.handed, [(0, 3)], source=known)
    author = world.theirs.handed.analyst
    assert author
    for mark, reader in READERS.items():
        confide(foreign, f"{mark} general", readers=[reader], by=author)
        confide(foreign, f"{mark} particular", readers=[reader], annotation=named.pk, by=author)
    confide(foreign, "for nobody", by=author)
    person = world.people[role]
    assert isinstance(person, User)
    for project in Project.objects.filter(memberships__user=person, memberships__role__in=access.ANNOTATING):
        revision = project.articles.get().current_revision
        Reading.objects.open(revision=revision, project=project, by=person)
    world.client(role)  # Signed in before anything is undone.
    return Hand(world, role, foreign, known)


def seen_by(person: User) -> set[tuple[str, Row]]:
    """All rows that somebody may see or take in hand, each with the name of the query that says so."""
    person = User.objects.get(pk=person.pk)
    return {(name, (type(row).__name__, row.pk)) for name, query in queries() for row in query(person)}


def queries() -> Iterator[tuple[str, Callable[[User], Any]]]:
    for module in (access, confiding, event_access):
        for name, query in inspect.getmembers(module, inspect.isfunction):
            if query.__module__ == module.__name__ and name.endswith(ANSWERS) and name != "reading_held_by":
                yield name, query


def everything() -> set[Row]:
    """All rows that there are."""
    models = [model for model in apps.get_models() if model._meta.app_label in OURS and model._meta.managed]
    return {(model.__name__, pk) for model in models for pk in model._base_manager.values_list("pk", flat=True)}


OURS = ("newsdesk", "articles", "annotations")


def links() -> Iterator[str]:
    """Every link from a row to another that our tables have."""
    for model in apps.get_models():
        if model._meta.app_label in OURS:
            yield from (
                f"{model._meta.label}.{field.name}"
                for field in model._meta.get_fields()
                if field.is_relation and field.concrete
            )


def test_every_link_is_tried_or_said_to_be_no_key() -> None:
    assert sorted(links()) == sorted([*FIXED, *KEYS])


def test_every_key_turns(world: World) -> None:
    """By somebody each of these links is really written: what every role is refused would prove nothing."""
    hands = [hand_of(world, role) for role in ("analyst", "manager", "house-admin", "adjudicating-admin")]
    stuck = set(KEYS)
    for link, keys in KEYS.items():
        for key in keys:
            for hand in hands:
                with transaction.atomic():
                    before = _written(link)
                    key(hand)
                    stuck -= {link} if _written(link) != before else set()
                    transaction.set_rollback(True)
    assert sorted(stuck) == []


def _written(link: str) -> set[tuple[Any, Any]]:
    """The link as each row has it."""
    model, _dot, name = link.rpartition(".")
    return set(apps.get_model(model)._base_manager.values_list("pk", name))


@pytest.mark.parametrize("role", WRITERS)
def test_no_link_that_somebody_writes_opens_more_to_him(world: World, role: str) -> None:
    hand = hand_of(world, role)
    before, there = seen_by(hand.person), everything()
    found = []
    for key in dict.fromkeys(key for keys in KEYS.values() for key in keys):
        with transaction.atomic():
            key(hand)
            found += [f"{key.__name__}: {one}" for one in opened(before, hand, there)]
            transaction.set_rollback(True)
    assert found == []


@pytest.mark.parametrize(("role", "way"), TOGETHER)
def test_nor_do_all_of_them_together(world: World, role: str, way: str) -> None:
    """One after the other, and no page, list or answer of the API says a word more than before."""
    hand = hand_of(world, role)
    before, there, words = seen_by(hand.person), everything(), words_read(hand)
    keys = list(dict.fromkeys(key for keys in KEYS.values() for key in keys))
    for key in keys if way == "forwards" else reversed(keys):
        key(hand)
    assert opened(before, hand, there) == []
    assert words_read(hand) <= words


def words_read(hand: Hand) -> set[str]:
    """The secret words that somebody finds on all pages, in all lists and in the notes that are read out to him."""
    listed = [row for row in rows() if row.method == "GET" and row.object in {*hand.world.ours.objects, "-", "source"}]
    halves = (hand.world.ours, hand.world.theirs)
    told = [ask(hand.world, hand.role, row, half) for row in listed for half in halves]
    notes = [hand.client.post(f"/confidential-notes/{pk}/reading") for pk in _notes()]
    pages = [answer.body for answer in told] + [note.content.decode() for note in notes]
    return {word for word in (*hand.world.secrets, *READERS) if any(word in page for page in pages)}


def _notes() -> list[int]:
    return list(ConfidentialNote.objects.order_by("pk").values_list("pk", flat=True))


def opened(before: set[tuple[str, Row]], hand: Hand, there: set[Row]) -> list[str]:
    """What was there before and is seen only now: what was written just now is one's own."""
    return sorted(f"{name}: {row}" for name, row in seen_by(hand.person) - before if row in there)
