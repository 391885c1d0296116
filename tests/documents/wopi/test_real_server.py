"""The web server as it really runs: large bodies, bodies that are cut off, and a kill in the middle of a save."""

import hashlib
import http.client
import json
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import psutil
import pytest

from tests import prepared
from tests.documents.wopi.office import discovery_xml, proven

ROOT = Path(__file__).resolve().parents[3]
FIRST = {"ADMIN_USERNAME": "chef", "ADMIN_EMAIL": "chef@example.com", "ADMIN_PASSWORD": "quite-a-good-one-42"}
MB = 1024 * 1024

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="looks at processes as Linux shows them"),
    pytest.mark.xdist_group("office server"),
]


def wait_for(happened, seconds=300):
    give_up = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < give_up, "it did not happen in time"
        time.sleep(0.1)


def hidden_in(page: str) -> dict[str, str]:
    """The token against forged requests that stands in a page."""
    return {"csrfmiddlewaretoken": re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]}


class Site:
    """A running site, a document in it, and an office server's key to it."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.data, self.log = folder / "data", folder / "log"
        (folder / "discovery.xml").write_text(
            discovery_xml("http://127.0.0.1:9", endings=("wopitest",)), encoding="utf-8"
        )
        self.address = f"http://127.0.0.1:{self.port}"
        shutil.copytree(prepared.first_start()[0], self.data)
        office = {"WOPI_TEST": "1", "OFFICE_DISCOVERY_URL": (folder / "discovery.xml").as_uri()}
        self.environment = prepared.environment(self.data, **FIRST, **office, BASE_URL=self.address)
        with self.log.open("w", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve", "--port", str(self.port)],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def open(self) -> None:
        """Wait until it serves, then make a document and lock it."""
        wait_for(lambda: self.answers() or self.process.poll() is not None)
        assert self.process.poll() is None, self.said
        made = json.loads(self.manage("wopi_test_file", "--user", "chef"))
        self.path, self.token = made["src"].removeprefix(self.address), made["token"]
        assert self.call("POST", "", **{"X-WOPI-Override": "LOCK", "X-WOPI-Lock": "a"})[0] == 200

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def worker(self) -> psutil.Process:
        """The process that answers: the one below granian's own."""
        (granian,) = [one for one in psutil.Process(self.process.pid).children() if "granian" in one.cmdline()]
        return max(granian.children(), key=lambda one: one.memory_info().rss)

    def sending(self, method: str, end: str, length: int, **headers: str) -> http.client.HTTPConnection:
        """Begin a call, signed; its body is still to be sent."""
        path = f"{self.path}{end}?access_token={self.token}"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.putrequest(method, path)
        sent = proven(self.token, self.address + path) | {"Content-Length": str(length)} | headers
        for name, value in sent.items():
            connection.putheader(name, value)
        connection.endheaders()
        return connection

    def call(self, method: str, end: str, body: bytes = b"", **headers: str) -> tuple[int, bytes]:
        connection = self.sending(method, end, len(body), **headers)
        connection.send(body)
        answer = connection.getresponse()
        found = answer.read()
        connection.close()
        return answer.status, found

    def saving(self, length: int) -> http.client.HTTPConnection:
        return self.sending("POST", "/contents", length, **{"X-WOPI-Override": "PUT", "X-WOPI-Lock": "a"})

    def save(self, body: bytes) -> int:
        return self.call("POST", "/contents", body, **{"X-WOPI-Override": "PUT", "X-WOPI-Lock": "a"})[0]

    def content(self) -> bytes:
        status, found = self.call("GET", "/contents")
        assert status == 200
        return found

    def shelf(self) -> tuple[str, dict[str, str]]:
        """Sign chef in as a browser does; return the shelf of the test's company, and what requests to it bear."""
        with sqlite3.connect(self.data / "crm.sqlite3") as database:
            asked = "SELECT public_id FROM contacts_contact WHERE company_name = 'WOPI test'"
            address = f"/documents/contact/{database.execute(asked).fetchone()[0]}/"
        jar = CookieJar()
        browser = build_opener(HTTPCookieProcessor(jar))
        form = {"login": FIRST["ADMIN_USERNAME"], "password": FIRST["ADMIN_PASSWORD"]}
        page = browser.open(f"{self.address}/accounts/login/").read().decode()
        browser.open(f"{self.address}/accounts/login/", urlencode(form | hidden_in(page)).encode())
        page = browser.open(self.address + address).read().decode()
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)
        token = hidden_in(page)["csrfmiddlewaretoken"]
        return address, {"Cookie": cookies, "X-CSRFToken": token, "Accept": "application/json"}

    def uploading(self, address, headers, name: str, content: bytes, part: float) -> http.client.HTTPConnection:
        """Begin an upload of which only this part is sent."""
        edge = "edge"
        head = f'--{edge}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'.encode()
        body = head + content + f"\r\n--{edge}--\r\n".encode()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.putrequest("POST", f"{address}upload/")
        sent = {"Content-Type": f"multipart/form-data; boundary={edge}", "Content-Length": str(len(body))}
        for header, value in (headers | sent).items():
            connection.putheader(header, value)
        connection.endheaders()
        connection.send(body[: int(len(body) * part)])
        return connection

    def idle(self) -> bool:
        """Whether nothing comes in any more, but for what a kill left."""
        before = [(path.name, path.stat().st_size) for path in self.incoming()]
        time.sleep(1)
        return before == [(path.name, path.stat().st_size) for path in self.incoming()]

    def files(self) -> list[Path]:
        return [path for path in (self.data / "files" / "documents").rglob("*") if path.is_file()]

    def incoming(self) -> list[Path]:
        """Bodies and uploads; previews are drawn in folders there."""
        return [path for path in (self.data / "files" / "incoming").iterdir() if path.is_file()]

    def rows(self) -> int:
        with sqlite3.connect(self.data / "crm.sqlite3") as database:
            return database.execute("SELECT count(*) FROM documents_version").fetchone()[0]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    running = Site(tmp_path_factory.mktemp("office"))
    try:
        running.open()
        yield running
    finally:
        running.process.terminate()
        running.process.wait(timeout=60)


