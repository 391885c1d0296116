"""The words of exports for history."""

from django.utils.translation import gettext_lazy as _

from history.verbs import register

FINISHED = register("exports.finished", _("exported %(rows)s rows into a file"), icon="download")
