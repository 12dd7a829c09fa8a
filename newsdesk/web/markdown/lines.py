"""What stands within a line: bold, italic, code, links. Rules of markdown-it-py, one for each mark."""

from __future__ import annotations

from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter

from newsdesk.web.markdown import addresses
from newsdesk.web.markdown.white_space import is_blank, trimmed

ESCAPED = "\\`*[]#>-"
Attributes = dict[str, str | int | float]


def _escaped(state: StateInline, silent: bool) -> bool:
    mark, follows = state.src[state.pos], state.src[state.pos + 1 : state.pos + 2]
    if mark != "\\" or not follows or follows not in ESCAPED:
        return False
    state.append_pending(follows)
    state.pos += 2
    return True


def _code(state: StateInline, silent: bool) -> bool:
    start = state.pos + 1
    end = state.src.find("`", start) if state.src[state.pos] == "`" else -1
    if end <= start:
        return False
    state.push("code_inline", "code", 0).content = state.src[start:end]
    state.pos = end + 1
    return True


def _stars(state: StateInline, silent: bool) -> bool:
    """Bold, italic and a link are open at most once at a time; the mark stays text until it is closed."""
    if state.src[state.pos] != "*":
        return False
    mark = "**" if _are_two(state) else "*"
    after = state.pos + len(mark)
    opened = _opened(state, mark)
    if opened and not is_blank(state.src[state.pos - 1]) and _holds_something(state, opened):
        _close(state, opened, "strong" if mark == "**" else "em")
    elif not opened and not is_blank(state.src[after : after + 1]):
        _open(state, mark)
    else:
        state.append_pending(mark)
    state.pos = after
    return True


def _are_two(state: StateInline) -> bool:
    """Of three stars that close both, the first closes what was opened last."""
    strong, emphasis = _opened(state, "**"), _opened(state, "*")
    is_inner = strong and emphasis and emphasis.token > strong.token
    return state.src.startswith("**", state.pos) and not (is_inner and state.src.startswith("***", state.pos))


def _link_begins(state: StateInline, silent: bool) -> bool:
    """A later one takes the place of one that nothing has closed."""
    if state.src[state.pos] != "[":
        return False
    _forget_link(state)
    _open(state, "[")
    state.pos += 1
    return True


def _link_ends(state: StateInline, silent: bool) -> bool:
    opened = _opened(state, "[")
    if state.src[state.pos] != "]" or not opened:
        return False
    inside = addresses.bracketed(state.src, state.pos + 1)
    address = addresses.safe(trimmed(inside[1:-1]))
    if not address:
        _forget_link(state)
        return False
    _close(state, opened, "a", _link_to(address))
    state.pos += 1 + len(inside)
    return True


def _bare_link(state: StateInline, silent: bool) -> bool:
    """Met at its colon: letters interrupt no text."""
    start = state.pos - len("https")
    if start < 0 or not state.src.startswith("https://", start) or _opened(state, "["):
        return False
    if not state.pending.endswith("https"):
        return False
    words = addresses.bare(state.src, start)
    state.pending = state.pending.removesuffix("https")
    if address := addresses.safe(words):
        state.push("a", "a", 0).attrs = _link_to(address)
        state.tokens[-1].nesting = 1
        state.push("text", "", 0).content = words
        state.push("a", "a", 0).nesting = -1
    else:
        state.append_pending(words)
    state.pos = start + len(words)
    return True


def _opened(state: StateInline, mark: str) -> Delimiter | None:
    return next((one for one in state.delimiters if (one.marker, one.length) == (ord(mark[0]), len(mark))), None)


def _holds_something(state: StateInline, opened: Delimiter) -> bool:
    return bool(state.pending) or len(state.tokens) > opened.token + 1


def _open(state: StateInline, mark: str) -> None:
    state.push("text", "", 0).content = mark
    state.delimiters.append(Delimiter(ord(mark[0]), len(mark), len(state.tokens) - 1, -1, True, False))


def _close(state: StateInline, opened: Delimiter, tag: str, attributes: Attributes | None = None) -> None:
    """What began inside and was not closed stays the mark that was typed."""
    state.push(tag, tag, 0).nesting = -1
    begun = state.tokens[opened.token]
    begun.type, begun.tag, begun.nesting, begun.content, begun.attrs = tag, tag, 1, "", attributes or {}
    state.delimiters = [one for one in state.delimiters if one.token < opened.token]


def _forget_link(state: StateInline) -> None:
    state.delimiters = [one for one in state.delimiters if one.marker != ord("[")]


def _link_to(address: str) -> Attributes:
    return {"href": address, "target": "_blank", "rel": "noopener noreferrer"}


RULES = (_escaped, _code, _stars, _link_begins, _link_ends, _bare_link)
