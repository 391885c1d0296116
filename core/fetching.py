"""Reading a small file from an address that an administrator has set: within bounds of time and size."""

import http.client
import time
from urllib.parse import SplitResult, urlsplit

CHUNK = 64 * 1024
# Seconds: for one answer of the network, and for all of it.
PATIENCE, AT_MOST = 10, 30


class NotFetched(Exception):
    """Nothing usable came: no answer, another one than 200, too much, too slow. The text says which, without values."""


def fetched(address: str, *, accept: str, largest: int, patience: float = PATIENCE, at_most: float = AT_MOST) -> bytes:
    """Return what stands at an http(s) address.

    By http.client: it follows no redirect, knows no proxy of the environment, and sends nothing of ours. Raises
    NotFetched: no answer within `patience` seconds or not all of it within `at_most`, any status but 200 (a redirect
    included), more than `largest` bytes, fewer than announced.
    """
    try:
        return _read(urlsplit(address), accept, largest, patience, at_most)
    except TimeoutError as error:
        raise NotFetched(f"No answer within {patience:g} seconds.") from error
    except (OSError, http.client.HTTPException) as error:
        raise NotFetched(f"{type(error).__name__}.") from error


def _read(parts: SplitResult, accept: str, largest: int, patience: float, at_most: float) -> bytes:
    kinds = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}
    connection = kinds[parts.scheme](parts.hostname or "", parts.port, timeout=patience)
    until = time.monotonic() + at_most
    try:
        connection.request("GET", parts._replace(scheme="", netloc="").geturl(), headers={"Accept": accept})
        answer = connection.getresponse()
        if answer.status != http.client.OK:
            raise NotFetched(f"The answer was {answer.status} instead of 200.")
        found = bytearray()
        while chunk := answer.read1(CHUNK):
            found += chunk
            if len(found) > largest:
                raise NotFetched(f"More than {largest} bytes.")
            if time.monotonic() > until:
                raise NotFetched(f"It took more than {at_most:g} seconds.")
        if answer.length:
            raise NotFetched("The answer broke off.")
        return bytes(found)
    finally:
        connection.close()
