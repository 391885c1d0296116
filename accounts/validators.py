"""What a field of an account may hold."""

from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def zone_or_none(name: str) -> ZoneInfo | None:
    """Return the IANA time zone of this name, or None where this machine knows no such zone.

    A zone may vanish when the machine's zone data changes, so reading one never raises.
    """
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):
        return None


def validate_time_zone(name: str) -> None:
    """Raise ValidationError unless `name` is an IANA time zone such as Europe/Berlin."""
    if name not in available_timezones():
        raise ValidationError(_("Choose a time zone from the list."), code="time_zone")
