"""White space as JavaScript knows it, which Python does not quite: both must cut alike. Pure."""

import regex

WHITE = "\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
BLANK = regex.compile(rf"[{WHITE}]*")
EDGES = regex.compile(rf"\A[{WHITE}]+|[{WHITE}]+\Z")


def is_blank(text: str) -> bool:
    return BLANK.fullmatch(text) is not None


def trimmed(text: str) -> str:
    return EDGES.sub("", text)
