"""What makes a password link valid; a module of its own, because allauth's forms and our adapter both lead to it."""

from allauth.account.forms import EmailAwarePasswordResetTokenGenerator

from accounts.models import User


class PasswordLinkGenerator(EmailAwarePasswordResetTokenGenerator):
    """Password links that fall with the person's sessions: after deactivation, none works any more."""

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)}{user.session_epoch}{user.is_active}"
