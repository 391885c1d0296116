"""What people are told, and how they want to be told."""

from notifications.models.notification import (
    FIRST_PAUSE,
    LEASE,
    LONGEST_PAUSE,
    MAX_ATTEMPTS,
    Channel,
    Notification,
    State,
    mark_read,
)
from notifications.models.preferences import Preferences

__all__ = [
    "FIRST_PAUSE",
    "LEASE",
    "LONGEST_PAUSE",
    "MAX_ATTEMPTS",
    "Channel",
    "Notification",
    "Preferences",
    "State",
    "mark_read",
]
