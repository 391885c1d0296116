from accounts.models.change import AccountChange
from accounts.models.invitation import Invitation
from accounts.models.user import LastAdministrator, User

__all__ = ["AccountChange", "Invitation", "LastAdministrator", "User"]
