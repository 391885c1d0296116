"""Keys of rows that come in with a request to the administration pages."""

import re
from typing import Any

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.db import DataError, connection, models
from django.forms import ModelChoiceField
from django.http import HttpRequest, HttpResponse, QueryDict

# No row has this key: a form that gets it says by itself that there is no such choice.
NOBODY = "0"


class ReadableKeys(admin.ModelAdmin):
    """Administration pages that answer a key which can be none (letters, twenty digits) as one that is not there.

    Django itself asks the database for it where it redraws a chosen row or runs an action, and breaks.
    """

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and ACTION_CHECKBOX_NAME in request.POST:
            chosen = [key for key in request.POST.getlist(ACTION_CHECKBOX_NAME) if is_key(key, self.model)]
            request.POST = with_keys(request.POST, {ACTION_CHECKBOX_NAME: chosen})
        return super().changelist_view(request, *args, **kwargs)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Answer a filter that no database can be asked (the year 0, a key of thirty digits) as one that is wrong.

        Django does that for what breaks while it puts the question together; these break when it is asked.
        """
        try:
            return super().get_changelist_instance(request)
        except (DataError, OverflowError, ValueError) as error:
            raise IncorrectLookupParameters(error) from error

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        targets = self._targets()
        request.GET = with_keys(request.GET, readable(request.GET, targets, separator=","))
        if request.method == "POST":
            request.POST = with_keys(request.POST, readable(request.POST, targets))
        return super().changeform_view(request, *args, **kwargs)

    def _targets(self) -> dict[str, type[models.Model]]:
        """Return what the fields of the form point to, by their names."""
        fields = [field for field in self.model._meta.get_fields() if field.related_model and field.concrete]
        targets = {field.name: field.related_model for field in fields}
        typed = {name: field for name, field in self.form.base_fields.items() if isinstance(field, ModelChoiceField)}
        return targets | {name: field.queryset.model for name, field in typed.items()}


def is_key(text: str, model: type[models.Model]) -> bool:
    """Return whether `text` can be the key of a row of `model`, whose keys are whole numbers."""
    _least, most = connection.ops.integer_field_range(model._meta.pk.get_internal_type())  # type: ignore[union-attr]
    return re.fullmatch("[0-9]{1,19}", text) is not None and (most is None or int(text) <= most)


def readable(sent: QueryDict, targets: dict[str, type[models.Model]], separator: str = "") -> dict[str, list[str]]:
    """Return the values of the fields in `targets`, with what can be no key turned into the key that no row has.

    Several keys stand in one text where there is a separator.
    """
    clean = {}
    for name, values in sent.lists():
        target = targets.get(name)
        if target is not None:
            parts = [[part.strip() for part in text.split(separator)] if separator else [text] for text in values]
            kept = [[part if not part or is_key(part, target) else NOBODY for part in text] for text in parts]
            clean[name] = [separator.join(text) for text in kept]
    return clean


def with_keys(sent: QueryDict, values: dict[str, list[str]]) -> Any:
    """Return what was sent, with other values for some names."""
    changed = sent.copy()
    for name, texts in values.items():
        changed.setlist(name, texts)
    changed._mutable = False
    return changed
