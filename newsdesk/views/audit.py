"""The audit page: who did what, and whether the history is still as it was written."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from newsdesk.history import chain, searching, witnessing
from newsdesk.history.recording import NOTHING, record
from newsdesk.history.registry import action_words, group_words, tell
from newsdesk.models import Seal, User, Verification
from newsdesk.roles import SignedInRequest, administrators_only

NOBODY = "-"
WITNESS_FAULTS = {
    "off": gettext_lazy("No: that is switched off."),
    "missing": gettext_lazy("Not on this machine yet."),
    "lost": gettext_lazy("No: what was seen there is gone."),
    "unreadable": gettext_lazy("The file cannot be read."),
    "damaged": gettext_lazy("The file has lines that cannot be read."),
    "late": gettext_lazy("The newest seals are missing there: does a worker run?"),
}


class Search(forms.Form):
    by = forms.ChoiceField(label=gettext_lazy("Who"), required=False)
    action = forms.ChoiceField(label=gettext_lazy("What"), required=False)
    about = forms.CharField(
        label=gettext_lazy("About"),
        required=False,
        max_length=80,
        widget=forms.TextInput({"type": "search", "dir": "ltr", "placeholder": "article/7"}),
    )
    since = forms.DateField(
        label=gettext_lazy("From the day"), required=False, widget=forms.DateInput({"type": "date"})
    )
    until = forms.DateField(label=gettext_lazy("To the day"), required=False, widget=forms.DateInput({"type": "date"}))

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.actions = searching.actions()
        self._choices("by").choices = [("", _("Everybody")), (NOBODY, _("the system")), *_people()]
        self._choices("action").choices = [("", _("Everything")), *_kinds(self.actions)]

    def _choices(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        return field

    def wanted(self) -> searching.Wanted:
        """A filter that makes no sense is named by the form and left out."""
        self.full_clean()
        chosen = self.cleaned_data
        by, action = chosen.get("by", ""), chosen.get("action", "")
        return searching.Wanted(
            by=User.objects.filter(username=by).first() if by not in ("", NOBODY) else None,
            by_nobody=by == NOBODY,
            actions=[one for one in self.actions if one == action or one.startswith(f"{action}.")] if action else [],
            stream=chosen.get("about", "").strip(),
            since=_midnight(chosen.get("since")),
            until=_midnight(chosen.get("until"), days=1),
        )

    def as_data(self) -> dict[str, str]:
        """What was asked for, for the record."""
        return {name: str(value) for name, value in self.cleaned_data.items() if value}


@administrators_only
@require_GET
@never_cache
def audit(request: SignedInRequest) -> HttpResponse:
    """What happened, newest first, and the state of the chain."""
    search = Search(request.GET)
    below = searching.Place.read(request.GET.get("below", ""))
    events = searching.newest(search.wanted(), below=below)
    shown, more = events[: searching.ROWS], len(events) > searching.ROWS
    query = request.GET.copy()
    query.pop("below", None)
    context = {
        "search": search,
        "rows": tell(shown),
        "query": query.urlencode(),
        "older": searching.Place.after(shown[-1]) if more else None,
        "is_older": below is not None,
        "is_searching": any(search.cleaned_data.values()),
        **_chain(),
    }
    return render(request, "newsdesk/audit.html", context)


@administrators_only
@require_GET
@never_cache
@transaction.atomic
def audit_file(request: SignedInRequest) -> StreamingHttpResponse:
    """All that the filter finds, as CSV. Every download is on record."""
    search = Search(request.GET)
    wanted = search.wanted()
    record("audit.downloaded", request.user, by=request.user, data=search.as_data(), changed=NOTHING)
    response = StreamingHttpResponse(searching.lines(wanted), content_type="text/csv; charset=utf-8")
    name = f"audit-{timezone.localtime():%Y%m%dT%H%M}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@administrators_only
@require_POST
@transaction.atomic
def audit_verification(request: SignedInRequest) -> HttpResponse:
    """Have the whole history verified now."""
    chain.ask_for_verification()
    record("audit.verification_asked", request.user, by=request.user, changed=NOTHING)
    messages.success(request, _("The history is being verified. Reload this page in a minute."))
    return redirect("audit")


def _people() -> list[tuple[str, str]]:
    people = User.objects.order_by("username")
    return [(person.username, f"{person.display_name} ({person.username})") for person in people]


def _kinds(actions: list[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The actions that there are, under what they are about; each kind can be asked for whole."""
    kinds: dict[str, list[str]] = {}
    for action in actions:
        kinds.setdefault(action.partition(".")[0], []).append(action)
    named = [(group_words(kind), kind, of_kind) for kind, of_kind in kinds.items()]
    return [
        (name, [(kind, _("%(kind)s: all") % {"kind": name}), *((one, action_words(one)) for one in of_kind)])
        for name, kind, of_kind in sorted(named)
    ]


def _midnight(day: date | None, days: int = 0) -> datetime | None:
    if day is None:
        return None
    try:
        return timezone.make_aware(datetime.combine(day + timedelta(days), time()))
    except OverflowError:
        return None


def _chain() -> dict[str, Any]:
    verification = Verification.objects.order_by("-pk").first()
    breaks = [chain.told(chain.Break(**one)) for one in verification.breaks] if verification else []
    seal = Seal.objects.order_by("-pk").defer("heads").first()
    witness = witnessing.told()
    return {
        "seal": seal,
        "witness": witness,
        "witness_fault": WITNESS_FAULTS.get(witness.fault, ""),
        "seen_at": witnessing.when(witness.last) if witness.last else None,
        "verification": verification,
        "breaks": breaks,
        "is_being_verified": chain.is_being_verified(),
    }
