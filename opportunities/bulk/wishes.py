"""What a bulk change wishes of each row: from what was kept of the form to changes for `opportunities.plans`.

What was kept is JSON without language: keys to look up, and labels for whoever reads later what was wished.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core.models import Tag, folded_tag
from core.sharing import Grant, grants_named
from fields.layout import Layout
from history.verbs import render
from opportunities.bulk.custom import field_gone, field_of
from opportunities.models import BulkChange, LostReason, Opportunity, Stage

MOST_TAGS = 20
OPEN, ADD, ONLY = "open", "add", "only"
SET, SHIFT, CLEAR, REMOVE = "set", "shift", "clear", "remove"


class Unfulfillable(Exception):
    """What was wished is gone, such as a stage that was deleted meanwhile; the text is a sentence that says so."""


@dataclass
class Beside:
    """What stands beside the rows of a batch, by key of the row; and the layout of custom fields that plans need."""

    tags: dict[int, list[Tag]] = field(default_factory=dict)
    grants: dict[int, list[Grant]] = field(default_factory=dict)
    layout: Layout | None = None


Wish = Callable[[Opportunity, Beside], dict[str, Any]]


def wish_of(change: BulkChange) -> Wish:
    """Return what gives the wished changes of a row; {} for a row that is so already.

    All that it refers to is looked up here, once. Raises Unfulfillable where that is gone.
    """
    makers: dict[str, Callable[[dict[str, Any], bool], Wish]] = {
        "stage": _stage,
        "responsible": _responsible,
        "tags": _tags,
        "access": _access,
        "due": _due,
        "custom": _custom,
        "delete": lambda _kept, _keep: lambda _row, _beside: {},
    }
    return makers[change.action](change.wish, change.keep_own)


def _stage(kept: dict[str, Any], keep_own: bool) -> Wish:
    stage = Stage.objects.filter(pk=kept["stage"]).first()
    if stage is None:
        raise Unfulfillable(_("The stage was deleted meanwhile. Choose another one."))
    wished: dict[str, Any] = {"stage": stage, "keep_probability": keep_own}
    if kept.get("goes"):  # what is closed stays closed as it was, since nobody has closed it anew
        return lambda row, _beside: wished | {"stage_goes": True, "closed_on": row.closed_on}
    if not stage.is_open:
        reason = LostReason.objects.filter(pk=kept["lost_reason"]).first() if kept.get("lost_reason") else None
        day = date.fromisoformat(kept["closed_on"]) if kept.get("closed_on") else None
        wished = {"stage": stage, "closed_on": day} | ({"lost_reason": reason} if reason else {})
    return lambda row, _beside: {} if row.stage_id == stage.pk else wished


def _responsible(kept: dict[str, Any], _keep: bool) -> Wish:
    person = User.objects.filter(pk=kept["person"]["user"]).first()
    if person is None:
        raise Unfulfillable(_("This person is gone. Choose another one."))
    wished = {"responsible": person, "keep_former_responsible": kept.get("keep_former", False)}
    return lambda row, _beside: {} if row.responsible_id == person.pk else wished


def _tags(kept: dict[str, Any], _keep: bool) -> Wish:
    """A tag that is to be added comes into being with the preview: one that no row bears is offered to nobody."""
    adding = Tag.objects.named(kept["add"])
    removing = {folded_tag(name) for name in kept["remove"]}

    def wished(row: Opportunity, beside: Beside) -> dict[str, Any]:
        before = beside.tags.get(row.pk, [])
        after = {tag.pk: tag for tag in before if tag.folded not in removing} | {tag.pk: tag for tag in adding}
        if len(after) > max(MOST_TAGS, len(before)):
            raise ValidationError({"tags": _("Give at most 20 tags.")})
        return {"tags": list(after.values()), "tags_before": before}

    return wished


def _access(kept: dict[str, Any], _keep: bool) -> Wish:
    if kept["how"] == OPEN:
        return lambda _row, _beside: {"restricted": False}
    given = grants_named(kept["grants"])

    def wished(row: Opportunity, beside: Beside) -> dict[str, Any]:
        present = beside.grants.get(row.pk, []) if kept["how"] == ADD else []
        grants = {grant.key: grant for grant in present} | {grant.key: grant for grant in given}
        return {"restricted": True, "grants": list(grants.values())}

    return wished


def _due(kept: dict[str, Any], _keep: bool) -> Wish:
    if kept["how"] != SHIFT:
        day = date.fromisoformat(kept["day"]) if kept["how"] == SET else None
        return lambda _row, _beside: {"expected_close_on": day}

    def wished(row: Opportunity, _beside: Beside) -> dict[str, Any]:
        if row.expected_close_on is None:
            raise ValidationError({"expected_close_on": _("It has no expected close date that could be shifted.")})
        try:
            return {"expected_close_on": row.expected_close_on + timedelta(days=kept["days"])}
        except OverflowError:
            raise ValidationError({"expected_close_on": _("The calendar ends before this day.")}) from None

    return wished


def _custom(kept: dict[str, Any], _keep: bool) -> Wish:
    if field_of(kept) is None:
        raise Unfulfillable(field_gone())
    key, value, how = kept["key"], kept["value"], kept.get("how", SET)
    if how not in (ADD, REMOVE):
        return lambda _row, _beside: {"custom": {key: value}}

    def wished(row: Opportunity, _beside: Beside) -> dict[str, Any]:
        """Of several choices, only those that were named come or go; each row keeps its others."""
        others = [choice for choice in row.custom.get(key, []) if choice not in value]
        return {"custom": {key: (others + value if how == ADD else others) or None}}

    return wished


# What was wished, for its readers


def told(change: BulkChange) -> str:
    """Return in the active language what a bulk change wishes: "Stage: Proposal"."""
    kept = change.wish
    if change.action == "stage":
        if kept.get("goes"):
            words = {"stage": render(kept["goes"]), "other": render(kept["labels"])}
            return _("Delete the stage “%(stage)s”, and move its opportunities to “%(other)s”") % words
        reason = f" ({render(kept['reason'])})" if kept.get("reason") else ""
        return _("Stage: %(stage)s") % {"stage": render(kept["labels"])} + reason
    if change.action == "responsible":
        return _("Owner: %(person)s") % {"person": render(kept["person"])}
    if change.action == "tags":
        added, removed = ", ".join(kept["add"]), ", ".join(kept["remove"])
        parts = [_("add %(tags)s") % {"tags": added}] if added else []
        return _("Tags: %(parts)s") % {
            "parts": ", ".join([*parts, *([_("remove %(tags)s") % {"tags": removed}] if removed else [])])
        }
    if change.action == "access":
        return _access_told(kept)
    if change.action == "custom":
        return f"{render(kept['labels'])}: {_custom_told(kept)}"
    return _due_told(kept) if change.action == "due" else _("Delete the opportunities")


def _custom_told(kept: dict[str, Any]) -> str:
    if kept["told"] is None:
        return _("empty")
    value = Truncator(render(kept["told"])).chars(80)
    sentences = {ADD: _("add %(tags)s"), REMOVE: _("remove %(tags)s")}
    sentence = sentences.get(kept.get("how", SET))
    return sentence % {"tags": value} if sentence else value


def _access_told(kept: dict[str, Any]) -> str:
    if kept["how"] == OPEN:
        return _("Access: open to everybody")
    names = ", ".join(kept["names"])
    if not names:
        return _("Access: restricted") if kept["how"] == ADD else _("Access: restricted, without further people")
    sentence = _("Access: restricted, also for %(names)s") if kept["how"] == ADD else _("Access: only for %(names)s")
    return sentence % {"names": names}


def _due_told(kept: dict[str, Any]) -> str:
    if kept["how"] == SET:
        return _("Expected close date: %(day)s") % {"day": render({"day": kept["day"]})}
    if kept["how"] == CLEAR:
        return _("Expected close date: none")
    days = kept["days"]
    if days > 0:
        sentence = ngettext("Expected close date: %(n)s day later", "Expected close date: %(n)s days later", days)
    else:
        sentence = ngettext("Expected close date: %(n)s day earlier", "Expected close date: %(n)s days earlier", -days)
    return sentence % {"n": abs(days)}
