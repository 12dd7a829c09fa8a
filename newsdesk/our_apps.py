"""Which of the installed apps are ours, and what they tell of themselves."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings


def our_apps() -> Iterator[AppConfig]:
    """Apps whose code lies in this project."""
    return (config for config in apps.get_app_configs() if Path(config.path).parent == settings.BASE_DIR)


def modules_of_apps(name: str) -> list[Any]:
    """The modules of that name of those of our apps that have one, in the order of the apps."""
    names = [f"{app.name}.{name}" for app in our_apps()]
    return [import_module(module) for module in names if find_spec(module)]
