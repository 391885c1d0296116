"""The one custom signal: something was recorded. Sent in the transaction that recorded it, with a list of events."""

from django.dispatch import Signal

# Sent with `events`, a list of saved history.models.Event. Receivers change data in the same transaction, and send no
# mail.
event_recorded = Signal()
