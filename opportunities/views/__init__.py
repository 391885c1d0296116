"""The pages of opportunities."""

from opportunities.views.access import access
from opportunities.views.editing import create, delete, edit
from opportunities.views.index import index, totals
from opportunities.views.members import add_participant, name_role, participants, remove_participant
from opportunities.views.moving import close, move
from opportunities.views.page import detail, suggest, suggest_tags, tags

__all__ = [
    "access",
    "add_participant",
    "close",
    "create",
    "delete",
    "detail",
    "edit",
    "index",
    "move",
    "name_role",
    "participants",
    "remove_participant",
    "suggest",
    "suggest_tags",
    "tags",
    "totals",
]
