"""Sentences of Django's own that this CRM says otherwise in German, or that Django does not say in German at all.

Nothing reads this list: naming a sentence here keeps it in our catalog, which comes before Django's (LOCALE_PATHS).
"""

from django.utils.translation import gettext_noop as _

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

# What is answered where a form of Django's own has no better sentence (core.forms).
OF_FORMS = (_("This field is required."),)
