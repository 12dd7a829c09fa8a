"""What there can be in the history: each app names, in its `history_events.py`, what events are about and how they
are called, and everything that shows events reads it from here.

An event's stream says what it is about: the name of a model and an id, `reading/7`. The first word of its action says
to which group of actions it belongs: `reading.opened`, and also `annotation.create`, which is about a reading too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from django.db.models import Model, Q, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from newsdesk.models import Event, User
from newsdesk.our_apps import modules_of_apps

Words = str | Promise

_QUOTED = pgettext_lazy("thing", "%(kind)s “%(name)s”")
_NUMBERED = pgettext_lazy("thing", "%(kind)s %(name)s")
_ACTION_AND_THING = gettext_lazy("%(action)s: %(thing)s")


def administrators(_user: User) -> Q:
    """No editor is shown them; administrators, who see everything, are not asked for."""
    return Q(pk__in=())


def editors(_user: User) -> Q:
    """Every editor is shown them."""
    return Q()


@dataclass(frozen=True)
class Subject:
    """What events are about: things of one model, or something of the house that has none.

    `name` is the beginning of their streams. `shown_to` says which of its events an editor is shown. `things` gives, in
    one query, those that may be named, with all that `named` needs: what was erased is not among them. `in_words` puts
    a name into a sentence.
    """

    name: str
    words: Words
    shown_to: Callable[[User], Q]
    model: type[Model] | None = None
    things: Callable[[], QuerySet[Any]] | None = None
    named: Callable[[Any], str] = str
    in_words: Words = _QUOTED

    @classmethod
    def of(cls, model: type[Model], shown_to: Callable[[User], Q], **more: Any) -> Subject:
        meta = model._meta
        return cls(str(meta.model_name), meta.verbose_name or "", shown_to, model, **more)

    def names(self, ids: Iterable[str]) -> dict[str, str]:
        """The names of those that have one, by their ids."""
        if self.things is None:
            return {}
        found = self.things().filter(pk__in=[pk for pk in ids if pk.isdecimal()])
        return {str(thing.pk): " ".join(self.named(thing).split()) for thing in found}

    def page_of(self, pk: str) -> str:
        """The address of a thing's page in the administration, "" where there is none."""
        try:
            return reverse(f"admin:{self.model._meta.app_label}_{self.name}_change", args=[pk]) if self.model else ""
        except NoReverseMatch:
            return ""


@dataclass(frozen=True)
class Action:
    """`words` call it in lists, `sentence` tells of one event; without one it is told by words and thing."""

    words: Words
    sentence: Words = ""


GENERAL = {
    "created": Action(gettext_lazy("Made")),
    "changed": Action(gettext_lazy("Changed")),
    "erased": Action(gettext_lazy("Erased by law")),
}


class Change(NamedTuple):
    """What an event changed of one field, in words."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Group:
    """Actions whose codes begin with `name`; those that everything has (`GENERAL`) need not be given.

    `changes` says in words what each of some events changed, by their ids, where their states are no fields of a model.
    """

    name: str
    words: Words
    actions: Mapping[str, Action] = field(default_factory=dict)
    changes: Callable[[list[Event]], dict[int, list[Change]]] | None = None


@cache
def subjects() -> dict[str, Subject]:
    return {subject.name: subject for module in modules_of_apps("history_events") for subject in module.SUBJECTS}


@cache
def groups() -> dict[str, Group]:
    return {group.name: group for module in modules_of_apps("history_events") for group in module.GROUPS}


def group_words(name: str) -> str:
    group = groups().get(name)
    return str(group.words) if group else name


def action_words(code: str) -> str:
    """An event's action in the reader's language; the code itself where nobody has named it."""
    action = action_of(code)
    return str(action.words) if action else code


def group_of(code: str) -> Group | None:
    return groups().get(code.partition(".")[0])


def action_of(code: str) -> Action | None:
    group, verb = group_of(code), code.partition(".")[2]
    return (group.actions.get(verb) if group else None) or GENERAL.get(verb)


def subject_of(stream: str) -> Subject | None:
    return subjects().get(stream.partition("/")[0])


@dataclass(frozen=True)
class Told:
    """An event in words. `name` is "" for what was erased, or never had one: then its number stands for it."""

    event: Event
    name: str

    @property
    def action(self) -> str:
        return action_words(self.event.action)

    @property
    def kind(self) -> str:
        return str(self._subject.words) if self._subject else self.event.stream.partition("/")[0]

    @property
    def called(self) -> str:
        return self.name or self._number

    @property
    def url(self) -> str:
        return self._subject.page_of(self._number) if self._subject else ""

    @property
    def sentence(self) -> str:
        """What happened, with `%(name)s` where `called` belongs."""
        action = action_of(self.event.action)
        if self.name and action and action.sentence:
            return str(action.sentence)
        return str(_ACTION_AND_THING) % {"action": self.action.replace("%", "%%"), "thing": self.thing}

    @property
    def thing(self) -> str:
        """What it happened to, with `%(name)s` where `called` belongs."""
        shape = self._subject.in_words if self.name and self._subject else _NUMBERED
        return str(shape) % {"kind": self.kind.replace("%", "%%"), "name": "%(name)s"}

    @property
    def _subject(self) -> Subject | None:
        return subject_of(self.event.stream)

    @property
    def _number(self) -> str:
        return self.event.stream.partition("/")[2]


def tell(events: Iterable[Event]) -> list[Told]:
    """Each event with what it is about: a query for each kind of thing, however many events there are."""
    events = list(events)
    names = names_of(event.stream for event in events)
    return [Told(event, names.get(event.stream, "")) for event in events]


def names_of(streams: Iterable[str]) -> dict[str, str]:
    """What the things of those streams are called in the reader's language. Not there: what was erased."""
    wanted: dict[str, set[str]] = {}
    for stream in streams:
        kind, _slash, pk = stream.partition("/")
        wanted.setdefault(kind, set()).add(pk)
    known = [(subjects()[kind], ids) for kind, ids in wanted.items() if kind in subjects()]
    return {f"{subject.name}/{pk}": name for subject, ids in known for pk, name in subject.names(ids).items()}
