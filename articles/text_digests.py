"""Digests of texts. Pure, and apart from what reads texts: models and commands that read none ask for it, too."""

import hashlib


def sha256_of(text: str) -> str:
    """By what a stored text is found again: the digest of its UTF-8 form, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
