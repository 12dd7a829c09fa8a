"""Who writes to a reading has it to themselves until they are done."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from annotations.access import readings_held_by
from annotations.models import Reading
from newsdesk.errors import NotAllowed
from newsdesk.models import User


def hold(reading: Reading, by: User) -> None:
    """Lock the reading's row until the transaction ends.

    Raises `NotAllowed` for anybody but its analyst, or those who may adjudicate where it is a gold one, and `Erased`
    where its text is no more.
    """
    reading.lock()
    if reading.analyst_id == by.pk:
        return
    if not reading.is_gold:
        raise NotAllowed(_("Only its analyst may change a reading."), code="not_the_owner")
    if not readings_held_by(by).filter(pk=reading.pk).exists():
        raise NotAllowed(_("Only who adjudicates in its project may change a gold reading."), code="not_the_owner")
