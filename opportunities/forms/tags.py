"""The tags of an opportunity, by themselves."""

from typing import Any

from core.editing import VersionedFormMixin
from core.formfields import TagsField
from core.forms import Form
from opportunities.models import Opportunity


class TagsForm(VersionedFormMixin, Form):
    """All tags of an opportunity in one line."""

    tags = TagsField()

    def __init__(self, *args: Any, opportunity: Opportunity, tags: Any, url: str, **kwargs: Any) -> None:
        opened = {"tags": list(tags), "version": opportunity.version}
        super().__init__(*args, initial=opened, auto_id="tags-%s", **kwargs)
        self.fields["tags"].widget.attrs["data-tags-url"] = url

    def changes(self) -> dict[str, Any]:
        """Return the names of the tags as a change for the verb."""
        return {"tags": self.cleaned_data["tags"]}

    def meet(self, row: Opportunity) -> list[dict[str, Any]]:
        """Return the comparison for a second saver, whose next post wins."""
        self.keep_mine_next_time(row)
        theirs = sorted(tag.name for tag in row.tags.all())
        return self.differences(
            [(str(self.fields["tags"].label), ", ".join(sorted(self.cleaned_data["tags"])), ", ".join(theirs))]
        )
