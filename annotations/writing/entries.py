"""The one shape of an event that tells what became of an annotation, a relation or an article label."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from annotations.frames import Said
from newsdesk.history.recording import Entry


def entry(
    action: str,
    target: str,
    id: UUID,
    *,
    version: int,
    before: Said | None,
    after: Said | None,
    problems: list[dict[str, Any]],
    operation: UUID | None = None,
    digest: str = "",
) -> Entry:
    """`action` is what was done: create, update, …; `before` is None for what was not there, `after` for what is gone.

    `operation` and `digest` are those of the client's operation, where one did it.
    """
    data = {
        "target": target,
        "object": str(id),
        "version": version,
        "before": before.as_dict() if before else None,
        "after": after.as_dict() if after else None,
        "problems": problems,
    }
    return Entry(f"{target}.{action}", data, operation, digest)
