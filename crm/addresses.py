"""Reading web addresses from the environment: of the site, of its host of files, and of what it fetches.

As strictly as `crm.env`, whose `WrongSetting` every function raises for a value that cannot be used.
"""

import re
from urllib.parse import SplitResult, urlsplit

from crm.env import NOT_SHOWN, WrongSetting, split, text


def base_url(name: str, default: str) -> SplitResult:
    """The address under which people reach the site: http(s)://host[:port], without a path."""
    value = text(name, default).rstrip("/")
    address = split(name, value, "must be an address such as https://crm.example.com")
    if address.scheme not in {"http", "https"} or not address.hostname:
        raise WrongSetting(name, f"must be an address such as https://crm.example.com, not {value!r}.")
    if address.path or address.query or address.fragment or address.username:
        raise WrongSetting(name, "must name only the host, as in https://crm.example.com: no path, no sign-in.")
    return address


def other_origin(name: str, *, site: SplitResult) -> str:
    """The address of a second host for the same processes, on which nobody signs in; "" for none.

    Its host is neither that of the site nor below or above it, so that no cookie of the one is ever sent to the other.
    """
    if not text(name):
        return ""
    address = base_url(name, "")
    ours, other = (f".{one.hostname}".rstrip(".") for one in (site, address))
    if ours.endswith(other) or other.endswith(ours):
        raise WrongSetting(name, "must name a host that is neither that of BASE_URL nor above or below it.")
    if address.scheme != site.scheme:
        raise WrongSetting(name, f"must begin with {site.scheme}://, as BASE_URL does.")
    return address.geturl()


def file_address(name: str, example: str) -> str:
    """The http(s) address of something that we fetch, without a sign-in; "" for nothing."""
    value = text(name)
    expected = f"must be an address such as {example}"
    address = split(name, value, expected)
    has_host = re.fullmatch(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*|[0-9a-f:.]+", address.hostname or "")
    if value and not (address.scheme in {"http", "https"} and has_host and len(address.path) > 1):
        raise WrongSetting(name, f"{expected} {NOT_SHOWN}.")
    if address.username or address.fragment:
        raise WrongSetting(name, f"{expected}: no sign-in, nothing after #.")
    return value


def discovery(name: str, *, https: bool, files_too: bool) -> str:
    """Where an office server says what it can do, http(s)://host[:port]/path; "" for none.

    `https`: the site itself is encrypted, and browsers show nothing plain inside it. `files_too`: a conformance test
    may read a file: address instead.
    """
    if files_too and re.match("file:///.", text(name)):
        return text(name)
    value = file_address(name, "https://office.example.com/hosting/discovery")
    if https and value and urlsplit(value).scheme != "https":
        raise WrongSetting(name, "must begin with https://, as BASE_URL does: browsers show nothing plain inside it.")
    return value
