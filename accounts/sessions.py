"""Sessions in the database, as Django keeps them, read by a kept question: each page asks it."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.models import Session
from django.utils import timezone

from core.kept import Blank, answers


class SessionStore(DatabaseSessions):
    """The sessions. (Django takes the class of this name out of the module that `SESSION_ENGINE` names.)"""

    def _get_session_from_db(self) -> Session | None:
        """Return the session of this key, unless it has ended; without one the key is given up."""
        found = next(answers(SessionStore, _asking, filling=(self.session_key, timezone.now())))
        if found:
            return found[0]
        self._session_key = None
        return None


def _asking() -> list[Any]:
    key, ends = map(Session._meta.get_field, ("session_key", "expire_date"))
    return [Session.objects.filter(session_key=Blank(0, key), expire_date__gt=Blank(1, ends))]
