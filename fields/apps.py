from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FieldsConfig(AppConfig):
    """Custom fields, which administrators give to the rows of other apps."""

    name = "fields"
    verbose_name = _("Custom fields")

    def ready(self) -> None:
        import jobs
        from core import slots as core_slots
        from fields import references, slots, work
        from fields.models import CLEAR
        from fields.people import people

        jobs.register(CLEAR, _("Taking the values of a deleted field"))(work.clear)
        references.register(people())
        core_slots.fill("references", self.name, slots.references)
        core_slots.fill("deletions", self.name, slots.deletions)
