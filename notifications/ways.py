"""The ways in which somebody can be told of a kind of thing. One is chosen for each kind."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Way(TextChoices):
    """How somebody is told: in the app and by a mail at once, or by the mail of the day, or in the app only."""

    MAIL = "mail", _("In the app, and by mail at once")
    DIGEST = "digest", _("In the app, and in the daily mail")
    IN_APP = "in_app", _("In the app only")
    NONE = "none", _("Not at all")
