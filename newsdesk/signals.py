"""What the house tells the apps above it."""

from django.dispatch import Signal

# Somebody took up an `invitation` and is a `user` now. Sent within the transaction that makes the account.
joined = Signal()

# A worker looks after the site: at its start and once a minute. Receivers must leave alone what others are at.
housekeeping = Signal()

# How somebody gets in, or what they may do, is another from now on: keys that were given out in their name must end.
# `user`, `by` (None where the system did it) and `reason`: password, roles, two_step or closed.
keys_ended = Signal()

# A worker looks about: every second, also while it is at a long task. Receivers must be quick, and leave alone what
# others are at.
looking = Signal()
