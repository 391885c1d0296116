"""The kinds of notifications, and what each says. Sentences are put together in the reader's language and time zone."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.templatetags.crm import moment
from history.verbs import Rendered

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
    # Where it leads, as name of a URL and query, where it is about more than one row.
    leads_to: tuple[str, str] | None = None

    def tell(self, notification: "Notification") -> str:
        """Return the sentence of a notification."""
        return str(self.sentence) % words_of(notification)

    def mail_subject(self, notification: "Notification") -> str:
        """Return the subject of its mail, on one line; of what is restricted it says nothing."""
        subject = self.discreet_subject if notification.is_discreet else self.subject
        return " ".join((str(subject) % words_of(notification)).split())


def words_of(notification: "Notification") -> Rendered:
    """Return what the sentences may name; what is missing reads as a dash."""
    event = notification.event
    words = Rendered((event.particulars if event else {}) | notification.particulars)
    words["title"] = str(notification.page) if notification.page else "–"
    if event:
        words["actor"] = event.actor.label if event.actor else event.actor_name or _("The CRM")
        words["subject"] = event.subject_label
        words["category"] = event.category.name if event.category else ""
    about = notification.particulars.get("about")
    words["about"] = f" ({about})" if about else ""
    if due_at := _instant(notification.particulars.get("due_at")):
        words["due"] = moment(due_at)
    return words


def _instant(value: Any) -> datetime | None:
    return parse_datetime(value) if isinstance(value, str) else None


RESPONSIBLE = Kind(
    "responsible",
    gettext_lazy("Responsibility"),
    "person-check",
    gettext_lazy("%(actor)s made you responsible for “%(title)s”."),
    gettext_lazy("You are responsible for “%(title)s” now"),
    gettext_lazy("You are responsible for an opportunity now"),
)
GRANTED = Kind(
    "granted",
    gettext_lazy("Access"),
    "unlock",
    gettext_lazy("%(actor)s gave you access to “%(title)s”."),
    gettext_lazy("You have access to “%(title)s” now"),
    gettext_lazy("You have access to a restricted opportunity now"),
)
ASSIGNED = Kind(
    "assigned",
    gettext_lazy("Task"),
    "check2-square",
    gettext_lazy("%(actor)s gave you the task “%(subject)s”, due %(due)s."),
    gettext_lazy("A task for you: %(subject)s"),
    gettext_lazy("A task for you"),
)
NAMED = Kind(
    "named",
    gettext_lazy("Event"),
    "chat-left-text",
    gettext_lazy("%(actor)s wants you to know about “%(title)s”: %(category)s"),
    gettext_lazy("%(category)s about “%(title)s”"),
    gettext_lazy("%(category)s about a restricted opportunity"),
)
IMPORTED = Kind(
    "imported",
    gettext_lazy("Import"),
    "file-earmark-arrow-up",
    gettext_lazy("Your import “%(title)s” has finished: %(created)s rows created, %(refused)s refused."),
    gettext_lazy("Your import “%(title)s” has finished"),
    gettext_lazy("Your import has finished"),
)
EXPORTED = Kind(
    "exported",
    gettext_lazy("Export"),
    "file-earmark-arrow-down",
    gettext_lazy("Your export “%(title)s” is ready: %(rows)s rows. The file is kept for seven days."),
    gettext_lazy("Your export “%(title)s” is ready"),
    gettext_lazy("Your export is ready"),
)
REMINDER = Kind(
    "reminder",
    gettext_lazy("Reminder of a task"),
    "alarm",
    gettext_lazy("The task “%(task)s”%(about)s is due: %(due)s"),
    gettext_lazy("Reminder: %(task)s"),
    gettext_lazy("Reminder of a task"),
)
MINE = ("opportunities:index", "who=me&kind=all&sort=-activity")
RESPONSIBLE_FOR_MANY = Kind(
    "responsible_for_many",
    gettext_lazy("Responsibility for several"),
    "person-check",
    gettext_lazy("%(actor)s made you responsible for %(count)s opportunities."),
    gettext_lazy("You are responsible for %(count)s more opportunities now"),
    gettext_lazy("You are responsible for %(count)s more opportunities now"),
    MINE,
)
GRANTED_MANY = Kind(
    "granted_many",
    gettext_lazy("Access to several"),
    "unlock",
    gettext_lazy("%(actor)s gave you access to %(count)s opportunities."),
    gettext_lazy("You have access to %(count)s more opportunities now"),
    gettext_lazy("You have access to %(count)s more opportunities now"),
    ("opportunities:index", "restricted=yes&kind=all&sort=-activity"),
)
BULK_CHANGED = Kind(
    "bulk_changed",
    gettext_lazy("Bulk change"),
    "ui-checks",
    gettext_lazy("Your bulk change has finished: %(count)s opportunities changed, %(skipped)s skipped."),
    gettext_lazy("Your bulk change has finished"),
    gettext_lazy("Your bulk change has finished"),
)
UNKNOWN = Kind(
    "",
    gettext_lazy("News"),
    "bell",
    gettext_lazy("Something happened."),
    gettext_lazy("News"),
    gettext_lazy("News"),
)

_all = (RESPONSIBLE, GRANTED, ASSIGNED, NAMED, IMPORTED, EXPORTED, REMINDER)
_kinds = {kind.name: kind for kind in (*_all, RESPONSIBLE_FOR_MANY, GRANTED_MANY, BULK_CHANGED)}


def kind(name: str) -> Kind:
    """Return a kind; one that no longer exists says that something happened."""
    return _kinds.get(name, UNKNOWN)


def choices() -> list[tuple[str, Any]]:
    """Return the kinds with their labels, as a model's field takes them."""
    return [(each.name, each.label) for each in _kinds.values()]
