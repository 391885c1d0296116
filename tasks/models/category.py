"""Kinds of tasks: the administrator's list."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import NamedRow


class TaskCategory(NamedRow):
    """A kind of task: call, meeting, follow-up; the list is the administrator's."""

    icon = models.CharField(_("icon"), max_length=40, default="check2-square", help_text=_("Name of a Bootstrap icon."))
    active = models.BooleanField(_("active"), default=True, help_text=_("Inactive ones are not offered any more."))

    class Meta(NamedRow.Meta):
        verbose_name = _("task category")
        verbose_name_plural = _("task categories")
