"""The forms of contacts."""

from contacts.forms.contact import ContactForm
from contacts.forms.filter import ContactFilter
from contacts.forms.points import PointForm, PointFormSet

__all__ = ["ContactFilter", "ContactForm", "PointForm", "PointFormSet"]
