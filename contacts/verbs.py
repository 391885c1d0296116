"""The words of contacts for history."""

from django.utils.translation import gettext_lazy as _

from history.verbs import register

CREATED = register("contacts.created", _("created the contact"), icon="person-plus")
REVISED = register("contacts.revised", _("changed %(fields)s"), icon="pencil")
DELETED = register("contacts.deleted", _("deleted the contact"), icon="trash")
IMPORTED = register("contacts.imported", _("imported the contact from %(file)s, line %(line)s"), icon="upload")
