"""The pages of opportunities."""

from opportunities.views.access import access
from opportunities.views.board import board
from opportunities.views.editing import create, delete, edit, others
from opportunities.views.glance import close_date, glance, note
from opportunities.views.index import index, totals
from opportunities.views.members import add_participant, name_role, participants, remove_participant
from opportunities.views.moving import close, move, pass_gate
from opportunities.views.page import detail, suggest, suggest_tags, tags
from opportunities.views.saved import columns, delete_view, edit_view, keep_view, opening_view, save_view

__all__ = [
    "access",
    "add_participant",
    "board",
    "close",
    "columns",
    "close_date",
    "create",
    "delete",
    "delete_view",
    "detail",
    "edit",
    "edit_view",
    "glance",
    "index",
    "keep_view",
    "move",
    "name_role",
    "opening_view",
    "note",
    "others",
    "participants",
    "pass_gate",
    "remove_participant",
    "save_view",
    "suggest",
    "suggest_tags",
    "tags",
    "totals",
]
