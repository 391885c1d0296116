"""The demo's data reads like a year of selling, not like the minute in which it was made."""

from datetime import timedelta
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.core.management import call_command
from django.utils import timezone

from contacts.models import Contact
from crm.demo.templates import TEMPLATES, letter
from opportunities.models import Opportunity
from tasks.models import Task

pytestmark = [pytest.mark.django_db, pytest.mark.long]


def test_nothing_but_the_templates_is_new():
    call_command("make_demo", "--opportunities", "5", "--contacts", "6", stdout=StringIO())
    hour_ago = timezone.now() - timedelta(hours=1)
    first = Opportunity.objects.order_by("created_at").values_list("created_at", flat=True)[0]
    assert not Contact.objects.filter(created_at__gte=first).exists()
    assert not Contact.objects.filter(last_activity_at__gte=hour_ago).exists()
    assert not Opportunity.objects.filter(last_activity_at__gte=hour_ago).exists()
    assert Task.objects.exists()
    assert not Task.objects.filter(created_at__gte=hour_ago).exists()


def test_a_template_brings_no_picture_of_an_empty_page():
    assert not [name for name in ZipFile(BytesIO(letter(TEMPLATES[0]))).namelist() if "thumbnail" in name]
