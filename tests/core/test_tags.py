"""Tags: names that differ in case or marks are one tag, whoever writes them."""

import pytest
from django.urls import reverse

from core.models import Tag

pytestmark = pytest.mark.django_db


def test_the_administration_refuses_a_tag_that_is_there_under_another_spelling(dora, as_):
    Tag.objects.create(name="Messe")
    answer = as_(dora).post(reverse("admin:core_tag_add"), {"name": "MESSE"})
    assert answer.status_code == 200
    assert "There is the tag “Messe” already." in answer.content.decode()
    assert Tag.objects.count() == 1


def test_a_tag_can_be_respelled(dora, as_):
    tag = Tag.objects.create(name="messe")
    as_(dora).post(reverse("admin:core_tag_change", args=[tag.pk]), {"name": "Messe"})
    assert Tag.objects.get().name == "Messe"


def test_a_name_that_grows_when_folded_is_one_tag_by_each_road(db):
    long = "\ufdfa" * 50  # one letter that is 18 when compatibility forms are unified
    (made,) = Tag.objects.named([long])
    assert len(made.folded) == 100
    made.save()
    assert Tag.objects.named([long]) == [made]
