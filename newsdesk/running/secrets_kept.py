"""Secrets that are made once and kept in the data folder, readable by their owner alone."""

import json
import os
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from newsdesk.running.places import make_data_dir

# No letters and digits that look alike: these are read off a screen and typed.
READABLE = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class DemoAccount:
    """A demo account's password, "" when its owner has chosen another; `encoded` is how the database keeps it."""

    password: str
    encoded: str


def secret_key() -> str:
    """The site's SECRET_KEY: the environment's, or the one that the data folder keeps."""
    return os.environ.get("SECRET_KEY") or _kept("secret-key", lambda: secrets.token_urlsafe(50))


def demo_accounts() -> dict[str, DemoAccount]:
    """What was last known of the demo accounts, by username."""
    place = _folder() / "demo-accounts.json"
    try:
        return {name: DemoAccount(**kept) for name, kept in json.loads(place.read_text(encoding="utf-8")).items()}
    except FileNotFoundError:
        return {}


def keep_demo_accounts(accounts: dict[str, DemoAccount]) -> None:
    kept = {name: asdict(account) for name, account in accounts.items()}
    write_privately(_folder() / "demo-accounts.json", json.dumps(kept, indent=2) + "\n")


def random_password() -> str:
    return "-".join("".join(secrets.choice(READABLE) for _ in range(5)) for _ in range(3))


def write_privately(place: Path, text: str) -> None:
    """Write a file whole or not at all, for its owner's eyes alone."""
    draft = place.with_name(f"{place.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(descriptor)
    draft.replace(place)


def _kept(name: str, make: Callable[[], str]) -> str:
    place = _folder() / name
    try:
        kept = place.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        kept = ""
    if not kept:
        kept = make()
        write_privately(place, kept + "\n")
    return kept


def _folder() -> Path:
    folder = make_data_dir() / "secrets"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder
