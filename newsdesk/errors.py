"""What domain functions raise, in one place. `middleware.py` turns these into pages and problem details."""

from typing import Any


class DomainError(Exception):
    """A refusal that a person can act on.

    `message` says what, where and how to mend it, translated when it is shown; `code` is stable and for programs;
    `errors` is a list of `{"path", "message"}`, one for each thing to mend.
    """

    status = 400
    template = "newsdesk/refused.html"  # The page that tells a person.

    def __init__(self, message: Any, *, code: str, errors: list[dict[str, Any]] | None = None, **extra: Any) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.errors = errors or []
        self.extra = extra

    def __str__(self) -> str:
        return str(self.message)


class Unreadable(DomainError):
    """What was sent cannot even be read."""

    status = 400


class Invalid(DomainError):
    """What was sent cannot be taken as it is."""

    status = 422


class Conflict(DomainError):
    """It was made against a state that is no more."""

    status = 409


class NotAllowed(DomainError):
    """One knows of the thing but may not do this to it."""

    status = 403


def problem_details(*, status: int, title: Any, detail: Any = "", code: str = "", **extra: Any) -> dict[str, Any]:
    """The body of an error answer, RFC 9457 (`application/problem+json`)."""
    body = {"type": f"urn:newsdesk:{code}" if code else "about:blank", "title": str(title), "status": status}
    return body | ({"detail": str(detail)} if detail else {}) | extra
