"""Stages, as administrators keep them: what opportunities stand in keeps its kind and its pipeline."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from opportunities.models import Opportunity, Pipeline, Stage
from tests import make

pytestmark = pytest.mark.django_db


def typed(stage, **fields):
    kept = ("pipeline_id", "kind", "probability", "position", "colour", "name_de", "name_en")
    return {name.removesuffix("_id"): getattr(stage, name) for name in kept} | fields


def address(stage):
    return reverse("admin:opportunities_stage_change", args=[stage.pk])


def test_the_kind_of_a_stage_in_use_does_not_change(opportunity, dora, as_):
    stage = make.stage()
    answer = as_(dora).post(address(stage), typed(stage, kind="won", probability=100))
    assert answer.status_code == 200
    assert "Opportunities stand in this stage" in answer.content.decode()
    assert Stage.objects.get(pk=stage.pk).kind == "open"
    assert not Opportunity.objects.get().closed_on


def test_a_stage_in_use_stays_in_its_pipeline(opportunity, dora, as_):
    stage, other = make.stage(), Pipeline.objects.create(name_en="Other", position=9)
    as_(dora).post(address(stage), typed(stage, pipeline=other.pk))
    assert Stage.objects.get(pk=stage.pk).pipeline.is_default
    stage.pipeline = other
    with pytest.raises(ValidationError):
        stage.save()


def test_its_name_and_probability_change_and_the_opportunities_follow(opportunity, dora, as_):
    stage = make.stage()
    answer = as_(dora).post(address(stage), typed(stage, name_de="Neu", name_en="New", probability=7))
    assert answer.status_code == 302
    assert (Opportunity.objects.get().probability, Opportunity.objects.get().version) == (7, 1)


def test_a_stage_that_nothing_stands_in_may_change_its_kind(db, dora, as_):
    stage = make.stage("Negotiation")
    assert as_(dora).post(address(stage), typed(stage, kind="won", probability=100)).status_code == 302
    assert Stage.objects.get(pk=stage.pk).kind == "won"


def test_a_stage_in_use_is_not_deleted(opportunity, dora, as_):
    stage = make.stage()
    as_(dora).post(reverse("admin:opportunities_stage_delete", args=[stage.pk]), {"post": "yes"})
    assert Stage.objects.filter(pk=stage.pk).exists()
    assert Opportunity.objects.exists()


def test_who_does_not_administer_changes_no_stage(db, otto, as_):
    otto.is_staff = True
    otto.save()
    stage = make.stage()
    assert as_(otto).get(address(stage)).status_code == 200
    assert as_(otto).post(address(stage), typed(stage, name_en="Ottos")).status_code == 403
    assert Stage.objects.get(pk=stage.pk).name_en == stage.name_en
