"""Editing a .pptx: patched, never converted. The sample is rich; what was not edited is as it was, and reads back."""

import zipfile
from io import BytesIO

import pptx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from documents.blanks import presentation
from documents.editors import CannotEdit, Refused
from documents.editors.pptx import apply, lines, read
from documents.editors.pptx.deck import Deck
from documents.editors.pptx.edits import understood
from documents.editors.pptx.plan import planned
from tests.documents.rich_pptx import rich_pptx

MAIN, RELS, TYPES = "ppt/presentation.xml", "ppt/_rels/presentation.xml.rels", "[Content_Types].xml"


@pytest.fixture(scope="module")
def rich():
    return rich_pptx()


def edited(data, **edits):
    target = BytesIO()
    apply(BytesIO(data), edits, target)
    return target.getvalue()


def model(data):
    return read(BytesIO(data))


def find(data, beginning):
    """The first text of the page model that begins so: its shape, with the id of its text and its paragraphs."""
    shapes = [shape for slide in model(data)["slides"] for shape in slide["shapes"] if "text" in shape]
    return next(shape for shape in shapes if shown(shape).startswith(beginning))


def shown(shape):
    return "\n".join("".join(span["text"] for span in one["spans"]) for one in shape["paragraphs"])


def typed(*texts):
    return [{"spans": [{"text": text}]} for text in texts]


def row(*names):
    return [{"id": name} for name in names]


