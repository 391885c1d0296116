"""Administrators invite by mail; a link works once, for a week."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccountChange, Invitation, User
from accounts.roles import Role, role_group
from tests import make

NEW = {"email": "Nina@Example.com", "first_name": "Nina", "last_name": "Neu", "language": "de", "role": "sales"}
CHOSEN = {"username": "Nina", "password": "long-enough-1", "password_again": "long-enough-1", "first_name": "Nina"}


@pytest.fixture
def invite(dora, as_, django_capture_on_commit_callbacks):
    """Return a function that invites as dora, and gives the answer."""

    def post(**fields):
        with django_capture_on_commit_callbacks(execute=True):
            return as_(dora).post(reverse("accounts:invite"), NEW | fields)

    return post


def link() -> str:
    """The path of the link in the last mail."""
    return re.search(r"http://localhost:8000(/invitation/\S+)", mail.outbox[-1].body).group(1)


def test_the_whole_way_from_the_invitation_to_the_account(invite, dora, client, settings):
    team = Group.objects.create(name="Nord")
    assert invite(teams=[team.pk]).status_code == 302
    assert mail.outbox[0].to == ["nina@example.com"]
    assert mail.outbox[0].subject == "Ihre Einladung ins CRM"
    assert client.get(link()).status_code == 200
    assert client.post(link(), CHOSEN)["Location"] == reverse("opportunities:index")
    nina = User.objects.get(username="nina")
    assert (nina.email, nina.last_name, nina.language) == ("nina@example.com", "Neu", "de")
    assert nina.role == Role.SALES
    assert nina.teams == [team]
    assert client.session["_auth_user_id"] == str(nina.pk)


def test_it_is_recorded(invite, dora, client):
    invite()
    client.post(link(), CHOSEN)
    deeds = list(AccountChange.objects.order_by("pk").values_list("deed", "actor__username"))
    assert deeds == [("invited", "dora"), ("accepted", "nina"), ("role", "dora")]


def test_the_token_is_not_kept(invite):
    invite()
    token = link().rstrip("/").rsplit("/", 1)[1]
    row = Invitation.objects.values().get()
    assert token not in str(row)


def test_the_link_works_once(invite, client):
    invite()
    address = link()
    client.post(address, CHOSEN)
    client.logout()
    assert client.get(address).status_code == 404
    assert client.post(address, CHOSEN | {"username": "second"}).status_code == 404
    assert User.objects.filter(email="nina@example.com").count() == 1


def test_an_expired_link_says_what_to_do(invite, client):
    invite()
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    answer = client.post(link(), CHOSEN, headers={"accept-language": "en"})
    assert answer.status_code == 404
    assert "Ask the person who invited you" in answer.content.decode()
    assert not User.objects.filter(email="nina@example.com").exists()


def test_sent_again_the_former_link_no_longer_works(invite, dora, as_, client, django_capture_on_commit_callbacks):
    invite()
    former = link()
    with django_capture_on_commit_callbacks(execute=True):
        as_(dora).post(reverse("accounts:send_again", args=[Invitation.objects.get().public_id]))
    assert link() != former
    assert client.get(former).status_code == 404
    assert client.get(link()).status_code == 200


def test_a_revoked_link_no_longer_works(invite, dora, as_, client):
    invite()
    public_id = Invitation.objects.get().public_id
    for _twice in range(2):
        assert as_(dora).post(reverse("accounts:revoke", args=[public_id])).status_code == 302
    assert client.get(link()).status_code == 404
    assert AccountChange.objects.filter(deed="revoked").count() == 1
    assert invite().status_code == 302


def test_an_accepted_invitation_can_be_neither_sent_again_nor_revoked(invite, dora, as_, client):
    invite()
    client.post(link(), CHOSEN)
    public_id = Invitation.objects.get().public_id
    for deed in ("send_again", "revoke"):
        as_(dora).post(reverse(f"accounts:{deed}", args=[public_id]))
    invitation = Invitation.objects.get()
    assert invitation.accepted_at
    assert not invitation.revoked_at
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"email": "anna@example.com"}, "email", "already an account"),
        ({"email": "no address"}, "email", "Enter an e-mail address"),
        ({"email": ""}, "email", "Enter an e-mail address"),
        ({"role": "emperor"}, "role", "is not offered"),
        ({"teams": ["999999"]}, "teams", "is not offered"),
        ({"first_name": "x" * 10_000}, "first_name", "at most 150"),
        ({"last_name": "a\0b"}, "last_name", "invisible character"),
        ({"email": "a@example.com\nBcc: all@example.com"}, "email", "Enter an e-mail address"),
    ],
)
def test_a_wrong_form_says_why_and_invites_nobody(invite, anna, fields, field, sentence):
    answer = invite(**fields)
    assert answer.status_code == 422
    assert sentence in " ".join(answer.context["form"].errors[field])
    assert not Invitation.objects.exists()
    assert not mail.outbox


def test_a_role_is_no_team(invite, dora):
    answer = invite(teams=[role_group(Role.ADMINISTRATION).pk])
    assert answer.status_code == 422
    assert not Invitation.objects.exists()


def test_nobody_is_invited_twice(invite):
    invite()
    assert invite().status_code == 422
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"username": "ANNA"}, "username"),
        ({"username": ""}, "username"),
        ({"username": "a b"}, "username"),
        ({"username": "x" * 10_000}, "username"),
        ({"password": "short", "password_again": "short"}, "password"),
        ({"password": "nina@example", "password_again": "nina@example"}, "password"),
        ({"password_again": "another-one-1"}, "password_again"),
        ({"password": "long\0enough-1", "password_again": "long\0enough-1"}, "password"),
    ],
)
def test_a_refused_account_says_why_and_the_link_still_works(invite, anna, client, fields, field):
    invite()
    answer = client.post(link(), CHOSEN | fields)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert client.post(link(), CHOSEN).status_code == 302


def test_a_signed_in_person_is_asked_to_sign_out_first(invite, anna, as_):
    invite()
    answer = as_(anna).post(link(), CHOSEN)
    assert "signed in as Anna Test" in answer.content.decode()
    assert not User.objects.filter(username="nina").exists()


def test_a_mail_that_cannot_be_sent_is_told_and_shown(invite, dora, as_, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert invite().status_code == 302
    assert Invitation.objects.get().mailed_at is None
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert "Mail could not be sent" in as_(dora).get(reverse("accounts:people")).content.decode()


@pytest.mark.parametrize("who", ["anna", "rita"])
def test_only_administrators_invite(who, request, dora, as_):
    person = request.getfixturevalue(who)
    client = as_(person)
    waiting = Invitation.objects.invite(email="x@example.com", role=Role.SALES, by=dora)
    assert client.get(reverse("accounts:invite")).status_code == 403
    assert client.post(reverse("accounts:invite"), NEW).status_code == 403
    assert client.post(reverse("accounts:revoke", args=[waiting.public_id])).status_code == 403
    assert client.post(reverse("accounts:send_again", args=[waiting.public_id])).status_code == 403
    waiting.refresh_from_db()
    assert Invitation.objects.count() == 1
    assert waiting.revoked_at is None


def test_names_stand_in_mails_as_they_are(dora, django_capture_on_commit_callbacks):
    dora.first_name, dora.last_name = "Dora", "O'Neil & <Söhne>"
    dora.save()
    with django_capture_on_commit_callbacks(execute=True):
        Invitation.objects.invite(email="x@example.com", role=Role.SALES, by=dora, language="en")
    assert "Dora O'Neil & <Söhne> invites you" in mail.outbox[0].body


def test_the_account_may_exist_by_the_time_the_link_is_used(invite, client):
    invite()
    make.user("nina2", email="nina@example.com")
    answer = client.post(link(), CHOSEN, headers={"accept-language": "en"})
    assert answer.status_code == 422
    assert User.objects.filter(email="nina@example.com").count() == 1
