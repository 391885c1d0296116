"""The versions of a document: comparing two of them, and making a former one the newest again."""

import logging
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.access import editable, seen
from core.editing import Conflict
from core.templatetags.crm import moment
from documents.comparing import Incomparable, compared
from documents.forms import RestoreForm
from documents.models import Document, Version
from documents.views.document import about
from documents.views.there import there

logger = logging.getLogger("documents")


@require_safe
@there
def compare(request: HttpRequest, public_id: str) -> HttpResponse:
    """How two versions differ: `?version=1&version=3`, in either order."""
    document = seen(request, Document.objects.for_list(), public_id)
    chosen = {int(one) for one in request.GET.getlist("version") if one.isdecimal() and len(one) < 10}
    if len(chosen) != 2:
        messages.warning(request, _("Choose two versions, then compare them."))
        return redirect(document)
    earlier, later = (version_of(document, number) for number in sorted(chosen))
    context: dict[str, Any] = about(document) | {"earlier": earlier, "later": later}
    try:
        context["comparison"] = compared(earlier, later)
    except Incomparable as reason:
        context["reason"] = str(reason)
    except FileNotFoundError:
        context["reason"] = missing(later)
    return render(request, "documents/compare.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@there
def restore(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Ask, then make a former version the newest one again; all versions stay."""
    document = editable(request, Document.objects.for_list(), public_id)
    former = version_of(document, number)
    posted = request.POST if request.method == "POST" else None
    form = RestoreForm(posted, document=document, number=number)
    if not (form.is_bound and form.is_valid()):
        return restore_page(request, document, former, form, status=422 if form.is_bound else 200)
    try:
        version = document.restore(former, by=request.user, **form.cleaned_data)
    except Conflict as conflict:
        form.know(conflict.row)
        return restore_page(request, conflict.row, former, form, faster=conflict.row.current, status=409)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return restore_page(request, document, former, form, status=422)
    except FileNotFoundError:
        messages.error(request, missing(former))
        return redirect(document)
    tell_restored(request, document, former, version)
    return redirect(document)


def restore_page(
    request: HttpRequest,
    document: Document,
    former: Version,
    form: RestoreForm,
    *,
    faster: Version | None = None,
    status: int = 200,
) -> HttpResponse:
    """Answer the question; `faster` is a version that somebody saved since it was asked first."""
    sentences = []
    if faster:
        words = {"name": faster.created_by.label, "number": faster.number, "at": moment(faster.created_at)}
        sentences.append(_("In the meantime, %(name)s saved version %(number)s on %(at)s.") % words)
    words = {"number": former.number, "name": former.created_by.label, "at": moment(former.created_at)}
    words |= {"next": document.current_number + 1, "newest": document.current_number}
    sentences.append(
        _(
            "Version %(number)s, saved by %(name)s on %(at)s, becomes version %(next)s. "
            "Version %(newest)s and all others stay in the list."
        )
        % words
    )
    context: dict[str, Any] = about(document) | {
        "question": _("Restore version %(number)s of “%(name)s”?") % {"number": former.number, "name": document.name},
        "sentence": " ".join(sentences),
        "form": form,
        "reversible": True,
        "action_label": _("Restore"),
        "cancel_url": document.get_absolute_url(),
    }
    return render(request, "core/_confirm.html", context, status=status)


def tell_restored(request: HttpRequest, document: Document, former: Version, version: Version) -> None:
    """Say what became of it: nothing is to be done where the newest version holds the very same content."""
    words = {"name": document.name, "number": former.number, "next": version.number}
    if version.number == document.current_number:
        sentence = _("Version %(number)s of “%(name)s” is the same as the newest one; nothing was changed.")
        messages.info(request, sentence % words)
    else:
        messages.success(request, _("Version %(number)s of “%(name)s” is restored as version %(next)s.") % words)


def version_of(document: Document, number: int) -> Version:
    """Return a version of a document that was opened with access; raises Http404 where there is none."""
    version = document.versions.select_related("created_by", "document").filter(number=number).first()
    if version is None:
        raise Http404
    return version


def missing(version: Version) -> str:
    """Note that the file of a version is missing on the disk; return the sentence that tells it."""
    logger.error("The file of document %s, version %s, is missing.", version.document_id, version.number)
    return _("This file is missing on the server. Tell an administrator of the CRM.")
