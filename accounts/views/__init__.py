"""The pages of accounts, by noun."""

from accounts.views.invitations import accept, invite, revoke, send_again
from accounts.views.own import change_email, profile, set_photo
from accounts.views.people import deactivate, people, person, photo, reactivate
from accounts.views.stand_ins import end_stand_in, stand_ins, stand_ins_of

__all__ = [
    "accept",
    "change_email",
    "deactivate",
    "end_stand_in",
    "invite",
    "people",
    "person",
    "photo",
    "profile",
    "reactivate",
    "revoke",
    "send_again",
    "set_photo",
    "stand_ins",
    "stand_ins_of",
]
