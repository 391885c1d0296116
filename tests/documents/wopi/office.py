"""An office server as the tests play it: its keys, what its discovery says, and calls that it signs."""

import base64
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from django.conf import settings
from django.test import Client

from documents.models import Document
from documents.wopi.proof import YEAR_ONE, signed

# Every verb of the protocol that we offer: method, which of the two addresses, X-WOPI-Override, what it needs.
VERBS = {
    "CheckFileInfo": ("GET", "file", "", {}),
    "GetFile": ("GET", "contents", "", {}),
    "GetLock": ("POST", "file", "GET_LOCK", {}),
    "PutUserInfo": ("POST", "file", "PUT_USER_INFO", {}),
    "Lock": ("POST", "file", "LOCK", {"X-WOPI-Lock": "a"}),
    "UnlockAndRelock": ("POST", "file", "LOCK", {"X-WOPI-Lock": "b", "X-WOPI-OldLock": "a"}),
    "RefreshLock": ("POST", "file", "REFRESH_LOCK", {"X-WOPI-Lock": "a"}),
    "Unlock": ("POST", "file", "UNLOCK", {"X-WOPI-Lock": "a"}),
    "PutFile": ("POST", "contents", "PUT", {"X-WOPI-Lock": "a"}),
    "PutRelativeFile": ("POST", "file", "PUT_RELATIVE", {"X-WOPI-SuggestedTarget": "copy.txt"}),
    "RenameFile": ("POST", "file", "RENAME_FILE", {"X-WOPI-RequestedName": "renamed"}),
    "DeleteFile": ("POST", "file", "DELETE", {}),
}
READING = ("CheckFileInfo", "GetFile", "GetLock")
# It is about the person, not about the file.
OF_THE_PERSON = ("PutUserInfo",)
WRITING = tuple(set(VERBS) - set(READING) - set(OF_THE_PERSON))


@cache
def key(name: str) -> rsa.RSAPrivateKey:
    """A private key; made once in a run, because that takes a moment."""
    return rsa.generate_private_key(65537, 2048)


def proof_key(current: str = "current", old: str = "old") -> str:
    """The element of discovery that names the public halves of two keys."""
    named = []
    for prefix, name in (("", current), ("old", old)):
        numbers = key(name).public_key().public_numbers()
        named.append(f'{prefix}modulus="{_b64(numbers.n)}" {prefix}exponent="{_b64(numbers.e)}"')
    return f"<proof-key {' '.join(named)}/>"


def _b64(number: int) -> str:
    return base64.b64encode(number.to_bytes((number.bit_length() + 7) // 8, "big")).decode()


def discovery_xml(editor: str = "https://office.example.com", keys: str | None = None, endings=("txt", "docx")) -> str:
    """What an office server publishes."""
    words = "&lt;ui=UI_LLCC&amp;&gt;&lt;dchat=DISABLE_CHAT&amp;&gt;"
    actions = "".join(
        f'<action ext="{ending}" name="{deed}" urlsrc="{editor}/{deed}?{words}"/>'
        for ending in endings
        for deed in ("edit", "view")
    )
    apps = f'<app name="Word" favIconUrl="{editor}/icon.ico">{actions}</app>'
    keys = proof_key() if keys is None else keys
    return f'<wopi-discovery><net-zone name="external-https">{apps}</net-zone>{keys}</wopi-discovery>'


def proven(token: str, address: str, *, current="current", old="old", at: datetime | None = None) -> dict[str, str]:
    """The headers by which an office server signs a call, with the keys of these names."""
    ticks = ((at or datetime.now(UTC)) - YEAR_ONE) // timedelta(microseconds=1) * 10
    message = signed(token, address, ticks)
    signatures = [key(name).sign(message, padding.PKCS1v15(), SHA256()) for name in (current, old)]
    first, second = (base64.b64encode(one).decode() for one in signatures)
    return {"X-WOPI-Proof": first, "X-WOPI-ProofOld": second, "X-WOPI-TimeStamp": str(ticks)}


def path_of(verb: str, document: Document | str, token: str) -> str:
    file_id = document if isinstance(document, str) else document.public_id
    end = "/contents" if VERBS[verb][1] == "contents" else ""
    return f"/wopi/files/{file_id}{end}?access_token={token}"


def call(verb: str, document: Document | str, token: str, body: bytes = b"changed", *, proof=None, **headers: str):
    """Call one verb as an office server does; header names are written with underscores. Return the answer."""
    method, _end, override, needs = VERBS[verb]
    path = path_of(verb, document, token)
    sent = proven(token, settings.BASE_URL + path) if proof is None else proof
    sent |= {"accept-language": "en", "X-WOPI-Override": override} | needs
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    data = body if method == "POST" else b""
    return Client(raise_request_exception=True).generic(
        method, path, data, content_type="application/octet-stream", headers=sent
    )
