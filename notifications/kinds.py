"""The kinds of notifications, and what each says. Sentences are put together in the reader's language and time zone."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from babel.lists import format_list
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext_lazy

from core.money import active_locale
from core.templatetags.crm import moment
from history.verbs import Rendered
from notifications.ways import Way

if TYPE_CHECKING:
    from notifications.models import Notification


@dataclass(frozen=True)
class Kind:
    """One kind: its label, its sentence, the subject of its mail, the subject that gives nothing away, and its icon.

    All but the label may name `%(actor)s`, `%(title)s` (of the page), `%(subject)s` (of the event) and the particulars.
    """

    name: str
    label: Any
    icon: str
    sentence: Any
    subject: Any
    discreet_subject: Any
    # "%(n)s tasks", untranslated as yet: how many of them are named where one deed brings many.
    counted: Callable[[int], Any] | None = None
    # The name of the address where somebody finds all of them that are theirs, and what stands behind it.
    list_url: str = ""
    list_query: str = ""
    # When somebody is told of it, for whoever chooses the way; what has no occasion is not chosen.
    occasion: Any = ""
    default: Way = Way.MAIL
    # Why it may not be switched off; "" where it may.
    needed: Any = ""
    # Whether it is about one's own doings alone: then whoever stands in for somebody is not told.
    personal: bool = False

    @property
    def offered(self) -> list[Way]:
        """The ways that can be chosen."""
        if not self.occasion:
            return []
        return [way for way in Way if way != Way.NONE or not self.needed]

    @property
    def list_address(self) -> str:
        """The address of the list of what it tells of."""
        return reverse(self.list_url) + (f"?{self.list_query}" if self.list_query else "")

    def tell(self, notification: "Notification") -> str:
        """Return the sentence of a notification."""
        return for_whom(notification, str(self.sentence) % words_of(notification))

    def mail_subject(self, notification: "Notification") -> str:
        """Return the subject of its mail, on one line; of what is restricted it says nothing."""
        subject = self.discreet_subject if notification.is_discreet else self.subject
        return " ".join(for_whom(notification, str(subject) % words_of(notification)).split())


def for_whom(notification: "Notification", said: str) -> str:
    """Return what is said to somebody, with whom it was said to where they are told because they stand in."""
    absent = notification.particulars.get("told_for")
    return _("For %(people)s: %(said)s") % Rendered({"people": absent, "said": said}) if absent else said


def words_of(notification: "Notification") -> Rendered:
    """Return what the sentences may name; what is missing reads as a dash."""
    event = notification.event
    words = Rendered((event.particulars if event else {}) | notification.particulars)
    words["title"] = str(notification.page) if notification.page else "–"
    if event:
        words["actor"] = event.actor.label if event.actor else event.actor_name or _("The CRM")
        words["subject"] = event.subject_label
        words["category"] = event.category.name if event.category else ""
    if notification.particulars.get("by"):
        words["actor"] = words["by"]
    about = notification.particulars.get("about")
    words["about"] = f" ({about})" if about else ""
    if due_at := _instant(notification.particulars.get("due_at")):
        words["due"] = moment(due_at)
    if counts := notification.particulars.get("counts"):
        words["counts"] = counted(counts)
    return words


def counted(counts: list[tuple[str, int]]) -> str:
    """Return "37 opportunities and 40 tasks" for numbers by kind, in the active language."""
    parts = [
        str(phrase(n)) % {"n": n} if (phrase := kind(name).counted) else f"{n} × {kind(name).label}"
        for name, n in counts
    ]
    return format_list(parts, locale=active_locale())


def _instant(value: Any) -> datetime | None:
    return parse_datetime(value) if isinstance(value, str) else None


RESPONSIBLE = Kind(
    "responsible",
    gettext_lazy("Responsibility"),
    "person-check",
    gettext_lazy("%(actor)s made you responsible for “%(title)s”."),
    gettext_lazy("You are responsible for “%(title)s” now"),
    gettext_lazy("You are responsible for an opportunity now"),
    lambda n: ngettext_lazy("%(n)s opportunity", "%(n)s opportunities", n),
    "opportunities:index",
    "who=me",
    occasion=gettext_lazy("Somebody makes you responsible for an opportunity."),
    needed=gettext_lazy("This cannot be switched off: from then on, the opportunity is yours to look after."),
)
GRANTED = Kind(
    "granted",
    gettext_lazy("Access"),
    "unlock",
    gettext_lazy("%(actor)s gave you access to “%(title)s”."),
    gettext_lazy("You have access to “%(title)s” now"),
    gettext_lazy("You have access to a restricted opportunity now"),
    lambda n: ngettext_lazy("access to %(n)s opportunity", "access to %(n)s opportunities", n),
    "opportunities:index",
    occasion=gettext_lazy("Somebody gives you, or a team of yours, access to an opportunity."),
)
ASSIGNED = Kind(
    "assigned",
    gettext_lazy("Task"),
    "check2-square",
    gettext_lazy("%(actor)s gave you the task “%(subject)s”, due %(due)s."),
    gettext_lazy("A task for you: %(subject)s"),
    gettext_lazy("A task for you"),
    lambda n: ngettext_lazy("%(n)s task", "%(n)s tasks", n),
    "tasks:index",
    occasion=gettext_lazy("Somebody gives you a task."),
    needed=gettext_lazy("This cannot be switched off: somebody counts on you."),
)
NAMED = Kind(
    "named",
    gettext_lazy("Event"),
    "chat-left-text",
    gettext_lazy("%(actor)s wants you to know about “%(title)s”: %(category)s"),
    gettext_lazy("%(category)s about “%(title)s”"),
    gettext_lazy("%(category)s about a restricted opportunity"),
    occasion=gettext_lazy("Somebody adds an event and has you told of it."),
)
MENTIONED = Kind(
    "mentioned",
    gettext_lazy("Mention"),
    "at",
    gettext_lazy("%(actor)s mentioned you about “%(title)s”: %(category)s"),
    gettext_lazy("You were mentioned about “%(title)s”"),
    gettext_lazy("You were mentioned about a restricted opportunity"),
    lambda n: ngettext_lazy("%(n)s mention", "%(n)s mentions", n),
    occasion=gettext_lazy("Somebody writes @ and your user name in a note."),
)
IMPORTED = Kind(
    "imported",
    pgettext_lazy("notifications", "Import"),
    "file-earmark-arrow-up",
    gettext_lazy(
        "Your import “%(title)s” has finished. Created: %(created)s, updated: %(updated)s, refused: %(refused)s."
    ),
    gettext_lazy("Your import “%(title)s” has finished"),
    gettext_lazy("Your import has finished"),
    occasion=gettext_lazy("An import that you started has finished."),
    personal=True,
)
EXPORTED = Kind(
    "exported",
    gettext_lazy("Export"),
    "file-earmark-arrow-down",
    gettext_lazy("Your export “%(title)s” is ready: %(rows)s rows. The file is kept for seven days."),
    gettext_lazy("Your export “%(title)s” is ready"),
    gettext_lazy("Your export is ready"),
    occasion=gettext_lazy("The file of an export that you started is ready."),
    personal=True,
)
REMINDER = Kind(
    "reminder",
    gettext_lazy("Reminder of a task"),
    "alarm",
    gettext_lazy("The task “%(task)s”%(about)s is due: %(due)s"),
    gettext_lazy("Reminder: %(task)s"),
    gettext_lazy("Reminder of a task"),
    occasion=gettext_lazy("A task of yours is due, and you asked to be reminded."),
)
HANDED_OVER = Kind(
    "handed_over",
    gettext_lazy("Hand-over"),
    "box-arrow-in-right",
    gettext_lazy("%(counts)s of %(from)s were handed over to you by %(actor)s."),
    gettext_lazy("%(counts)s were handed over to you"),
    gettext_lazy("%(counts)s were handed over to you"),
)
GATHERED = Kind(
    "gathered",
    gettext_lazy("Several at once"),
    "collection",
    gettext_lazy("%(actor)s gave you several things at once: %(counts)s."),
    gettext_lazy("Several things for you: %(counts)s"),
    gettext_lazy("Several things for you: %(counts)s"),
)
DIGEST = Kind(
    "digest",
    gettext_lazy("Daily mail"),
    "newspaper",
    gettext_lazy("What has happened since the last daily mail."),
    gettext_lazy("Your day in the CRM"),
    gettext_lazy("Your day in the CRM"),
)
RESPONSIBLE_FOR_MANY = Kind(
    "responsible_for_many",
    gettext_lazy("Responsibility for several"),
    "person-check",
    gettext_lazy("%(actor)s made you responsible for %(count)s opportunities."),
    gettext_lazy("You are responsible for %(count)s more opportunities now"),
    gettext_lazy("You are responsible for %(count)s more opportunities now"),
    list_url="opportunities:index",
    list_query="who=me&kind=all&sort=-activity",
)
GRANTED_MANY = Kind(
    "granted_many",
    gettext_lazy("Access to several"),
    "unlock",
    gettext_lazy("%(actor)s gave you access to %(count)s opportunities."),
    gettext_lazy("You have access to %(count)s more opportunities now"),
    gettext_lazy("You have access to %(count)s more opportunities now"),
    list_url="opportunities:index",
    list_query="restricted=yes&kind=all&sort=-activity",
)
BULK_CHANGED = Kind(
    "bulk_changed",
    gettext_lazy("Bulk change"),
    "ui-checks",
    gettext_lazy("Your bulk change has finished: %(count)s opportunities changed, %(skipped)s skipped."),
    gettext_lazy("Your bulk change has finished"),
    gettext_lazy("Your bulk change has finished"),
    personal=True,
)
STAND_IN = Kind(
    "stand_in",
    gettext_lazy("Stand-in"),
    "person-badge",
    gettext_lazy("You stand in for %(absent)s from %(first)s to %(last)s. Arranged by %(actor)s."),
    gettext_lazy("You stand in for %(absent)s from %(first)s to %(last)s"),
    gettext_lazy("You stand in for %(absent)s from %(first)s to %(last)s"),
    list_url="accounts:stand_ins",
    personal=True,
)
UNKNOWN = Kind(
    "",
    gettext_lazy("News"),
    "bell",
    gettext_lazy("Something happened."),
    gettext_lazy("News"),
    gettext_lazy("News"),
)

_told_by_choice = (RESPONSIBLE, ASSIGNED, REMINDER, MENTIONED, NAMED, GRANTED, IMPORTED, EXPORTED)
_all = (*_told_by_choice, HANDED_OVER, GATHERED, DIGEST, RESPONSIBLE_FOR_MANY, GRANTED_MANY, BULK_CHANGED, STAND_IN)
_kinds = {kind.name: kind for kind in _all}


def kind(name: str) -> Kind:
    """Return a kind; one that no longer exists says that something happened."""
    return _kinds.get(name, UNKNOWN)


def choices() -> list[tuple[str, Any]]:
    """Return the kinds with their labels, as a model's field takes them."""
    return [(each.name, each.label) for each in _kinds.values()]


def to_choose() -> tuple[Kind, ...]:
    """Return the kinds whose way somebody chooses, what matters most first."""
    return _told_by_choice
