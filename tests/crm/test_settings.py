"""Settings refuse nonsense with one sentence that names the variable, whatever is starting."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from crm import addresses, env

ROOT = Path(__file__).resolve().parents[2]


def start(tmp_path: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Start a process with these settings and nothing else of ours."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, *(command or ("manage.py", "check"))],
        cwd=ROOT,
        env={**kept, "DATA_DIR": str(tmp_path / "data"), **environment},
        capture_output=True,
        encoding="utf-8",
    )


WRONG = {
    "ALLOWED_HOSTS": "https://crm.example.com",
    "BASE_URL": "crm.example.com",
    "CACHE_URL": "memcached://localhost",
    "DATABASE_URL": "mysql://root:geheim@localhost/crm",
    "DEBUG": "maybe",
    "EMAIL_URL": "gopher://localhost",
    "FILES_URL": "https://crm.example.com/files",
    "HSTS_SECONDS": "-1",
    "LANGUAGE_CODE": "fr",
    "LOG_LEVEL": "loud",
    "MAIL_FROM": "CRM <crm",
    "MAX_IMPORT_MB": "0",
    "MAX_UPLOAD_MB": "0",
    "MAX_MB_PER_PERSON": "-1",
    "NOTIFICATIONS_KEPT_DAYS": "never",
    "OFFICE_DISCOVERY_URL": "https://anna:geheim@office.example.com/hosting/discovery",
    "PROXIES": "one",
    "SECRET_KEY": "short",
    "TIME_ZONE": "Europe/Atlantis",
    "WOPI_TEST": "perhaps",
}


@pytest.mark.parametrize(("name", "value"), list(WRONG.items()), ids=list(WRONG))
def test_a_wrong_value_stops_the_start_with_a_sentence_that_names_it(tmp_path, name, value):
    started = start(tmp_path, "-c", "import crm.settings", **{name: value})
    assert started.returncode == 1
    assert started.stderr.startswith(f"{name} ")
    assert len(started.stderr.strip().splitlines()) == 1
    assert "geheim" not in started.stderr


@pytest.mark.parametrize("command", [("manage.py", "check"), ("-c", "import crm.wsgi")], ids=["manage", "web server"])
def test_a_currency_is_looked_at_when_the_apps_are_ready(tmp_path, command):
    started = start(tmp_path, *command, BASE_CURRENCY="EURO")
    assert started.returncode == 1
    assert started.stderr.strip() == "BASE_CURRENCY must be an ISO 4217 code such as EUR, not 'EURO'."


def test_a_data_dir_that_is_a_file_is_named(tmp_path):
    (tmp_path / "data").write_text("", encoding="utf-8")
    assert start(tmp_path).stderr.startswith("DATA_DIR names the folder")


def test_with_nothing_set_it_starts_and_keeps_a_key_that_only_its_owner_can_read(tmp_path):
    assert start(tmp_path).returncode == 0
    kept = tmp_path / "data" / "secret-key"
    key = kept.read_text(encoding="utf-8")
    assert start(tmp_path).returncode == 0
    assert kept.read_text(encoding="utf-8") == key
    assert len(key) > 60
    if os.name == "posix":
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_a_postgresql_address_is_taken_apart(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://an%40na:p%2Fw@db.example.com:6432/crm?sslmode=require&pool=true")
    found = env.database("DATABASE_URL", default=Path("unused"))
    assert (found["USER"], found["PASSWORD"], found["NAME"]) == ("an@na", "p/w", "crm")
    assert (found["HOST"], found["PORT"], found["CONN_MAX_AGE"]) == ("db.example.com", "6432", 0)
    assert found["OPTIONS"]["sslmode"] == "require"
    assert found["OPTIONS"]["pool"] is True


@pytest.mark.parametrize(("said", "prepares"), [("", True), ("?prepare=true", True), ("?prepare=false", False)])
def test_behind_a_pooler_nothing_is_left_in_a_connection(monkeypatch, said, prepares):
    monkeypatch.setenv("DATABASE_URL", f"postgresql://crm:geheim@localhost/crm{said}")
    found = env.database("DATABASE_URL", default=Path("unused"))
    assert ("prepare_threshold" in found["OPTIONS"], found["DISABLE_SERVER_SIDE_CURSORS"]) == (prepares, not prepares)


def test_a_postgresql_socket_is_named_as_host(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://postgres:@/crm?host=/run/postgresql")
    assert env.database("DATABASE_URL", default=Path("unused"))["HOST"] == "/run/postgresql"


def test_sqlite_takes_the_write_lock_at_the_beginning(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "")
    found = env.database("DATABASE_URL", default=Path("/data/crm.sqlite3"))
    assert found["NAME"] == "/data/crm.sqlite3"
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in found["OPTIONS"]["init_command"]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("smtp://crm:a%20b@mail.example.com", {"EMAIL_PORT": 587, "EMAIL_USE_TLS": True, "EMAIL_USE_SSL": False}),
        ("smtp://localhost:25?tls=no", {"EMAIL_PORT": 25, "EMAIL_USE_TLS": False, "EMAIL_HOST_USER": ""}),
        ("smtps://mail.example.com", {"EMAIL_PORT": 465, "EMAIL_USE_TLS": False, "EMAIL_USE_SSL": True}),
    ],
)
def test_a_mail_server_is_taken_apart(monkeypatch, address, expected):
    monkeypatch.setenv("EMAIL_URL", address)
    found = env.mail("EMAIL_URL", Path("mails"))
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize(
    "address", ["smtp://", "smtp://host:99999", "smtp://host?tls=perhaps", "smtp://host?nonsense=1", "nonsense"]
)
def test_a_wrong_mail_server_is_refused(monkeypatch, address):
    monkeypatch.setenv("EMAIL_URL", address)
    with pytest.raises(env.WrongSetting, match="EMAIL_URL"):
        env.mail("EMAIL_URL", Path("mails"))


@pytest.mark.parametrize(
    "address",
    [
        "sqlite:////nowhere/at/all.sqlite3",
        "sqlite:///crm.sqlite3?mode=ro",
        "postgresql://crm:geheim@localhost/crm?nonsense=1",
        "postgresql://crm:geheim@localhost/crm?pool=perhaps",
    ],
)
def test_a_wrong_database_is_refused(monkeypatch, address):
    monkeypatch.setenv("DATABASE_URL", address)
    with pytest.raises(env.WrongSetting, match="^DATABASE_URL") as refused:
        env.database("DATABASE_URL", default=Path("unused"))
    assert "geheim" not in str(refused.value)


@pytest.mark.parametrize("sender", ["crm@example.com", "CRM <crm@localhost>", '"CRM, Nord" <crm@example.com>'])
def test_a_sender_of_mails_is_taken(monkeypatch, sender):
    monkeypatch.setenv("MAIL_FROM", sender)
    assert env.mailbox("MAIL_FROM", "") == sender


@pytest.mark.parametrize("sender", ["nonsense", "CRM <crm", "a@example.com\nBcc: b@example.com", "a@x.com, b@x.com"])
def test_a_wrong_sender_of_mails_is_refused(monkeypatch, sender):
    monkeypatch.setenv("MAIL_FROM", sender)
    with pytest.raises(env.WrongSetting, match="MAIL_FROM"):
        env.mailbox("MAIL_FROM", "")


def test_a_second_process_waits_for_the_first_to_have_written_the_key(monkeypatch, tmp_path):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    kept, key = tmp_path / "secret-key", "k" * 60
    kept.write_text("", encoding="utf-8")
    monkeypatch.setattr(env.time, "sleep", lambda _seconds: kept.write_text(key, encoding="utf-8"))
    assert env.secret("SECRET_KEY", kept) == key


def test_every_variable_is_in_the_table():
    """And nothing else reads the environment for a setting."""
    table = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    for name in WRONG:
        assert f"`{name}`" in table


@pytest.mark.skipif(os.name != "posix", reason="folders have modes on POSIX systems only")
def test_the_data_folder_is_made_for_its_owner_alone(tmp_path):
    start(tmp_path, "-c", "import crm.settings")
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


@pytest.mark.skipif(os.name != "posix", reason="folders have modes on POSIX systems only")
def test_a_data_folder_that_is_there_keeps_its_mode(tmp_path):
    (tmp_path / "data").mkdir(mode=0o750)
    start(tmp_path, "-c", "import crm.settings")
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o750


@pytest.mark.parametrize(
    "value",
    [
        "office.example.com",
        "https://office.example.com",
        "https://office.example.com/",
        "ftp://office.example.com/hosting/discovery",
        "https://office.example.com/hosting/discovery#part",
        "https://office.exa;mple.com/hosting/discovery",
        "https://office.example.com:port/hosting/discovery",
        "file:///srv/discovery.xml",
        "javascript:alert(1)",
    ],
)
def test_an_office_server_is_an_address_of_the_web(monkeypatch, value):
    monkeypatch.setenv("OFFICE_DISCOVERY_URL", value)
    with pytest.raises(env.WrongSetting, match="^OFFICE_DISCOVERY_URL must"):
        addresses.discovery("OFFICE_DISCOVERY_URL", https=False, files_too=False)


def test_an_office_server_is_as_encrypted_as_the_site(monkeypatch):
    monkeypatch.setenv("OFFICE_DISCOVERY_URL", "http://office:9980/hosting/discovery")
    assert (
        addresses.discovery("OFFICE_DISCOVERY_URL", https=False, files_too=False)
        == "http://office:9980/hosting/discovery"
    )
    with pytest.raises(env.WrongSetting, match="must begin with https://"):
        addresses.discovery("OFFICE_DISCOVERY_URL", https=True, files_too=False)


def test_a_file_stands_in_for_an_office_server_in_a_conformance_test_only(monkeypatch):
    monkeypatch.setenv("OFFICE_DISCOVERY_URL", "file:///srv/discovery.xml")
    assert addresses.discovery("OFFICE_DISCOVERY_URL", https=True, files_too=True) == "file:///srv/discovery.xml"
    monkeypatch.setenv("OFFICE_DISCOVERY_URL", "file://host/discovery.xml")
    with pytest.raises(env.WrongSetting):
        addresses.discovery("OFFICE_DISCOVERY_URL", https=True, files_too=True)