def peak(process: psutil.Process) -> int:
    """The most memory that a process ever had, in MB."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8"))
    return int(found[1]) // 1024


def test_a_body_of_100_mb_goes_through_without_filling_the_memory(site):
    assert site.save(b"small") == 200
    site.content()
    worker = site.worker()
    before = peak(worker)
    piece = os.urandom(MB)
    saving = site.saving(100 * MB)
    for _time in range(100):
        saving.send(piece)
    assert saving.getresponse().status == 200
    reading = site.sending("GET", "/contents", 0).getresponse()
    digest = hashlib.sha256()
    while chunk := reading.read(MB):
        digest.update(chunk)
    assert digest.digest() == hashlib.sha256(piece * 100).digest()
    grown = peak(worker) - before
    print(f"peak of the web process: {before} MB before, {grown} MB more after 100 MB in and out")
    assert grown < 40
    assert not site.incoming()


def test_one_byte_more_than_is_allowed_is_refused_before_it_is_sent(site):
    before = site.rows()
    assert site.saving(100 * MB + 1).getresponse().status == 413
    assert site.rows() == before


def test_a_body_that_is_cut_off_keeps_the_old_version(site):
    assert site.save(b"whole") == 200
    files, rows = len(site.files()), site.rows()
    for length in (5 * MB, 100 * MB):
        saving = site.saving(length)
        saving.send(b"x" * (3 * MB))
        saving.close()
    saving = site.saving(10)
    saving.send(b"x" * 9)
    saving.sock.shutdown(socket.SHUT_WR)
    wait_for(lambda: not site.incoming() and site.answers(), seconds=30)
    assert (site.content(), len(site.files()), site.rows()) == (b"whole", files, rows)


def test_a_body_in_chunks_is_refused_because_its_end_cannot_be_told(site):
    path = f"{site.path}/contents?access_token={site.token}"
    headers = proven(site.token, site.address + path) | {"X-WOPI-Override": "PUT", "X-WOPI-Lock": "a"}
    headers |= {"Host": f"127.0.0.1:{site.port}", "Transfer-Encoding": "chunked"}
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    asked = f"POST {path} HTTP/1.1\r\n{lines}\r\n1\r\na\r\n1\r\nb\r\n0\r\n\r\n"
    with socket.create_connection(("127.0.0.1", site.port), timeout=30) as connection:
        connection.sendall(asked.encode())  # at once: it may be refused before all of it is read
        assert connection.recv(1000).startswith(b"HTTP/1.1 411 ")


def test_an_upload_that_is_cut_off_or_killed_is_kept_whole_or_not_at_all(site):
    address, headers = site.shelf()
    kept = site.rows()
    for number, (part, later) in enumerate([(0.5, None), (0.999, None), (0.6, 0), (1, 0.02), (1, 0.1)]):
        content = bytes([97 + number]) * (6 * MB)
        uploading = site.uploading(address, headers, f"{number}.bin", content, part)
        if later is not None:
            time.sleep(later)
            worker = site.worker()
            worker.kill()
            psutil.wait_procs([worker], timeout=30)
        uploading.close()
        wait_for(lambda: site.answers(), seconds=60)
    wait_for(lambda: site.idle(), seconds=60)
    found = site.rows() - kept
    print(f"{found} of 2 uploads that had arrived when the web process was killed are kept, none of the other 3")
    assert 0 <= found <= 2
    assert "0 rows without a file" in site.manage("sweep_files", "--remove", "--minutes", "0")
    assert not site.incoming()
    assert len(site.files()) == site.rows()
    whole = site.uploading(address, headers, "ganz.bin", b"x" * (6 * MB), 1)
    assert whole.getresponse().status == 200
    assert site.rows() == kept + found + 1
    assert {path.stat().st_size for path in site.files()} >= {6 * MB}


# How much of the body is sent, and how many seconds later the web process is killed; None: when it has answered.
MOMENTS = [(0.1, 0), (0.6, 0.02), (0.99, 0.05), (1, 0), (1, 0.01), (1, 0.03), (1, 0.06), (1, 0.1), (1, None)]


def test_a_kill_in_the_middle_of_a_save_leaves_the_old_version_or_the_new_one(site):
    old, seen = b"old" * MB, []
    assert site.save(old) == 200
    for number, (part, later) in enumerate(MOMENTS):
        new = bytes([65 + number]) * (8 * MB)
        saving = site.saving(len(new))
        saving.send(new[: int(len(new) * part)])
        answered = later is None and has_answered(saving)
        time.sleep(later or 0)
        worker = site.worker()
        worker.kill()
        answered = answered or has_answered(saving)
        psutil.wait_procs([worker], timeout=30)
        wait_for(site.answers)
        found = site.content()
        assert found in (old, new), f"broken after {part} of the body and {later} seconds"
        assert found == new or not answered, "it was said to be saved, and is not there"
        said = json.loads(site.call("GET", "")[1])
        assert said["Size"] == len(found)
        seen.append("new" if found == new else "old")
        old = found
    print("after each kill:", seen)
    assert {"old", "new"} == set(seen)
    # Whatever arrived is either the old version or the new one; what a kill left is in no row, and is found.
    assert "0 rows without a file" in site.manage("sweep_files", "--remove", "--minutes", "0")
    assert len(site.files()) == site.rows()


def has_answered(saving: http.client.HTTPConnection) -> bool:
    try:
        return saving.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False


def test_no_key_stands_in_the_logs(site):
    assert site.call("GET", "")[0] == 200
    assert site.call("GET", "/nowhere")[0] in {404, 500}
    assert site.token not in site.said
    assert "access_token" not in site.said
