"""What a password must be like: Django's four rules, each said as what to do."""

from django.contrib.auth import password_validation as djangos
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class NotLikeThePerson(djangos.UserAttributeSimilarityValidator):
    """Refuses what resembles the person's own name or address."""

    def get_error_message(self) -> str:
        return _("Choose a password that resembles neither your name nor your e-mail address.")

    def get_help_text(self) -> str:
        return _("It must resemble neither your name nor your e-mail address.")


class LongEnough(djangos.MinimumLengthValidator):
    """Refuses what is short."""

    def get_error_message(self) -> str:
        sentence = ngettext(
            "Choose a password of at least %(n)s character.",
            "Choose a password of at least %(n)s characters.",
            self.min_length,
        )
        return sentence % {"n": self.min_length}

    def get_help_text(self) -> str:
        sentence = ngettext("Take at least %(n)s character.", "Take at least %(n)s characters.", self.min_length)
        return sentence % {"n": self.min_length}


class NotCommon(djangos.CommonPasswordValidator):
    """Refuses what stands in the list of passwords that are guessed first."""

    def get_error_message(self) -> str:
        return _("This password is one of those that are guessed first. Choose a less common one.")

    def get_help_text(self) -> str:
        return _("It must not be one that many people use.")


class NotOnlyDigits(djangos.NumericPasswordValidator):
    """Refuses a number."""

    def get_error_message(self) -> str:
        return _("This password is made of digits only. Add letters or other signs.")

    def get_help_text(self) -> str:
        return _("It must not be made of digits only.")
