"""A new password by mail: nobody learns who has an account, and the mail leads to this site alone."""

import re

import pytest

from tests import make

RESET = "/accounts/password/reset/"


def ask(client, email: str, **headers):
    return client.post(RESET, {"email": email}, **headers)


@pytest.fixture
def mails(mailoutbox, django_capture_on_commit_callbacks):
    """Return a function that runs a request and gives the mails that it committed."""

    def sent(client, email, **headers):
        with django_capture_on_commit_callbacks(execute=True):
            answer = ask(client, email, **headers)
        return answer, mailoutbox

    return sent


def link(mail) -> str:
    return re.search(r"https?://\S+/password/reset/key/\S+", mail.body).group()


def test_the_answer_is_the_same_for_an_unknown_address(anna, client, mails):
    known, _sent = mails(client, "anna@example.com")
    unknown, sent = mails(client, "nobody@example.com", headers={"accept-language": "en"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert [mail.to for mail in sent] == [["anna@example.com"], ["nobody@example.com"]]
    assert "no account" in sent[1].body


def test_the_mail_is_in_the_recipients_language_with_this_sites_address(anna, client, mails, settings):
    settings.BASE_URL = "https://crm.example.com"
    settings.ALLOWED_HOSTS = ["*"]
    anna.language = "de"
    anna.save()
    _answer, sent = mails(client, "anna@example.com", headers={"host": "evil.example.net", "accept-language": "en"})
    assert link(sent[0]).startswith("https://crm.example.com/accounts/password/reset/key/")
    assert "evil" not in sent[0].subject + sent[0].body
    assert "Hallo Anna Test," in sent[0].body


def test_the_link_sets_a_password_once(anna, client, mails):
    _answer, sent = mails(client, "anna@example.com")
    address = link(sent[0]).removeprefix("http://localhost:8000")
    form = client.get(address, follow=True)
    done = client.post(form.redirect_chain[-1][0], {"password1": "brand-new-4711", "password2": "brand-new-4711"})
    assert done.status_code == 302
    anna.refresh_from_db()
    assert anna.check_password("brand-new-4711")
    client.session.flush()
    assert "token_fail" in client.get(address, follow=True).context


def test_a_deactivated_person_gets_no_link(anna, dora, client, mails):
    anna.deactivate(by=dora)
    _answer, sent = mails(client, "anna@example.com")
    assert "/password/reset/key/" not in sent[0].body


def test_a_link_from_before_deactivation_no_longer_works(anna, dora, client, mails):
    _answer, sent = mails(client, "anna@example.com")
    anna.deactivate(by=dora)
    anna.reactivate(by=dora)
    address = link(sent[0]).removeprefix("http://localhost:8000")
    assert client.get(address, follow=True).context["token_fail"]


def test_a_changed_password_is_told_by_mail(anna, as_, mailoutbox, django_capture_on_commit_callbacks):
    form = {"oldpassword": make.PASSWORD, "password1": "brand-new-4711", "password2": "brand-new-4711"}
    client = as_(anna)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/accounts/password/change/", form)["Location"] == "/account/"
    assert mailoutbox[0].to == ["anna@example.com"]
    assert "{{" not in mailoutbox[0].body
    assert client.get("/account/").status_code == 200


def test_asking_is_limited(anna, client):
    answers = [ask(client, "anna@example.com").status_code for _time in range(7)]
    assert 429 in answers
