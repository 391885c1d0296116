"""Editing a .docx: patched, never converted. The sample is rich; what was not edited is as it was, and reads back."""

import zipfile
from io import BytesIO

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from documents.blanks import text_document
from documents.editors import CannotEdit, Refused
from documents.editors.docx import apply, lines, read
from documents.editors.package import NotPermitted, Package, Patch
from tests.documents.rich_docx import rich_docx

BODY = "word/document.xml"


@pytest.fixture(scope="module")
def rich():
    return rich_docx()


def flat(blocks):
    """The paragraphs of a model, those in tables too."""
    for block in blocks:
        if "spans" in block:
            yield block
        for row in block.get("rows", []):
            for cell in row:
                yield from flat(cell["blocks"])


def find(data, text):
    """The first paragraph of the page model whose text begins so."""
    return next(one for one in flat(read(BytesIO(data))["blocks"]) if shown(one).startswith(text))


def shown(block):
    return "".join(span["text"] for span in block["spans"])


def edited(data, **edits):
    target = BytesIO()
    apply(BytesIO(data), edits, target)
    return target.getvalue()


def parts(data):
    with zipfile.ZipFile(BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def touched(before, after):
    old, new = parts(before), parts(after)
    return {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}


def texts(data):
    return [paragraph.text for paragraph in docx.Document(BytesIO(data)).paragraphs]


def paragraph_of(data, text):
    return next(one for one in docx.Document(BytesIO(data)).paragraphs if one.text.startswith(text))


def tags(element):
    return [child.tag.rpartition("}")[2] for child in element]


# Reading


def test_the_page_model_tells_forms_and_formatting(rich):
    heading, greeting, bullet, *_ = read(BytesIO(rich))["blocks"]
    assert heading["form"] == {"kind": "heading", "level": 1}
    assert heading["looks"]["b"] is True
    assert [(span["text"], span.get("b"), span.get("i")) for span in greeting["spans"]] == [
        ("Sehr geehrte ", None, None),
        ("Frau Muster", True, None),
        (", wir bieten an:", None, None),
        ("\t", None, None),
        ("kursiv", None, True),
    ]
    assert bullet["form"] == {"kind": "bullet", "level": 0}
    assert find(rich, "Schritt eins")["form"] == {"kind": "number", "level": 0}


def test_what_is_kept_is_named(rich):
    assert read(BytesIO(rich))["kept"] == [
        "1 picture",
        "1 chart",
        "1 comment",
        "1 link",
        "1 field",
        "2 content controls",
        "1 tracked insertion",
        "1 tracked deletion",
        "2 headers and footers",
    ]


def test_merged_cells_are_one(rich):
    (table,) = [block for block in read(BytesIO(rich))["blocks"] if "rows" in block]
    sizes = [[(cell["columns"], cell["rows"]) for cell in row] for row in table["rows"]]
    assert sizes == [[(2, 1), (1, 1)], [(1, 1), (1, 1), (1, 2)], [(1, 1), (1, 1)]]


def test_a_paragraph_with_tracked_changes_of_its_own_is_locked_and_says_why(rich):
    assert "tracked changes" in find(rich, "Verfolgter Absatz")["locked"]


def test_a_table_of_contents_is_locked():
    document = docx.Document()
    begin, end = document.add_paragraph("Inhalt"), document.add_paragraph("Schluss")
    document.add_paragraph("frei")
    for paragraph, kind in ((begin, "begin"), (end, "end")):
        sign = paragraph.add_run()._r.makeelement(qn("w:fldChar"), {qn("w:fldCharType"): kind})
        paragraph.add_run()._r.append(sign)
    out = BytesIO()
    document.save(out)
    locked = [shown(one) for one in flat(read(out)["blocks"]) if "locked" in one]
    assert locked == ["Inhalt", "Schluss"]


def test_a_document_that_asks_for_tracked_changes_says_that_these_are_not():
    document = docx.Document()
    settings_of = document.settings.element
    settings_of.append(settings_of.makeelement(qn("w:trackRevisions"), {}))
    out = BytesIO()
    document.save(out)
    assert "are not tracked" in read(out)["notes"][0]


def test_its_lines_are_its_paragraphs(rich):
    found = lines(BytesIO(rich))
    assert found[:2] == ["Angebot", "Sehr geehrte Frau Muster, wir bieten an:\tkursiv"]
    assert "Gesperrter Block" in found
    assert "B3" in found


# Patching


def test_without_edits_the_very_same_bytes_come_back(rich):
    assert edited(rich) == rich


def test_the_same_edits_make_the_same_bytes(rich):
    change = {"changed": {find(rich, "Erster")["id"]: {"spans": [{"text": "Neu"}]}}}
    assert edited(rich, **change) == edited(rich, **change)


def test_only_the_body_is_touched_and_the_order_of_parts_stays(rich):
    after = edited(rich, changed={find(rich, "Erster")["id"]: {"spans": [{"text": "Neuer Punkt"}]}})
    assert touched(rich, after) == {BODY}
    assert list(parts(after)) == list(parts(rich))
    assert "Neuer Punkt" in texts(after)


def test_paragraphs_that_were_not_edited_are_the_very_same(rich):
    after = edited(rich, changed={find(rich, "Erster")["id"]: {"spans": [{"text": "Neuer Punkt"}]}})
    before, now = docx.Document(BytesIO(rich)), docx.Document(BytesIO(after))
    for one, other in zip(before.element.body, now.element.body, strict=True):
        if "Neuer Punkt" not in "".join(other.itertext()):
            assert etree.tostring(one) == etree.tostring(other)


def test_text_that_was_not_edited_keeps_its_run(rich):
    greeting = find(rich, "Sehr geehrte")
    spans = [dict(span) for span in greeting["spans"]]
    spans[0]["text"] = "Liebe "
    spans[3:4] = [{"run": spans[2]["run"], "text": " gern\t"}]
    now = paragraph_of(edited(rich, changed={greeting["id"]: {"spans": spans}}), "Liebe")
    red = now.runs[1]
    assert (red.text, red.bold, str(red.font.color.rgb)) == ("Frau Muster", True, "C00000")
    assert now.text == "Liebe Frau Muster, wir bieten an: gern\tkursiv"
    assert now.runs[-1].italic is True


def test_a_part_of_a_run_is_made_bold_and_keeps_the_rest_of_its_looks(rich):
    greeting = find(rich, "Sehr geehrte")
    run = greeting["spans"][1]["run"]
    parted = [{"run": run, "text": "Frau ", "b": True}, {"run": run, "text": "Muster", "b": True, "u": True}]
    spans = [greeting["spans"][0], *parted, *greeting["spans"][2:]]
    runs = paragraph_of(edited(rich, changed={greeting["id"]: {"spans": spans}}), "Sehr").runs
    assert [(one.text, one.underline, str(one.font.color.rgb)) for one in runs[1:3]] == [
        ("Frau ", None, "C00000"),
        ("Muster", True, "C00000"),
    ]
    assert tags(runs[2]._r.rPr) == ["b", "color", "u"]


def test_bold_is_taken_away_where_it_was_said_and_where_a_style_says_it(rich):
    greeting, heading = find(rich, "Sehr geehrte"), find(rich, "Angebot")
    plain = [{name: said for name, said in span.items() if name != "b"} for span in greeting["spans"]]
    slim = [{**heading["spans"][0], "b": False}]
    after = edited(rich, changed={greeting["id"]: {"spans": plain}, heading["id"]: {"spans": slim}})
    assert paragraph_of(after, "Sehr").runs[1].bold is None
    assert paragraph_of(after, "Angebot").runs[0].bold is False


def test_new_text_is_formed_like_what_stands_before_it(rich):
    greeting = find(rich, "Sehr geehrte")
    spans = [*greeting["spans"][:2], {"text": " (neu)"}, *greeting["spans"][2:]]
    runs = paragraph_of(edited(rich, changed={greeting["id"]: {"spans": spans}}), "Sehr").runs
    assert (runs[2].text, str(runs[2].font.color.rgb), runs[2].bold) == (" (neu)", "C00000", None)


def test_line_breaks_tabs_and_blanks_are_written_as_word_writes_them(rich):
    entry = find(rich, "Erster")
    after = edited(rich, changed={entry["id"]: {"spans": [{"text": " a\tb\nc\u2011d\x07 "}]}})
    now = paragraph_of(after, " a")
    assert now.text == " a\tb\nc-d "
    assert [child.tag.rpartition("}")[2] for child in now.runs[0]._r] == [
        "t",
        "tab",
        "t",
        "br",
        "t",
        "noBreakHyphen",
        "t",
    ]


def test_new_paragraphs_take_over_the_properties_of_where_they_come_from(rich):
    entry = find(rich, "Zweiter")
    new = {"like": entry["id"], "spans": [{"text": "Dritter Punkt"}], "form": entry["form"]}
    after = edited(rich, added=[{"after": entry["id"], "paragraphs": [new]}])
    assert touched(rich, after) == {BODY}
    assert texts(after)[texts(after).index("Zweiter Punkt") + 1] == "Dritter Punkt"
    assert paragraph_of(after, "Dritter").style.name == "List Bullet"


def test_a_paragraph_is_split_and_two_are_joined(rich):
    greeting, entry = find(rich, "Sehr geehrte"), find(rich, "Erster")
    after = edited(
        rich,
        changed={greeting["id"]: {"spans": [*greeting["spans"][:2], *entry["spans"]]}},
        deleted=[entry["id"]],
        added=[{"after": greeting["id"], "paragraphs": [{"like": greeting["id"], "spans": greeting["spans"][2:]}]}],
    )
    assert texts(after)[1:3] == ["Sehr geehrte Frau MusterErster Punkt", ", wir bieten an:\tkursiv"]
    assert paragraph_of(after, ", wir").runs[-1].italic is True


def test_paragraphs_stand_before_the_first_and_in_cells(rich):
    first, cell = find(rich, "Angebot"), find(rich, "C1")
    new = {"spans": [{"text": "Ganz oben"}], "form": {"kind": "text", "level": 0}}
    inside = {"like": cell["id"], "spans": [{"text": "auch C1"}]}
    after = edited(
        rich,
        changed={cell["id"]: {"spans": [{**cell["spans"][0], "text": "C1 neu"}]}},
        added=[{"before": first["id"], "paragraphs": [new]}, {"after": cell["id"], "paragraphs": [inside]}],
    )
    assert texts(after)[:2] == ["Ganz oben", "Angebot"]
    assert docx.Document(BytesIO(after)).tables[0].cell(0, 2).text == "C1 neu\nauch C1"


def test_a_cell_never_ends_without_a_paragraph(rich):
    cell = find(rich, "B3")
    after = edited(rich, deleted=[cell["id"]])
    assert docx.Document(BytesIO(after)).tables[0].cell(2, 1).text == ""
    assert len(docx.Document(BytesIO(after)).tables[0].cell(2, 1).paragraphs) == 1


def test_bookmarks_and_ranges_of_comments_stay_in_pairs(rich):
    reference, comment = find(rich, "Mehr unter"), find(rich, "Der Preis")
    first, *rest = comment["spans"]
    spans = [{**first, "text": "Dieser Preis gilt "}, *rest]
    ends = [*reference["spans"][:-1], {**reference["spans"][-1], "text": "?"}]
    after = edited(rich, changed={comment["id"]: {"spans": spans}, reference["id"]: {"spans": ends}})
    body = docx.Document(BytesIO(after)).element.body
    for name in ("bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd", "commentReference"):
        assert len(list(body.iter(qn(f"w:{name}")))) == 1, name
    assert tags(paragraph_of(after, "Dieser Preis")._p) == ["r", "commentRangeStart", "r", "commentRangeEnd", "r", "r"]


def test_a_deleted_paragraph_hands_its_bookmarks_on():
    document = docx.Document()
    going, staying = document.add_paragraph("geht"), document.add_paragraph("bleibt")
    for name in ("bookmarkStart", "bookmarkEnd"):
        going._p.append(going._p.makeelement(qn(f"w:{name}"), {qn("w:id"): "1"}))
    del staying
    out = BytesIO()
    document.save(out)
    after = edited(out.getvalue(), deleted=[find(out.getvalue(), "geht")["id"]])
    now = docx.Document(BytesIO(after)).paragraphs[0]
    assert tags(now._p) == ["bookmarkStart", "bookmarkEnd", "r"]


def test_fields_links_and_pictures_move_with_the_text_around_them(rich):
    entry, reference = find(rich, "Vor dem Bild"), find(rich, "Mehr unter")
    atoms = [span for span in reference["spans"] if "atom" in span]
    after = edited(
        rich,
        changed={
            entry["id"]: {"spans": [*entry["spans"], *atoms]},
            reference["id"]: {"spans": [span for span in reference["spans"] if "atom" not in span]},
        },
    )
    now = paragraph_of(after, "Vor dem Bild")
    assert now._p.find(qn("w:hyperlink")) is not None
    assert len(list(now._p.iter(qn("w:fldChar")))) == 3
    assert len(list(now._p.iter(qn("w:drawing")))) == 1


TYPED = st.text("aä \t\n\u2011", min_size=1, max_size=4)
FLAGS = st.fixed_dictionaries({}, optional={name: st.booleans() for name in "biu"})


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_whatever_is_typed_reads_back_as_it_was_typed(data):
    """Text of any run, formed in any way, in any order, with the atoms anywhere: no text and no formatting is lost."""
    rich = rich_docx()
    reference = find(rich, "Mehr unter")
    runs = st.sampled_from([None, *[span["run"] for span in find(rich, "Sehr")["spans"]]])
    atoms = [{"atom": span["atom"]} for span in reference["spans"] if "atom" in span]
    new = data.draw(st.lists(st.tuples(TYPED, FLAGS, runs), max_size=5))
    spans = [{"text": text, **flags} | ({} if run is None else {"run": run}) for text, flags, run in new]
    wanted = data.draw(st.permutations([*spans, *atoms]))
    after = edited(rich, changed={reference["id"]: {"spans": wanted}})
    (now,) = [one for one in flat(read(BytesIO(after))["blocks"]) if one["id"] == reference["id"]]
    assert formed(now["spans"]) == formed(wanted)
    assert touched(rich, after) <= {BODY}


def formed(spans):
    """Each character with its formatting; atoms as one, without the numbers that runs have now and had before."""
    chars = []
    for span in spans:
        flags = tuple(span.get(name) for name in "biu")
        chars += ["atom"] if "atom" in span else [(char, flags) for char in span["text"]]
    return chars


# Forms


def test_a_heading_becomes_text_and_text_a_heading(rich):
    heading, entry = find(rich, "Angebot"), find(rich, "Erster")
    changed = {
        heading["id"]: {"form": {"kind": "text", "level": 0}},
        entry["id"]: {"form": {"kind": "heading", "level": 2}},
    }
    after = edited(rich, changed=changed)
    assert touched(rich, after) == {BODY}
    assert paragraph_of(after, "Angebot").style.name == "Normal"
    assert paragraph_of(after, "Erster").style.name == "Heading 2"
    assert find(after, "Erster")["form"] == {"kind": "heading", "level": 2}


def test_a_heading_that_the_document_lacks_is_made():
    document = docx.Document()
    document.add_paragraph("wird Überschrift")
    styles = document.styles.element
    for style in list(styles.iterfind(qn("w:style"))):
        if style.get(qn("w:styleId")).startswith("Heading"):
            styles.remove(style)
    out = BytesIO()
    document.save(out)
    data = out.getvalue()
    after = edited(data, changed={"p0": {"form": {"kind": "heading", "level": 3}}})
    assert touched(data, after) == {BODY, "word/styles.xml"}
    assert docx.Document(BytesIO(after)).paragraphs[0].style.name == "Heading 3"
    assert find(after, "wird")["form"] == {"kind": "heading", "level": 3}


def test_a_new_entry_goes_on_with_the_list_beside_it(rich):
    step = find(rich, "Schritt eins")
    new = {"spans": [{"text": "Schritt zwei"}], "form": {"kind": "number", "level": 0}}
    after = edited(rich, added=[{"after": step["id"], "paragraphs": [new]}])
    assert touched(rich, after) == {BODY}
    assert find(after, "Schritt zwei")["list"] == find(after, "Schritt eins")["list"]


def test_a_new_numbered_list_begins_anew_and_touches_the_lists_only(rich):
    last = find(rich, "Letzter Absatz")
    new = [{"spans": [{"text": word}], "form": {"kind": "number", "level": 0}} for word in ("eins", "zwei")]
    after = edited(rich, added=[{"after": last["id"], "paragraphs": new}])
    assert touched(rich, after) == {BODY, "word/numbering.xml"}
    one, two = find(after, "eins"), find(after, "zwei")
    assert one["list"] == two["list"] != find(after, "Schritt eins")["list"]


def test_a_document_without_lists_gets_the_part_for_them():
    data = without_lists()
    after = edited(data, changed={"p0": {"form": {"kind": "bullet", "level": 0}}})
    assert touched(data, after) == {
        BODY,
        "word/numbering.xml",
        "word/_rels/document.xml.rels",
        "[Content_Types].xml",
    }
    assert find(after, "allein")["form"] == {"kind": "bullet", "level": 0}
    assert docx.Document(BytesIO(after)).part.numbering_part is not None


def test_lists_without_a_number_are_passed_over():
    document = docx.Document()
    document.add_paragraph("allein")
    for entry in document.part.numbering_part.element.iterfind(qn("w:num")):
        del entry.attrib[qn("w:numId")]
    out = BytesIO()
    document.save(out)
    after = edited(out.getvalue(), changed={"p0": {"form": {"kind": "bullet", "level": 0}}})
    assert find(after, "allein")["form"] == {"kind": "bullet", "level": 0}


def without_lists():
    document = docx.Document()
    document.add_paragraph("allein")
    out = BytesIO()
    document.save(out)
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as copy:
        for name, data in parts(out.getvalue()).items():
            if name.endswith(("document.xml.rels", "[Content_Types].xml")):
                root = docx.oxml.parse_xml(data)
                for one in [one for one in root if "numbering" in str(one.attrib)]:
                    root.remove(one)
                data = docx.oxml.xmlchemy.serialize_for_reading(root).encode()
            if not name.endswith("numbering.xml"):
                copy.writestr(name, data)
    return target.getvalue()


@pytest.mark.parametrize("level", [1, 8])
def test_an_entry_goes_down_and_up_again(rich, level):
    entry = find(rich, "Zweiter")
    down = edited(rich, changed={entry["id"]: {"form": {"kind": "bullet", "level": level}}})
    assert find(down, "Zweiter")["form"] == {"kind": "bullet", "level": level}
    up = edited(down, changed={entry["id"]: {"form": {"kind": "text", "level": 0}}})
    assert find(up, "Zweiter")["form"] == {"kind": "text", "level": 0}
    assert paragraph_of(up, "Zweiter")._p.pPr.numPr is None


def test_a_new_blank_document_can_be_written():
    data = text_document("Neu", "Anna", "de-DE")
    assert read(BytesIO(data))["blocks"] == []
    new = [
        {"spans": [{"text": "Erste Zeile"}], "form": {"kind": "heading", "level": 1}},
        {"spans": [{"text": "zweite"}], "form": {"kind": "text", "level": 0}},
    ]
    after = edited(data, added=[{"after": "", "paragraphs": new}])
    assert texts(after) == ["Erste Zeile", "zweite"]
    assert tags(docx.Document(BytesIO(after)).element.body) == ["p", "p", "sectPr"]


# What is refused


def test_no_atom_is_lost_or_doubled(rich):
    entry, other = find(rich, "Vor dem Bild"), find(rich, "Erster")
    atom = next(span for span in entry["spans"] if "atom" in span)
    text = [span for span in entry["spans"] if "atom" not in span]
    for edits in (
        {"changed": {entry["id"]: {"spans": text}}},
        {"deleted": [entry["id"]]},
        {"changed": {entry["id"]: {"spans": [*text, atom, atom]}}},
        {"changed": {other["id"]: {"spans": [atom]}}},
        {"added": [{"after": other["id"], "paragraphs": [{"spans": [atom]}]}]},
    ):
        with pytest.raises(Refused, match="would be lost or doubled"):
            edited(rich, **edits)


@pytest.mark.parametrize(
    "edits",
    [
        {"changed": []},
        {"changed": {"p0": 5}},
        {"changed": {"p999": {"spans": []}}},
        {"changed": {"p0": {"spans": "text"}}},
        {"changed": {"p0": {"spans": [{"text": 5}]}}},
        {"changed": {"p0": {"spans": [{"text": "x", "run": 9999}]}}},
        {"changed": {"p0": {"spans": [{"text": "x", "run": True}]}}},
        {"changed": {"p0": {"spans": [{"text": "x", "b": "yes"}]}}},
        {"changed": {"p0": {"spans": [{"atom": 9999}]}}},
        {"changed": {"p0": {"form": {"kind": "heading", "level": 10}}}},
        {"changed": {"p0": {"form": {"kind": "script", "level": 0}}}},
        {"changed": {"p0": {"form": {"kind": "bullet", "level": "0"}}}},
        {"deleted": ["p0", "p0"]},
        {"deleted": ["p0"], "changed": {"p0": {"spans": []}}},
        {"deleted": "p0"},
        {"deleted": ["t10"]},
        {"added": [{"after": "p999", "paragraphs": [{"spans": []}]}]},
        {"added": [{"after": "p0", "paragraphs": []}]},
        {"added": [{"after": "p0", "paragraphs": [{"spans": [], "like": "p999"}]}]},
        {"added": [{"paragraphs": [{"spans": []}]}]},
        {"added": {"after": "p0"}},
    ],
)
def test_nonsense_is_refused_with_a_sentence(rich, edits):
    with pytest.raises(Refused, match="."):
        edited(rich, **edits)


def test_what_is_locked_is_neither_changed_nor_deleted(rich):
    locked = find(rich, "Verfolgter Absatz")["id"]
    for edits in ({"changed": {locked: {"spans": []}}}, {"deleted": [locked]}):
        with pytest.raises(Refused):
            edited(rich, **edits)


def test_the_end_of_a_section_stays(rich):
    (fixed,) = [one["id"] for one in flat(read(BytesIO(rich))["blocks"]) if "fixed" in one]
    with pytest.raises(Refused):
        edited(rich, deleted=[fixed])


def test_a_protected_document_is_not_edited():
    document = docx.Document()
    protection = document.settings.element.makeelement(qn("w:documentProtection"), {qn("w:enforcement"): "1"})
    document.settings.element.append(protection)
    out = BytesIO()
    document.save(out)
    with pytest.raises(CannotEdit, match="protected against changes"):
        read(out)


def test_a_patch_refuses_a_part_that_was_not_declared(rich):
    patch = Patch(Package(BytesIO(rich)), {BODY})
    with pytest.raises(NotPermitted):
        patch.put("word/styles.xml", b"")
    with pytest.raises(NotPermitted):
        patch.drop("word/comments.xml")
