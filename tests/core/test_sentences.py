"""What a field says of something forged or unreadable: our sentence, not Django's, and not what was sent."""

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from accounts.models import User
from core.forms import Form


class Wished(Form):
    one = forms.ChoiceField(choices=[("a", "A")])
    some = forms.MultipleChoiceField(choices=[("a", "A")])
    row = forms.ModelChoiceField(User.objects.none())
    rows = forms.ModelMultipleChoiceField(User.objects.none())
    text = forms.CharField(max_length=3)
    number = forms.IntegerField(max_value=9)
    amount = forms.FloatField()
    day = forms.DateField()
    mail = forms.EmailField()
    file = forms.FileField()
    own = forms.ChoiceField(choices=[], error_messages={"invalid_choice": "Nur diese eine."})


SENT = {
    "one": "<forged>",
    "some": ["a", "<forged>"],
    "row": "x",
    "rows": ["x"],
    "text": "x" * 10_000,
    "number": "10",
    "amount": "1e400",
    "day": "31.02.2026",
    "mail": "<forged>",
    "own": "<forged>",
}
NOT_OFFERED = "Wählen Sie eine Möglichkeit aus der Liste; diese wird nicht angeboten."
NOT_ALL = "Wählen Sie nur Möglichkeiten aus der Liste; etwas vom Gesendeten wird nicht angeboten."


@pytest.mark.django_db
def test_every_kind_of_field_says_in_german_what_to_do():
    with translation.override("de"):
        assert Wished(SENT, {"file": SimpleUploadedFile("leer.txt", b"")}).errors == {
            "one": [NOT_OFFERED],
            "some": [NOT_ALL],
            "row": [NOT_OFFERED],
            "rows": [NOT_ALL],
            "text": ["Kürzen Sie das auf höchstens 3 Zeichen; es sind 10000."],
            "number": ["Geben Sie höchstens 9 ein."],
            "amount": ["Geben Sie eine Zahl ein, zum Beispiel 12."],
            "day": ["Geben Sie ein Datum ein, zum Beispiel 31.12.2026."],
            "mail": ["Geben Sie eine E-Mail-Adresse ein, zum Beispiel name@example.com."],
            "file": ["Diese Datei ist leer. Wählen Sie eine mit Inhalt."],
            "own": ["Nur diese eine."],
        }


def test_a_sentence_is_put_in_one_form_and_django_keeps_its_own():
    Form({}).full_clean()
    assert str(forms.ChoiceField().error_messages["invalid_choice"]).startswith("Select a valid choice.")
