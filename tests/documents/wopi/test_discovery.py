"""What the office server says about itself is read from one address, within limits, and nothing in it is believed."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from documents.wopi import discovery
from documents.wopi.discovery import LARGEST, Unavailable, parsed
from tests.documents.wopi.office import discovery_xml, proof_key

OFFICE = "https://office.example.com/hosting/discovery"
BILLION_LAUGHS = '<!DOCTYPE a [<!ENTITY b "b"><!ENTITY c "&b;&b;&b;&b;">]><wopi-discovery>&c;</wopi-discovery>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><wopi-discovery>&b;</wopi-discovery>'


def read(text, address=OFFICE):
    return parsed(text.encode(), address)


def test_actions_and_keys_are_read():
    said = read(discovery_xml())
    assert said.action("edit", "docx").address.startswith("https://office.example.com/edit?")
    assert said.action("edit", "docx").icon == "https://office.example.com/icon.ico"
    assert said.action("edit", "exe") is None
    assert said.keys.current != said.keys.old


def test_without_a_former_key_the_current_one_stands_for_it():
    only = proof_key().partition(" old")[0] + "/>"
    said = read(discovery_xml(keys=only))
    assert said.keys.current == said.keys.old


@pytest.mark.parametrize("text", [BILLION_LAUGHS, OUTSIDE, "", "<html>", "\0", "<a/>", "<wopi-discovery/>"])
def test_tricks_and_nonsense_are_refused(text):
    with pytest.raises(Unavailable):
        read(text)


@pytest.mark.parametrize("encoding", ["utf-7", "idna", "zlib", "no-such-charset"])
def test_no_charset_opens_a_back_door(encoding):
    with pytest.raises(Unavailable):
        read(f'<?xml version="1.0" encoding="{encoding}"?>' + BILLION_LAUGHS)


def test_who_signs_nothing_is_not_used():
    with pytest.raises(Unavailable, match="proof-key"):
        read(discovery_xml(keys=""))


@pytest.mark.parametrize(
    "keys",
    [
        '<proof-key modulus="" exponent=""/>',
        '<proof-key modulus="AQAB" exponent="AQAB"/>',
        '<proof-key modulus="!" exponent="AQAB"/>',
        "<proof-key/>",
    ],
)
def test_a_key_that_is_none_is_refused(keys):
    with pytest.raises(Unavailable, match="proof-key"):
        read(discovery_xml(keys=keys))


@pytest.mark.parametrize(
    "editor",
    [
        "https://evil.example.com",
        "http://office.example.com",
        "https://office.example.com:444",
        "https://office.example.com@evil.example.com",
        "https://office.example.com.evil.example.com",
        "javascript:alert(1)//office.example.com",
        "//office.example.com",
        "https://[bad",
    ],
)
def test_an_editor_elsewhere_is_not_used(editor):
    with pytest.raises(Unavailable, match="No editor"):
        read(discovery_xml(editor))


def test_an_editor_elsewhere_does_not_spoil_the_others():
    other = discovery_xml("https://evil.example.com", endings=("xlsx",)).partition("<net-zone")[2].partition(">")[2]
    both = discovery_xml().replace("<app ", other.partition("</app>")[0] + "</app><app ", 1)
    said = read(both)
    assert said.action("edit", "docx")
    assert said.action("edit", "xlsx") is None


def test_the_usual_port_may_be_said_or_not():
    assert read(discovery_xml("https://office.example.com:443")).action("edit", "docx")


# By the network


class Answering(BaseHTTPRequestHandler):
    """Answers as `server.answer` says: status, headers, pieces of the body."""

    def do_GET(self):
        self.server.asked.append(self.path)
        status, headers, pieces = self.server.answer
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        for piece in pieces:
            try:
                self.wfile.write(piece)
            except OSError:
                return

    def log_message(self, *_words):
        """Say nothing."""


@contextmanager
def serving():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    server.asked = []
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def server(settings):
    """A web server that is set as the office server; `server.says` publishes a discovery there."""
    with serving() as server:
        server.place = f"http://127.0.0.1:{server.server_port}"
        settings.OFFICE_DISCOVERY_URL = f"{server.place}/hosting/discovery?a=b"
        server.says = lambda text: setattr(server, "answer", (200, {}, [text.encode()]))
        server.says(discovery_xml(server.place))
        yield server


def test_it_is_asked_at_the_address_that_is_set_and_then_remembered(server):
    assert discovery.discovery().action("edit", "txt")
    assert discovery.discovery().action("edit", "txt")
    assert server.asked == ["/hosting/discovery?a=b"]


def test_a_redirect_is_not_followed(server):
    with serving() as other:
        other.answer = (200, {}, [discovery_xml(server.place).encode()])
        server.answer = (302, {"Location": f"http://127.0.0.1:{other.server_port}/"}, [])
        with pytest.raises(Unavailable, match="302"):
            discovery.discovery()
        assert other.asked == []


def test_no_proxy_of_the_environment_is_asked(server, monkeypatch):
    with serving() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.server_port}")
        assert discovery.discovery()
        assert proxy.asked == []


def test_too_much_is_not_read(server):
    server.answer = (200, {}, [b"<a>" + b"x" * 64 * 1024] * 1000)
    with pytest.raises(Unavailable, match="More than"):
        discovery.discovery()


def test_just_enough_is_read(server):
    text = discovery_xml(server.place)
    server.says(text + " " * (LARGEST - len(text)))
    assert discovery.discovery()
    server.says(text + " " * (LARGEST - len(text) + 1))
    with pytest.raises(Unavailable, match="More than"):
        discovery.parsed(discovery._read(server.place), server.place)


def test_it_does_not_wait_for_a_server_that_drips(server, monkeypatch):
    monkeypatch.setattr(discovery, "AT_MOST", -1)
    with pytest.raises(Unavailable, match="more than"):
        discovery.discovery()


def test_it_does_not_wait_for_a_server_that_is_silent(settings, monkeypatch):
    monkeypatch.setattr(discovery, "PATIENCE", 0.05)
    with serving() as silent:
        silent.shutdown()  # it listens still, and answers nothing
        settings.OFFICE_DISCOVERY_URL = f"http://127.0.0.1:{silent.server_port}/"
        with pytest.raises(Unavailable, match="Timeout"):
            discovery.discovery()


def test_what_failed_is_not_asked_again_at_once(server):
    server.says("broken")
    for _time in range(3):
        with pytest.raises(Unavailable):
            discovery.discovery()
    assert len(server.asked) == 1


def test_what_was_said_before_is_used_while_it_does_not_answer(server, monkeypatch):
    known = discovery.discovery()
    monkeypatch.setattr(discovery, "FRESH", 0)
    server.says("broken")
    assert [discovery.discovery(), discovery.discovery()] == [known, known]
    assert len(server.asked) == 2


def test_a_file_is_read_in_a_conformance_test_only(settings, tmp_path):
    path = tmp_path / "discovery.xml"
    path.write_text(discovery_xml(), encoding="utf-8")
    settings.OFFICE_DISCOVERY_URL = path.as_uri()
    with pytest.raises(KeyError):
        discovery.discovery()
    settings.WOPI_TEST = True
    assert discovery.discovery().action("edit", "txt")
