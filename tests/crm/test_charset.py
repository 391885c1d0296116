"""Forms are sent in UTF-8; a body that names another charset is refused before it is read."""

import pytest

from history.models import Event

MULTIPART = "multipart/form-data; boundary=b"
PLAIN = "application/x-www-form-urlencoded"


def body(content_type):
    if content_type == PLAIN:
        return rb"text=T%5Cud800x"
    return b"--b\r\nContent-Disposition: form-data; name=text\r\n\r\nT\\ud800x\r\n--b--\r\n"


@pytest.mark.parametrize("content_type", [MULTIPART, PLAIN])
@pytest.mark.parametrize("charset", ["unicode_escape", "rot13", "utf-16", "nonsense", "idna", "hex"])
def test_another_charset_is_refused(opportunity, anna, as_, content_type, charset):
    before = Event.objects.count()
    address = f"/history/opportunity/{opportunity.public_id}/add/"
    answer = as_(anna).generic("POST", address, body(content_type), content_type=f"{content_type}; charset={charset}")
    assert answer.status_code == 400
    assert Event.objects.count() == before


@pytest.mark.parametrize("charset", ["unicode_escape", "rot13"])
def test_signing_in_is_no_exception(client, db, charset):
    answer = client.generic("POST", "/accounts/login/", body(MULTIPART), content_type=f"{MULTIPART}; charset={charset}")
    assert answer.status_code == 400


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"utf-8"'])
def test_utf_8_is_read(opportunity, anna, as_, charset):
    address = f"/opportunities/{opportunity.public_id}/tags/"
    as_(anna).post(address, "tags=M%C3%BCnchen&version=1", content_type=f"{PLAIN}; charset={charset}")
    assert [tag.name for tag in opportunity.tags.all()] == ["München"]
