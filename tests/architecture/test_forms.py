"""What is missing is asked for in a sentence that says what to do, by every form of the house."""

import pytest
from django import forms
from django.apps import apps
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from core.forms import AsksPlainly
from tests import make
from tests.architecture.test_public_views import ADDRESSES

OWN = {config.name for config in apps.get_app_configs() if (settings.BASE_DIR / config.name / "apps.py").exists()}


def classes(above=forms.BaseForm):
    """Yield every form class of our apps."""
    for found in above.__subclasses__():
        if found.__module__.partition(".")[0] in OWN and found.__module__ != "core.forms":
            yield found
        yield from classes(found)


FORMS = sorted(set(classes()), key=lambda found: f"{found.__module__}.{found.__qualname__}")


def test_the_forms_of_all_apps_are_found():
    assert ADDRESSES  # whose views have brought them in
    assert len(FORMS) > 30
    assert {"tasks", "contacts", "opportunities", "documents", "history", "imports", "accounts"} <= {
        found.__module__.partition(".")[0] for found in FORMS
    }


@pytest.mark.parametrize("found", FORMS, ids=lambda found: f"{found.__module__}.{found.__qualname__}")
def test_every_form_asks_plainly(found):
    assert issubclass(found, AsksPlainly), "Derive it from core.forms.Form or core.forms.ModelForm."


def declared(found):
    """An instance with the fields that the class declares, without what its own __init__ needs."""
    bare = found.__new__(found)
    forms.BaseForm.__init__(bare, data={})
    return bare


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("found", FORMS, ids=lambda found: f"{found.__module__}.{found.__qualname__}")
def test_no_required_field_answers_djangos_sentence(found, language):
    with translation.override(language):
        form = declared(found)
        form.ask_plainly()
        djangos = {"This field is required.", "Dieses Feld ist zwingend erforderlich.", "Füllen Sie dieses Feld aus."}
        for name, field in form.fields.items():
            said = str(field.error_messages["required"])
            assert not field.required or (said not in djangos and said.endswith(".")), name


def test_a_field_that_becomes_required_later_is_asked_for_by_its_label():
    class Late(AsksPlainly, forms.Form):
        city = forms.CharField(required=False, label="City")

    late = Late({})
    late.fields["city"].required = True
    assert late.errors == {"city": ["Fill in “City”."]}


def test_a_sentence_of_ones_own_is_kept():
    class Own(AsksPlainly, forms.Form):
        city = forms.CharField(error_messages={"required": "Where?"})
        street = forms.CharField()
        sentences = {"street": "Which street?"}  # noqa: RUF012

    assert Own({}).errors == {"city": ["Where?"], "street": ["Which street?"]}


@pytest.fixture
def pages(anna):
    row = make.opportunity(responsible=anna)
    document = make.document(by=anna, opportunity=row, file=make.upload("Plan.txt"))
    return {
        reverse("tasks:create"): ["Geben Sie der Aufgabe einen Titel.", "Geben Sie ein Datum ein."],
        reverse("history:add", args=["opportunity", row.public_id]): ["Schreiben Sie, was festgehalten werden soll."],
        reverse("documents:rename", args=[document.public_id]): ["Geben Sie einen Namen ein."],
        reverse("imports:start", args=["opportunities"]): ["Wählen Sie die Datei, die Sie importieren möchten."],
        reverse("contacts:create") + "?kind=company": ["Geben Sie den Namen des Unternehmens ein."],
        reverse("accounts:change_email"): ["Geben Sie eine E-Mail-Adresse ein, zum Beispiel name@example.com."],
        reverse("account_change_password"): [
            "Geben Sie Ihr jetziges Passwort ein.",
            "Geben Sie ein neues Passwort ein.",
        ],
    }


def test_a_page_whose_form_was_sent_empty_says_in_german_what_to_do(pages, anna, as_):
    browser = as_(anna, **{"accept-language": "de"})
    for address, sentences in pages.items():
        page = browser.post(address, {"form_key": ""}).content.decode()
        assert "zwingend erforderlich" not in page
        for sentence in sentences:
            assert sentence in page, (address, sentence)


def test_signing_in_without_a_name_says_what_to_do(client, db):
    page = client.post(reverse("account_login"), {}, headers={"accept-language": "de"}).content.decode()
    assert "Geben Sie Ihren Benutzernamen oder Ihre E-Mail-Adresse ein." in page
    assert "Geben Sie Ihr Passwort ein." in page


def test_signing_in_with_a_wrong_password_is_said_in_plain_words(client, anna):
    typed = {"login": "anna", "password": "falsch"}
    page = client.post(reverse("account_login"), typed, headers={"accept-language": "de"}).content.decode()
    assert "Name und Passwort passen nicht zusammen." in page
    assert "leider" not in page


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("kurz", "Wählen Sie ein Passwort mit mindestens 8 Zeichen."),
        ("password1", "Wählen Sie ein weniger gebräuchliches."),
        ("4711081519", "Fügen Sie Buchstaben oder andere Zeichen hinzu."),
        ("anna@example.com", "das weder Ihrem Namen noch Ihrer E-Mail-Adresse ähnelt."),
    ],
)
def test_a_password_that_is_refused_says_what_to_choose_instead(password, sentence, anna, as_):
    typed = {"oldpassword": make.PASSWORD, "password1": password, "password2": password}
    page = as_(anna, **{"accept-language": "de"}).post(reverse("account_change_password"), typed).content.decode()
    assert sentence in page
