"""What articles tell whoever listens (they know of nobody)."""

from django.dispatch import Signal

# Sent inside the transaction, with `revisions` and the `batch` of an import: new texts, the first ones included.
revisions_added = Signal()
# Sent inside the transaction, with `article`, `other` and `by`: an article that has to be wherever another one is.
placed_like = Signal()
