"""What articles tell whoever listens (they know of nobody)."""

from django.dispatch import Signal

# Sent inside the transaction, with `revision`: a new text of an article, the first one included.
revision_added = Signal()
