"""What is said about the parts of bin/test."""

import pytest

from tools import test_parts


@pytest.mark.parametrize(
    ("code", "verdict"), [(0, test_parts.PASSED), (1, test_parts.FAILED), (test_parts.NO_TESTS_COLLECTED, "FAILED")]
)
def test_only_a_part_that_tested_something_has_passed(code, verdict):
    assert test_parts._verdict(code) == verdict


def test_a_part_without_a_test_says_what_to_do(capsys):
    test_parts._verdict(test_parts.NO_TESTS_COLLECTED)
    assert "--only" in capsys.readouterr().out
