"""What is noted of signing in, for whoever runs the server. Names are quoted: a forged one cannot fake a line."""

import logging
from typing import Any

from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.dispatch import receiver

logger = logging.getLogger("accounts.sign_in")


@receiver(user_logged_in, dispatch_uid="accounts.note_a_sign_in")
def note_a_sign_in(sender: Any, user: Any, **signal: Any) -> None:
    logger.info("signed in: %r", user.get_username())


@receiver(user_login_failed, dispatch_uid="accounts.note_a_failed_sign_in")
def note_a_failed_sign_in(sender: Any, credentials: dict[str, Any], **signal: Any) -> None:
    name = credentials.get("username") or credentials.get("email") or ""
    logger.warning("sign-in failed: %r", str(name)[:150])
