"""Names of files are display data: whatever comes in, what is shown and downloaded is harmless."""

import pytest

from documents import names


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("Angebot.pdf", "Angebot.pdf"),
        ("../../etc/passwd", "_.._.._etc_passwd"),
        ("..\\..\\boot.ini", "_.._.._boot.ini"),
        ("C:\\Users\\anna\\Angebot.pdf", "C__Users_anna_Angebot.pdf"),
        ("/etc/passwd", "_etc_passwd"),
        ("a\0b.pdf", "ab.pdf"),
        ("Zeile\r\nzwei.pdf", "Zeilezwei.pdf"),
        ("tab\there.pdf", "tab here.pdf"),
        ("gnp.\u202eexe.pdf", "gnp.exe.pdf"),
        ("\u2066isolate\u2069.txt", "isolate.txt"),
        ("zero\u200bwidth.txt", "zerowidth.txt"),
        ("\ufeffbom.txt", "bom.txt"),
        ("CON", "_CON"),
        ("con.txt", "_con.txt"),
        ("Aux.docx", "_Aux.docx"),
        ("COM1.pdf", "_COM1.pdf"),
        ("LPT9", "_LPT9"),
        ("Konto.pdf", "Konto.pdf"),
        ("contract.pdf", "contract.pdf"),
        (".htaccess", "_.htaccess"),
        (".env", "_.env"),
        ("name. ", "name"),
        ("name...", "name"),
        ("x.exe::$DATA", "x.exe__$DATA"),
        ("was?.txt", "was_.txt"),
        ('"quoted".txt', "_quoted_.txt"),
        ("a<b>c|d*.txt", "a_b_c_d_.txt"),
        ("  blank  name .pdf", "blank name .pdf"),
        ("nb\u00a0sp.pdf", "nb sp.pdf"),
        ("u\u0308ber.pdf", "über.pdf"),
        ("日本語.pdf", "日本語.pdf"),
        ("🚀 Start.pdf", "🚀 Start.pdf"),
        ("", "unnamed"),
        ("   ", "unnamed"),
        ("...", "unnamed"),
        ("/", "unnamed"),
        ("\u202e\u202e", "unnamed"),
    ],
)
def test_a_name_is_made_clean(raw, shown):
    assert names.clean(raw) == shown
    assert names.clean(shown) == shown


def test_a_long_name_keeps_its_ending():
    shown = names.clean("ä" * 300 + ".docx")
    assert len(shown) == names.MAX_LENGTH
    assert shown.endswith("ä.docx")
    assert len(names.clean("x" * 300)) == names.MAX_LENGTH


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        ("a.PDF", "pdf"),
        ("a.tar.gz", "gz"),
        ("a", ""),
        (".htaccess", ""),
        ("Version 1. Entwurf", ""),
        ("a.pHaR", "phar"),
        ("a." + "x" * 30, ""),
    ],
)
def test_the_ending_is_the_last_one(name, ending):
    assert names.ending(name) == ending


def test_what_is_typed_gets_the_ending_once():
    assert names.with_ending("Angebot", "docx") == "Angebot.docx"
    assert names.with_ending("Angebot.docx", "docx") == "Angebot.docx"
    assert names.with_ending("Angebot.DOCX", "docx") == "Angebot.DOCX"
    assert names.with_ending("Angebot.pdf", "docx") == "Angebot.pdf.docx"
    assert names.with_ending("Angebot", "") == "Angebot"
    assert len(names.with_ending("a" * 400, "docx")) == names.MAX_LENGTH


def test_a_taken_name_gets_a_number():
    assert names.numbered("a.pdf", []) == "a.pdf"
    assert names.numbered("a.pdf", ["A.PDF"]) == "a (2).pdf"
    assert names.numbered("a.pdf", ["a.pdf", "a (2).pdf"]) == "a (3).pdf"
    assert names.numbered("a (2).pdf", ["a (2).pdf"]) == "a (3).pdf"
    long = "b" * 146 + ".pdf"
    assert len(names.numbered(long, [long])) == names.MAX_LENGTH


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Angebot.pdf", "Angebot.pdf"),
        ("Größe für Öl.pdf", "Grosse fur Ol.pdf"),
        ("日本語.pdf", "file.pdf"),
        ("a;b%.pdf", "a_b_.pdf"),
    ],
)
def test_a_download_has_its_name_twice(name, plain):
    header = names.disposition(name)
    assert header.startswith(f"attachment; filename=\"{plain}\"; filename*=UTF-8''")
    assert header.isascii()
    assert "\n" not in header
