"""Pages: the models on whose pages events are read. A page's `visible_to` governs who may read its events."""

from django.contrib.contenttypes.models import ContentType
from django.db import models

_pages: list[type[models.Model]] = []


def register(model: type[models.Model]) -> type[models.Model]:
    """Make `model` a page for events (a class decorator); its manager answers `visible_to` and `editable_by`."""
    if model not in _pages:
        _pages.append(model)
    return model


def registered() -> dict[int, type[models.Model]]:
    """Return the pages by the key of their content type."""
    return {ContentType.objects.get_for_model(model).pk: model for model in _pages}


def is_page(row: models.Model) -> bool:
    """Return whether events are read on the page of `row`."""
    return type(row) in _pages


def page_of_kind(kind: str) -> type[models.Model] | None:
    """Return the page model that an address names, such as "opportunity", or None."""
    return next((model for model in _pages if model._meta.model_name == kind), None)
