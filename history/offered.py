"""What forms of the administration offer of people and tags, whose own pages there are not open to Sales."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import Q
from django.http import HttpRequest

from accounts.models import User
from core.models import Tag


class OffersPeopleAndTags(admin.ModelAdmin):
    """Plain selects where finding by typing would ask for rights on the other model's page.

    `people_fields` offer those who may be given work, and whoever holds it now. `tags` offers the tags on rows that the
    signed-in person sees; all of them only to administrators, since a tag may stand on hidden rows alone.
    """

    people_fields: tuple[str, ...] = ()

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name not in self.people_fields:
            return super().formfield_for_foreignkey(db_field, request, **kwargs)
        key = (request.resolver_match.kwargs if request.resolver_match else {}).get("object_id") or ""
        holding = self.model._base_manager.filter(pk=key).values(db_field.name) if key.isdigit() else []
        able = User.objects.who_may_change().values("pk")
        offered = User.objects.filter(Q(pk__in=able) | Q(pk__in=holding)).by_name()
        field: Any = super().formfield_for_foreignkey(db_field, request, queryset=offered, **kwargs)
        field.label_from_instance = lambda person: person.label
        return field

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.related_model is Tag:
            kwargs["widget"] = forms.SelectMultiple(attrs={"size": 8})
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_field_queryset(self, db: str | None, db_field: Any, request: HttpRequest) -> models.QuerySet[Any] | None:
        if db_field.related_model is Tag:
            return self.tags_for(request)
        return super().get_field_queryset(db, db_field, request)  # type: ignore[misc, no-any-return]

    def tags_for(self, request: HttpRequest) -> models.QuerySet[Tag]:
        """Return the tags that the signed-in person may put on a row."""
        if request.user.may("administer"):  # type: ignore[union-attr]
            return Tag.objects.all()
        rows: Any = self.get_queryset(request)
        return rows.used_tags()  # type: ignore[no-any-return]
