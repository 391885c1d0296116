"""Custom fields as fields of an import: how their cells are read, and what the names in them stand for."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fields import kinds
from fields.kinds import LISTS, NUMBERS, REFERENCES, Kind, thousandths
from fields.layout import PREFIX, Layout
from fields.models import CustomField
from fields.plans import Values, plan_values
from fields.references import reference
from imports import fields as of_import
from imports.conversion import Record
from imports.reading.numbers import Number
from imports.vocabularies import EMPTY, REFUSE, Entry, Listed, Vocabulary

LONGEST_NAME = 255
READ_AS = {
    Kind.NUMBER: of_import.Kind.NUMBER,
    Kind.MONEY: of_import.Kind.NUMBER,
    Kind.DAY: of_import.Kind.DAY,
    Kind.CHOICE: of_import.Kind.NAME,
    Kind.CHOICES: of_import.Kind.NAMES,
    Kind.YES_NO: of_import.Kind.NAME,
    Kind.USER: of_import.Kind.NAME,
    Kind.CONTACT: of_import.Kind.NAME,
}
LONGEST = {Kind.LONG_TEXT: kinds.LONGEST_LONG_TEXT, Kind.LINK: kinds.LONGEST_LINK}
SAYS_YES = ("Yes", "Ja", "y", "j", "true", "wahr", "1", "x", "TRUE", "✓")
SAYS_NO = ("No", "Nein", "n", "false", "falsch", "0", "FALSE")


def import_fields(layout: Layout) -> list[of_import.Field]:
    """Return the custom fields as fields of an import. Their keys hold for good: profiles and memory name them."""
    return [_import_field(field) for field in layout.fields]


def _import_field(field: CustomField) -> of_import.Field:
    kind = Kind(field.kind)
    named = kind in LISTS or kind in REFERENCES or kind == Kind.YES_NO
    return of_import.Field(
        PREFIX + field.key,
        field.heading,
        READ_AS.get(kind, of_import.Kind.TEXT),
        aliases=field.key.replace("_", " "),
        required=field.required,
        longest=LONGEST.get(kind, LONGEST_NAME),
        several=kind == Kind.CHOICES,
        vocabulary=PREFIX + field.key if named else "",
        refers=named,
    )


class Choices(Listed):
    """The choices of a custom field, by their names in both languages; those not offered any more can be kept."""

    allows = (EMPTY, REFUSE)
    on_creating = gettext_lazy("An import makes no choices: administrators add them to the field.")
    made_at = ("fields:index", gettext_lazy("Custom fields"))
    refusal = gettext_lazy("There is no such choice.")

    def __init__(self, field: CustomField) -> None:
        entries: dict[bool, list[Entry]] = {True: [], False: []}
        for choice in field.choices:
            key = choice["key"]
            entries[choice["active"]].append((key, field.choice_label(key), key, (choice["de"], choice["en"])))
        super().__init__(entries[True], former=entries[False])

    def name_of(self, key: str) -> str:
        """Return what a file of ours calls a choice."""
        known = self._by_ref.get(key)
        return self.spelled(key, known[0].label) if known else ""


class YesNo(Listed):
    """Yes and no, as people and programs write them."""

    allows = (EMPTY, REFUSE)
    refusal = gettext_lazy("This says neither yes nor no.")

    def __init__(self) -> None:
        super().__init__((("yes", _("Yes"), True, SAYS_YES), ("no", _("No"), False, SAYS_NO)))

    def name_of(self, value: bool) -> str:
        """Return what a file of ours calls it."""
        return _("Yes") if value else _("No")


def vocabulary_of(field: CustomField, by: Any) -> Any:
    """Return what the names of a custom field stand for, as `by` sees it."""
    if field.kind in LISTS:
        made: Any = Choices(field)
    elif field.kind == Kind.YES_NO:
        made = YesNo()
    else:
        made = reference(field.kind).vocabulary(by)
    made.key, made.label = PREFIX + field.key, field.heading
    return made


def custom_vocabularies(layout: Layout, by: Any) -> dict[str, Vocabulary]:
    """Return the vocabularies of all custom fields that have one."""
    named = [each for each in layout.fields if each.kind in (*LISTS, *REFERENCES, Kind.YES_NO)]
    return {PREFIX + each.key: vocabulary_of(each, by) for each in named}


def _number(field: CustomField, value: Number) -> int:
    if value.percent:
        raise ValueError(_("A percentage is no number of this field."))
    if value.currencies and (field.kind != Kind.MONEY or field.currency not in value.currencies):
        raise ValueError(
            _("The amount names another currency than %(currency)s.") % {"currency": field.currency or "–"}
        )
    return thousandths(value.value)


_READ: dict[str, Callable[[CustomField, Any], Any]] = {
    **dict.fromkeys(NUMBERS, _number),
    Kind.DAY: lambda _field, value: value.isoformat(),
    **dict.fromkeys(REFERENCES, lambda _field, value: value.pk),
}


class CustomColumns:
    """The custom values of an import: what the rows of a file wish, and what that comes to by the rule."""

    def __init__(self, bearer: str, mapped: Any) -> None:
        self.layout = Layout.of(bearer)
        self.read = [each for each in self.layout.fields if PREFIX + each.key in mapped]
        self.needed = any(each.required for each in self.layout.fields)

    def wished(self, record: Record) -> dict[str, Any]:
        """Return what a row says, by the keys of the fields; an empty cell says nothing. What cannot be is refused."""
        found = {}
        for each in self.read:
            value = record.values.get(PREFIX + each.key)
            if value is None or value == []:
                continue
            try:
                found[each.key] = _READ.get(each.kind, lambda _field, text: text)(each, value)
            except ValueError as reason:
                record.refuse(PREFIX + each.key, str(reason))
                continue
            if each.is_reference:
                self.layout.referred[each.kind, value.pk] = value
        return found

    def opening(self, record: Record) -> Values | None:
        """Return what a row comes to as a new one, None where it says nothing; it is refused where that cannot be."""
        wished = self.wished(record)
        if not wished and not self.needed:
            return None
        planned = plan_values(self.layout, wished)
        for name, sentence in planned.refusals.items():
            record.refuse(name, sentence)
        return planned

    def changes(self, record: Record, held: Mapping[str, Any], *, only_empty: bool) -> dict[str, Any]:
        """Return what a row wishes of an existing one, as the plans take it; {} for nothing."""
        wished = self.wished(record)
        if only_empty:
            wished = {key: value for key, value in wished.items() if key not in held}
        if not wished:
            return {}
        return {"custom": wished, "layout": self.layout.look_up(held)}

    def changed(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
        """Return the keys of the import fields whose values differ."""
        return [PREFIX + each.key for each in self.layout.fields if before.get(each.key) != after.get(each.key)]
