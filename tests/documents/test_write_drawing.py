"""Editing a drawing: whatever could run or lead outside is taken out both ways, and what draws stays."""

import json
from io import BytesIO

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from documents.blanks import drawing
from documents.editors import CannotEdit, Refused
from documents.editors.drawing import apply, lines, read
from documents.editors.drawing.cleaning import LARGEST, harmless_style
from documents.models import Document
from tests import make

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="40" height="30">'


def svg(inside, head=HEAD):
    return f"{head}{inside}</svg>"


def cleaned(inside, head=HEAD):
    model = read(BytesIO(svg(inside, head).encode()))
    return model["svg"], model["removed"]


def written(text, source=None):
    target = BytesIO()
    apply(BytesIO(source or drawing("Plan", "Anna", "de-DE")), {"svg": text}, target)
    return target.getvalue()


HOSTILE = [
    ("<script>alert(1)</script>", "1 script"),
    ('<script xlink:href="https://evil.example/x.js"/>', "1 script"),
    ("<SCRIPT>alert(1)</SCRIPT>", "1 script"),
    ('<x:script xmlns:x="http://www.w3.org/1999/xhtml">alert(1)</x:script>', "1 script"),
    ('<rect onclick="alert(1)"/>', "1 instruction that runs on an event"),
    ('<rect ONCLICK="alert(1)"/>', "1 instruction that runs on an event"),
    (
        "<foreignObject><b xmlns='http://www.w3.org/1999/xhtml' onclick='alert(1)'/></foreignObject>",
        "1 embedded web page",
    ),
    ("<iframe xmlns='http://www.w3.org/1999/xhtml' src='https://evil.example'/>", "1 embedded web page"),
    ('<a xlink:href="javascript:alert(1)"><text>x</text></a>', "1 reference to the outside"),
    ('<a href="java&#10;script:alert(1)"><text>x</text></a>', "1 reference to the outside"),
    ('<a href="https://evil.example/"><text>x</text></a>', "1 reference to the outside"),
    ('<use href="https://evil.example/x.svg#y"/>', "1 reference to the outside"),
    ('<use href="data:image/svg+xml;base64,PHN2Zy8+#x"/>', "1 reference to the outside"),
    ('<image href="https://evil.example/p.png"/>', "1 reference to the outside"),
    ('<image href="data:image/svg+xml;base64,PHN2Zy8+"/>', "1 reference to the outside"),
    ('<image href="data:text/html,alert(1)"/>', "1 reference to the outside"),
    ('<feImage href="file:///etc/passwd"/>', "1 reference to the outside"),
    ('<rect fill="url(https://evil.example/x.svg#y)"/>', "1 reference to the outside"),
    ("<rect filter=\" url( '//evil.example/x' )\"/>", "1 reference to the outside"),
    ('<set attributeName="href" to="javascript:alert(1)"/>', "1 animation"),
    ('<animate attributeName="xlink:href" values="javascript:alert(1)"/>', "1 animation"),
    ("<style>@import url(https://evil.example/x.css);</style>", "1 style that leads outside"),
    ("<style>rect { fill: u\\72l(https://evil.example) }</style>", "1 style that leads outside"),
    (
        '<style>rect { content: "/*" ; fill: url(https://evil.example) ; content: "*/" }</style>',
        "1 style that leads outside",
    ),
    ('<rect style="background: url(https://evil.example/p.png)"/>', "1 style that leads outside"),
    ('<rect style="width: expression(alert(1))"/>', "1 style that leads outside"),
    ("<handler>alert(1)</handler>", "1 embedded web page"),
    ("<unheard_of>alert(1)</unheard_of>", "1 piece that no drawing needs"),
    ('<rect xmlns:ev="http://www.w3.org/2001/xml-events" ev:event="script"/>', "1 piece that no drawing needs"),
]


