from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    """Who is told what: the bell, the inbox, and mails."""

    name = "notifications"
    verbose_name = _("Notifications")

    def ready(self) -> None:
        import jobs
        from core import slots
        from notifications import delivery, digests, purging, receivers, reminders, telling

        receivers.listen()
        slots.fill("mentions", self.name, receivers.whoever_is_mentioned_later_is_told)
        slots.fill("stand_ins", self.name, receivers.whoever_stands_in_is_told)
        jobs.every(telling.DELIVER, _("Delivering mails"), minutes=1)(delivery.deliver)
        jobs.every("notifications.remind", _("Reminding of tasks"), minutes=1)(reminders.remind)
        jobs.every("notifications.digest", _("Putting the daily mails together"), minutes=10)(digests.gather)
        jobs.every("notifications.purge", _("Deleting old notifications"), minutes=24 * 60)(purging.purge)
