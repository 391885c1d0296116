"""Every registered verb reads as a sentence, in both languages, whatever particulars are missing."""

import pytest
from django.utils import translation

from history import verbs


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("name", sorted(verbs.known()))
def test_a_verb_reads_as_a_sentence(name, language):
    with translation.override(language):
        sentence = verbs.verb(name).tell({})
    assert len(sentence) > 3
    assert "%(" not in sentence
    assert sentence != name


@pytest.mark.parametrize("name", sorted(verbs.known()))
def test_a_verb_is_translated(name):
    with translation.override("en"):
        english = verbs.verb(name).tell({})
    with translation.override("de"):
        assert verbs.verb(name).tell({}) != english


def test_a_verb_is_named_for_its_app_and_its_deed():
    apps = {"opportunities", "contacts", "tasks", "documents", "imports", "exports", "fields", "history"}
    for name in verbs.known():
        app, _dot, deed = name.partition(".")
        assert app in apps, name
        assert deed.replace("_", "").isalpha(), name


def test_a_verb_that_no_app_knows_any_more_still_reads():
    assert verbs.verb("gone.done").tell({}) == "gone.done"
