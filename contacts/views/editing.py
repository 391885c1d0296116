"""Creating, changing and deleting a contact."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from contacts.forms import ContactForm
from contacts.models import Contact, create_contact
from contacts.views.index import kind_asked, list_address
from core import slots
from core.access import editable, may, seen
from core.editing import Conflict
from core.ids import LENGTH
from core.once import once


@may("create")
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    form = form_of(request, kind_asked(request), initial=asked_for(request))
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(once(request, lambda: made(request, form)))
        except ValidationError as refused:
            form.refuse(refused)
    return form_page(request, form, cancel_url=list_address(request))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    contact = editable(request, Contact, public_id)
    form = form_of(request, contact.kind, contact)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(revised(request, contact, form))
        except ValidationError as refused:
            form.refuse(refused)
        except Conflict as conflict:
            lines = form.meet(conflict.row)
            if not lines:  # the same form came twice, or both have entered the same
                return redirect(contact)
            return form_page(request, form, status=409, differences=lines, **saved(conflict.row))
    return form_page(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, public_id: str) -> HttpResponse:
    contact = seen(request, Contact.objects.with_may_delete(request.user), public_id)
    if not contact.may_delete:
        raise PermissionDenied(_("Only its creator and administrators may delete a contact."))
    if request.method == "POST":
        contact.delete_with_references(by=request.user)
        messages.success(request, _("“%(name)s” was deleted.") % {"name": contact.name})
        return redirect(list_address(request))
    told = {"losses": losses_of(request.user, contact), "references": references_of(request.user, contact)}
    return render(
        request, "contacts/delete.html", {"contact": contact, "cancel_url": contact.get_absolute_url(), **told}
    )


def form_of(request: HttpRequest, kind: str, contact: Contact | None = None, **more: Any) -> ContactForm:
    """Return the form, bound when the page was posted."""
    posted = request.POST if request.method == "POST" else None
    urls = {"company": f"{reverse('contacts:suggest')}?kind=company", "tags": reverse("contacts:suggest_tags")}
    return ContactForm(posted, instance=contact, kind=kind, user=request.user, urls=urls, **more)


def form_page(request: HttpRequest, form: ContactForm, *, status: int = 0, **more: Any) -> HttpResponse:
    """Answer the form; 422 where something in it must be changed first."""
    context = {"form": form, "contact": form.instance, **more}
    return render(request, "contacts/form.html", context, status=status or (422 if form.is_wrong else 200))


def asked_for(request: HttpRequest) -> dict[str, Any]:
    """Return what the address asks a new person to belong to: `?company=` names the company."""
    public_id = request.GET.get("company", "")
    if len(public_id) != LENGTH or "\0" in public_id:
        return {}
    return {"company": Contact.objects.visible_to(request.user).companies().filter(public_id=public_id).first()}


def made(request: HttpRequest, form: ContactForm) -> str:
    """Create the contact; return where it is."""
    contact = create_contact(form.changes(), by=request.user)
    messages.success(request, _("“%(title)s” was created.") % {"title": contact.name})
    return contact.get_absolute_url()


def revised(request: HttpRequest, contact: Contact, form: ContactForm) -> str:
    """Hand the changes to the verb, with the company that was typed, or neither; return where the contact is."""
    with transaction.atomic():
        contact.revise(form.changes(), by=request.user, version=form.cleaned_data["version"])
    return contact.get_absolute_url()


def saved(row: Contact) -> dict[str, Any]:
    """Return what a second saver is told of the first one: the row as it stands, who saved it, and when."""
    event = row.events.filter(happened_at=row.updated_at).select_related("actor").first()
    who = {"conflict_by": event.actor, "conflict_at": row.updated_at} if event and event.actor else {}
    return {"current": row, **who}


def losses_of(user: Any, contact: Contact) -> list[str]:
    """Return what goes with a contact, as the parts of the confirmation."""
    beside = [part for parts in slots.ask("referrers", user=user, row=contact) for part in parts]
    events = contact.events.count() - sum(slots.ask("events_that_stay", user=user, row=contact))
    return [*beside, ngettext("%(n)s event", "%(n)s events", events) % {"n": events}]


def references_of(user: Any, contact: Contact) -> list[str]:
    """Return what stays and only loses its reference to a contact, as far as `user` may see."""
    beside = [part for parts in slots.ask("references", user=user, row=contact) for part in parts]
    people = contact.people.count()
    if people:
        beside.append(ngettext("%(n)s person of this company", "%(n)s people of this company", people) % {"n": people})
    return beside
