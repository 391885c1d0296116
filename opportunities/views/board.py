"""The board, and what it answers when a card was moved on it."""

from copy import copy
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.ordering import order_of
from core.paging import Page, page_size
from opportunities.board import Board, Column, add_up, board_of, is_long, lay_cards, lay_more
from opportunities.filters import OpportunityFilter
from opportunities.marks import mark
from opportunities.models import Opportunity
from opportunities.ordering import COLUMNS, DEFAULT
from opportunities.place import remember_place, same_filter_at

# Asks for what the columns of a long board come to.
SUMS = "sums"


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The board; with htmx its columns alone, the next cards of one column, or what the columns come to."""
    wanted = OpportunityFilter(request, reverse("contacts:suggest"))
    here = same_filter_at(request, "opportunities:board")
    fragment = request.htmx and not request.htmx.boosted and not request.htmx.history_restore_request
    begun_at = (request.GET.get("column", ""), request.GET.get("cursor", ""))
    if fragment and begun_at[1] and (column := column_of(request, wanted, begun_at[0])):
        lay_more(request.user, wanted, column, begun_at[1])
        mark(request.user, column.page.rows if column.page else [])
        return render(request, "opportunities/_cards.html", {"column": column, "here": here})
    shown = board_of(wanted, request.GET.get("pipeline", ""))
    if SUMS in request.GET or not is_long(request.user, wanted, shown):
        add_up(wanted, shown)
    if SUMS in request.GET and fragment:
        return render(request, "opportunities/_heads.html", {"board": shown})
    lay_cards(request.user, wanted, shown.columns, begun_at)
    remember_place(request)
    context = {"filter": wanted, "board": shown, "here": here, **kept(request, shown)}
    return render(request, "opportunities/_board.html" if fragment else "opportunities/board.html", context)


def kept(request: HttpRequest, shown: Board) -> dict[str, Any]:
    """Return what the filter's form sends along: the pipeline, and the list's order and page size for going back."""
    order = order_of(request.GET.get("sort", ""), COLUMNS, DEFAULT)
    page = Page([], "", "", page_size(request.GET.get("size")))
    pipeline = [("pipeline", shown.pipeline.pk)] if shown.pipeline and not shown.pipeline.is_default else []
    return {"order": order, "page": page, "kept": pipeline}


def column_of(request: HttpRequest, wanted: OpportunityFilter, key: str) -> Column | None:
    """Return the column that an address names by the key of its stage; None for one that is not on the board."""
    from_stages = board_of(wanted, request.GET.get("pipeline", "")).columns
    return next((column for column in from_stages if str(column.stage.pk) == key), None)


def card_answer(
    request: HttpRequest, opportunity: Opportunity, board_address: str, *, refused: str = "", status: int = 200
) -> HttpResponse:
    """Answer the board's script after a move: the card as it stands now, what the columns come to, or why not.

    `board_address` is the board as one sees it, with its filter.
    """
    seen_as = copy(request)
    seen_as.path, seen_as.GET = reverse("opportunities:board"), QueryDict(urlsplit(board_address).query)
    wanted = OpportunityFilter(seen_as, reverse("contacts:suggest"))
    shown = board_of(wanted, seen_as.GET.get("pipeline", ""))
    add_up(wanted, shown)
    card = Opportunity.objects.visible_to(request.user).for_list(request.user).filter(pk=opportunity.pk).first()
    mark(request.user, [card] if card else [])
    context = {"board": shown, "card": card, "refused": refused, "here": board_address}
    return render(request, "opportunities/_dropped.html", context, status=status)
