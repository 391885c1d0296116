"""The one custom signal: something was recorded. Sent in the transaction that recorded it, with a list of events."""

from django.dispatch import Signal

# Sent with `events`, a sequence of saved history.models.Event: take those of a verb by history.alike.among, as there
# may be thousands of another. Receivers change data in the same transaction, and send no mail.
event_recorded = Signal()
