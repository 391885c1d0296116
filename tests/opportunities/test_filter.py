"""The filter above the list of opportunities, as its address may be forged."""

import pytest


@pytest.mark.parametrize("part", ["tag", "stage"])
@pytest.mark.parametrize("value", ["9" * 40, "1e400", "%00", "-1", "abc", "999999"])
def test_a_forged_choice_is_told_and_no_server_error(opportunity, anna, as_, part, value):
    answer = as_(anna).get(f"/opportunities/?kind=all&{part}={value}")
    assert answer.status_code == 200
    assert "invalid-feedback" in answer.content.decode()
