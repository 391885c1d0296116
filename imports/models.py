"""The runs of imports: who brought which file, and what came of it."""

from django.conf import settings
from django.db import models

from core.models import PublicRow


class ImportRun(PublicRow):
    """One file that somebody brought."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
