"""The administration pages show words where the database keeps types, keys and JSON."""

import pytest

from core.templatetags.crm import breakable
from exports.models import ExportRun
from jobs.models import Job

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture
def page(dora, as_):
    """What the administrator reads at an address, in German."""
    return lambda address: as_(dora).get(address, HTTP_ACCEPT_LANGUAGE="de").content.decode()


def test_a_job_shows_what_it_was_given_a_line_for_each_value(anna, page):
    job = Job.objects.create(kind="imports.run", by=anna, payload={"run": 7, "name": "Müller <b>"})
    shown = page(f"/admin/jobs/job/{job.pk}/change/")
    assert "<pre>{\n  &quot;name&quot;: &quot;Müller &lt;b&gt;&quot;,\n  &quot;run&quot;: 7\n}</pre>" in shown
    assert "default" not in page("/admin/jobs/job/").partition("changelist-filter")[2]


def test_an_export_is_told_in_words(anna, page):
    run = ExportRun.objects.create(
        owner=anna, source="opportunities", form="csv-excel-de", columns=["title", "stage"], language="de", size=2048
    )
    shown = page(f"/admin/exports/exportrun/{run.pk}/change/")
    for words in ("Verkaufschancen", "CSV für deutsches Excel", "Titel, Phase", "Deutsch", "2,0\xa0KB"):
        assert words in shown
    listed = page("/admin/exports/exportrun/")
    assert "csv-excel-de</a>" not in listed
    assert "CSV für deutsches Excel" in listed


def test_an_address_breaks_behind_its_at():
    assert breakable("a<b@example.com") == "a&lt;b@<wbr>example.com"
