from accounts.models.change import AccountChange
from accounts.models.invitation import Invitation
from accounts.models.team import Team
from accounts.models.user import LastAdministrator, User

__all__ = ["AccountChange", "Invitation", "LastAdministrator", "Team", "User"]
