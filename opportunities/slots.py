"""What opportunities show on the pages of other floors, and their own tabs on their page."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.models import Contact
from core.money import format_money
from core.slots import Found, Hit, Section, Tab
from opportunities import actions
from opportunities.models import Opportunity

ON_CONTACT = 25


def profile_tab(*, user: Any, row: Any) -> Tab | None:
    """The tab Profile of an opportunity."""
    if not isinstance(row, Opportunity):
        return None
    return Tab("profile", _("Profile"), reverse("opportunities:detail", args=[row.public_id]), 0, position=10)


def participants_tab(*, user: Any, row: Any) -> Tab | None:
    """The tab Participants of an opportunity."""
    if not isinstance(row, Opportunity):
        return None
    url = reverse("opportunities:participants", args=[row.public_id])
    return Tab("participants", _("Participants"), url, row.member_count(), position=30)


def references(*, user: Any, row: Any) -> list[str] | None:
    """Before a contact is deleted: the opportunities that lose it, as far as `user` may see."""
    if not isinstance(row, Contact):
        return None
    count = Opportunity.objects.visible_to(user).with_contact(row).count()
    return [ngettext("%(n)s opportunity", "%(n)s opportunities", count) % {"n": count}] if count else None


def deletions(*, user: Any, row: Any) -> dict[str, int] | None:
    """While a contact is deleted, in its transaction: opportunities lose it, hidden ones included, and stay."""
    return {"opportunities": actions.lose_contact(row, by=user)} if isinstance(row, Contact) else None


def contact_section(*, user: Any, row: Any) -> Section | None:
    """The opportunities on a contact's page, open ones first; for a company, those of its people, too."""
    if not isinstance(row, Contact):
        return None
    rows = Opportunity.objects.visible_to(user).around_contact(row)
    found = rows.select_related("stage", "responsible").open_first()
    context = {"opportunities": list(found[: ON_CONTACT + 1]), "shown": ON_CONTACT, "contact": row, "user": user}
    return Section(_("Opportunities"), "opportunities/_of_contact.html", context, position=10)


def search(*, user: Any, query: str) -> Found:
    """Answer the search of the top bar: open ones first, then by their latest activity."""
    rows = Opportunity.objects.visible_to(user).search(query).select_related("stage", "contact").open_first()
    url = f"{reverse('opportunities:index')}?{urlencode({'q': query, 'kind': 'all'})}"
    return Found("opportunities", _("Opportunities"), "graph-up-arrow", rows, hit, position=1, list_url=url)


def hit(row: Opportunity) -> Hit:
    """Return what the search shows of an opportunity."""
    return Hit(row.title, row.get_absolute_url(), hint(row))


def hint(row: Opportunity) -> str:
    """Return what tells an opportunity from others: contact, stage, amount."""
    contact = row.contact.name if row.contact else ""
    return " · ".join(part for part in (contact, row.stage.name, format_money(row.total, row.currency)) if part)
