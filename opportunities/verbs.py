"""The words of opportunities for history."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from core.money import format_money, format_rate
from core.sharing import CHANGE, VIEW
from core.templatetags.crm import month
from history.verbs import DETAILS, REMOVALS, filled, register, register_count, register_kind, tell_counts

LEVELS = {CHANGE: _("can edit"), VIEW: _("can view")}
# What the amount of a budget is for, in the words of the form.
TYPES = {
    "fixed": _("Fixed price"),
    "hour": _("per hour"),
    "day": _("per day"),
    "week": _("per week"),
    "month": _("per month"),
    "year": _("per year"),
}


def _access(particulars: dict[str, Any]) -> Any:
    if not particulars.get("restricted"):
        return _("opened the opportunity to everybody")
    parts = {name: particulars.get(name) or [] for name in ("granted", "changed", "taken")}
    granted = ", ".join(_with_level(one) for one in parts["granted"])
    changed = ", ".join(_with_level(one) for one in parts["changed"])
    sentences = [_given_and_taken(bool(particulars.get("was")), bool(granted), bool(parts["taken"]))]
    if changed:
        sentences.append(_("changed the right of %(changed)s"))
    told = "; ".join(str(sentence) for sentence in sentences if sentence)
    sentence = told or _("changed what those with access may do")
    return filled(sentence, granted=granted, changed=changed, taken=parts["taken"])


def _given_and_taken(was_restricted: bool, granted: bool, taken: bool) -> Any:
    if not was_restricted:
        if granted:
            return _("restricted the access and granted it to %(granted)s")
        return _("restricted the access to the opportunity")
    if granted and taken:
        return _("gave access to %(granted)s and took it from %(taken)s")
    if granted:
        return _("gave access to %(granted)s")
    return _("took the access from %(taken)s") if taken else ""


def _with_level(grantee: dict[str, Any]) -> str:
    """Return "Otto Test (can view)", and of a right that changed what it was."""
    level, was = (LEVELS.get(grantee.get(name, "")) for name in ("level", "was"))
    if level is None:
        return str(grantee["name"])
    if was is None:
        return f"{grantee['name']} ({level})"
    return gettext("%(name)s (%(level)s instead of %(was)s)") % {"name": grantee["name"], "level": level, "was": was}


def _tags(particulars: dict[str, Any]) -> Any:
    if not particulars.get("removed"):
        return _("added the tags %(added)s")
    if not particulars.get("added"):
        return _("removed the tags %(removed)s")
    return _("added the tags %(added)s and removed %(removed)s")


def _participant(particulars: dict[str, Any]) -> Any:
    return (
        _("added the participant %(contact)s as %(role)s")
        if particulars.get("role")
        else _("added the participant %(contact)s")
    )


def _moved(particulars: dict[str, Any]) -> Any:
    if particulars.get("kind") == "lost" and particulars.get("reason"):
        return _("moved the stage from %(from)s to %(to)s (%(reason)s)")
    return _("moved the stage from %(from)s to %(to)s")


def _deleted(particulars: dict[str, Any]) -> Any:
    counted = tell_counts(particulars.get("counts", {}))
    if not counted:
        return _("deleted the opportunity")
    return filled(_("deleted the opportunity with all that belonged to it: %(counted)s"), counted=counted)


def _role(particulars: dict[str, Any]) -> Any:
    if not particulars.get("to"):
        return _("removed the role of the participant %(contact)s")
    return _("gave the participant %(contact)s the role %(to)s")


def _change(first: Any, other: Any, last: Any) -> Callable[[dict[str, Any]], Any]:
    """Return what tells a change: of nothing to something, of one to another, of something to nothing."""

    def tell(particulars: dict[str, Any]) -> Any:
        if particulars.get("to") is None:
            return last
        return other if particulars.get("from") is not None else first

    return tell


def _budget(particulars: dict[str, Any]) -> Any:
    """With how it is reckoned: the same total may come of a fixed price or of periods."""
    sentence = _change(
        _("set the budget to %(to)s"),
        _("changed the budget from %(from)s to %(to)s"),
        _("removed the budget of %(from)s"),
    )(particulars)
    parts = {name: particulars[name] for name in ("from", "to") if particulars.get(name)}
    return filled(sentence, **{name: _reckoned(part) for name, part in parts.items()})


def _reckoned(budget: dict[str, Any]) -> str:
    total = format_money(Decimal(budget["amount"]), budget["currency"])
    if "each" not in budget:
        return total
    each = format_money(Decimal(budget["each"]), budget["currency"])
    words = {"periods": budget["periods"], "each": each, "type": TYPES[budget["type"]], "total": total}
    return gettext("%(periods)s × %(each)s %(type)s = %(total)s") % words


def _budget_type(particulars: dict[str, Any]) -> Any:
    named = TYPES.get(particulars.get("type", ""), "–")
    if particulars.get("periods", 1) == 1:
        return filled(_("changed the type of the budget to “%(type)s”"), type=str(named))
    sentence = _("changed the type of the budget to “%(type)s”, %(periods)s times")
    return filled(sentence, type=str(named), periods=particulars["periods"])


def _probability(particulars: dict[str, Any]) -> Any:
    """The same figure may be set by hand or follow the stage: then this is what changed."""
    before, after = particulars.get("from"), particulars.get("to")
    if before is None or before != after:
        return _("changed the probability from %(from)s to %(to)s")
    if particulars.get("follows"):
        return _("lets the probability of %(to)s follow the stage again")
    return _("set the probability of %(to)s by hand")


def _bulk(particulars: dict[str, Any]) -> Any:
    if particulars.get("deed") == "delete":
        return _("deleted %(count)s opportunities at once")
    return _("changed %(count)s opportunities at once; %(skipped)s were skipped")


def _rate(sentence: Any) -> Callable[[dict[str, Any]], Any]:
    """Return what tells of an exchange rate, with its direction and as its reader writes numbers."""

    def tell(particulars: dict[str, Any]) -> Any:
        base, currency = particulars.get("base", "–"), particulars.get("currency", "–")
        rates = {
            name: format_rate(base, Decimal(particulars[key]), currency)
            for name, key in (("rate", "rate"), ("was", "from"))
            if key in particulars
        }
        return filled(sentence, day=particulars.get("day"), **rates)

    return tell


def _currencies(particulars: dict[str, Any]) -> Any:
    if not particulars.get("offered"):
        return _("let forms offer all currencies")
    return _("let forms offer these currencies: %(offered)s")


def _goal(sentence: Any) -> Callable[[dict[str, Any]], Any]:
    """Return what tells of a sales goal, with its month in words."""

    def tell(particulars: dict[str, Any]) -> Any:
        told = {name: particulars[name] for name in ("whose", "from", "to") if name in particulars}
        day = particulars.get("month")
        return filled(sentence, month=month(date.fromisoformat(day["day"])) if day else None, **told)

    return tell


STAGE = register_kind("stage", _("Stage and probability"))
BUDGET = register_kind("budget", _("Budget"))
ACCESS = register_kind("access", _("Owner and access"))
MEMBERS = register_kind("participants", _("Participants"))

CREATED = register("opportunities.created", _("created the opportunity"), icon="plus-circle", kind=DETAILS)
MOVED = register("opportunities.moved", _moved, icon="arrow-right-circle", kind=STAGE)
RENAMED = register(
    "opportunities.renamed", _("changed the title from “%(from)s” to “%(to)s”"), icon="pencil", kind=DETAILS
)
DESCRIBED = register("opportunities.described", _("changed the description"), icon="pencil", kind=DETAILS)
CONTACT_CHANGED = register(
    "opportunities.contact_changed",
    _change(
        _("made %(to)s the contact"),
        _("changed the contact from %(from)s to %(to)s"),
        _("removed the contact %(from)s"),
    ),
    icon="person",
    kind=DETAILS,
)
DUE_CHANGED = register(
    "opportunities.due_changed",
    _change(
        _("set the expected close date to %(to)s"),
        _("changed the expected close date from %(from)s to %(to)s"),
        _("removed the expected close date %(from)s"),
    ),
    icon="calendar",
    kind=DETAILS,
)
CLOSED_ON_CHANGED = register(
    "opportunities.closed_on_changed", _("changed the closing day from %(from)s to %(to)s"), icon="calendar", kind=STAGE
)
REASON_CHANGED = register(
    "opportunities.reason_changed",
    _change(
        _("gave “%(to)s” as the lost reason"),
        _("changed the lost reason from %(from)s to %(to)s"),
        _("removed the lost reason %(from)s"),
    ),
    icon="pencil",
    kind=STAGE,
)
BUDGET_CHANGED = register("opportunities.budget_changed", _budget, icon="cash-coin", kind=BUDGET)
BUDGET_TYPE_CHANGED = register("opportunities.budget_type_changed", _budget_type, icon="cash-coin", kind=BUDGET)
CURRENCY_CHANGED = register(
    "opportunities.currency_changed", _("changed the currency from %(from)s to %(to)s"), icon="cash-coin", kind=BUDGET
)
EXTERNAL_ID_CHANGED = register(
    "opportunities.external_id_changed",
    _change(
        _("set the external id to %(to)s"),
        _("changed the external id from %(from)s to %(to)s"),
        _("removed the external id %(from)s"),
    ),
    icon="upc",
    kind=DETAILS,
)
PROBABILITY_CHANGED = register("opportunities.probability_changed", _probability, icon="percent", kind=STAGE)
RESPONSIBLE_CHANGED = register(
    "opportunities.responsible_changed",
    _("made %(to)s responsible instead of %(from)s"),
    icon="person-check",
    kind=ACCESS,
)
ACCESS_CHANGED = register("opportunities.access_changed", _access, icon="lock", kind=ACCESS)
TAGS_CHANGED = register("opportunities.tags_changed", _tags, icon="tag", kind=DETAILS)
PARTICIPANT_ADDED = register("opportunities.participant_added", _participant, icon="people", kind=MEMBERS)
PARTICIPANT_REMOVED = register(
    "opportunities.participant_removed", _("removed the participant %(contact)s"), icon="person-dash", kind=MEMBERS
)
PARTICIPANT_ROLE = register("opportunities.participant_role", _role, icon="people", kind=MEMBERS)
IMPORTED = register(
    "opportunities.imported", _("imported the opportunity from %(file)s, line %(line)s"), icon="upload", kind=DETAILS
)
REVISED_BY_IMPORT = register(
    "opportunities.revised_by_import",
    _("changed the opportunity by importing %(file)s, line %(line)s"),
    icon="upload",
    kind=DETAILS,
)
RESTORED = register(
    "opportunities.restored",
    _("took the import of %(file)s back: the former values are there again"),
    icon="arrow-counterclockwise",
    kind=DETAILS,
)
RATE_ADDED = register(
    "opportunities.rate_added", _rate(_("added the exchange rate of %(day)s: %(rate)s")), icon="currency-exchange"
)
RATE_CORRECTED = register(
    "opportunities.rate_corrected",
    _rate(_("corrected the exchange rate of %(day)s to %(rate)s; it was %(was)s")),
    icon="currency-exchange",
)
RATE_REMOVED = register(
    "opportunities.rate_removed", _rate(_("deleted the exchange rate of %(day)s: %(rate)s")), icon="currency-exchange"
)
GOAL_SET = register(
    "opportunities.goal_set", _goal(_("set the sales goal of %(whose)s for %(month)s: %(to)s")), icon="bullseye"
)
GOAL_CHANGED = register(
    "opportunities.goal_changed",
    _goal(_("changed the sales goal of %(whose)s for %(month)s from %(from)s to %(to)s")),
    icon="bullseye",
)
GOAL_REMOVED = register(
    "opportunities.goal_removed",
    _goal(_("deleted the sales goal of %(whose)s for %(month)s: %(to)s")),
    icon="bullseye",
)
CURRENCIES_OFFERED = register("opportunities.currencies_offered", _currencies, icon="currency-exchange")
DELETED = register("opportunities.deleted", _deleted, icon="trash", kind=REMOVALS)
VIEW_SHARED = register("opportunities.view_shared", _("shared the view “%(name)s”"), icon="share", kind=DETAILS)
VIEW_CHANGED = register(
    "opportunities.view_changed", _("changed the shared view “%(name)s”"), icon="pencil", kind=DETAILS
)
VIEW_HANDED_OVER = register(
    "opportunities.view_handed_over",
    _("handed the shared view “%(name)s” over to %(person)s"),
    icon="arrow-left-right",
    kind=DETAILS,
)
VIEW_DELETED = register(
    "opportunities.view_deleted", _("deleted the shared view “%(name)s”"), icon="trash", kind=REMOVALS
)
BULK_CHANGED = register("opportunities.bulk_changed", _bulk, icon="ui-checks", kind=DETAILS)
BULK_TAKEN_BACK = register(
    "opportunities.bulk_taken_back",
    _("undid a bulk change: %(restored)s undone, %(left)s left as they are"),
    icon="arrow-counterclockwise",
    kind=DETAILS,
)
BULK_UNDONE = register(
    "opportunities.bulk_undone",
    _("undid a bulk change: the former values are there again"),
    icon="arrow-counterclockwise",
    kind=DETAILS,
)

register_count("opportunities", lambda n: ngettext_lazy("%(n)s opportunity", "%(n)s opportunities", n))
register_count("participants", lambda n: ngettext_lazy("%(n)s participant", "%(n)s participants", n))
