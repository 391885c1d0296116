"""Sending mails: a worker takes one by one, asks again whether it may be told, and sends it.

A mail is taken under a lease, so no two workers send it; one killed between sending and noting it sends it once more,
with the same Message-ID. No connection to a mail server is opened inside a transaction.
"""

import logging
from smtplib import SMTPException, SMTPResponseException
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import DatabaseError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from accounts.mails import absolute
from jobs import AGAIN, DONE, Outcome, Slice
from notifications import digests, kinds
from notifications.models import Channel, Notification

logger = logging.getLogger("notifications")


def deliver(slice: Slice) -> Outcome:
    """Send the mails that are due. When the mail system as a whole does not answer, the schedule tries again."""
    post = Post()
    try:
        while not slice.time_is_up:
            mail = next_mail()
            if mail is None:
                return DONE
            if not post.deliver(mail):
                return DONE
    finally:
        post.close()
    return AGAIN


def next_mail() -> Notification | None:
    """Take the mail that is due longest, or None."""
    now = timezone.now()
    due = Notification.objects.due_mails(now)
    while due.exists():
        with transaction.atomic():
            mail = due.select_for_update(skip_locked=True, of=("self",)).first()
            if mail is None or mail.take(now):
                return mail
    return None


class Post:
    """One connection to the mail system, opened for the first mail and renewed after one that went wrong."""

    def __init__(self) -> None:
        self.connection: BaseEmailBackend | None = None

    def deliver(self, mail: Notification) -> bool:
        """Send a mail that this worker took, or drop it; return whether the mail system answers at all.

        What goes wrong with one mail is that mail's trouble: it is tried again later, and the next one has its turn.
        """
        if not may_be_told(mail):
            mail.drop()
            return True
        if not self._is_open(mail):
            return False
        try:
            message = compose(mail)
            message.connection = self.connection
            message.send()
        except DatabaseError:
            raise
        except Exception as error:
            logger.exception("Mail %s could not be sent (attempt %s).", mail, mail.attempts)
            mail.stumble(in_short(error))
            self.close()
        else:
            mail.mark_sent()
        return True

    def _is_open(self, mail: Notification) -> bool:
        if self.connection is not None:
            return True
        connection = get_connection()
        try:
            connection.open()
        except (OSError, SMTPException) as error:
            logger.warning("The mail system does not answer (%s); mails wait.", in_short(error))
            mail.postpone()
            return False
        self.connection = connection
        return True

    def close(self) -> None:
        """Close the connection, if one is open."""
        connection, self.connection = self.connection, None
        if connection is not None:
            try:
                connection.close()
            except (OSError, SMTPException) as error:
                logger.info("The connection to the mail system was gone already (%s).", in_short(error))


def may_be_told(mail: Notification) -> bool:
    """Return whether the recipient, as they are now, has an address, a role, and may see what the mail is about.

    Whoever was told because they stood in for somebody is not mailed when that is over.
    """
    person = mail.recipient
    if (
        not person.email
        or not digests.stands_in_still(person, mail.particulars)
        or not Notification.objects.filter(pk=mail.pk).sendable_to(person).exists()
    ):
        return False
    return mail.kind != kinds.DIGEST.name or digests.rows_of(mail).exists()


def compose(mail: Notification) -> EmailMultiAlternatives:
    """Return the mail in the recipient's language and time zone, as plain text and as simple HTML."""
    person, event = mail.recipient, mail.event
    actor = event.actor if event else None
    with translation.override(person.language or settings.LANGUAGE_CODE), timezone.override(person.zone):
        template, context = ("digest", digest_of(mail)) if mail.kind == kinds.DIGEST.name else ("mail", words_of(mail))
        context |= {"site": settings.BASE_URL, "preferences": absolute(reverse("notifications:preferences"))}
        message = EmailMultiAlternatives(
            kinds.kind(mail.kind).mail_subject(mail),
            render_to_string(f"notifications/{template}.txt", context),
            settings.DEFAULT_FROM_EMAIL,
            [person.email],
            headers=headers_of(mail),
            reply_to=[actor.email] if actor and actor.is_active and actor.email and actor != person else [],
        )
        message.attach_alternative(render_to_string(f"notifications/{template}.html", context), "text/html")
    return message


def words_of(mail: Notification) -> dict[str, Any]:
    """Return what the mail of one notification is filled with."""
    event = mail.event
    return {
        "notification": mail,
        "text": event.text if event and event.is_added else "",
        "address": absolute(address_of(mail)),
        "links": [(label, absolute(url)) for label, url in mail.links],
    }


def digest_of(mail: Notification) -> dict[str, Any]:
    """Return what a daily mail is filled with: the lines that its recipient may still see and has not read."""
    rows = list(digests.rows_of(mail).for_list().order_by("created_at", "pk")[: digests.MOST_LINES + 1])
    lines = [(row, absolute(address_of(row))) for row in rows[: digests.MOST_LINES]]
    inbox = absolute(reverse("notifications:index"))
    return {"notification": mail, "lines": lines, "more": len(rows) > digests.MOST_LINES, "inbox": inbox}


def headers_of(mail: Notification) -> dict[str, str]:
    """Return the headers: an id that is the same however often it is sent, and a plea for no automatic answers."""
    return {
        "Message-ID": f"<{mail.public_id}.notification@{urlsplit(settings.BASE_URL).hostname}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }


def address_of(mail: Notification) -> str:
    """Return the address behind the mail's link: opening it marks the same notification in the app as read."""
    twins = Notification.objects.filter(recipient=mail.recipient_id, dedupe_key=mail.dedupe_key)
    twin = twins.filter(channel=Channel.IN_APP).first()
    return twin.get_absolute_url() if twin else mail.target


def in_short(error: Exception) -> str:
    """Return what went wrong without the words of the mail or of the server, which may quote addresses."""
    code = f" {error.smtp_code}" if isinstance(error, SMTPResponseException) else ""
    return f"{type(error).__qualname__}{code}"
