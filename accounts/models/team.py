"""Teams and roles as the administration shows them: under their own names."""

from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from accounts.roles import group_label


class Team(Group):
    """A group of people: a team, or one of the three roles, which is read in the reader's language."""

    class Meta:
        proxy = True
        verbose_name = _("team")
        verbose_name_plural = _("teams and roles")

    def __str__(self) -> str:
        return group_label(self)
