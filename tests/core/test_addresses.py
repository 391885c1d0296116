"""Where one came from is led back to only on our own pages."""

from urllib.parse import urlencode

import pytest
from django.test import RequestFactory

from core.addresses import back_of


@pytest.mark.parametrize("wanted", ["/tasks/", "/opportunities/?cursor=aW10&q=%C3%BC"])
def test_a_page_of_ours_is_gone_back_to(wanted):
    assert back_of(RequestFactory().get("/?" + urlencode({"next": wanted})), "/home/") == wanted
    assert back_of(RequestFactory().post("/", {"next": wanted}), "/home/") == wanted


@pytest.mark.parametrize(
    "wanted",
    ["", "foo", "opportunities:index", "//evil.example/", "/\\evil.example", "https://evil.example/", "/a\nb", "/\0"],
)
def test_anything_else_is_not(wanted):
    assert back_of(RequestFactory().get("/?" + urlencode({"next": wanted})), "/home/") == "/home/"
