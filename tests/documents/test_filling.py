"""Filling in: placeholders in both languages, and nothing that a template could do beyond naming them."""

import time
from io import BytesIO

import docx
import pytest
from django.utils.translation import override

from documents.filling import GROUPS, Refused, example, fill, spoken
from tests import make


def filled(*paragraphs, context=None, header=""):
    content = fill(
        make.docx_file(*paragraphs, header=header), context or example(), title="Titel", author="anna", language="de"
    ).content
    return docx.Document(BytesIO(content))


def texts(*paragraphs, context=None):
    return [paragraph.text for paragraph in filled(*paragraphs, context=context).paragraphs]


def refusal(*paragraphs, context=None):
    with pytest.raises(Refused) as refused:
        filled(*paragraphs, context=context)
    return refused.value.messages[0]


def test_every_placeholder_has_two_names_that_mean_the_same():
    context = spoken({"contact": {"name": "Musterbau"}, "budget": {"total": "1.200,00 €"}, "today": "heute"})
    lines = (
        "{{ contact.name }} {{ kontakt.name }}",
        "{{ budget.total }} {{ budget.summe }}",
        "{{ today }} {{ heute }}",
    )
    assert texts(*lines, context=context) == ["Musterbau Musterbau", "1.200,00 € 1.200,00 €", "heute heute"]


def test_all_that_the_table_shows_can_be_written():
    names, lines = [], []
    for group in GROUPS:
        for name in (line[language] for line in group.lines for language in ("german", "english")):
            written = f"{name}x{{% endfor %}}" if name.startswith("{%") else name
            if group.several:
                written = f"{{% for person in {group.german} %}}{written}{{% endfor %}}"
            names.append(name)
            lines.append(written)
    shown = texts(*lines)
    assert len(shown) == len(names) > 20
    assert not [name for name, text in zip(names, shown, strict=True) if "{" in text]


def test_headers_are_filled_in_and_the_file_tells_its_title():
    document = filled("x", header="{{ responsible.name }}")
    assert document.sections[0].header.paragraphs[0].text == "name"
    assert (document.core_properties.title, document.core_properties.author) == ("Titel", "anna")


def test_what_there_is_no_fact_for_is_empty():
    assert texts("[{{ contact.phone }}]", "{% if contact %}a{% else %}b{% endif %}", context=spoken({})) == ["[]", "b"]


def test_paragraphs_stand_under_a_condition():
    assert texts("{%p if budget %}", "mit", "{%p else %}", "ohne", "{%p endif %}", context=spoken({})) == ["ohne"]


def test_a_list_is_gone_through():
    people = spoken({"participants": [{"name": "Erika"}, {"name": "Max"}]})
    assert texts("{%p for person in teilnehmer %}", "{{ person.name }}", "{%p endfor %}", context=people) == [
        "Erika",
        "Max",
    ]


def test_lines_of_a_text_are_lines_of_the_document():
    assert texts("{{ contact.address }}", context=spoken({"contact": {"address": "A\nB"}})) == ["A\nB"]


@pytest.mark.parametrize("value", ["<w:t>&</w:t>", "{{ 7 * 7 }}", "{% for x in y %}", "a\0b\x0b", "\ud7ff\ufffe"])
def test_a_value_is_a_text_and_never_part_of_the_template(value):
    context = spoken({"contact": {"name": value}})
    kept = value.replace("\0", "").replace("\x0b", "").replace("\ufffe", "")
    assert texts("{{ contact.name }}.", context=context) == [f"{kept}."]


@pytest.mark.parametrize(
    "hostile",
    [
        "{{ contact.name.__class__ }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ contact.items() }}",
        "{{ contact['name'] }}",
        "{{ contact.__init__.__globals__ }}",
        "{{ self._TemplateReference__context }}",
        "{{ cycler.__init__ }}",
        "{{ lipsum(n=1000) }}",
        "{% for x in range(10**9) %}a{% endfor %}",
        "{% for a in participants %}{% for b in participants %}x{% endfor %}{% endfor %}",
        "{% for a in participants recursive %}{{ loop(participants) }}{% endfor %}",
        "{{ 'a' * 10**9 }}",
        "{{ 9**9**9 }}",
        "{{ 'a' ~ 'b' }}",
        "{{ contact.name|attr('__class__') }}",
        "{{ contact.name|replace('n', 'nn') }}",
        "{{ contact.name|center(1000000000) }}",
        "{{ '%1000000000d'|format(1) }}",
        "{{ contact.name|safe }}",
        "{% set x = 1 %}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% include '/etc/passwd' %}",
        "{% import 'os' as os %}",
        "{% extends 'x' %}",
        "{% autoescape false %}{{ contact.name }}{% endautoescape %}",
        "{% filter upper %}a{% endfilter %}",
        "{{ " + "(" * 200 + "contact.name" + ")" * 200 + " }}",
        "{% if contact %}" * 60 + "{% endif %}" * 60,
        "{{ contact.name is defined }}",
        "{{ [1, 2] }}",
        "{{ settings.SECRET_KEY }}",
        "{{ loop.index }}",
        "{{ " + "a" * 600 + " }}",
    ],
)
def test_a_hostile_template_is_refused_at_once(hostile):
    began = time.monotonic()
    assert len(refusal(hostile)) > 30
    assert time.monotonic() - began < 3


def test_what_repeats_a_long_text_ends_at_a_limit():
    began = time.monotonic()
    context = spoken({"opportunity": {"description": "Zeile\n" * 10_000}})
    assert "too large" in refusal(*["{{ opportunity.description }}"] * 900, context=context)
    assert time.monotonic() - began < 5


def test_it_is_said_which_placeholder_is_not_known_and_where():
    assert refusal("Angebot", "An {{ contact.nmae }} in Köln") == (
        "In “An {{ contact.nmae }} in Köln” there is the placeholder “contact.nmae”, which is not known. "
        "Did you mean “contact.name”?"
    )


def test_it_is_said_in_german():
    with override("de"):
        assert "den es nicht gibt. Meinten Sie „contact.name“?" in refusal("{{ contact.nmae }}")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Preis {{ budget.total", "“Preis {{ budget.total” a placeholder is not closed"),
        ("Preis {{ budget total }}", "“Preis {{ budget total }}” something cannot be read"),
        ("{% if contact %}x", "something cannot be read"),
        ("An {{ contact }}", "“contact” stands for several texts"),
        ("{{ participants }}", "“participants” stands for several texts"),
    ],
)
def test_it_is_said_what_cannot_be_read(written, said):
    assert said in refusal("Anfang", written)


def test_braces_that_would_join_paragraphs_are_refused():
    assert "not closed" in refusal("eins {", "{ contact.name }}")


def test_a_condition_over_half_a_table_is_refused():
    file = BytesIO()
    document = docx.Document()
    cells = document.add_table(rows=1, cols=2).rows[0].cells
    cells[0].text, cells[1].text = "{%p if contact %}", "{%tr endif %}"
    document.save(file)
    with pytest.raises(Refused):
        fill(file, spoken({}), title="", author="", language="en")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no zip", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600])
def test_what_is_no_document_is_refused(content):
    with pytest.raises(Refused, match="cannot be filled in"):
        fill(BytesIO(content), example(), title="", author="", language="en")
