from accounts.models.change import AccountChange
from accounts.models.invitation import Invitation
from accounts.models.stand_in import StandIn, and_who_stands_in, stand_ins_for
from accounts.models.standing import ForWhom
from accounts.models.team import Team
from accounts.models.user import LastAdministrator, User

__all__ = [
    "AccountChange",
    "ForWhom",
    "Invitation",
    "LastAdministrator",
    "StandIn",
    "Team",
    "User",
    "and_who_stands_in",
    "stand_ins_for",
]
