from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from newsdesk.upkeep.worker import Worker


class Command(BaseCommand):
    help = "Run a background worker. As many as wanted may run; asked to stop, one hands its task back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--queue-name", default="default", help="queues to take from, with commas between; * for all"
        )
        parser.add_argument(
            "--interval", type=float, default=1, help="seconds between two looks for tasks (default: 1)"
        )
        parser.add_argument("--batch", action="store_true", help="do what waits, then end")

    def handle(self, *, queue_name: str, interval: float, batch: bool, **options: Any) -> None:
        worker = Worker(queue_names=queue_name.split(","), interval=interval, until_idle=batch)
        worker.configure_signals()
        worker.run()