@pytest.mark.parametrize(("inside", "words"), HOSTILE)
def test_what_could_run_or_lead_outside_goes_and_is_named(inside, words):
    text, removed = cleaned(inside)
    assert removed == [words]
    for evil in ("alert", "evil.example", "javascript", "passwd", "PHN2"):
        assert evil not in text
    assert cleaned(inside)[0] == read(BytesIO(text.encode()))["svg"]  # once is enough


@pytest.mark.parametrize(("inside", "_words"), HOSTILE)
def test_saving_takes_it_out_again(inside, _words):
    data = written(svg(inside))
    for evil in (b"alert", b"evil.example", b"javascript", b"passwd", b"PHN2"):
        assert evil not in data


DRAWN = [
    '<g transform="rotate(5)"><rect x="1" y="2" width="3" height="4" fill="#fff" stroke-dasharray="1,2"/></g>',
    '<defs><linearGradient id="a"><stop offset="0"/></linearGradient></defs><path d="M0 0" fill="url(#a)"/>',
    '<text x="1" y="2" font-size="12">Grundriß <tspan font-weight="bold">EG</tspan> &amp; OG</text>',
    '<image width="1" height="1" xlink:href="data:image/png;base64,iVBORw0KGgo="/>',
    '<style>rect { fill: red; filter: url(#shadow) }</style><use href="#a"/>',
    "<style>/* Ebene 1 */ .a { fill: none }</style>",
    "<rect style=\"fill: url('#a'); stroke: none\"/>",
]


@pytest.mark.parametrize("inside", DRAWN)
def test_what_draws_stays(inside):
    text, removed = cleaned(inside)
    assert removed == []
    plain = etree.canonicalize(svg(inside))
    assert etree.canonicalize(text).replace(" ", "").count("<") == plain.count("<")
    assert [element.attrib for element in etree.fromstring(text).iter()] == [
        element.attrib for element in etree.fromstring(svg(inside)).iter()
    ]
    assert "".join(etree.fromstring(text).itertext()) == "".join(etree.fromstring(svg(inside)).itertext())


def test_the_notes_of_drawing_programs_go_without_a_word():
    own = 'xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"'
    text, removed = cleaned(f'<g {own} inkscape:label="Ebene 1"><inkscape:grid/><rect/></g><metadata/>')
    assert (removed, "inkscape" in text, "<rect" in text) == ([], False, True)


def test_text_behind_what_goes_stays():
    text, _removed = cleaned("<text>vor<script>x</script>nach</text>")
    assert "vornach" in text


@given(st.text(alphabet="url(#'\"/*\\@a ;:)import", max_size=30))
def test_no_style_slips_through_with_a_url(text):
    if harmless_style(text):
        assert "\\" not in text
        assert "@" not in text
        assert (
            text.lower()
            .replace("url(", "", text.count("url(#") + text.count("url('#") + text.count('url("#'))
            .count("url(")
            == 0
        )


@pytest.mark.parametrize("head", ["", "<?xml version='1.0' encoding='UTF-8'?>\n"])
def test_a_document_type_that_names_the_standard_is_read(head):
    kind = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    text, removed = cleaned("<rect/>", head + kind + HEAD)
    assert "<rect" in text
    assert removed == []


def test_drawings_in_other_encodings_are_read():
    latin = '<?xml version="1.0" encoding="ISO-8859-1"?>' + svg("<text>Größe</text>")
    assert "Größe" in read(BytesIO(latin.encode("latin-1")))["svg"]
    wide = '<?xml version="1.0" encoding="UTF-16"?>' + svg("<text>Größe</text>")
    assert "Größe" in read(BytesIO(wide.encode("utf-16")))["svg"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg",
        b"<svg xmlns='http://www.w3.org/1999/xhtml'/>",
        b"<html xmlns='http://www.w3.org/1999/xhtml'><svg xmlns='http://www.w3.org/2000/svg'/></html>",
        b"<!DOCTYPE svg [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]>" + svg("<text>&b;</text>").encode(),
        b"<!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>" + svg("<text>&x;</text>").encode(),
        b"<?xml version='1.0' encoding='utf-7'?>" + svg("").encode(),
        svg("<g>" * 3000 + "</g>" * 3000).encode(),
        b"\xff\xfe\x00",
    ],
)
def test_what_is_no_drawing_is_refused_with_a_sentence(data):
    with pytest.raises(CannotEdit, match="no drawing"):
        read(BytesIO(data))
    with pytest.raises(Refused):
        written(data.decode("utf-8", "replace"))