def parts(data):
    with zipfile.ZipFile(BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def touched(before, after):
    old, new = parts(before), parts(after)
    return {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}


def opened(data):
    return pptx.Presentation(BytesIO(data))


def titles(data):
    return [slide.shapes.title.text for slide in opened(data).slides]


def changed(data, name, old, new):
    """The package with something else in one part."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for part, content in parts(data).items():
            made.writestr(part, content.replace(old, new) if part == name else content)
    return out.getvalue()


# Reading


def test_slides_come_with_their_places_texts_and_notes(rich):
    first, *_rest = model(rich)["slides"]
    title, subtitle = first["shapes"]
    assert title["box"] == [685800, 2130425, 7772400, 1470025]  # by the layout
    assert (title["kind"], shown(title)) == ("title", "Angebot")
    assert [span.get("b") for span in subtitle["paragraphs"][0]["spans"]] == [None, True, None]
    assert shown(first["notes"]) == "Kurz begrüßen"


def test_how_text_looks_is_inherited_from_layout_and_master(rich):
    content = model(rich)
    body = next(shape for shape in content["slides"][1]["shapes"] if shown(shape).startswith("Planung"))
    looks = [content["looks"][paragraph["looks"]] for paragraph in body["paragraphs"]]
    assert [(one["size"], one["bullet"]) for one in looks[:2]] == [(32.0, "•"), (28.0, "–")]


def test_shapes_in_groups_and_cells_have_their_places_on_the_slide(rich):
    assert find(rich, "In der Gruppe")["box"] == [914400, 4572000, 2743200, 914400]
    assert find(rich, "A1")["box"] == [914400, 1828800, 4876800, 609600]  # two cells wide
    assert find(rich, "B2")["box"] == [3352800, 2438400, 2438400, 609600]


def test_what_is_kept_is_named(rich):
    content = model(rich)
    assert content["kept"] == [
        "2 pictures",
        "1 chart",
        "1 field",
        "animations on 1 slide",
        "transitions on 1 slide",
        "comments on 1 slide",
    ]
    assert [slide["kept"] for slide in content["slides"][:3]] == [["Transition"], ["Animation"], ["Comment"]]


def test_a_new_presentation_can_be_written_in():
    data = presentation("Neu", "Anna", "de-DE")
    title = model(data)["slides"][0]["shapes"][0]
    now = edited(data, texts={title["text"]: [{"id": title["paragraphs"][0]["id"], "spans": [{"text": "Hallo"}]}]})
    assert titles(now) == ["Hallo"]


def test_its_lines_name_the_slides_and_their_notes(rich):
    assert lines(BytesIO(rich))[:4] == ["Slide 1", "Angebot", "für die Muster GmbH, Hamburg", "Notes: Kurz begrüßen"]


# Texts


def test_without_edits_the_very_same_bytes_come_back(rich):
    assert edited(rich) == rich
    assert edited(rich, slides=row("s0", "s1", "s2", "s3", "s4")) == rich


def test_a_text_touches_its_slide_and_nothing_else(rich):
    text = find(rich, "für die")
    (paragraph,) = text["paragraphs"]
    first, bold, last = paragraph["spans"]
    spans = [{**first, "text": "für die liebe "}, bold, {**last, "text": ", Bremen\nund Kiel"}]
    now = edited(rich, texts={text["text"]: [{"id": paragraph["id"], "spans": spans}]})
    assert touched(rich, now) == {"ppt/slides/slide1.xml"}
    frame = opened(now).slides[0].placeholders[1].text_frame
    assert frame.text == "für die liebe Muster GmbH, Bremen\vund Kiel"
    assert (frame.paragraphs[0].runs[1].font.bold, frame.paragraphs[0].runs[1].font.size.pt) == (True, 40)


def test_a_stretch_that_was_not_edited_is_the_very_same_run(rich):
    text = find(rich, "für die")
    (paragraph,) = text["paragraphs"]
    spans = [*paragraph["spans"], {"text": "!"}]
    now = edited(rich, texts={text["text"]: [{"id": paragraph["id"], "spans": spans}]})
    old, new = (parts(data)["ppt/slides/slide1.xml"] for data in (rich, now))
    assert run_of(old, "Muster") == run_of(new, "Muster")
    transitions = [[etree.tostring(one) for one in etree.fromstring(data).iter("{*}transition")] for data in (old, new)]
    assert transitions[0] == transitions[1] != []


def run_of(slide, text):
    return next(etree.tostring(one) for one in etree.fromstring(slide).iter("{*}r") if text in "".join(one.itertext()))


def test_paragraphs_are_added_like_another_changed_in_level_and_deleted(rich):
    text = find(rich, "Planung")
    planning, measuring, mounting, _service = text["paragraphs"]
    wanted = [
        {"id": planning["id"]},
        {"like": planning["id"], "spans": [{"text": "Neu", "b": True, "u": True}], "level": 1},
        {"id": mounting["id"], "level": 2},
        {"id": measuring["id"], "level": 0},
    ]
    now = edited(rich, texts={text["text"]: wanted})
    made = opened(now).slides[1].placeholders[1].text_frame.paragraphs
    assert [(one.text, one.level) for one in made] == [("Planung", 0), ("Neu", 1), ("Montage", 2), ("Aufmaß", 0)]
    assert (made[1].runs[0].font.bold, made[1].runs[0].font.underline) == (True, True)
    assert touched(rich, now) == {"ppt/slides/slide2.xml"}


def test_a_cell_and_a_shape_in_a_group_are_edited(rich):
    cell, grouped = find(rich, "B2"), find(rich, "In der Gruppe")
    wanted = {one["text"]: [{"id": one["paragraphs"][0]["id"], "spans": [{"text": "neu"}]}] for one in (cell, grouped)}
    shapes = opened(edited(rich, texts=wanted)).slides[3].shapes
    assert shapes[1].table.cell(1, 1).text == "neu"
    assert shapes[2].shapes[0].text_frame.text == "neu"


def test_a_field_cannot_be_lost_or_doubled(rich):
    text = find(rich, "Seite")
    (paragraph,) = text["paragraphs"]
    page, number = paragraph["spans"]
    for spans in ([page], [page, number, number]):
        with pytest.raises(Refused, match="lost or doubled"):
            edited(rich, texts={text["text"]: [{"id": paragraph["id"], "spans": spans}]})
    now = edited(rich, texts={text["text"]: [{"id": paragraph["id"], "spans": [number, {"text": ". Seite"}]}]})
    assert b'type="slidenum"' in parts(now)["ppt/slides/slide2.xml"]


# Notes


def test_notes_touch_their_own_part(rich):
    notes = model(rich)["slides"][0]["notes"]
    now = edited(rich, texts={notes["text"]: [{"id": notes["paragraphs"][0]["id"], "spans": [{"text": "Anders"}]}]})
    assert touched(rich, now) == {"ppt/notesSlides/notesSlide1.xml"}
    assert opened(now).slides[0].notes_slide.notes_text_frame.text == "Anders"


def test_notes_where_there_were_none_touch_the_parts_that_name_them(rich):
    now = edited(rich, notes={"s1": typed("Eins", "Zwei")})
    made = {f"ppt/notesSlides/{name}" for name in ("notesSlide3.xml", "_rels/notesSlide3.xml.rels")}
    assert touched(rich, now) == made | {TYPES, "ppt/slides/_rels/slide2.xml.rels"}
    assert opened(now).slides[1].notes_slide.notes_text_frame.text == "Eins\nZwei"


def test_the_first_notes_of_a_presentation_bring_their_master():
    data = presentation("Neu", "Anna", "de-DE")
    now = edited(data, notes={"s0": typed("Begrüßen")})
    new = {"notesSlides/notesSlide1.xml", "notesMasters/notesMaster1.xml"}
    new |= {f"{name.split('/')[0]}/_rels/{name.split('/')[1]}.rels" for name in new}
    named = {MAIN, RELS, TYPES, "ppt/slides/_rels/slide1.xml.rels"}
    assert touched(data, now) == {f"ppt/{name}" for name in new} | named | {"ppt/theme/theme2.xml"}
    slide = opened(now).slides[0]
    assert slide.notes_slide.notes_text_frame.text == "Begrüßen"
    assert slide.notes_slide.part.notes_master.placeholders[0].placeholder_format.type is not None


# The row of slides


def test_moving_touches_the_presentation_only(rich):
    now = edited(rich, slides=row("s1", "s0", "s2", "s4", "s3"))
    assert touched(rich, now) == {MAIN}
    assert titles(now) == ["Leistungen", "Angebot", "Zahlen", "Danke", "Preise"]


def test_a_new_slide_comes_from_its_layout(rich):
    new = {"layout": "l1", "texts": {"0": typed("Neu"), "1": typed("eins", "zwei")}, "notes": typed("Sagen")}
    now = edited(rich, slides=[*row("s0"), new, *row("s1", "s2", "s3", "s4")])
    slide = opened(now).slides[1]
    assert slide.slide_layout.name == "Title and Content"
    assert [shape.text_frame.text for shape in slide.placeholders] == ["Neu", "eins\nzwei"]
    assert slide.notes_slide.notes_text_frame.text == "Sagen"
    made = {
        f"ppt/{folder}s/{part}"
        for folder, name in (("slide", "slide6"), ("notesSlide", "notesSlide3"))
        for part in (f"{name}.xml", f"_rels/{name}.xml.rels")
    }
    assert touched(rich, now) == made | {MAIN, RELS, TYPES}


def test_every_layout_makes_a_slide(rich):
    layouts = [{"layout": one["id"]} for one in model(rich)["layouts"]]
    now = opened(edited(rich, slides=[*row("s0"), *layouts]))
    assert [slide.slide_layout.name for slide in now.slides][1:] == [layout.name for layout in now.slide_layouts]
    assert len({slide.slide_id for slide in now.slides}) == len(now.slides)


def test_with_a_deleted_slide_goes_what_nothing_else_leads_to(rich):
    now = edited(rich, slides=row("s0", "s1", "s2", "s3"))
    gone = parts(rich).keys() - parts(now).keys()
    assert gone == {
        "ppt/slides/slide5.xml",
        "ppt/slides/_rels/slide5.xml.rels",
        "ppt/notesSlides/notesSlide2.xml",
        "ppt/notesSlides/_rels/notesSlide2.xml.rels",
        "ppt/media/image2.png",
    }
    assert touched(rich, now) == gone | {MAIN, RELS, TYPES}
    assert titles(now) == ["Angebot", "Leistungen", "Zahlen", "Preise"]
    assert b"slide5" not in parts(now)[TYPES] + parts(now)[RELS]


def test_what_another_slide_uses_stays(rich):
    shared = changed(rich, "ppt/slides/_rels/slide5.xml.rels", b"image2.png", b"image1.png")
    now = edited(shared, slides=row("s0", "s1", "s2", "s3"))
    assert "ppt/media/image1.png" in parts(now)


def test_a_slide_that_another_one_links_to_stays(rich):
    with pytest.raises(Refused, match="Slide 3 cannot be deleted"):
        edited(rich, slides=row("s0", "s1", "s3", "s4"))
    assert titles(edited(rich, slides=row("s0", "s1", "s4"))) == ["Angebot", "Leistungen", "Danke"]


def test_edits_of_a_deleted_slide_go_with_it(rich):
    text = find(rich, "Danke")
    wanted = {text["text"]: [{"id": text["paragraphs"][0]["id"], "spans": [{"text": "Weg"}]}]}
    now = edited(rich, texts=wanted, slides=row("s0", "s1", "s2", "s3"))
    assert now == edited(rich, slides=row("s0", "s1", "s2", "s3"))


def sections(data):
    root = etree.fromstring(parts(data)[MAIN])
    ids = [one.get("id") for one in root.find("{*}sldIdLst")]
    return [[ids.index(one.get("id")) for one in group.iter("{*}sldId")] for group in root.iter("{*}section")]


def test_sections_follow_the_slides(rich):
    new = {"layout": "l5"}
    assert sections(rich) == [[0, 1], [2, 3, 4]]
    assert sections(edited(rich, slides=[*row("s0"), new, *row("s1", "s2", "s3")])) == [[0, 1, 2], [3, 4]]
    assert sections(edited(rich, slides=row("s4", "s0", "s1", "s2", "s3"))) == [[0, 1, 2], [3, 4]]
    assert sections(edited(rich, slides=row("s0", "s2", "s3", "s1", "s4"))) == [[0], [1, 2, 3, 4]]


@settings(max_examples=40, deadline=None)
@given(st.permutations(["s0", "s1", "s2", "s3", "s4"]), st.integers(1, 5), st.lists(st.integers(0, 5), max_size=3))
def test_whatever_the_row_it_reads_back_and_touches_what_was_declared(order, staying, new):
    data = rich_pptx()
    kept = order[:staying]
    if "s3" in kept and "s2" not in kept:  # it is linked
        kept.append("s2")
    wanted = [*row(*kept), *({"layout": f"l{layout}", "texts": {"0": typed("x")}} for layout in new)]
    now = edited(data, slides=wanted)
    names = dict(zip(["s0", "s1", "s2", "s3", "s4"], titles(data), strict=True))
    assert titles(now) == [*(names[one] for one in kept), *("x" for _one in new)]
    deck = Deck.open(BytesIO(data))
    assert touched(data, now) <= planned(deck, understood({"slides": wanted}, deck)).permitted()
    assert sorted(place for group in sections(now) for place in group) == list(range(len(wanted)))
    assert edited(data, slides=wanted) == now


# What is refused


@pytest.mark.parametrize(
    "edits",
    [
        {"texts": {"t99": [{"id": "p0"}]}},
        {"texts": {"t0": []}},
        {"texts": {"t0": [{"id": "p1"}]}},
        {"texts": {"t0": [{"id": "p0"}, {"id": "p0"}]}},
        {"texts": {"t0": [{"spans": [{"text": 5}]}]}},
        {"texts": {"t0": [{"spans": [{"text": "x", "run": 1}]}]}},
        {"texts": {"t0": [{"spans": [{"text": "x", "run": True}]}]}},
        {"texts": {"t0": [{"spans": [{"atom": 11}]}]}},
        {"texts": {"t0": [{"id": "p0", "level": 9}]}},
        {"texts": {"t0": [{}]}},
        {"texts": []},
        {"notes": {"s0": [{"spans": [{"text": "x"}]}]}},
        {"notes": {"s1": [{"id": "p0"}]}},
        {"notes": {"s9": [{"spans": []}]}},
        {"slides": []},
        {"slides": [{"id": "s9"}]},
        {"slides": [{"id": "s0"}, {"id": "s0"}]},
        {"slides": [{"layout": "l99"}]},
        {"slides": [{"layout": "l0", "texts": {"7": [{"spans": []}]}}]},
        {"slides": [{"layout": "l0", "texts": {"0": [{"spans": [{"text": "x", "run": 0}]}]}}]},
        {"slides": "s0"},
        {"slides": [7]},
    ],
)
def test_edits_that_do_not_fit_are_refused(rich, edits):
    with pytest.raises(Refused):
        edited(rich, **edits)


def test_characters_that_no_file_can_hold_are_left_out(rich):
    text = find(rich, "Angebot")
    spans = [{"text": "An\x00ge\x0bbot\ud800\ufffe", "run": 0}]
    now = edited(rich, texts={text["text"]: [{"id": text["paragraphs"][0]["id"], "spans": spans}]})
    assert titles(now)[0] == "Angebot"


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        (MAIN, b"<p:presentation ", b"<p:other "),
        (RELS, b"slides/slide2.xml", b"slides/slide1.xml"),
        (RELS, b"slides/slide2.xml", b"slides/nowhere.xml"),
        ("ppt/slides/_rels/slide1.xml.rels", b"slideLayout1.xml", b"nowhere.xml"),
        ("ppt/slides/slide1.xml", b"<p:sld ", b"<!DOCTYPE p><p:sld "),
        ("ppt/slides/slide1.xml", b"p:spTree", b"p:none"),
        ("_rels/.rels", b"ppt/presentation.xml", b"../../etc/passwd"),
    ],
)
def test_packages_that_lead_nowhere_are_damaged(rich, part, old, new):
    with pytest.raises(CannotEdit, match="damaged"):
        read(BytesIO(changed(rich, part, old, new)))


def test_what_is_protected_against_changes_stays_so(rich):
    locked = changed(rich, MAIN, b"<p:extLst>", b'<p:modifyVerifier cryptAlgorithmSid="4"/><p:extLst>')
    with pytest.raises(CannotEdit, match="protected against changes"):
        read(BytesIO(locked))


def test_groups_without_an_end_are_read_so_far(rich):
    deep = b"<p:grpSp><p:nvGrpSpPr/><p:grpSpPr/>" * 100 + b"</p:grpSp>" * 100
    slide = changed(rich, "ppt/slides/slide1.xml", b"</p:spTree>", deep + b"</p:spTree>")
    assert len(model(slide)["slides"][0]["shapes"]) == 2
