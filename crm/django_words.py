"""Sentences of Django's own that this CRM says otherwise in German, or that Django does not say in German at all.

Nothing reads this list: naming a sentence here keeps it in our catalog, which comes before Django's (LOCALE_PATHS).
"""

from django.utils.translation import gettext_noop as _
from django.utils.translation import ngettext_lazy

# Headings and questions of the administration pages, whose German does not decline what is put in.
OF_THE_ADMINISTRATION = (
    _("Select %s"),
    _("Select %s to change"),
    _("Select %s to view"),
    _("View %s"),
    _("Change selected %(model)s"),
    _("Delete selected %(model)s"),
    _("View selected %(model)s"),
    _("Cannot delete %(name)s"),
    _(
        'Are you sure you want to delete the %(object_name)s "%(escaped_object)s"? '
        "All of the following related items will be deleted:"
    ),
    _(
        "Deleting the %(object_name)s '%(escaped_object)s' would require deleting the following protected related "
        "objects:"
    ),
    _(
        "Deleting the %(object_name)s '%(escaped_object)s' would result in deleting related objects, but your account "
        "doesn't have permission to delete the following types of objects:"
    ),
    _(
        "Are you sure you want to delete the selected %(objects_name)s? All of the following objects and their related "
        "items will be deleted:"
    ),
    _("Deleting the selected %(objects_name)s would require deleting the following protected related objects:"),
    _(
        "Deleting the selected %(objects_name)s would result in deleting related objects, but your account doesn't "
        "have permission to delete the following types of objects:"
    ),
    _(
        "Please enter your old password, for security’s sake, and then enter your new password twice so we can verify "
        "you typed it in correctly."
    ),
    _("Start typing to filter…"),
    _("Save and add another"),
    _("Save and continue editing"),
    _("Save and view"),
)

# Of accounts and their passwords.
OF_ACCOUNTS = (
    _("superuser status"),
    _("staff status"),
    _("Reset password"),
    _("Set password: %s"),
    _("Enter the same password as before, for verification."),
    _("Raw passwords are not stored, so there is no way to see the user’s password."),
    _("In case you’ve forgotten, you are:"),
    _("You must type the same password each time."),
    _("The two password fields didn’t match."),
)

# What is answered where a form of Django's own has no better sentence (core.forms, core.sentences): by validators of
# models, fields put together of several, the pages of the administration.
OF_FORMS = (
    _("This field is required."),
    _("This field cannot be null."),
    _("This field cannot be blank."),
    _("Select a valid choice. %(value)s is not one of the available choices."),
    _("Select a valid choice. That choice is not one of the available choices."),
    _("Value %(value)r is not a valid choice."),
    _("“%(pk)s” is not a valid value."),
    _("Enter a list of values."),
    _("Enter a complete value."),
    _("Enter a valid value."),
    _("Enter a valid email address."),
    _("Enter a valid URL."),
    _("Enter a whole number."),
    _("Enter a number."),
    _("Enter a valid date."),
    _("Enter a valid time."),
    _("Enter a valid date/time."),
    _("Ensure this value is less than or equal to %(limit_value)s."),
    _("Ensure this value is greater than or equal to %(limit_value)s."),
    ngettext_lazy(
        "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
        "limit_value",
    ),
    _("No file was submitted. Check the encoding type on the form."),
    _("No file was submitted."),
    _("The submitted file is empty."),
    _("Upload a valid image. The file you uploaded was either not an image or a corrupted image."),
    _("%(model_name)s with this %(field_label)s already exists."),
    _("%(model_name)s with this %(field_labels)s already exists."),
    ngettext_lazy("Please correct the error below.", "Please correct the errors below."),
    _("Please correct the duplicate data for %(field)s."),
    _("Please correct the duplicate values below."),
    _(
        "ManagementForm data is missing or has been tampered with. Missing fields: %(field_names)s. You may need to "
        "file a bug report if the issue persists."
    ),
    _("(Hidden field %(name)s) %(error)s"),
    ngettext_lazy("Please submit at most %(num)d form.", "Please submit at most %(num)d forms.", "num"),
)

# What django-allauth says to whom it calls du.
OF_SIGNING_IN = (
    _("Too many failed login attempts. Try again later."),
    _("Please type your current password."),
    _("Be patient, you are sending too many requests."),
    _("You must type the same email each time."),
    _("Username can not be used. Please use other username."),
    _("The new value must be different from the current one."),
    _("Your password has been changed."),
    _("You have signed out."),
    _("You have confirmed %(email)s."),
)
