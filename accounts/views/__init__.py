"""The pages of accounts, by noun."""

from accounts.views.invitations import accept, invite, revoke, send_again
from accounts.views.own import change_email, profile, set_photo
from accounts.views.people import deactivate, people, person, photo, reactivate

__all__ = [
    "accept",
    "change_email",
    "deactivate",
    "invite",
    "people",
    "person",
    "photo",
    "profile",
    "reactivate",
    "revoke",
    "send_again",
    "set_photo",
]
