"""The shelf of an opportunity or contact: its documents, new files, uploads, and what waits for an answer."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contacts.models import Contact
from core.access import editable, seen
from core.fold import MOST_WORDS
from core.once import once
from documents import actions, checking
from documents.blanks import FORMS
from documents.forms import AnswerForm, NewFileForm
from documents.models import HeldUpload
from documents.shelf import shelf_of, shelf_url
from documents.uploads import takes_documents
from documents.views.there import there
from opportunities.models import Opportunity
from opportunities.views.opening import frame

# What has a page with documents, as addresses name it.
# More letters than a name has are not searched for.
LONGEST = 200
PAGES: dict[str, type[Opportunity] | type[Contact]] = {"opportunity": Opportunity, "contact": Contact}


@require_safe
def of_opportunity(request: HttpRequest, public_id: str) -> HttpResponse:
    """The tab Documents."""
    return shelf_page(request, seen(request, rows_of(request, "opportunity"), public_id))


@require_safe
def of_contact(request: HttpRequest, public_id: str) -> HttpResponse:
    """All documents of a contact."""
    return shelf_page(request, seen(request, rows_of(request, "contact"), public_id))


@require_http_methods(["GET", "HEAD", "POST"])
@there
def create(request: HttpRequest, kind: str, public_id: str, form: str) -> HttpResponse:
    """Ask for a name and make a new file; with htmx the question alone is answered."""
    page = editable(request, rows_of(request, kind), public_id)
    if form not in FORMS:
        raise Http404
    new_file = NewFileForm(request.POST if request.method == "POST" else None, blank=FORMS[form])
    if not new_file.is_bound and request.htmx:  # type: ignore[attr-defined]
        return render(
            request, "documents/_new_file.html", {"new_file": new_file, "shelf": shelf_of(page, request.user)}
        )
    if new_file.is_bound and new_file.is_valid():
        return redirect(once(request, lambda: made(request, page, new_file)))
    return shelf_page(request, page, new_file=new_file, status=422 if new_file.is_bound else 200)


def made(request: HttpRequest, page: Any, new_file: NewFileForm) -> str:
    """Make the file that a valid form asks for; return where to go on."""
    document = new_file.make(page, by=request.user, language=get_language() or "de")
    messages.success(request, _("“%(name)s” was created.") % {"name": document.name})
    return shelf_url(page)


@takes_documents
@require_POST
@there
def upload(request: HttpRequest, kind: str, public_id: str) -> HttpResponse:
    """Take one or several files in."""
    page = editable(request, rows_of(request, kind), public_id)
    outcome = actions.upload_all(page, request.FILES.getlist("files"), by=request.user)
    outcome.refused += [checking.too_large(name).message for name in request.too_large]  # type: ignore[attr-defined]
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        return told_as_json(kind, public_id, outcome)
    for level, sentence in sentences(outcome):
        messages.add_message(request, level, sentence)
    return redirect("documents:waiting", kind, public_id) if outcome.held else redirect(shelf_url(page))


def told_as_json(kind: str, public_id: str, outcome: actions.Outcome) -> HttpResponse:
    """Answer the script that uploads: what was done, what was refused, and where a question waits ("" for nowhere)."""
    told: dict[str, Any] = {"refused": [], "done": []}
    for level, sentence in sentences(outcome):
        told["done" if level < messages.WARNING else "refused"].append(sentence)
    told["waiting"] = reverse("documents:waiting", args=[kind, public_id]) if outcome.held else ""
    return JsonResponse(told, status=422 if told["refused"] else 200)


def sentences(outcome: actions.Outcome) -> list[tuple[int, str]]:
    """Return what became of the uploads, as levels of messages with their sentences."""
    told = []
    added, unchanged = outcome.added, outcome.unchanged
    if len(added) == 1:
        told.append((messages.SUCCESS, _("“%(name)s” was uploaded.") % {"name": added[0].name}))
    elif added:
        n = len(added)
        sentence = ngettext("%(n)s file was uploaded.", "%(n)s files were uploaded.", n) % {"n": n}
        told.append((messages.SUCCESS, sentence))
    for document in unchanged:
        sentence = _("“%(name)s” is there already with the very same content; nothing was changed.")
        told.append((messages.INFO, sentence % {"name": document.name}))
    told += [(messages.ERROR, sentence) for sentence in outcome.refused]
    if not (told or outcome.held):
        told.append((messages.WARNING, _("Choose a file first.")))
    return told


@require_http_methods(["GET", "HEAD", "POST"])
@there
def waiting(request: HttpRequest, kind: str, public_id: str) -> HttpResponse:
    """Ask what shall become of uploads whose name is there already."""
    page = editable(request, rows_of(request, kind), public_id)
    held = list(HeldUpload.objects.on_page(page).editable_by(request.user))
    if not held:
        messages.info(request, _("No upload waits for an answer."))
        return redirect(shelf_url(page))
    form = AnswerForm(request.POST if request.method == "POST" else None, held=held)
    if form.is_bound and form.is_valid():
        answer(request, form)
        return redirect(shelf_url(page))
    context = {"form": form, "about": page, "back_url": shelf_url(page), **lit(page)}
    return render(request, "documents/waiting.html", context, status=422 if form.is_bound else 200)


def answer(request: HttpRequest, form: AnswerForm) -> None:
    """Do what was answered for each upload, and say so."""
    for held, wanted in form.answers():
        name = held.document.name
        if wanted == "drop":
            held.let_go()
            messages.info(request, _("Your file “%(name)s” was not uploaded.") % {"name": held.name})
        elif wanted == "document":
            added = held.become_document()
            messages.success(request, _("“%(name)s” was uploaded.") % {"name": added.name})
        elif held.become_version():
            messages.success(request, _("“%(name)s” has a new version.") % {"name": name})
        else:
            sentence = _("“%(name)s” is there already with the very same content; nothing was changed.")
            messages.info(request, sentence % {"name": name})


def rows_of(request: HttpRequest, kind: str) -> Any:
    """Return the rows that an address names by `kind`, with all that the frame of their page shows; else Http404."""
    model = PAGES.get(kind)
    if model is None:
        raise Http404
    return model.objects.for_page(request.user) if model is Opportunity else model.objects.all()


def lit(page: Any) -> dict[str, Any]:
    """Return what the frame of a page about an opportunity or contact needs: the lit menu entry, the menu Create."""
    if isinstance(page, Opportunity):
        return {"section": "opportunities", "about_opportunity": page}
    return {"section": "contacts"}


def shelf_page(request: HttpRequest, page: Any, *, status: int = 200, **more: Any) -> HttpResponse:
    """Answer the documents of `page`: as a tab of an opportunity, or as a page about a contact."""
    words = request.GET.get("q", "").replace("\0", "").strip()
    query = words[:LONGEST]
    shelf = shelf_of(page, request.user, cursor=request.GET.get("cursor", ""), query=query)
    context = {"shelf": shelf, "cut": len(words) > LONGEST or len(words.split()) > MOST_WORDS, **lit(page), **more}
    if isinstance(page, Opportunity):
        context |= frame(page, "documents")
        return render(request, "documents/of_opportunity.html", context, status=status)
    return render(request, "documents/of_contact.html", context | {"contact": page}, status=status)
