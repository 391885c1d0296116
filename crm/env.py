"""Reading settings from the environment: strictly, and with a sentence when a value is wrong.

Every function takes the variable's name first. An unset or empty variable gives the default.
A value that cannot be used raises `WrongSetting`: a `SystemExit`, so that whatever is starting (manage.py,
the web server, the tests) ends with that one sentence on standard error and no traceback.
"""

import importlib.util
import os
import re
import secrets
import time
import zoneinfo
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

# Hundredths of a second.
KEY_IS_WRITTEN_WITHIN = 100
YES = {"1", "true", "yes", "on"}
NO = {"0", "false", "no", "off"}
# What a PostgreSQL address may ask for after its question mark: words of libpq's, and our own `pool`.
POSTGRESQL_WORDS = {
    "application_name", "channel_binding", "client_encoding", "connect_timeout", "gssencmode", "host", "hostaddr",
    "keepalives", "keepalives_count", "keepalives_idle", "keepalives_interval", "options", "passfile", "pool",
    "prepare", "require_auth", "service", "sslcert", "sslcrl", "sslkey", "sslmode", "sslpassword", "sslrootcert",
    "target_session_attrs", "tcp_user_timeout",
}  # fmt: skip
# A mailbox as mails name their sender: an address, or a name and the address in angle brackets.
ADDRESS = r"[^@\s<>,;\"]+@[^@\s<>,;\"]+"
MAILBOX = re.compile(rf'{ADDRESS}|(?:[^<>@,;\r\n"]+|"[^<>\r\n"]+") ?<{ADDRESS}>')
# A question asked so many times in the same words is planned once for a connection (core/preparing.py).
ASKED_OFTEN = 3
NOT_SHOWN = "(the value is not shown: it may hold a password)"


class WrongSetting(SystemExit):
    """A setting that cannot be used. `sentence` names the variable and says what is expected."""

    def __init__(self, name: str, sentence: str) -> None:
        self.name = name
        self.sentence = f"{name} {sentence}"
        super().__init__(self.sentence)


def text(name: str, default: str = "") -> str:
    """The value as it is, without surrounding blanks."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool) -> bool:
    """Yes or no: 1/0, true/false, yes/no, on/off."""
    value = text(name).lower()
    if value and value not in YES | NO:
        raise WrongSetting(name, f"must be 1 or 0 (or true/false, yes/no, on/off), not {value!r}.")
    return value in YES if value else default


def whole_number(name: str, default: int, *, least: int, most: int) -> int:
    """A whole number between `least` and `most`, both allowed."""
    value = text(name)
    if not value:
        return default
    if not re.fullmatch(r"[0-9]{1,12}", value) or not least <= int(value) <= most:
        raise WrongSetting(name, f"must be a whole number from {least} to {most}, not {value!r}.")
    return int(value)


def one_of(name: str, default: str, choices: tuple[str, ...]) -> str:
    """One of a few words."""
    value = text(name, default)
    if value not in choices:
        raise WrongSetting(name, f"must be one of {', '.join(choices)}, not {value!r}.")
    return value


def host_names(name: str, default: list[str]) -> list[str]:
    """Host names separated by commas, without scheme or port; `.example.com` stands for all names below it."""
    hosts = [host.strip().lower() for host in text(name).split(",") if host.strip()]
    for host in hosts:
        if not re.fullmatch(r"\*|\.?[a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\]", host):
            raise WrongSetting(name, f"must be host names separated by commas, without http:// or port, not {host!r}.")
    return hosts or default


def folder(name: str, default: Path) -> Path:
    """A folder of our own, into which this process can write; made when it is missing, for its owner alone."""
    path = Path(text(name, str(default))).expanduser().resolve()
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise WrongSetting(name, f"names the folder {path}, which cannot be made: {error.strerror}.") from None
    if not os.access(path, os.W_OK | os.X_OK):
        raise WrongSetting(name, f"names the folder {path}, into which this user may not write.")
    return path


def time_zone(name: str, default: str) -> str:
    """A time zone's name, such as Europe/Berlin."""
    value = text(name, default)
    try:
        zoneinfo.ZoneInfo(value)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise WrongSetting(name, f"must be a time zone such as Europe/Berlin, not {value!r}.") from None
    return value


