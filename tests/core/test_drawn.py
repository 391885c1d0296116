"""What is drawn or worked out by itself, to be quick, is what Django makes of it."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates, TemplatesSetting
from django.test import SimpleTestCase
from django.urls import get_script_prefix, reverse, set_script_prefix

from core.addresses import address_of
from core.ids import new_public_id

CHOICES = [("", "–"), ("a", 'A "&" <b>'), ("Group <", [(1, "one"), (2, "two")])]
ATTRS = {"id": "x", "required": True, "disabled": False, "data-x": '"<', "size": 4}


@pytest.mark.parametrize(
    ("widget", "value"),
    [
        (forms.Select(choices=CHOICES), "a"),
        (forms.SelectMultiple(choices=CHOICES), ["1", "2"]),
        (forms.TextInput(), '<"&'),
        (forms.NumberInput(), None),
    ],
)
def test_a_widget_is_drawn_as_by_django(widget, value):
    ours, theirs = (widget.render("n", value, ATTRS, renderer) for renderer in (TemplatesSetting(), DjangoTemplates()))
    SimpleTestCase().assertHTMLEqual(ours, theirs)


def test_the_address_of_a_row_is_that_of_reverse():
    public_id, prefix = new_public_id(), get_script_prefix()
    try:
        for below in ("/", "/crm/"):
            set_script_prefix(below)
            assert address_of("opportunities:edit", public_id) == reverse("opportunities:edit", args=[public_id])
    finally:
        set_script_prefix(prefix)
