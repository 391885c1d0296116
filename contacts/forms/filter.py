"""The filter above the list of contacts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact, Kind
from core.countries import country_choices
from core.fold import words
from core.formfields import KeysField, WordsField
from core.forms import Filter
from core.models import Tag
from fields.filtering import narrowed, parts_of
from fields.layout import layout_for

# What stands behind "more filters".
FOLDED_AWAY = ("city", "country", "tag")


class ContactFilter(Filter):
    """The filter above the list of contacts; `apply` gives the rows."""

    KINDS = (("", _("All contacts")), (Kind.COMPANY, _("Companies")), (Kind.PERSON, _("People")))

    q = WordsField(label=_("Search"))
    kind = forms.ChoiceField(choices=KINDS, required=False, label=_("Kind"))
    city = forms.CharField(max_length=100, required=False, label=_("City"))
    country = forms.ChoiceField(choices=country_choices, required=False, label=_("Country"))
    tag = KeysField(Tag.objects.none(), required=False, label=_("Tags"))

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = Contact.objects.visible_to(user)
        self.fields["tag"].queryset = self.rows.used_tags()
        self.custom_parts = parts_of(layout_for(user, "contacts"), user)
        self.fields |= {part.name: part.make() for part in self.custom_parts}

    @property
    def set_words(self) -> list[str]:
        """The names of the parts that are set."""
        return [name for name in self.fields if any(self.data.getlist(name))]

    @property
    def folded_away(self) -> list[Any]:
        """The fields behind "more filters"."""
        return [self[name] for name in (*FOLDED_AWAY, *(part.name for part in self.custom_parts))]

    @property
    def more_open(self) -> bool:
        """Whether a part of what is folded away is set."""
        return any(name not in ("q", "kind") for name in self.set_words)

    def apply(self) -> Any:
        """Return the contacts that fit; a part that cannot be read is left out, and its error shown."""
        self.is_valid()
        parts = self.cleaned_data
        rows = self.rows.search(parts.get("q") or "")
        for name in ("kind", "country"):
            if parts.get(name):
                rows = rows.filter(**{name: parts[name]})
        for word in words(parts.get("city") or ""):
            rows = rows.filter(sort_city__contains=word)
        for tag in parts.get("tag") or []:
            rows = rows.filter(pk__in=Contact.tags.through.objects.filter(tag=tag).values("contact"))
        return narrowed(rows, self.custom_parts, parts)