def test_drawings_over_the_limits_are_refused():
    with pytest.raises(CannotEdit, match="4 MB"):
        read(BytesIO(svg("<text>" + "x" * LARGEST + "</text>").encode()))
    with pytest.raises(CannotEdit, match="too much"):
        read(BytesIO(svg("<g/>" * 60_000).encode()))


def test_a_new_drawing_is_opened_and_keeps_its_language():
    model = read(BytesIO(drawing("Plan", "Anna", "de-DE")))
    assert model["removed"] == []
    assert etree.fromstring(written(svg("<rect/>"))).get("{http://www.w3.org/XML/1998/namespace}lang") == "de-DE"


@pytest.mark.parametrize("edits", [{"svg": 5}, {"svg": None, "x": 1}])
def test_without_a_drawing_nothing_is_written_anew(edits):
    source, target = drawing("Plan", "Anna", "de-DE"), BytesIO()
    if edits["svg"] is None:
        apply(BytesIO(source), edits, target)
        assert target.getvalue() == source
    else:
        with pytest.raises(Refused):
            apply(BytesIO(source), edits, target)


def test_its_lines_tell_what_is_drawn():
    assert lines(BytesIO(svg('<text>Halle 2</text><rect width="3"/>').encode())) == ["Halle 2", "rect width=3"]


# The pages


@pytest.fixture
def document(restricted, anna, disk):
    file = make.upload("Plan.svg", svg("<script>alert(1)</script><rect/>").encode())
    return make.document(opportunity=restricted, by=anna, file=file)


@pytest.mark.django_db
def test_the_frame_has_an_origin_and_a_policy_of_its_own(anna, as_):
    answer = as_(anna).get(reverse("documents:drawing_board"))
    policy = dict(part.strip().partition(" ")[::2] for part in answer["Content-Security-Policy"].split(";"))
    assert policy["sandbox"] == "allow-scripts"
    assert policy["script-src"] == "'self'"
    assert policy["default-src"] == policy["connect-src"] == policy["form-action"] == "'none'"
    assert policy["frame-ancestors"] == "'self'"
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.django_db
def test_the_page_around_it_keeps_the_policy_of_all_pages(document, anna, as_):
    answer = as_(anna).get(reverse("documents:write", args=[document.public_id]))
    assert "unsafe-inline" not in answer["Content-Security-Policy"]
    assert 'sandbox="allow-scripts"' in answer.content.decode()


@pytest.mark.django_db
def test_the_drawing_comes_cleaned_and_is_saved_cleaned(document, anna, as_):
    address = reverse("documents:content", args=[document.public_id])
    model = as_(anna).get(address).json()["model"]
    assert model["removed"] == ["1 script"]
    edits = {"svg": svg('<circle r="3" onload="alert(1)"/>')}
    posted = json.dumps({"base": 1, "known": 1, "edits": edits})
    answer = as_(anna).post(address, posted, content_type="application/json")
    assert answer.json()["number"] == 2
    with Document.objects.get(pk=document.pk).current.file.open("rb") as file:
        data = file.read()
    assert b"<circle" in data
    assert b"alert" not in data


@pytest.mark.django_db
def test_whoever_saves_second_is_told(document, anna, carla, as_):
    address = reverse("documents:content", args=[document.public_id])
    posts = [json.dumps({"base": 1, "known": 1, "edits": {"svg": svg(f"<text>{name}</text>")}}) for name in ("C", "A")]
    assert as_(carla).post(address, posts[0], content_type="application/json").status_code == 200
    answer = as_(anna).post(address, posts[1], content_type="application/json")
    assert answer.status_code == 409
    assert {"sign": "-", "text": "C"} in answer.json()["differences"]
