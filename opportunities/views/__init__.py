"""The pages of opportunities."""

from opportunities.views.access import access
from opportunities.views.board import board
from opportunities.views.editing import create, delete, edit
from opportunities.views.glance import close_date, glance, note
from opportunities.views.index import index
from opportunities.views.members import add_participant, name_role, participants, remove_participant
from opportunities.views.moving import close, move
from opportunities.views.page import detail, suggest, suggest_tags, tags

__all__ = [
    "access",
    "add_participant",
    "board",
    "close",
    "close_date",
    "create",
    "delete",
    "detail",
    "edit",
    "glance",
    "index",
    "move",
    "name_role",
    "note",
    "participants",
    "remove_participant",
    "suggest",
    "suggest_tags",
    "tags",
]
