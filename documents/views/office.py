"""A document in the office server: the page around its editor."""

from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.access import seen
from documents import names
from documents.models import Document
from documents.shelf import shelf_url
from documents.views.shelf import lit
from documents.views.there import there
from documents.wopi import addresses, editors, tokens
from documents.wopi.discovery import Unavailable, origin


@require_safe
@there
def office(request: HttpRequest, public_id: str) -> HttpResponse:
    """Edit it in the office server, or read it there where it may not be changed.

    What the office server does not know, and everything while it does not answer, is handed on to the quick editor.
    """
    document = seen(request, Document.objects.for_list(), public_id)
    try:
        action = editors.action_for(document, deed="edit" if document.may_edit else "view")
    except Unavailable:
        messages.warning(request, _("The office server does not answer. You can work here, or try again later."))
        return redirect(document.quick_url if document.may_edit else document)
    if action is None:
        return redirect(document.quick_url if document.may_edit else document)
    issued = tokens.issue(document, request.user, can_write=document.may_edit, browser=tokens.browser_of(request))
    editor = addresses.editor(action.address, document, get_language() or "de")
    context = {
        "document": document,
        "editor": editor,
        "origin": origin(editor),
        "icon": action.icon,
        "token": issued,
        "ending": f".{end}" if (end := names.ending(document.name)) else "",
        "back_url": shelf_url(document.page),
        **lit(document.page),
    }
    return framing(origin(editor))(render)(request, "documents/office.html", context)


def framing(place: str):  # type: ignore[no-untyped-def]
    """Return what lets a page show `place` in a frame and send a form there, this page alone."""
    return csp_update({"frame-src": [place], "form-action": [SELF, place], "img-src": [place]})
