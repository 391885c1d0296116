"""What the process that opens uploaded files makes of their content, and what is believed of its answer."""

import io

import pytest
from PIL import Image

from core.fold import fold
from documents import names
from documents.models.preview import Reason
from documents.previews import child, limits, running
from tests.documents import pictures

# The child's own function, in this process: starting one for each file would take a minute.


@pytest.fixture
def seen(tmp_path):
    """What the child answers about a file of this name and content, with the picture it leaves, or None."""

    def see(name, content):
        source, drawn = tmp_path / "source", tmp_path / "picture.webp"
        source.write_bytes(content)
        told = child.answer(tmp_path, {"path": str(source), "ending": names.ending(name)})
        return told, drawn.read_bytes() if drawn.exists() else None

    return see


def form_of(picture):
    image = Image.open(io.BytesIO(picture))
    return image.format, image.size


def test_a_picture_becomes_a_small_one_without_what_the_camera_told(seen):
    told, picture = seen("Lager.jpg", pictures.jpeg((800, 400), comment=b"Kanarienkommentar"))
    assert (told["pages"], form_of(picture)) == (1, ("WEBP", (160, 80)))
    assert b"Kanarien" not in picture


def test_a_picture_stands_upright(seen):
    assert form_of(seen("Hochkant.jpg", pictures.jpeg((800, 400), orientation=6))[1]) == ("WEBP", (80, 160))


def test_of_a_pdf_the_first_page_is_drawn_and_all_pages_are_read(seen):
    told, picture = seen("Vertrag.pdf", pictures.pdf(["Größe und Maße", "Kündigungsfrist"]))
    assert (told["pages"], form_of(picture)) == (2, ("WEBP", (160, 160)))
    assert {"groesse", "grosse", "kundigungsfrist", "kuendigungsfrist"} <= set(told["words"].split())


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("Angebot.docx", pictures.docx("Liefertermin im Mai"), "liefertermin"),
        ("Preise.xlsx", pictures.xlsx([["Schraube", 12.5]]), "schraube"),
        ("Folien.pptx", pictures.pptx("Umsatzziele"), "umsatzziele"),
        ("Notiz.txt", b"Rueckruf", "rueckruf"),
        ("Brief.odt", pictures.open_document("Kündigungsfrist", "Überschrift"), "kuendigungsfrist"),
        ("Skizze.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><text>Halle Nord</text></svg>', "nord"),
        ("Alt.csv", "Straße;Ort".encode("cp1252"), "strasse;ort"),
    ],
)
def test_the_text_of_a_file_is_kept_to_be_read_and_found(seen, name, content, word):
    told, _picture = seen(name, content)
    assert told["pages"] == 0
    assert word in told["words"].split()
    assert word in told["words"]
    assert fold(word.replace("ue", "ü")) in fold(told["text"]) or word in fold(told["text"])


def test_an_office_file_s_own_picture_is_drawn_anew(seen):
    own = pictures.jpeg((256, 200), comment=b"Kanarienkommentar")
    _told, picture = seen("Angebot.docx", pictures.docx("x", thumbnail=own))
    assert form_of(picture) == ("WEBP", (160, 125))
    assert b"Kanarien" not in picture


def test_a_spreadsheet_of_libreoffice_is_read_row_by_row(seen):
    told, picture = seen(
        "Preise.ods", pictures.open_document(rows=[["Schraube", "12,50 €"]], thumbnail=pictures.png((64, 32)))
    )
    assert told["text"] == "Preise\nSchraube\t12,50 €"
    assert form_of(picture) == ("WEBP", (64, 32))


def test_a_word_counts_once_and_a_long_text_is_cut(seen):
    told, _picture = seen("lang.txt", b"immer wieder\n" * 70_000)
    assert set(told["words"].split()) <= {"immer", "wieder", "im", "i", "w", "wi", "wie", "wied"}
    assert len(told["text"]) == limits.LONGEST_SHOWN


def test_the_content_counts_and_not_the_ending(seen):
    assert seen("Bild.dat", pictures.png((10, 10)))[0]["pages"] == 1


def test_a_page_as_large_as_a_field_is_drawn_small(seen):
    assert form_of(seen("Plan.pdf", pictures.pdf(["x"], side=14_400))[1]) == ("WEBP", (160, 160))


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("Bombe.png", pictures.png_bomb(60_000, 60_000), Reason.TOO_LARGE),
        ("Streifen.png", pictures.png_bomb(2_000_000_000, 1), Reason.TOO_LARGE),
        ("Abgeschnitten.png", pictures.png((100, 100))[:60], Reason.DAMAGED),
        ("Kaputt.pdf", b"%PDF-1.7\n" + bytes(200), Reason.DAMAGED),
        ("Geheim.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), Reason.PROTECTED),
        ("Kaputt.docx", b"PK\x03\x04" + bytes(600), Reason.UNREADABLE),
        ("Bombe.docx", pictures.docx("x", bomb=True), Reason.UNREADABLE),
        ("Geheim.odt", pictures.open_document("x", manifest="<manifest:encryption-data/>"), Reason.PROTECTED),
        ("Kaputt.ods", b"PK\x03\x04" + bytes(600), Reason.UNREADABLE),
        ("Bombe.odt", pictures.open_document("x" * 3_000_000), Reason.UNREADABLE),
        ("Kaputt.svg", b"<svg", Reason.UNREADABLE),
        ("Ton.mp3", b"ID3" + bytes(100), "nothing"),
    ],
)
def test_what_cannot_be_shown_says_why(seen, name, content, reason):
    told, picture = seen(name, content)
    assert (told["reason"], picture) == (reason, None)


# Its answer


@pytest.mark.parametrize("answer", [b"", b"[]", b"{", b"[" * 200_000, b'"x"', b" " * (limits.LARGEST_ANSWER + 1)])
def test_an_answer_that_makes_no_sense_is_a_damaged_file(tmp_path, answer):
    (tmp_path / "answer.json").write_bytes(answer)
    with pytest.raises(running.Unseen) as unseen:
        running._read(tmp_path)
    assert unseen.value.reason in {Reason.DAMAGED, Reason.TOO_LARGE}


def test_nothing_of_an_answer_is_believed(tmp_path):
    (tmp_path / "answer.json").write_text('{"pages": -5, "text": "a\\u0000b\\ud800", "words": ["x"]}', encoding="utf-8")
    assert running._read(tmp_path) == running.Answer(b"", 0, "ab?", "['x']")
    (tmp_path / "picture.webp").write_bytes(b"<script>")
    with pytest.raises(running.Unseen):
        running._read(tmp_path)
