"""The pages of contacts."""

from contacts.views.editing import create, delete, edit
from contacts.views.index import index, suggest, suggest_tags
from contacts.views.page import detail

__all__ = ["create", "delete", "detail", "edit", "index", "suggest", "suggest_tags"]
