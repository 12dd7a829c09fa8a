"""The house's pages of the administration: accounts with their roles, the history of everything, tasks."""

from newsdesk.admin import accounts, history, tasks

__all__ = ["accounts", "history", "tasks"]
