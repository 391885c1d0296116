"""There is always a default pipeline with stages: new opportunities start there."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from opportunities.models import Opportunity, Pipeline, Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def default():
    return Pipeline.objects.get(is_default=True)


@pytest.fixture
def other():
    made = Pipeline.objects.create(name_en="Renewals", position=2)
    Stage.objects.create(pipeline=made, name_en="Asked", probability=10)
    return made


def test_the_default_cannot_be_taken_from_a_pipeline_without_giving_it_to_another(default):
    default.is_default = False
    with pytest.raises(ValidationError) as refused:
        default.full_clean()
    assert "is_default" in refused.value.error_dict


def test_another_default_takes_over(default, other):
    other.is_default = True
    other.full_clean()
    other.save()
    assert list(Pipeline.objects.filter(is_default=True)) == [other]


def test_a_pipeline_without_stages_is_not_made_the_default(default):
    empty = Pipeline(name_en="Empty", is_default=True)
    with pytest.raises(ValidationError):
        empty.full_clean()
    empty.is_default = False
    empty.full_clean()
    empty.save()
    empty.is_default = True
    with pytest.raises(ValidationError):
        empty.full_clean()


def test_the_last_stage_of_the_default_pipeline_does_not_go_to_another(default, other):
    first, *rest = Stage.objects.of_default_pipeline()
    Stage.objects.filter(pk__in=[stage.pk for stage in rest]).delete()
    first.pipeline = other
    with pytest.raises(ValidationError):
        first.full_clean()


def test_a_stage_that_is_not_the_last_may_go_to_another(default, other):
    stage = Stage.objects.of_default_pipeline().first()
    stage.pipeline = other
    stage.full_clean()


def test_the_administration_offers_no_way_to_delete_the_default_or_its_last_stage(default, other, dora, as_):
    client = as_(dora)
    assert client.get(reverse("admin:opportunities_pipeline_delete", args=[default.pk])).status_code == 403
    every = list(Stage.objects.of_default_pipeline())
    chosen = {"action": "delete_selected", "_selected_action": [stage.pk for stage in every], "post": "yes"}
    assert client.post(reverse("admin:opportunities_stage_changelist"), chosen).status_code == 403
    Stage.objects.filter(pk__in=[stage.pk for stage in every[1:]]).delete()
    assert client.get(reverse("admin:opportunities_stage_delete", args=[every[0].pk])).status_code == 403
    assert Stage.objects.of_default_pipeline().exists()


def test_a_new_opportunity_can_be_made_after_another_pipeline_took_over(default, other, anna, as_):
    other.is_default = True
    other.save()
    assert as_(anna).get(reverse("opportunities:create")).status_code == 200


def test_a_new_opportunity_starts_in_any_pipeline_and_in_the_default_one_unless_another_is_chosen(
    default, other, anna, as_, typed
):
    Pipeline.objects.filter(pk=other.pk).update(position=0)  # stands before the default one
    browser, create = as_(anna), reverse("opportunities:create")
    opened = browser.get(create)
    form = opened.context["form"]
    assert form["stage"].value() == Stage.objects.of_default_pipeline().first().pk
    assert [name for name, _stages in form.fields["stage"].choices] == ["Renewals", default.name]
    assert '<optgroup label="Renewals">' in opened.content.decode()
    asked = other.stages.get()
    assert browser.post(create, typed(anna, stage=asked, title="Verlängerung")).status_code == 302
    made = Opportunity.objects.get()
    assert (made.stage, made.probability) == (asked, 10)
    edit = browser.get(reverse("opportunities:edit", args=[made.public_id])).context["form"]
    assert edit.fields["stage"].choices == [(asked.pk, "Asked")], "It stays in its pipeline."
