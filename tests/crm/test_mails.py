"""Mail as readable files."""

import os
import stat

import pytest
from django.core.mail import EmailMessage, get_connection


@pytest.fixture
def outbox(settings, tmp_path):
    settings.EMAIL_FILE_PATH = str(tmp_path / "mails")
    return tmp_path / "mails"


def test_each_mail_is_a_file_that_a_person_can_read(outbox):
    message = EmailMessage(
        "Größe: 100 % / ../../etc",
        "Grüße aus Köln",
        "crm@example.com",
        ["anna@example.com"],
        headers={"Message-ID": "<1@example.com>"},
        connection=get_connection("crm.mails.ReadableFiles"),
    )
    message.attach("angebot.txt", "Text", "text/plain")
    assert message.send() == 1
    [file] = outbox.iterdir()
    text = file.read_text(encoding="utf-8")
    assert "Subject: Größe: 100 % / ../../etc\n" in text
    assert "To: anna@example.com\n" in text
    assert "Message-ID: <1@example.com>\n" in text
    assert "Attachment: angebot.txt\n" in text
    assert text.endswith("\n\nGrüße aus Köln\n")
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_two_mails_of_one_moment_are_two_files(outbox):
    connection = get_connection("crm.mails.ReadableFiles")
    for _ in range(2):
        EmailMessage("Same", "Text", None, ["anna@example.com"], connection=connection).send()
    assert len(list(outbox.iterdir())) == 2
