"""Whoever is not signed in sees the sign-in page, and the few views listed here."""

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver

# Reached without signing in, and why.
PUBLIC = {
    "healthz": "load balancers ask it",
    "favicon": "browsers fetch the mark of the site without being asked; it says nothing",
    "accounts:accept": "an invited person has no account yet; the secret of the link is asked for",
    "account_login": "signing in",
    "account_logout": "asks before signing out; for a stranger it leads to signing in",
    "account_signup": "says that it is closed",
    "account_inactive": "says that an account is deactivated",
    "account_reset_password": "a forgotten password",
    "account_reset_password_done": "a forgotten password",
    "account_reset_password_from_key": "a forgotten password; the secret of the link is asked for",
    "account_reset_password_from_key_done": "a forgotten password",
    "wopi:file": "an office server calls it; its signature and the key it carries are asked for, at every call",
    "wopi:contents": "an office server calls it; its signature and the key it carries are asked for, at every call",
    "agenda:feed": "calendar programs cannot sign in; the secret of the address is asked for, at every call",
    "admin:login": "leads to our own signing in",
}


def walk(patterns, prefix=""):
    """Yield every named address and its view."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            if pattern.name:
                yield f"{prefix}{pattern.name}", pattern
        else:
            namespace = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from walk(pattern.url_patterns, namespace)


ADDRESSES = dict(walk(get_resolver().url_patterns))


def is_public(view):
    return getattr(view, "login_required", True) is False


def test_a_view_is_public_only_if_listed():
    """Those of the admin site are behind its own door; the outsider walk asks each of them."""
    asked = {
        name: is_public(pattern.callback)
        for name, pattern in ADDRESSES.items()
        if name == "admin:login" or not name.startswith("admin:")
    }
    assert len(asked) > 80
    assert {name for name, public in asked.items() if public} == set(PUBLIC)


def test_the_list_holds_nothing_that_is_gone():
    assert set(PUBLIC) <= set(ADDRESSES)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/", "/opportunities/", "/contacts/", "/tasks/", "/search/?q=a", "/admin/", "/people/"]
)
def test_a_stranger_is_led_to_signing_in(path):
    answer = Client().get(path)
    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"] or "/admin/login/" in answer["Location"]
