"""Addresses that an office server is given; all begin with BASE_URL, as people's own do."""

from urllib.parse import quote, urlencode

from django.conf import settings
from django.urls import reverse

from documents.models import Document
from documents.shelf import shelf_url
from documents.wopi.tokens import Issued


def source(document: Document) -> str:
    """Return the address of the file itself (the protocol's WOPISrc)."""
    return settings.BASE_URL + reverse("wopi:file", args=[document.public_id])


def source_with_token(document: Document, issued: Issued) -> str:
    """Return the address of the file with the key to it, as an office server asks for it after "save as"."""
    return f"{source(document)}?{urlencode({'access_token': issued.text, 'access_token_ttl': issued.ttl})}"


def view_page(document: Document) -> str:
    """Return where people see the document."""
    return settings.BASE_URL + document.get_absolute_url()


def edit_page(document: Document) -> str:
    """Return where people edit the document in the office server."""
    return settings.BASE_URL + reverse("documents:office", args=[document.public_id])


def shelf_page(document: Document) -> str:
    """Return where all documents of the page stand."""
    return settings.BASE_URL + shelf_url(document.page)


def editor(template: str, document: Document, language: str) -> str:
    """Return where the browser opens the editor: an action's address with its placeholders filled in.

    A placeholder is "<name=WORD&>"; those that we have nothing for are left out, as the protocol says.
    """
    here = quote(source(document), safe="")
    words = {"UI_LLCC": language, "DC_LLCC": language, "WOPI_SOURCE": here}
    address, names_source = "", False
    head, *rest = template.split("<")
    for part in rest:
        placeholder, _end, tail = part.partition(">")
        name, _equals, word = placeholder.rstrip("&").partition("=")
        address += f"{name}={words[word]}&{tail}" if word in words else tail
        names_source = names_source or word == "WOPI_SOURCE"
    address = head + address
    if names_source:
        return address
    joint = "" if address.endswith(("?", "&")) else "&" if "?" in address else "?"
    # Collabora Online reads its language from `lang`.
    return f"{address}{joint}WOPISrc={here}&lang={language}"
