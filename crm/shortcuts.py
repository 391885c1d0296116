"""The keys that work without a mouse, as a dialog under `?` and as a page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

CTRL, ENTER, ESCAPE = _("Ctrl"), _("Enter"), _("Esc")
SPACE = pgettext_lazy("key", "Space")

ENTERING = _("Quick entry")
GROUPS = (
    (
        _("Everywhere"),
        (
            (("/",), _("Search and commands")),
            ((CTRL, "K"), _("Search and commands, from within a field, too")),
            (("?",), _("This list")),
            ((ESCAPE,), _("Close a dialog or a menu")),
        ),
    ),
    (
        _("In the search"),
        (
            (("↑", "↓"), _("Go through what was found")),
            ((ENTER,), _("Open what is marked")),
        ),
    ),
    (
        ENTERING,
        (
            (("N",), _("Quick entry: note, phone call, task, opportunity")),
            (("←", "→"), _("On the tabs: note, phone call, task, opportunity")),
            ((CTRL, ENTER), _("Save")),
        ),
    ),
    (
        _("On the board"),
        (
            (("↑", "↓", "←", "→"), _("Go from card to card")),
            ((SPACE,), _("Pick a card up, and drop it")),
            (("←", "→"), _("Carry a card to another stage")),
        ),
    ),
    (
        _("In the calendar of a date"),
        (
            (("↑", "↓", "←", "→"), _("Go from day to day")),
            ((_("Page up"), _("Page down")), _("Go from month to month")),
        ),
    ),
)


@require_safe
def shortcuts(request: HttpRequest) -> HttpResponse:
    may_enter = request.user.may("create")  # type: ignore[union-attr]
    groups = [group for group in GROUPS if may_enter or group[0] is not ENTERING]
    in_dialog = request.htmx and request.htmx.target == "popup"  # type: ignore[attr-defined]
    return render(request, "crm/_shortcuts.html" if in_dialog else "crm/shortcuts.html", {"groups": groups})
