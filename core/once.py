"""A form that is posted twice makes one row."""

import secrets
from collections.abc import Callable

from django import forms
from django.db import transaction
from django.http import HttpRequest

from core.models import IdempotencyKey


def new_form_key() -> str:
    """Return a fresh key for one rendering of a form."""
    return secrets.token_hex(16)


class OnceFormMixin(forms.Form):
    """A form that carries a key of its own rendering, by which a second post of it is recognised."""

    form_key = forms.CharField(required=False, max_length=32, initial=new_form_key, widget=forms.HiddenInput)


def once(request: HttpRequest, make: Callable[[], str]) -> str:
    """Run `make` once per form rendering and return the address that it led to.

    `make` runs in a transaction together with the key of the form (`form_key`), so a second post, even one that
    arrives at the same moment, waits for the first, and is led to where that one led.
    """
    key = request.POST.get("form_key", "").replace("\0", "")[:32]
    with transaction.atomic():
        if not key:
            return make()
        stamp, fresh = IdempotencyKey.objects.get_or_create(user=request.user, key=key)  # type: ignore[misc]
        if fresh:
            stamp.location = make()
            stamp.save(update_fields=["location"])
        return stamp.location
