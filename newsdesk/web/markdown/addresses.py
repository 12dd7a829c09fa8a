"""Addresses in what people write: where one ends, and which become links. Pure."""

import regex

from newsdesk.web.markdown.white_space import WHITE

LIMIT = 2000  # in UTF-16, as browsers count
ADDRESS = regex.compile(r"[hH][tT][tT][pP][sS]://([\p{L}\p{M}\p{N}._-]+(?::[0-9]{1,5})?)(?:/|\Z|(?=[?#]))(.*)", regex.S)
END = regex.compile(rf"[{WHITE}<>\"“”«»]")
AFTER = ".,;:!?،؛؟)]}'"


def safe(words: str) -> str | None:
    """The address, if it is of https and hides no name or password before its host."""
    parts = ADDRESS.fullmatch(words)
    return f"https://{parts[1]}/{parts[2]}" if parts else None


def bracketed(line: str, at: int) -> str:
    """The address in the brackets that begin here, with them; "" where there is none."""
    within = _within_the_limit(line, at) if line.startswith("(", at) else ""
    return within[: within.find(")") + 1]


def bare(line: str, at: int) -> str:
    """The address in plain text that begins here."""
    rest = _within_the_limit(line, at)
    end = END.search(rest)
    return rest[: end.start() if end else None].rstrip(AFTER)


def _within_the_limit(line: str, at: int) -> str:
    units = line[at : at + LIMIT].encode("utf-16-le")
    return units[: 2 * LIMIT].decode("utf-16-le", "ignore")
