"""The administration pages, with the one way around access closed that no class of an app can close."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext_lazy as _


class Administration(AdminSite):
    """Django's admin site; "view on site" asks the rule of the row before it says where its page is."""

    site_header = _("CRM administration")
    site_title = site_header
    index_title = _("All tables")

    def get_urls(self) -> list[Any]:
        own = path("r/<int:content_type_id>/<path:object_id>/", self.admin_view(self.on_site), name="view_on_site")
        return [own, *(pattern for pattern in super().get_urls() if getattr(pattern, "name", "") != own.name)]

    def on_site(self, request: HttpRequest, content_type_id: int, object_id: str) -> HttpResponseRedirect:
        """Lead to the page of a row; Http404 for one that the signed-in person may not see, and for none."""
        kind = ContentType.objects.filter(pk=content_type_id).first()
        page = self._registry.get(kind.model_class()) if kind else None  # type: ignore[arg-type]
        row = page.get_object(request, object_id) if page else None
        if page is None or row is None or not page.has_view_permission(request, row):
            raise Http404
        if not hasattr(row, "get_absolute_url"):
            raise Http404
        return redirect(row.get_absolute_url())
