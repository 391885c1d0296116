"""The rules of custom fields themselves: their names, keys and choices."""

import re
import unicodedata
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.fold import SPELLED_OUT, fold
from fields.kinds import LISTS, Kind
from imports import targets
from imports.reading.guessing import bare

MOST_FIELDS = 40
MOST_CHOICES = 100
LONGEST_KEY = 30
LONGEST_CHOICE = 100
CURRENCY_IN_USE = gettext_lazy("Rows hold amounts in this currency: add another field for another currency.")
NOT_KEY = re.compile(r"[^a-z0-9]+")


def key_of(name: str, taken: set[str]) -> str:
    """Return a key that reads like a name and that nothing has: "vertragsart", "vertragsart2"."""
    spelled = fold(unicodedata.normalize("NFC", name).casefold().translate(SPELLED_OUT))
    bare_key = NOT_KEY.sub("_", spelled).strip("_")[: LONGEST_KEY - 3].strip("_")
    # Filters end in these where they ask for a range.
    bare_key = re.sub(r"_(from|to)$", "", bare_key)
    if not bare_key or not bare_key[0].isalpha():
        bare_key = f"f_{bare_key}".rstrip("_")
    key, number = bare_key, 2
    while key in taken:
        key, number = f"{bare_key}{number}", number + 1
    return key


def key_for(row: Any, taken: set[str]) -> str:
    """Return the key of a new field, after its name in the site's language. Raises ValidationError for too many."""
    if len(taken) >= MOST_FIELDS:
        raise ValidationError(
            _("There may be at most %(most)s custom fields. Delete one first.") % {"most": MOST_FIELDS}
        )
    first, second = (row.name_de, row.name_en) if settings.LANGUAGE_CODE == "de" else (row.name_en, row.name_de)
    return key_of(first or second, taken)


def settle(row: Any, before: dict[str, Any] | None, used: set[str]) -> None:
    """Bring a field into its form; `before` is what it was (None: it is new), `used` the choices that rows hold.

    Raises ValidationError by field for what cannot be.
    """
    for name in ("name_de", "name_en", "section_de", "section_en", "help_de", "help_en"):
        setattr(row, name, " ".join(str(getattr(row, name) or "").split()))
    if row.kind != Kind.MONEY:
        row.currency = ""
    elif not row.currency:
        row.currency = settings.BASE_CURRENCY
    row.choices = _choices(row.choices, (before or {}).get("choices") or [], used) if row.kind in LISTS else []
    row.full_clean(exclude={"choices", "created_by", *(() if row.currency else ("currency",))}, validate_unique=False)
    _refuse_taken_name(row)


def _refuse_taken_name(row: Any) -> None:
    """Raise ValidationError for the name of another field: a file could not tell their columns apart."""
    taken: dict[str, None] = {}
    for known in targets.target(row.bearer).fields:
        if known.key != f"custom_{row.key}":
            taken |= dict.fromkeys(bare(name) for name in known.headings()[:2])
    others = type(row).objects.present().filter(bearer=row.bearer).exclude(pk=row.pk)
    for other in others:
        taken |= dict.fromkeys((bare(other.name_de), bare(other.name_en)))
    wrong = [name for name in ("name_de", "name_en") if (text := bare(getattr(row, name))) and text in taken]
    if wrong:
        sentence = _("There is a field of this name already: choose another one.")
        raise ValidationError({name: sentence for name in wrong})


def _choices(wished: Any, before: list[dict[str, Any]], used: set[str]) -> list[dict[str, Any]]:
    """Return choices with their keys: new ones get one, known ones keep theirs; one that rows hold stays."""
    known = {choice["key"] for choice in before}  # each of which names one wish at most
    taken = {choice["key"] for choice in [*before, *wished] if choice.get("key")}
    found: list[dict[str, Any]] = []
    for wish in wished:
        german, english = (" ".join(str(wish.get(name) or "").split())[:LONGEST_CHOICE] for name in ("de", "en"))
        if not german and not english:
            continue
        key = wish.get("key") if wish.get("key") in known else ""
        known.discard(key)
        if not key:
            key = key_of(english or german, taken)
            taken.add(key)
        found.append({"key": key, "de": german, "en": english, "active": bool(wish.get("active", True))})
    _refuse_choices(found, before, used)
    return found


def _refuse_choices(found: list[dict[str, Any]], before: list[dict[str, Any]], used: set[str]) -> None:
    if not any(choice["active"] for choice in found):
        raise ValidationError({"choices": _("Enter at least one choice that is offered.")})
    if len(found) > MOST_CHOICES:
        raise ValidationError({"choices": _("Enter at most %(most)s choices.") % {"most": MOST_CHOICES}})
    kept = {choice["key"] for choice in found}
    lost = [choice["de"] or choice["en"] for choice in before if choice["key"] in used - kept]
    if lost:
        sentence = _("Rows hold “%(choice)s”: switch it off instead of deleting it, then it is not offered any more.")
        raise ValidationError({"choices": sentence % {"choice": lost[0]}})
    names: set[str] = set()
    for choice in found:
        own = {fold(name) for name in (choice["de"], choice["en"]) if name}
        if own & names:
            named = {"choice": choice["de"] or choice["en"]}
            raise ValidationError({"choices": _("“%(choice)s” stands there twice.") % named})
        names |= own
