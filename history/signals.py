"""The one custom signal: something was recorded. Sent in the transaction that recorded it, with a list of events."""

from django.dispatch import Signal

# kwargs: events (list of history.models.Event, saved). Receivers change data in the same transaction; they send no mail.
event_recorded = Signal()
