"""Names in files that stand for one of a few words: kinds of contacts, salutations, countries."""

from django.utils.translation import gettext_lazy as _

from contacts.models import Kind, Salutation
from core.countries import country_choices, country_name
from core.money import active_locale
from imports.vocabularies import EMPTY, REFUSE, Listed


class Kinds(Listed):
    """Company or person."""

    key = "kind"
    allows = (EMPTY, REFUSE)
    label = _("Kinds of contacts")
    refusal = _("This is neither a company nor a person.")

    def __init__(self) -> None:
        names = {
            Kind.COMPANY: (
                "Company",
                "Unternehmen",
                "Firma",
                "Organisation",
                "Organization",
                "Account",
                "Organisation",
            ),
            Kind.PERSON: ("Person", "Contact", "Kontakt", "Ansprechpartner", "People", "Lead"),
        }
        super().__init__((kind.value, str(kind.label), kind.value, names[kind]) for kind in Kind)


class Salutations(Listed):
    """How a person is addressed."""

    key = "salutation"
    label = _("Salutations")
    allows = (EMPTY, REFUSE)
    refusal = _("This salutation is not known.")

    def __init__(self) -> None:
        names = {
            Salutation.MS: ("Ms", "Ms.", "Mrs", "Mrs.", "Miss", "Frau", "Fr."),
            Salutation.MR: ("Mr", "Mr.", "Herr", "Herrn", "Hr."),
        }
        super().__init__((each.value, str(each.label), each.value, names[each]) for each in Salutation)


class Countries(Listed):
    """Countries by their names in both languages and by their ISO codes."""

    key = "country"
    label = _("Countries")
    allows = (EMPTY, REFUSE)
    refusal = _("This country is not known.")

    def __init__(self) -> None:
        super().__init__((code, country_name(code), code, _names_of(code)) for code, _name in country_choices() if code)

    def name_of(self, code: str) -> str:
        """Return what a file of ours calls a country; one that is in no list by its code."""
        return self.spelled(code, country_name(code), code) if self.chosen(code) else code


# What people write beside the names of the CLDR.
ALSO = {"US": ("USA", "United States of America", "U.S.A."), "GB": ("UK", "Great Britain", "Großbritannien", "England")}


def _names_of(code: str) -> tuple[str, ...]:
    """Return what a country is called: by code, in German, in English, and as people write it."""
    return (code, active_locale("de").territories[code], active_locale("en").territories[code], *ALSO.get(code, ()))
