"""What the office server says about itself: which files it edits, where, and the keys it signs its calls with.

Read from `OFFICE_DISCOVERY_URL`, the only address that a document ever makes the CRM call.
"""

import base64
import binascii
import http.client
import logging
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.conf import settings
from django.core.cache import cache

from documents.wopi.proof import Key, Keys

logger = logging.getLogger("documents.wopi")

LARGEST = 1024 * 1024
CHUNK = 64 * 1024
# Seconds: for one answer of the network, and for all of it.
PATIENCE, AT_MOST = 5, 10
# Seconds: asked again after so long; used so long where it cannot be asked; asked again at once not before so long.
FRESH, USABLE, PAUSE = 60 * 60, 24 * 60 * 60, 60
PORTS = {"http": 80, "https": 443}


class Unavailable(Exception):
    """The office server does not say what it can do, or nothing that can be used; the reason is for the log."""


@dataclass(frozen=True)
class Action:
    """How one kind of file is opened: the address of the editor, with placeholders, and its icon."""

    address: str
    icon: str


@dataclass(frozen=True)
class Discovery:
    """What the office server says: actions by what is done ("edit", "view") and the ending of the file."""

    actions: dict[tuple[str, str], Action]
    keys: Keys

    def action(self, deed: str, ending: str) -> Action | None:
        """Return how a file with this ending is edited or viewed, or None where it cannot be."""
        return self.actions.get((deed, ending))


def discovery(*, anew: bool = False) -> Discovery:
    """Return what the office server says, at most an hour old. Raises Unavailable.

    `anew`: something does not fit, so ask again, but not more than once a minute. Where the server does not answer,
    what it said within the last day is taken.
    """
    address = settings.OFFICE_DISCOVERY_URL
    kept, failed = f"wopi.discovery:{address}", f"wopi.discovery-failed:{address}"
    read_at, known = cache.get(kept) or (0.0, None)
    if known is not None and (time.time() - read_at < (PAUSE if anew else FRESH) or cache.get(failed)):
        return known
    if known is None and cache.get(failed):
        raise Unavailable("It did not answer less than a minute ago.")
    try:
        said = parsed(_read(address), address)
    except Unavailable as reason:
        cache.set(failed, 1, PAUSE)
        logger.error("The office server cannot be used: %s", reason)
        if known is None:
            raise
        return known
    cache.set(kept, (time.time(), said), USABLE)
    return said


def origin(address: str) -> str:
    """Return scheme, host and port of an address, as a content-security policy and a script name it."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}"


def _read(address: str) -> bytes:
    """Return what stands at the address. Raises Unavailable: no answer, a redirect, too much, too slow."""
    parts = urlsplit(address)
    try:
        if parts.scheme == "file" and settings.WOPI_TEST:
            found = Path(unquote(parts.path)).read_bytes()[: LARGEST + 1]
        else:
            found = _fetched(parts)
    except (OSError, http.client.HTTPException) as error:
        raise Unavailable(f"{type(error).__name__} at {address}.") from error
    if len(found) > LARGEST:
        raise Unavailable(f"More than {LARGEST} bytes at {address}.")
    return found


def _fetched(parts: SplitResult) -> bytes:
    """Fetch by http.client: it follows no redirect, knows no proxy of the environment, and sends nothing of ours."""
    kinds = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}
    connection = kinds[parts.scheme](parts.hostname or "", parts.port, timeout=PATIENCE)
    until = time.monotonic() + AT_MOST
    try:
        connection.request("GET", parts._replace(scheme="", netloc="").geturl(), headers={"Accept": "text/xml"})
        answer = connection.getresponse()
        if answer.status != http.client.OK:
            raise Unavailable(f"It answered {answer.status} instead of 200.")
        found = bytearray()
        while len(found) <= LARGEST and (chunk := answer.read1(CHUNK)):
            found += chunk
            if time.monotonic() > until:
                raise Unavailable(f"It took more than {AT_MOST} seconds.")
        return bytes(found)
    finally:
        connection.close()


def parsed(xml: bytes, address: str) -> Discovery:
    """Return what a discovery document says. Raises Unavailable: no XML, tricks of XML, no keys.

    Editors elsewhere than at `address` are left out: people would hand their key to somebody who was not set.
    """
    try:
        root = fromstring(xml, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise Unavailable(f"What stands at {address} is not usable XML ({type(error).__name__}).") from error
    actions: dict[tuple[str, str], Action] = {}
    for app in root.iter("app"):
        icon = app.get("favIconUrl", "")
        for row in app.iter("action"):
            editor, key = row.get("urlsrc", ""), (row.get("name", ""), row.get("ext", "").casefold())
            if all(key) and _is_at(editor, address):
                actions.setdefault(key, Action(editor, icon if _is_at(icon, editor) else ""))
    if not actions:
        raise Unavailable(f"No editor at {origin(address)}: set OFFICE_DISCOVERY_URL as browsers reach the server.")
    return Discovery(actions, _keys(root))


def _is_at(editor: str, address: str) -> bool:
    """Return whether an editor is where discovery was read; a test's file may name any."""
    try:
        one, other = urlsplit(editor), urlsplit(address)
        if one.scheme not in PORTS or not one.hostname or one.username is not None:
            return False
        if other.scheme == "file":
            return True
        return _place(one) == _place(other)
    except ValueError:
        return False


def _place(parts: SplitResult) -> tuple[str, str | None, int | None]:
    return parts.scheme, parts.hostname, parts.port or PORTS.get(parts.scheme)


def _keys(root: Element) -> Keys:
    found = root.find("proof-key")
    if found is None:
        raise Unavailable("It signs nothing (no proof-key): anybody could call us in its name.")
    try:
        current = Key(_number(found, "modulus"), _number(found, "exponent"))
        old = Key(_number(found, "oldmodulus"), _number(found, "oldexponent")) if found.get("oldmodulus") else current
    except (binascii.Error, ValueError) as error:
        raise Unavailable("Its proof-key cannot be read.") from error
    if not (current.is_strong and old.is_strong):
        raise Unavailable("Its proof-key is shorter than 1024 bits.")
    return Keys(current, old)


def _number(element: Element, name: str) -> int:
    return int.from_bytes(base64.b64decode(element.get(name, ""), validate=True), "big")
