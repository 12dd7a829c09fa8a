#!/usr/bin/env python
"""Django's commands. By hand they use the embedded PostgreSQL and the data folder's secrets, as `make run` does."""

import os
import sys

from newsdesk.running.by_hand import everything_needed

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsdesk.settings")
    with everything_needed(sys.argv):
        from django.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)
