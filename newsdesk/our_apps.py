"""Which of the installed apps are ours."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.apps import AppConfig, apps
from django.conf import settings


def our_apps() -> Iterator[AppConfig]:
    """Apps whose code lies in this project."""
    return (config for config in apps.get_app_configs() if Path(config.path).parent == settings.BASE_DIR)
