"""Pipelines and stages, the administrator's lists: a new opportunity always has a stage to start in."""

import pytest
from django.core.exceptions import ValidationError

from opportunities.models import Opportunity, Pipeline, Stage
from tests import make

LIST = "/admin/opportunities/"


@pytest.fixture
def other(db):
    made = Pipeline.objects.create(name_en="Other", position=2)
    Stage.objects.create(pipeline=made, name_en="Start", probability=5, position=1)
    return made


def default():
    return Pipeline.objects.get(is_default=True)


def test_the_default_cannot_be_unticked_and_is_said_how(dora, as_, other):
    pipeline = default()
    form = {"name_de": pipeline.name_de, "name_en": pipeline.name_en, "position": "1"}
    answer = as_(dora).post(f"{LIST}pipeline/{pipeline.pk}/change/", form)
    assert "make another one the default" in answer.content.decode()
    assert default() == pipeline


def test_another_pipeline_becomes_the_default_instead(dora, as_, other):
    form = {"name_en": "Other", "position": "2", "is_default": "on"}
    assert as_(dora).post(f"{LIST}pipeline/{other.pk}/change/", form).status_code == 302
    assert default() == other
    assert as_(dora).get("/opportunities/new/").context["form"]["stage"].value() == other.stages.get().pk


def test_a_pipeline_without_an_open_stage_does_not_become_the_default(dora, as_, other):
    other.stages.update(kind="won", probability=100)
    form = {"name_en": "Other", "position": "2", "is_default": "on"}
    assert "give it an open stage" in as_(dora).post(f"{LIST}pipeline/{other.pk}/change/", form).content.decode()
    assert "give it an open stage" in as_(dora).post(f"{LIST}pipeline/add/", form).content.decode()
    assert default() != other


def test_the_last_open_stage_of_the_default_stays_what_it_is(dora, as_, other):
    other.is_default = True
    other.save()
    start = other.stages.get()
    for change in ({"kind": "won", "probability": 100}, {"pipeline": Pipeline.objects.exclude(pk=other.pk).get()}):
        changed = Stage.objects.get(pk=start.pk)
        for name, value in change.items():
            setattr(changed, name, value)
        with pytest.raises(ValidationError, match="another open stage first"):
            changed.save()
    assert as_(dora).post(f"{LIST}stage/{start.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Stage.objects.filter(pk=start.pk, kind="open").exists()


def test_the_kind_of_a_stage_in_use_cannot_change(opportunity, dora, as_):
    stage = opportunity.stage
    form = {"pipeline": stage.pipeline_id, "name_en": "Initial contact", "kind": "won", "probability": "100"}
    answer = as_(dora).post(f"{LIST}stage/{stage.pk}/change/", form | {"position": "1", "colour": "blue"})
    assert "Opportunities stand in this stage" in answer.content.decode()
    with pytest.raises(ValidationError, match="Opportunities stand in this stage"):
        Stage(**{field.attname: getattr(stage, field.attname) for field in Stage._meta.fields} | {"kind": "won"}).save()
    assert Stage.objects.get(pk=stage.pk).is_open


@pytest.mark.parametrize("gone", [Stage, Pipeline])
def test_without_a_stage_to_start_in_the_form_says_what_to_do(anna, as_, typed, gone):
    if gone is Pipeline:
        Pipeline.objects.update(is_default=False)  # past the rule, as a database of another version may stand
    stage = make.stage() if gone is Stage else Stage.objects.first()
    form = typed(anna, stage=stage)
    if gone is Stage:
        Stage.objects.all().delete()
    sentence = "There is no stage to start in. An administrator gives the default pipeline an open stage."
    page = as_(anna).get("/opportunities/new/")
    assert page.status_code == 200
    assert sentence in page.content.decode()
    answer = as_(anna).post("/opportunities/new/", form)
    assert answer.status_code == 422
    assert not Opportunity.objects.exists()
