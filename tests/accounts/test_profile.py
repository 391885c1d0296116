"""The page "My account": name, language, time zone, address."""

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccountChange, User
from tests import make

PROFILE = "/account/"


def save(client, **fields):
    return client.post(PROFILE, {"first_name": "Anna", "last_name": "Test", "language": "", "time_zone": ""} | fields)


def change_email(client, email, password=make.PASSWORD):
    return client.post(reverse("accounts:change_email"), {"email": email, "password": password})


def test_the_german_page_speaks_german(anna, as_):
    page = as_(anna, **{"accept-language": "de"}).get(PROFILE).content.decode()
    for word in ("Mein Konto", "Sprache", "Zeitzone", "Speichern", "Vertrieb"):
        assert word in page


def test_name_language_and_zone_are_saved(anna, as_):
    client = as_(anna)
    assert save(client, last_name="Neu", language="de", time_zone="Asia/Tokyo").status_code == 302
    anna.refresh_from_db()
    assert (anna.name, anna.language, anna.time_zone) == ("Anna Neu", "de", "Asia/Tokyo")
    assert "Ihre Einstellungen sind gespeichert" in client.get(PROFILE).content.decode()


def test_ones_own_language_wins_over_the_browser(anna, as_):
    client = as_(anna, **{"accept-language": "de"})
    assert '<html lang="de"' in client.get(PROFILE).content.decode()
    User.objects.filter(pk=anna.pk).update(language="en")
    answer = client.get(PROFILE)
    assert '<html lang="en"' in answer.content.decode()
    assert answer["Content-Language"] == "en"


def test_the_next_reader_is_answered_in_their_own_language(anna, ben, as_):
    User.objects.filter(pk=anna.pk).update(language="en")
    as_(anna).get(PROFILE)
    assert '<html lang="de"' in as_(ben, **{"accept-language": "de"}).get(PROFILE).content.decode()


def test_times_are_told_in_ones_own_zone(anna, dora, as_):
    User.objects.filter(pk=dora.pk).update(time_zone="Asia/Tokyo")
    User.objects.filter(pk=anna.pk).update(last_login="2026-01-31T23:30:00Z")
    assert "1 Feb 2026, 08:30" in as_(dora).get("/people/").content.decode()
    assert timezone.get_current_timezone_name() == "Europe/Berlin"


def test_a_zone_that_no_longer_exists_breaks_nothing(anna, as_):
    User.objects.filter(pk=anna.pk).update(time_zone="Mars/Olympus")
    client = as_(anna)
    assert client.get(PROFILE).status_code == 200
    assert User.objects.get(pk=anna.pk).zone.key == "Europe/Berlin"


@pytest.mark.parametrize(
    "fields",
    [
        {"language": "xx"},
        {"time_zone": "Mars/Olympus"},
        {"time_zone": "../../etc/passwd"},
        {"first_name": "a\0"},
        {"last_name": "x" * 10_000},
    ],
)
def test_a_forged_form_is_refused_and_changes_nothing(anna, as_, fields):
    assert save(as_(anna), **fields).status_code == 422
    fresh = User.objects.get(pk=anna.pk)
    assert (fresh.name, fresh.language, fresh.time_zone) == ("Anna Test", "", "")


def test_nobody_gives_themselves_a_role(anna, as_):
    save(as_(anna), role="administration", is_superuser="on", is_staff="on", email="x@example.com")
    fresh = User.objects.get(pk=anna.pk)
    assert (fresh.role, fresh.is_superuser, fresh.is_staff, fresh.email) == ("sales", False, False, "anna@example.com")


def test_a_second_window_is_told(anna, as_):
    client = as_(anna)
    save(client, last_name="First", version=1)
    answer = save(client, last_name="Second", version=1)
    assert answer.status_code == 422
    assert "First" in answer.content.decode()


def test_the_address_changes_with_the_password_and_the_former_one_is_told(
    anna, as_, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        assert change_email(as_(anna), "Neu@Example.com").status_code == 302
    anna.refresh_from_db()
    assert anna.email == "neu@example.com"
    assert mail.outbox[0].to == ["anna@example.com"]
    assert AccountChange.objects.get(deed="email").details == "anna@example.com → neu@example.com"


@pytest.mark.parametrize(
    ("email", "password", "field"),
    [
        ("neu@example.com", "wrong", "password"),
        ("neu@example.com", "", "password"),
        ("ben@example.com", make.PASSWORD, "email"),
        ("no address", make.PASSWORD, "email"),
    ],
)
def test_a_refused_address_says_why_and_changes_nothing(anna, ben, as_, email, password, field):
    answer = change_email(as_(anna), email, password)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    anna.refresh_from_db()
    assert anna.email == "anna@example.com"


def test_guessing_the_password_there_is_slowed_down(anna, as_):
    client = as_(anna)
    for _guess in range(6):
        change_email(client, "neu@example.com", "wrong")
    assert change_email(client, "neu@example.com").status_code == 422


def test_with_the_former_address_nobody_signs_in(anna, as_, client):
    client.post("/accounts/login/", {"login": "anna@example.com", "password": make.PASSWORD})
    change_email(client, "neu@example.com")
    client.logout()
    client.post("/accounts/login/", {"login": "anna@example.com", "password": make.PASSWORD})
    assert "_auth_user_id" not in client.session
    client.post("/accounts/login/", {"login": "neu@example.com", "password": make.PASSWORD})
    assert "_auth_user_id" in client.session


def test_a_person_without_a_role_still_has_an_account_page(db, as_):
    assert as_(make.user("new", role=None)).get(PROFILE).status_code == 200
