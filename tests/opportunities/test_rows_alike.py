"""What all rows of list and board have alike is drawn once and filled in: each still says and allows its own."""

import re

import pytest
from django.urls import reverse

from tests import make

TITLE = "{id} {0} <b>“a”</b> & uuuu %(title)s"
SHOWN = "{id} {0} &lt;b&gt;“a”&lt;/b&gt; &amp; uuuu %(title)s"


@pytest.mark.parametrize(("page", "part"), [("index", "opportunity"), ("board", "card")])
def test_each_row_bears_its_own_title_address_and_rights(as_, anna, carla, page, part):
    """One that may be edited, one that may not, and once more one that may."""
    mine = make.opportunity(responsible=carla, title=TITLE)
    seen = make.opportunity(responsible=anna, title="Seen", viewers=[carla])
    also = make.opportunity(responsible=carla, title="Also")
    drawn = as_(carla).get(reverse(f"opportunities:{page}")).content.decode()
    found = {
        row: re.search(f'id="{part}-{row.public_id}".*?(?=id="{part}-|</table>|</section>)', drawn, re.S)[0]
        for row in (mine, seen, also)
    }
    for row, text in found.items():
        ids = set(re.findall(r"opportunities/(\w{12})/", text))
        assert ids == {row.public_id}
        assert (reverse("opportunities:edit", args=[row.public_id]) in text) is (row != seen)
        assert f": {SHOWN if row == mine else row.title}" in text
    assert TITLE not in drawn
