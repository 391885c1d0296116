"""The quick actions of looking inside."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.editing import VersionedFormMixin
from core.formfields import DayField
from core.forms import Form
from opportunities.models import Opportunity


class CloseDateForm(VersionedFormMixin, Form):
    """When the opportunity is expected to close; empty for not known."""

    expected_close_on = DayField(label=_("Expected close date"), required=False)

    def __init__(self, *args: Any, opportunity: Opportunity, **kwargs: Any) -> None:
        opened = {"expected_close_on": opportunity.expected_close_on, "version": opportunity.version}
        super().__init__(*args, initial=opened, auto_id="glance_%s", **kwargs)

    def changes(self) -> dict[str, Any]:
        """Return what was typed as changes for the verb."""
        return {"expected_close_on": self.cleaned_data["expected_close_on"]}
