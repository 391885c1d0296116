from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    """Who is told what: the bell, the inbox, and mails."""

    name = "notifications"
    verbose_name = _("Notifications")

    def ready(self) -> None:
        import jobs
        from notifications import delivery, purging, receivers, reminders, telling

        receivers.listen()
        jobs.every(telling.DELIVER, minutes=1)(delivery.deliver)
        jobs.every("notifications.remind", minutes=1)(reminders.remind)
        jobs.every("notifications.purge", minutes=24 * 60)(purging.purge)
