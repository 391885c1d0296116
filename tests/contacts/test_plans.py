"""What is a telephone number, an e-mail address, a web address; asked without a database."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from contacts.models import ContactPoint, normal_form
from contacts.plans import MAX_POINTS, check_points, complaint


@pytest.mark.parametrize(
    "number",
    [
        "110",
        "030 1234567",
        "+49 (0)30 / 123-45",
        "(030) 123 45 67",
        "(+49) 30 1234",
        "0049.30.1234",
        "030\u00a01234\u2011567",
        "030 – 1234",
        "030 123 DW 45",
        "030 123 ext. 5",
        "030 123 x5",
        "030 123 Durchwahl 45",
        "1" * 20,
    ],
)
def test_telephone_numbers(number):
    assert complaint("phone", number) == ""


@pytest.mark.parametrize(
    "text",
    ["", "12", "1" * 21, "030 ABC", "@@@ 123", "030\n123", "030\t1234", "030;ext=5", "+", "++49 30 1234", "٠٣٠١٢٣"],
)
def test_no_telephone_numbers(text):
    with translation.override("de"):
        assert complaint("phone", text).startswith("Geben Sie eine Telefonnummer")


@pytest.mark.parametrize(
    ("kind", "value", "right"),
    [
        ("email", "erika.muster+crm@example.com", True),
        ("email", "erika@müller.de", True),
        ("email", "erika", False),
        ("email", "erika@localhost", True),
        ("email", "a@b.de, c@d.de", False),
        ("email", "a\0@example.com", False),
        ("web", "www.example.com/a?b=c", True),
        ("web", "https://example.com", True),
        ("web", "https://müller.de", True),
        ("web", "javascript:alert(1)", False),
        ("web", "javascript://example.com/%0aalert(1)", False),
        ("web", "https://example.com/\0", False),
        ("web", "two words", False),
    ],
)
def test_addresses(kind, value, right):
    assert (complaint(kind, value) == "") is right


@pytest.mark.parametrize(
    ("kind", "value", "normal"),
    [
        ("phone", "+49 (0)30 / 123-45", "+493012345"),
        ("phone", "0049 30 12345", "+493012345"),
        ("phone", "030 12345 DW 6", "03012345"),
        ("email", " Info@Example.COM ", "info@example.com"),
        ("web", "WWW.Example.com", "www.example.com"),
    ],
)
def test_what_is_compared(kind, value, normal):
    assert normal_form(kind, value) == normal


def point(kind="phone", label="work", value="030 1234"):
    return ContactPoint(kind=kind, label=label, value=value)


def test_right_ones_pass():
    check_points([])
    check_points([point(value=f"030 {number:04}") for number in range(MAX_POINTS)])


@pytest.mark.parametrize(
    "wrong",
    [
        point(kind="fax"),
        point(label="home"),
        point(value=""),
        point(value="ruf mich an"),
        point(kind="web", value="javascript:alert(1)"),
        point(kind="email", value=f"{'x' * 300}@example.com"),
    ],
)
def test_wrong_ones_are_told(wrong):
    with pytest.raises(ValidationError) as refused:
        check_points([point(), wrong])
    assert list(refused.value.message_dict) == ["points"]


def test_there_are_not_too_many():
    with pytest.raises(ValidationError, match="at most 30"):
        check_points([point(value=f"030 {number:04}") for number in range(MAX_POINTS + 1)])
