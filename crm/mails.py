"""Mail as readable files, where no mail server is set: one .txt per message below DATA_DIR/mails."""

import re
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage
from django.utils import timezone
from django.utils.crypto import get_random_string


class ReadableFiles(BaseEmailBackend):
    """Writes what a person would read: sender, recipients, subject, text; not the encoded form that travels.

    Files are named for the moment (site's time zone) and the subject, and can be read by their owner only,
    since invitations and new passwords pass through here.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for message in email_messages:
            self._write(folder, message)
        return len(email_messages)

    def _write(self, folder: Path, message: EmailMessage) -> None:
        moment = timezone.localtime(timezone.now(), timezone.get_default_timezone())
        words = re.sub(r"\W+", "-", str(message.subject))[:60].strip("-").lower()
        name = f"{moment:%Y-%m-%d-%H%M%S}-{words}-{get_random_string(4)}.txt"
        # Whoever reads the folder while a mail is being written must not see half of it.
        unfinished = folder / f".{name}"
        unfinished.touch(mode=0o600)
        unfinished.write_text(readable(message, moment.strftime("%Y-%m-%d %H:%M %Z")), encoding="utf-8")
        unfinished.replace(folder / name)


def readable(message: EmailMessage, moment: str) -> str:
    """Return a message as a person reads it; attachments by name only."""
    lines = [f"From: {message.from_email}", f"To: {', '.join(message.to)}"]
    if message.cc:
        lines.append(f"Cc: {', '.join(message.cc)}")
    lines += [f"Date: {moment}", f"Subject: {message.subject}"]
    lines += [f"{name}: {value}" for name, value in message.extra_headers.items()]
    lines += [f"Attachment: {_name_of(attachment)}" for attachment in message.attachments]
    return "\n".join([*lines, "", str(message.body), ""])


def _name_of(attachment: object) -> str:
    name = attachment[0] if isinstance(attachment, tuple) else getattr(attachment, "get_filename", lambda: None)()
    return str(name or "without a name")