def secret(name: str, kept_in: Path) -> str:
    """The secret key: the value given (50 characters or more), else one that is made once and kept in a file.

    The file can be read by its owner only; it is made exclusively, so two processes that start together agree: the
    second waits a moment for the first to have written it.
    """
    value = text(name)
    if value:
        if len(value) < 50 or len(set(value)) < 5:
            raise WrongSetting(name, "must have at least 50 characters; leave it empty to have one made and kept.")
        return value
    try:
        descriptor = os.open(kept_in, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        for _moment in range(KEY_IS_WRITTEN_WITHIN):
            kept = kept_in.read_text(encoding="ascii").strip()
            if len(kept) >= 50:
                return kept
            time.sleep(0.01)
        raise WrongSetting(name, f"is kept in {kept_in}, which holds no key; delete that file.") from None
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        made = secrets.token_urlsafe(64)
        file.write(made)
    return made


def database(name: str, default: Path) -> dict[str, object]:
    """Django's database settings: SQLite in a file (the default), or PostgreSQL.

    `sqlite:///relative.sqlite3`, `sqlite:////absolute.sqlite3`,
    `postgresql://user:password@host:5432/name?sslmode=require&pool=true` (a host that is a folder: `?host=/run/pg`;
    `?prepare=false` behind a pooler that hands connections round).
    """
    value = text(name)
    if not value:
        return _sqlite(default)
    address = split(name, value, "must be an address such as postgresql://user:password@host:5432/name")
    if address.scheme == "sqlite" and not address.netloc and len(address.path) > 1:
        path = Path(unquote(address.path[1:])).resolve()
        if address.query:
            raise WrongSetting(name, "names an SQLite file, which takes nothing after a question mark.")
        if not path.parent.is_dir():
            raise WrongSetting(name, f"names the file {path}, whose folder does not exist.")
        return _sqlite(path)
    if address.scheme in {"postgres", "postgresql"} and len(address.path) > 1:
        return _postgresql(name, address)
    raise WrongSetting(name, f"must begin with sqlite:/// or postgresql:// and name a database {NOT_SHOWN}.")


def _sqlite(path: Path) -> dict[str, object]:
    """WAL: people read while one writes. IMMEDIATE: the write lock is taken at BEGIN, so a second writer waits."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        # As with PostgreSQL: opening the file and reading which tables it has takes 3 ms, which each request waits.
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;",
        },
    }


def _postgresql(name: str, address: SplitResult) -> dict[str, object]:
    _refuse_unknown(name, address, POSTGRESQL_WORDS)
    options: dict[str, object] = dict(parse_qsl(address.query))
    host = options.pop("host", "") or unquote(address.hostname or "")
    limits = "-c lock_timeout=10s -c idle_in_transaction_session_timeout=60s"
    options["options"] = f"{limits} {options.get('options', '')}".strip()
    pooled, prepares = _yes_or_no(name, options, "pool", False), _yes_or_no(name, options, "prepare", True)
    if pooled:
        options["pool"] = True
    if prepares:
        options["prepare_threshold"] = ASKED_OFTEN
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(address.path[1:]),
        "USER": unquote(address.username or ""),
        "PASSWORD": unquote(address.password or ""),
        "HOST": host,
        "PORT": str(address.port or ""),
        # A pool keeps the connections itself; Django insists that it is not asked to keep them as well.
        "CONN_MAX_AGE": 0 if pooled else 60,
        "CONN_HEALTH_CHECKS": True,
        # Where connections are handed round, nothing stays in one from one transaction to the next.
        "DISABLE_SERVER_SIDE_CURSORS": not prepares,
        "OPTIONS": options,
    }


def _yes_or_no(name: str, options: dict[str, object], word: str, default: bool) -> bool:
    """Take a word out of the part of an address after the question mark."""
    said = str(options.pop(word, "")).lower()
    if said and said not in (*YES, *NO):
        raise WrongSetting(name, f"has a {word} that is neither true nor false.")
    return said in YES if said else default


def cache(name: str) -> dict[str, object]:
    """Django's cache settings: `memory://` (the default: each process its own), `database://`, or `redis://host:6379/0`."""
    value = text(name, "memory://")
    if value == "memory://":
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    if value == "database://":
        return {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "crm_cache"}
    if value.startswith(("redis://", "rediss://", "unix://")):
        if not importlib.util.find_spec("redis"):
            raise WrongSetting(name, "asks for Redis, whose package is not installed: run `pip install redis`.")
        return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": value}
    raise WrongSetting(name, "must be memory://, database:// or an address that begins with redis://.")


def mail(name: str, folder_for_mails: Path) -> dict[str, object]:
    """Django's EMAIL_… settings: `smtp://user:password@host:587`, `smtps://…:465`, `console://`, or files (default).

    smtp:// asks for STARTTLS unless it says `?tls=no`; smtps:// is encrypted from the first byte.
    """
    value = text(name)
    if not value or value == "file://":
        return {"EMAIL_BACKEND": "crm.mails.ReadableFiles", "EMAIL_FILE_PATH": str(folder_for_mails)}
    if value == "console://":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    expected = "must be smtp://user:password@host:587, smtps://user:password@host:465, console:// or file://"
    address = split(name, value, expected)
    if address.scheme not in {"smtp", "smtps"} or not address.hostname:
        raise WrongSetting(name, f"{expected} {NOT_SHOWN}.")
    encrypted = address.scheme == "smtps"
    _refuse_unknown(name, address, {"tls"})
    asked = dict(parse_qsl(address.query)).get("tls", "yes").lower()
    if asked not in YES | NO:
        raise WrongSetting(name, "has a tls that is neither yes nor no.")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": address.hostname,
        "EMAIL_PORT": address.port or (465 if encrypted else 587),
        "EMAIL_HOST_USER": unquote(address.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(address.password or ""),
        "EMAIL_USE_SSL": encrypted,
        "EMAIL_USE_TLS": not encrypted and asked in YES,
        "EMAIL_TIMEOUT": 20,
    }


def mailbox(name: str, default: str) -> str:
    """An e-mail address, alone or as `Name <address>`."""
    value = text(name, default)
    if not MAILBOX.fullmatch(value):
        raise WrongSetting(name, f"must be an address such as CRM <crm@example.com>, not {value!r}.")
    return value


def _refuse_unknown(name: str, address: SplitResult, known: set[str]) -> None:
    """Refuse an address that asks for something, after its question mark, that nobody would heed."""
    unknown = sorted({word for word, _value in parse_qsl(address.query, keep_blank_values=True)} - known)
    if unknown:
        raise WrongSetting(
            name, f"asks for {', '.join(unknown)}, which is not known; known are {', '.join(sorted(known))}."
        )


def split(name: str, value: str, expected: str) -> SplitResult:
    """The parts of an address; the port is looked at here, because `urlsplit` complains about it only when asked."""
    try:
        address = urlsplit(value)
        _ = address.port
    except ValueError:
        raise WrongSetting(name, f"{expected} {NOT_SHOWN}.") from None
    return address
