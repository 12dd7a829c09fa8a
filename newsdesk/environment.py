"""What the environment variables mean: pure functions from strings to settings, used by `settings.py`."""

import ipaddress
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from newsdesk.running.supervising.lifeline import KEEPER, LIFELINE

CONNECT_TIMEOUT = 5  # seconds, where DATABASE_URL names no other
PREPARED_AFTER = 3  # A statement that comes so often is planned once for its connection, not each time anew.
LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
HSTS_REACHES = {"": (False, False), "host": (False, False), "subdomains": (True, False), "preload": (True, True)}
HOUSE_ROLES = frozenset({"administrator", "editor", "analyst"})
MAIL_SCHEMES = {"smtp": (25, False, False), "smtp+tls": (587, True, False), "smtps": (465, False, True)}
DJANGO_NAMES = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}


def is_on(value: str | None) -> bool:
    return (value or "").strip().lower() in {"1", "true", "yes", "on"}


def required_secret(environ: Mapping[str, str]) -> str:
    secret = environ.get("SECRET_KEY", "")
    if not secret:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set. `make run` makes one by itself; elsewhere set SECRET_KEY to a long random string."
        )
    return secret


def hosts_and_origin(environ: Mapping[str, str], *, debug: bool) -> tuple[list[str], str]:
    """The hosts that may be asked for, and the public origin (`https://desk.example`) or "".

    Raises `ImproperlyConfigured` for DEBUG on a public host, and for a public host without an origin.
    """
    origin = environ.get("NEWSDESK_ORIGIN", "").rstrip("/")
    extra = [host.strip() for host in environ.get("NEWSDESK_ALLOWED_HOSTS", "").split(",") if host.strip()]
    public = [host for host in [environ.get("HOST", ""), *extra, _host_of(origin)] if host and not _is_local(host)]
    if public and debug:
        raise ImproperlyConfigured(
            f"DEBUG is on while the host {public[0]} is public. Unset DEBUG or set HOST=127.0.0.1."
        )
    if public and not origin:
        raise ImproperlyConfigured(
            f"The host {public[0]} is public but NEWSDESK_ORIGIN is not set. Set it to the address that browsers use, "
            "such as NEWSDESK_ORIGIN=https://desk.example.org."
        )
    return [*LOCAL_HOSTS, *extra, *([_host_of(origin)] if origin else [])], origin


def database_from_url(url: str) -> dict[str, Any]:
    """Django's settings of the PostgreSQL database that a `postgresql://` address names."""
    if not url:
        raise ImproperlyConfigured(
            "DATABASE_URL is not set. `make run` and `manage.py` start the embedded PostgreSQL by themselves; "
            "elsewhere set DATABASE_URL=postgresql://user:password@host/name."
        )
    try:
        parameters = dict(conninfo_to_dict(url))
    except ProgrammingError as error:
        raise ImproperlyConfigured(f"DATABASE_URL is not a PostgreSQL address: {error}") from error
    named = {DJANGO_NAMES[key]: str(parameters.pop(key)) for key in list(parameters) if key in DJANGO_NAMES}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "connect_timeout": CONNECT_TIMEOUT,
            "server_side_binding": True,
            "prepare_threshold": PREPARED_AFTER,
            **parameters,
        },
        **named,
    }


def roles_named(value: str) -> frozenset[str]:
    """The roles in a list such as "administrator,editor". Raises `ImproperlyConfigured` for an unknown one."""
    names = frozenset(name.strip() for name in value.split(",") if name.strip())
    if names - HOUSE_ROLES:
        raise ImproperlyConfigured(
            f"NEWSDESK_TWO_STEP_ROLES names {', '.join(sorted(names - HOUSE_ROLES))}; the roles are "
            f"{', '.join(sorted(HOUSE_ROLES))}."
        )
    return names


def hsts_reach(value: str) -> tuple[bool, bool]:
    """Whether browsers are told HTTPS alone for all subdomains too, and that browsers may ship with that knowledge."""
    if value not in HSTS_REACHES:
        raise ImproperlyConfigured(
            f"NEWSDESK_HSTS is {value!r}. Write host (this host alone), subdomains, or preload (all subdomains, and "
            "browsers may be delivered knowing it)."
        )
    return HSTS_REACHES[value]


def mail_from_url(url: str) -> dict[str, Any]:
    """How to send mail, by an address such as `smtp+tls://user:password@mail.example.org:587`; {} for none."""
    if not url:
        return {}
    parts = urlsplit(url)
    if parts.scheme not in MAIL_SCHEMES or not parts.hostname:
        raise ImproperlyConfigured(
            "NEWSDESK_SMTP is not a mail server's address. Write smtp+tls://user:password@host:587, smtps:// or smtp://."
        )
    port, tls, ssl = MAIL_SCHEMES[parts.scheme]
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return {
        "host": parts.hostname,
        "port": parts.port or port,
        "user": user,
        "password": password,
        "tls": tls,
        "ssl": ssl,
    }


def watchers_from(environ: Mapping[str, str]) -> dict[str, Path]:
    """The locks of those who look after a site of `make run`, by name; {} elsewhere."""
    places = {"supervisor": environ.get(LIFELINE), "keeper": environ.get(KEEPER)}
    return {name: Path(place) for name, place in places.items() if place}


def _host_of(origin: str) -> str:
    return urlsplit(origin).hostname or ""


def _is_local(host: str) -> bool:
    host = host.strip("[]")
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
