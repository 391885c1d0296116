from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from tasks.seeds import seed_categories


class TasksConfig(AppConfig):
    """What is to be done, by whom, and by when."""

    name = "tasks"
    verbose_name = _("Tasks")

    def ready(self) -> None:
        import tasks.lists  # noqa: F401 - registers what administrators keep
        from core import slots
        from tasks import slots as shown

        post_migrate.connect(seed_categories, sender=self, dispatch_uid="tasks.seed_categories")
        slots.fill("tabs", self.name, shown.tab)
        slots.fill("referrers", self.name, shown.referrers)
        slots.fill("references", self.name, shown.references)
        slots.fill("events_that_stay", self.name, shown.events_that_stay)
        slots.fill("deletions", self.name, shown.deletions)
        slots.fill("losses", self.name, shown.losses)
        slots.fill("next_steps", self.name, shown.next_steps)
        slots.fill("contact_sections", self.name, shown.contact_section)
        slots.fill("glances", self.name, shown.glance)
        slots.fill("handovers", self.name, shown.handover)
        slots.fill("access_warnings", self.name, shown.access_warnings)
        slots.fill("held_work", self.name, shown.held_work)
        slots.fill("out_of_sight", self.name, shown.out_of_sight)
        slots.fill("search", self.name, shown.search)
