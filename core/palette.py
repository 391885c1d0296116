"""The palette: a colour is a key that names a style class (`stage-<key>`), never a colour value.

The values stand in static/crm/css/stages.css, once for light and once for dark.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Colour(models.TextChoices):
    """The sixteen colours of stages, and of people without a photo."""

    SLATE = "slate", _("Slate")
    STONE = "stone", _("Stone")
    RED = "red", _("Red")
    ORANGE = "orange", _("Orange")
    AMBER = "amber", _("Amber")
    YELLOW = "yellow", _("Yellow")
    LIME = "lime", _("Lime")
    GREEN = "green", _("Green")
    EMERALD = "emerald", _("Emerald")
    TEAL = "teal", _("Teal")
    CYAN = "cyan", _("Cyan")
    BLUE = "blue", _("Blue")
    INDIGO = "indigo", _("Indigo")
    VIOLET = "violet", _("Violet")
    PINK = "pink", _("Pink")
    ROSE = "rose", _("Rose")
