"""The pages of opportunities."""

from opportunities.views.editing import create, delete, edit
from opportunities.views.index import index
from opportunities.views.moving import close, move
from opportunities.views.page import add_participant, detail, participants, remove_participant, suggest

__all__ = [
    "add_participant",
    "close",
    "create",
    "delete",
    "detail",
    "edit",
    "index",
    "move",
    "participants",
    "remove_participant",
    "suggest",
]
