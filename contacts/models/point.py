"""How a contact is reached: telephone numbers, e-mail addresses, web pages."""

from typing import Any
from urllib.parse import quote

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contacts.models.contact import Contact
from contacts.plans import EXTENSION, complaint


class ContactPoint(models.Model):
    """One way to reach a contact: a telephone number, an e-mail address, a web page."""

    class Kind(models.TextChoices):
        """What it is."""

        PHONE = "phone", _("Phone")
        EMAIL = "email", _("Email")
        WEB = "web", _("Web page")

    class Label(models.TextChoices):
        """Where it reaches the contact."""

        WORK = "work", pgettext_lazy("contact point", "Work")
        MOBILE = "mobile", pgettext_lazy("contact point", "Mobile")
        PRIVATE = "private", pgettext_lazy("contact point", "Private")
        OTHER = "other", pgettext_lazy("contact point", "Other")

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="points")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    label = models.CharField(_("label"), max_length=10, choices=Label, default=Label.WORK)
    value = models.CharField(_("value"), max_length=255)
    normal = models.CharField(max_length=255, editable=False, db_index=True)
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        ordering = ("position", "pk")
        verbose_name = _("contact detail")
        verbose_name_plural = _("contact details")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.normal:
            self.normal = normal_form(self.kind, self.value)

    def __str__(self) -> str:
        return self.value

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.normal = normal_form(self.kind, self.value)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Check that the value is one of its kind; raises ValidationError by field."""
        if sentence := complaint(self.kind, self.value):
            raise ValidationError({"value": sentence})

    def plain(self) -> tuple[str, str, str]:
        """Return what tells it apart from another: kind, label, value."""
        return self.kind, self.label, self.value

    @property
    def href(self) -> str:
        """The address behind it: tel:, mailto: or a web address; never anything else."""
        if self.kind == self.Kind.PHONE:
            return f"tel:{self.normal}"
        if self.kind == self.Kind.EMAIL:
            return f"mailto:{quote(self.value, safe='@')}"  # a “?” in an address begins no subject
        return self.value if self.value.casefold().startswith(("https://", "http://")) else f"https://{self.value}"


def normal_form(kind: str, value: str) -> str:
    """Return the form in which a value is compared, searched and dialled.

    Of a number its digits, from abroad with a plus, without "(0)" and extension; of an address the lower case.
    """
    if kind != ContactPoint.Kind.PHONE:
        return value.strip().casefold()
    number = EXTENSION.sub("", value.strip())
    international = number.startswith(("+", "00"))
    if international:
        number = number.removeprefix("00").replace("(0)", "")
    digits = "".join(char for char in number if char.isascii() and char.isdigit())
    return f"+{digits}" if international else digits
