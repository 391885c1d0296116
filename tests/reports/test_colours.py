"""The colours of a chart: what cannot be told apart cannot be read."""

from reports.tables import COUNT, GREEN, RED, TEXT, Column, Table


def test_no_two_columns_of_a_chart_have_the_same_colour():
    """Won and lost have their own, wherever they stand; the others take what is left."""
    counted = (("new", 0), ("won", GREEN), ("lost", RED), ("moved", 0), ("amount", 0), ("later", 0))
    columns = [Column("name", "Owner", TEXT), *(Column(key, key, COUNT, True, place) for key, place in counted)]
    marks = {column.key: column.mark for column in Table("people", "By owner", columns, []).columns if column.charted}
    assert len(set(marks.values())) == len(counted)
    assert (marks["won"], marks["lost"]) == (f"series-{GREEN}", f"series-{RED}")
