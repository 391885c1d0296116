"""A form that is posted twice makes one row."""

import secrets
from collections.abc import Callable
from hashlib import sha256

from django import forms
from django.db import transaction
from django.http import HttpRequest

from core.forms import Form
from core.models import IdempotencyKey


def new_form_key() -> str:
    """Return a fresh key for one rendering of a form."""
    return secrets.token_hex(16)


class OnceFormMixin(Form):
    """A form that carries a key of its own rendering, by which a second post of it is recognised."""

    form_key = forms.CharField(required=False, max_length=32, initial=new_form_key, widget=forms.HiddenInput)


def once(request: HttpRequest, make: Callable[[], str]) -> str:
    """Run `make` once per form rendering and content, and return the address that it led to.

    `make` runs in a transaction together with the key of the post, so a second one, even one that arrives at the same
    moment, waits for the first, and is led to where that one led. Who goes back, types something else and posts that
    has not posted the same form twice: it is made, and nothing that was typed is lost.
    """
    key = key_of(request)
    with transaction.atomic():
        if not key:
            return make()
        stamp, fresh = IdempotencyKey.objects.get_or_create(user=request.user, key=key)  # type: ignore[misc]
        if fresh:
            stamp.location = make()
            stamp.save(update_fields=["location"])
        return stamp.location


def key_of(request: HttpRequest) -> str:
    """Return what tells one post of a form from others: the key of its rendering and what was typed; "" without a key.

    Of files the names and sizes count: they are the same bytes unless somebody is at pains to make them others.
    """
    if not request.POST.get("form_key"):
        return ""
    typed = [(name, values) for name, values in sorted(request.POST.lists()) if name != "csrfmiddlewaretoken"]
    files = [(name, [(file.name, file.size) for file in found]) for name, found in sorted(request.FILES.lists())]
    return sha256(repr((typed, files)).encode("utf-8", "backslashreplace")).hexdigest()[:32]
