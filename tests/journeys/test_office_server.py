"""The pencil opens an office server: a small one of ours, which speaks as Collabora Online does."""

import http.client
import io
import json
import threading
from collections.abc import Callable, Iterator
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import docx
import pytest
from playwright.sync_api import Page, expect

from tests.documents.wopi.office import discovery_xml, proven
from tests.journeys.conftest import House

EDITOR = """<!doctype html><title>Office</title>
<h1>{name}</h1><p id="heard">not yet</p>
<textarea aria-label="Text"></textarea>
<button id="save">Save</button><button id="close">Close</button><p id="saved"></p>
<script>
  const origin = {origin};
  const say = (MessageId, Values) => parent.postMessage(JSON.stringify({{ MessageId, Values }}), origin);
  addEventListener("message", (event) => {{
    if (event.origin === origin) heard.textContent = JSON.parse(event.data).MessageId;
  }});
  save.onclick = async () => {{
    const text = document.querySelector("textarea").value;
    const answer = await fetch("/save", {{ method: "POST", body: JSON.stringify({{ ...{call}, text }}) }});
    saved.textContent = answer.status;
  }};
  document.getElementById("close").onclick = () => say("UI_Close", {{}});
  say("App_LoadingStatus", {{ Status: "Frame_Ready" }});
</script>"""


class OfficeServer(BaseHTTPRequestHandler):
    """Discovery, an editor for plain sentences, and the calls that it makes to the CRM."""

    def do_GET(self) -> None:
        self.answer(discovery_xml(f"http://{self.headers['Host']}"), "text/xml")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path == "/save":
            posted = json.loads(body)
            put = {"X-WOPI-Override": "PUT", "X-WOPI-Lock": "office"}
            put["X-COOL-WOPI-IsAutosave"] = "false"
            status, _said = wopi(posted["src"] + "/contents", posted["token"], written(posted["text"]), **put)
            self.answer("", "text/plain", status)
            return
        src = parse_qs(urlsplit(self.path).query)["WOPISrc"][0]
        token = parse_qs(body)["access_token"][0]
        _status, said = wopi(src, token)
        wopi(src, token, b"", **{"X-WOPI-Override": "LOCK", "X-WOPI-Lock": "office"})
        file = json.loads(said)
        words = {"name": escape(file["BaseFileName"]), "origin": json.dumps(file["PostMessageOrigin"])}
        self.answer(EDITOR.format(**words, call=json.dumps({"src": src, "token": token})), "text/html")

    def answer(self, text: str, content_type: str, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{content_type}; charset=utf-8")
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_words: Any) -> None:
        """Say nothing."""


def wopi(src: str, token: str, body: bytes | None = None, **headers: str) -> tuple[int, bytes]:
    """Call the CRM, signed: GET without a body, else POST."""
    address = f"{src}?access_token={token}"
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.netloc, timeout=30)
    method = "GET" if body is None else "POST"
    connection.request(method, f"{parts.path}?{parts.query}", body, proven(token, address) | headers)
    answer = connection.getresponse()
    return answer.status, answer.read()


def written(text: str) -> bytes:
    """A document that says this."""
    document = docx.Document()
    document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The product with an office server beside it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), OfficeServer)
    thread = threading.Thread(target=server.serve_forever, args=(0.1,))
    thread.start()
    running = House(tmp_path_factory.mktemp("office-house"))
    running.environment |= {
        "BASE_URL": running.address,
        "OFFICE_DISCOVERY_URL": f"http://127.0.0.1:{server.server_port}/hosting/discovery",
    }
    running.start()
    yield running
    running.stop()
    server.shutdown()
    thread.join()
    server.server_close()


def new_document(page: Page, name: str) -> None:
    page.goto("/opportunities/?who=me")
    page.locator("main tbody .list-title a").first.click()
    page.get_by_role("link", name="Dokumente").first.click()
    page.get_by_text("Neue Datei", exact=True).first.click()
    page.get_by_role("link", name="Dokument", exact=True).click()
    form = page.locator("#new-file form")
    form.get_by_label("Name").fill(name)
    form.get_by_role("button", name="Erstellen").click()
    expect(page.get_by_role("row").filter(has_text=f"{name}.docx")).to_be_visible()


def pencil(page: Page, name: str) -> None:
    row = page.get_by_role("row").filter(has_text=f"{name}.docx")
    row.hover()
    row.get_by_role("link", name="Bearbeiten").click()


def test_the_pencil_opens_it_and_what_is_saved_there_is_the_new_version(sign_in: Callable[..., Page]) -> None:
    page = sign_in("anna")
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    new_document(page, "Angebot im Office")
    pencil(page, "Angebot im Office")
    expect(page).to_have_title("Angebot im Office.docx · CRM")
    editor = page.frame_locator("#office-frame")
    expect(editor.get_by_role("heading")).to_have_text("Angebot im Office.docx")
    expect(editor.locator("#heard")).to_have_text("Host_PostmessageReady")
    assert "access_token" not in page.url
    editor.get_by_label("Text").fill("Geschrieben im Office-Server")
    editor.get_by_role("button", name="Save").click()
    expect(editor.locator("#saved")).to_have_text("200")
    editor.get_by_role("button", name="Close").click()
    page.wait_for_url("**/documents/opportunity/**")
    row = page.get_by_role("row").filter(has_text="Angebot im Office.docx")
    expect(row.locator(".file-version")).to_have_text("2")
    row.hover()
    with page.expect_download() as download:
        row.get_by_role("link", name="Herunterladen").click()
    saved = docx.Document(str(download.value.path()))
    assert [one.text for one in saved.paragraphs] == ["Geschrieben im Office-Server"]
    assert not complaints


def test_the_quick_editor_is_one_click_away(sign_in: Callable[..., Page]) -> None:
    page = sign_in("anna")
    new_document(page, "Angebot kurz")
    pencil(page, "Angebot kurz")
    page.get_by_role("link", name="Schnelleditor").click()
    expect(page.locator("main")).to_contain_text("Angebot kurz.docx")
    expect(page.get_by_role("button", name="Speichern")).to_be_visible()
    page.get_by_role("link", name="Versionen und Hochladen").click()
    expect(page.get_by_role("link", name="Im Office-Programm bearbeiten")).to_be_visible()


def test_without_script_a_button_opens_the_editor(sign_in: Callable[..., Page]) -> None:
    new_document(sign_in("anna"), "Angebot ohne Skript")
    page = sign_in("anna", javascript=False)
    page.goto("/opportunities/?who=me")
    page.locator("main tbody .list-title a").first.click()
    page.get_by_role("link", name="Dokumente").first.click()
    pencil(page, "Angebot ohne Skript")
    page.get_by_role("button", name="Office-Programm öffnen").click()
    expect(page.frame_locator("#office-frame").get_by_role("heading")).to_have_text("Angebot ohne Skript.docx")


def test_signing_out_elsewhere_ends_the_key(sign_in: Callable[..., Page]) -> None:
    page = sign_in("anna")
    new_document(page, "Angebot offen")
    pencil(page, "Angebot offen")
    editor = page.frame_locator("#office-frame")
    expect(editor.locator("#heard")).to_have_text("Host_PostmessageReady")
    other = page.context.new_page()
    other.goto("/accounts/logout/")
    other.locator("main button[type=submit]").click()
    other.wait_for_url("**/accounts/login/**")
    editor.get_by_label("Text").fill("zu spät")
    editor.get_by_role("button", name="Save").click()
    expect(editor.locator("#saved")).to_have_text("401")
