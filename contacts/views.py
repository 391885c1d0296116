"""The pages of contacts, in the order of their addresses."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from contacts.forms import ContactFilter, ContactForm, PointFormSet, points_of
from contacts.models import Contact, Kind, create_contact
from core import slots
from core.access import editable, may, seen
from core.countries import country_name
from core.editing import Conflict
from core.once import once
from core.paging import SIZES, keyset, page_size
from history.feed import feed

SUGGESTED = 20
COMPARED = ("company_name", "first_name", "last_name", "position", "street", "postcode", "city", "description")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    wanted = ContactFilter(request.GET, user=request.user)
    rows = wanted.apply()
    page = keyset(
        rows.for_list(), ["sort_name", "pk"], request.GET.get("cursor", ""), page_size(request.GET.get("size"))
    )
    context = {
        "filter": wanted,
        "page": page,
        "sizes": SIZES,
        "count": rows.count(),
        "empty": not page.rows and not wanted.set_words,
    }
    fragment = request.htmx and not request.htmx.boosted and not request.htmx.history_restore_request
    return render(request, "contacts/_table.html" if fragment else "contacts/index.html", context)


@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """Answer a picker: the first contacts that fit `q`; with `kind` only companies or only people."""
    rows = Contact.objects.visible_to(request.user).select_related("company")
    kind = request.GET.get("kind")
    if kind in Kind.values:
        rows = rows.filter(kind=kind)
    found = rows.search(request.GET.get("q", "").replace("\0", ""))[:SUGGESTED]
    return JsonResponse({"results": [{"id": row.public_id, "text": row.name, "hint": hint(row)} for row in found]})


def hint(contact: Contact) -> str:
    """Return what tells a contact from others of its name: a person's company, else the town."""
    return contact.company.name if contact.company else contact.city


@may("create")
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    kind = request.GET.get("kind", Kind.COMPANY)
    if kind not in Kind.values:
        raise Http404
    form, points = forms_of(request, kind)
    if request.method == "POST" and valid(form, points):
        changes = form.changes() | {"points": points.points()}
        return redirect(once(request, lambda: create_contact(changes, by=request.user).get_absolute_url()))
    return form_page(request, form, points)


@require_safe
def detail(request: HttpRequest, public_id: str) -> HttpResponse:
    contact = seen(request, Contact.objects.for_list(), public_id)
    sections = slots.ask("contact_sections", user=request.user, row=contact)
    context = {
        "contact": contact,
        "country": country_name(contact.country),
        "people": contact.people.order_by("sort_name")[:100] if contact.is_company else [],
        "may_delete": Contact.objects.deletable_by(request.user).filter(pk=contact.pk).exists(),
        "sections": sorted(sections, key=lambda section: section.position),
        **feed(request, contact),
    }
    return render(request, "contacts/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    contact = editable(request, Contact, public_id)
    form, points = forms_of(request, contact.kind, contact)
    if request.method == "POST" and valid(form, points):
        changes = form.changes() | {"points": points.points()}
        try:
            contact.revise(changes, by=request.user, version=form.cleaned_data["version"])
        except Conflict as conflict:
            return conflict_page(request, form, points, conflict.row)
        return redirect(contact)
    return form_page(request, form, points)


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, public_id: str) -> HttpResponse:
    contact = seen(request, Contact, public_id)
    if not Contact.objects.deletable_by(request.user).filter(pk=contact.pk).exists():
        raise PermissionDenied(_("Only its creator and administrators may delete a contact."))
    if request.method == "POST":
        contact.delete_with_references(by=request.user)
        messages.success(request, _("“%(name)s” was deleted.") % {"name": contact.name})
        return redirect("contacts:index")
    referring = [part for parts in slots.ask("referrers", user=request.user, row=contact) for part in parts]
    people = contact.people.count()
    return render(
        request,
        "contacts/delete.html",
        {"contact": contact, "referring": referring, "people": people, "cancel_url": contact.get_absolute_url()},
    )


def forms_of(request: HttpRequest, kind: str, contact: Contact | None = None) -> tuple[ContactForm, Any]:
    """Return the contact's form and the rows of how it is reached, bound when the page was posted."""
    posted = request.POST if request.method == "POST" else None
    company_url = f"{reverse('contacts:suggest')}?kind=company"
    form = ContactForm(posted, instance=contact, kind=kind, user=request.user, company_url=company_url)
    return form, PointFormSet(posted, initial=points_of(contact), prefix="points")


def valid(form: ContactForm, points: Any) -> bool:
    """Return whether both can be saved; a post that only searches or adds a row is not."""
    return all([form.is_valid(), points.is_valid()]) and "more_points" not in form.data


def form_page(request: HttpRequest, form: ContactForm, points: Any, **more: Any) -> HttpResponse:
    """Answer the form; 422 where something in it must be changed first."""
    wrong = form.is_bound and not form.finding and "more_points" not in form.data
    if form.is_bound and not wrong:
        points = spare_rows(points)
    context = {"form": form, "points": points, "contact": form.instance, **more}
    return render(request, "contacts/form.html", context, status=422 if wrong else 200)


def spare_rows(points: Any) -> Any:
    """Return the same rows, unchecked, with two more blank ones."""
    typed = [
        {name: points.data.get(f"points-{row}-{name}", "") for name in ("kind", "label", "value")}
        for row in range(min(points.total_form_count(), 30))
    ]
    return PointFormSet(initial=[row for row in typed if row["value"]], prefix="points")


def conflict_page(request: HttpRequest, form: ContactForm, points: Any, current: Contact) -> HttpResponse:
    """Answer a second saver: both texts side by side, and the form with what they typed."""
    pairs = [
        (form.fields[name].label, form.cleaned_data[name], getattr(current, name))
        for name in COMPARED
        if name in form.fields
    ]
    form.keep_mine_next_time(current)
    page = form_page(request, form, points, differences=form.differences(pairs), current=current)
    page.status_code = 409
    return page
