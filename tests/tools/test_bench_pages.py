"""What pages are measured against is as large as they are."""

import json

from tools.bench_floor import floor_page
from tools.bench_load import percentile
from tools.bench_pages import COLUMNS, table


def test_the_floor_is_a_page_of_the_size_that_is_asked_for():
    page = floor_page(20_010)
    assert len(page) == 20_010
    assert page.count(b"<tr") == 50
    assert page.rstrip().endswith(b"</table>")


def test_the_figures_are_a_table_as_wide_as_what_stands_in_it():
    one = {"page": "list", "database": "sqlite", **{name: 12.5 for name in COLUMNS[2:]}}
    lines = table([one, one | {"page": "list: page 2000"}]).splitlines()
    assert len(lines) == 3
    assert len(set(map(len, lines))) == 1
    assert list(json.loads(json.dumps(one))) == list(COLUMNS)
    assert (percentile([1.0, 2.0, 3.0, 100.0], 50), percentile([1.0, 2.0, 3.0, 100.0], 95)) == (2.0, 100.0)
