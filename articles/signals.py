"""What articles tell whoever listens (they know of nobody)."""

from django.dispatch import Signal

# Sent inside the transaction, with `revisions`: new texts of articles, the first ones included.
revisions_added = Signal()
