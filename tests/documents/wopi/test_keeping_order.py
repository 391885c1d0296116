"""Around the protocol: tidying up, the administration, and the command for conformance tests."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse
from django.utils import timezone

from documents.models import AccessToken, Document, Lock
from documents.models.discarded import TIDY
from jobs.queue import enqueue
from tests.documents.wopi.office import call

pytestmark = pytest.mark.django_db


def test_what_has_expired_is_tidied_away(document, key, anna, work):
    old, new = key(anna), key(anna)
    call("Lock", document, new)
    AccessToken.objects.filter(pk=AccessToken.objects.earliest("pk").pk).update(expires_at=timezone.now())
    enqueue(TIDY)
    work()
    assert call("GetLock", document, new)["X-WOPI-Lock"] == "a"
    assert call("GetLock", document, old).status_code == 401
    assert AccessToken.objects.count() == 1
    Lock.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    enqueue(TIDY)
    work()
    assert not Lock.objects.exists()


def test_administrators_see_and_revoke_keys(document, annas, dora, as_):
    listed = reverse("admin:documents_accesstoken_changelist")
    token = AccessToken.objects.get()
    assert document.public_id in as_(dora).get(listed).content.decode()
    answer = as_(dora).post(listed, {"action": "revoke", "_selected_action": [token.pk]}, follow=True)
    assert "1 key was revoked." in answer.content.decode()
    assert call("GetFile", document, annas).status_code == 401


def test_nobody_else_sees_them_and_nobody_changes_them(document, annas, anna, dora, as_):
    call("Lock", document, annas)
    anna.is_staff = True
    anna.save()
    for model, row in (("accesstoken", AccessToken.objects.get()), ("lock", Lock.objects.get())):
        for page, args in (("changelist", []), ("change", [row.pk]), ("delete", [row.pk]), ("add", [])):
            assert as_(anna).get(reverse(f"admin:documents_{model}_{page}", args=args)).status_code == 403
        assert as_(dora).get(reverse(f"admin:documents_{model}_change", args=[row.pk])).status_code == 200
        for page, args in (("delete", [row.pk]), ("add", [])):
            assert as_(dora).get(reverse(f"admin:documents_{model}_{page}", args=args)).status_code == 403


def run(*arguments):
    out = StringIO()
    call_command("wopi_test_file", *arguments, stdout=out)
    return json.loads(out.getvalue())


def test_the_command_makes_a_file_and_a_key(published, disk, anna, settings):
    made = run("--user", "anna")
    document = Document.objects.get()
    assert made["src"] == f"{settings.BASE_URL}/wopi/files/{document.public_id}"
    assert document.name == "test.wopitest"
    assert call("CheckFileInfo", document, made["token"]).json()["UserCanNotWriteRelative"] is False
    assert made["ttl"] > timezone.now().timestamp() * 1000


def test_the_command_makes_a_key_without_save_as(published, disk, anna):
    made = run("--user", "anna", "--no-save-as")
    document = Document.objects.get()
    assert call("CheckFileInfo", document, made["token"]).json()["UserCanNotWriteRelative"] is True
    run("--user", "anna")
    assert sorted(row.name for row in Document.objects.all()) == ["test (2).wopitest", "test.wopitest"]


def test_the_command_is_refused_where_real_data_is(anna, settings):
    settings.WOPI_TEST = False
    with pytest.raises(CommandError, match="WOPI_TEST=1"):
        run("--user", "anna")


def test_the_command_needs_somebody_who_may_write(published, rita):
    for name in ("rita", "nobody"):
        with pytest.raises(CommandError, match=name):
            run("--user", name)
