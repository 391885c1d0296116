"""What a field says about what was typed or sent, where Django has words of its own for it: what to do instead.

Django's "Select a valid choice. abc is not one of the available choices." repeats what was forged, however long, and
its German does not say Sie. Every form of the house says these instead (`core.forms.AsksPlainly`); a sentence that
stands on a field is kept. What Django says outside of forms (validators of models, formsets) is put right in German
only, by the catalog (crm/django_words.py).
"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

NOT_OFFERED = _("Choose one that is in the list; this one is not offered.")
NOT_ALL_OFFERED = _("Choose only what is in the list; some of what was sent is not offered.")
E_MAIL = _("Enter an e-mail address such as name@example.com.")
FILE = _("Choose a file.")
CAME_CHANGED = _("The form did not arrive as this page sent it out. Load the page anew and enter your changes again.")
DATE = _("Enter a date such as 2026-12-31.")
TIME = _("Enter a time such as 14:30.")
NUMBER = _("Enter a number such as 12.")

# In place of the messages that a class of fields brings along.
_IN_PLACE: dict[type[forms.Field], dict[str, Any]] = {
    forms.ChoiceField: {"invalid_choice": NOT_OFFERED},
    forms.ModelChoiceField: {"invalid_choice": NOT_OFFERED},
    forms.MultipleChoiceField: {"invalid_choice": NOT_ALL_OFFERED, "invalid_list": NOT_ALL_OFFERED},
    forms.ModelMultipleChoiceField: dict.fromkeys(
        ("invalid_choice", "invalid_list", "invalid_pk_value"), NOT_ALL_OFFERED
    ),
    forms.IntegerField: {"invalid": _("Enter a whole number such as 12.")},
    forms.FloatField: {"invalid": NUMBER},
    forms.DecimalField: {"invalid": NUMBER},
    forms.DateField: {"invalid": DATE},
    forms.TimeField: {"invalid": TIME},
    forms.DateTimeField: {"invalid": _("Enter a date and a time such as 2026-12-31 14:30.")},
    forms.SplitDateTimeField: {"invalid_date": DATE, "invalid_time": TIME},
    forms.FileField: {
        "invalid": FILE,
        "missing": FILE,
        "empty": _("This file is empty. Choose one that holds something."),
        "max_length": _("Give the file a shorter name: at most %(max)d characters; it has %(length)d."),
    },
    forms.ImageField: {
        "invalid_image": _("Choose a picture, such as a JPEG or PNG file. This file is none, or it is damaged."),
    },
}
_BY_MESSAGE = {
    id(cls.default_error_messages[code]): sentence for cls, said in _IN_PLACE.items() for code, sentence in said.items()
}
# What validators say; a field with a sentence for their code says that.
_OF_VALIDATORS: dict[type[forms.Field], dict[str, Any]] = {
    forms.CharField: {
        "max_length": _("Shorten this to at most %(limit_value)d characters; it has %(show_value)d."),
        "min_length": _("Enter at least %(limit_value)d characters; these are %(show_value)d."),
        "null_characters_not_allowed": _("Enter this anew: it holds an invisible character that cannot be kept."),
    },
    forms.EmailField: {"invalid": E_MAIL},
    forms.URLField: {"invalid": _("Enter an address such as https://example.com.")},
    forms.IntegerField: {
        "max_value": _("Enter %(limit_value)s at the most."),
        "min_value": _("Enter %(limit_value)s at the least."),
    },
    forms.DecimalField: {
        "max_digits": _("Enter at most %(max)s digits."),
        "max_decimal_places": _("Enter at most %(max)s decimals."),
        "max_whole_digits": _("Enter at most %(max)s digits before the decimals."),
    },
}


def put_plainly(field: forms.Field) -> None:
    """Give a field our sentences in place of Django's; its own ones are kept."""
    messages = field.error_messages
    for code, said in messages.items():
        messages[code] = _BY_MESSAGE.get(id(said), said)
    for cls, sentences in _OF_VALIDATORS.items():
        if isinstance(field, cls):
            for code, sentence in sentences.items():
                messages.setdefault(code, sentence)
