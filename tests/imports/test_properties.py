"""Whatever is written in a dialect, a format of numbers or an order of dates is read back, found out or asked about."""

import codecs
import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from imports.reading.days import DMY, MDY, YMD, orders_that_read
from imports.reading.dialect import DELIMITERS, Dialect, detect_dialect, read_sample
from imports.reading.encoding import detect_encoding
from imports.reading.numbers import COMMA, POINT, read_number, signs_that_read
from imports.reading.rows import Rows
from imports.survey import RIVALS, Kind, Tally

# What a file may begin with, and the codec behind it.
ENCODINGS = {
    "utf-8": (b"", "utf-8"),
    "utf-8 with mark": (codecs.BOM_UTF8, "utf-8"),
    "utf-16-le": (b"", "utf-16-le"),
    "utf-16-le with mark": (codecs.BOM_UTF16_LE, "utf-16-le"),
    "utf-16-be": (b"", "utf-16-be"),
    "utf-16-be with mark": (codecs.BOM_UTF16_BE, "utf-16-be"),
    "cp1252": (b"", "cp1252"),
}
WORDS = ("Halle", "Größe", "Müller & Söhne", "Straße 5", "O’Hara", "Köln", "Angebot", "x y", "Ärger – neu", "Café €")
HEADINGS = ("Titel", "Kontakt", "Phase", "Straße", "Größe")


def written(rows, encoding, delimiter, quote, end):
    """Return rows as the csv module writes them; without a quote sign no cell may need one."""
    out = io.StringIO(newline="")
    # The csv module quotes a line feed only where lines end with one.
    quoting = csv.QUOTE_NONE if not quote else csv.QUOTE_ALL if end == "\r" else csv.QUOTE_MINIMAL
    csv.writer(
        out, delimiter=delimiter, quotechar=quote or None, quoting=quoting, lineterminator=end, doublequote=True
    ).writerows(rows)
    mark, codec = ENCODINGS[encoding]
    return mark + out.getvalue().encode(codec)


def read(raw, dialect):
    rows = Rows(io.BytesIO(raw), dialect)
    return ([rows.heading] if dialect.header else []) + [row.cells for row in rows if not row.refusal]


ANY = st.text(st.characters(codec="cp1252", exclude_characters="\0\r\n'\"\xa0", exclude_categories=("Cc",)), max_size=9)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("quote", ['"', "'"])
@settings(max_examples=15, deadline=None)
@given(
    cells=st.lists(st.lists(ANY, min_size=3, max_size=3), min_size=1, max_size=6),
    trouble=st.sampled_from(["a\nb", "{d}", "{q}", "{q}{d}{q}", "{d}\n{q}"]),
    delimiter=st.sampled_from(DELIMITERS),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    header=st.booleans(),
)
def test_what_was_written_in_a_dialect_is_read_back(encoding, quote, cells, trouble, delimiter, end, header):
    first = [["a", "b", trouble.format(d=delimiter, q=quote)]]
    rows = first + [["x" + cell for cell in row] for row in cells]
    raw = written(rows, encoding, delimiter, quote, end)
    assert read(raw, Dialect(ENCODINGS[encoding][1], delimiter, quote, header)) == rows


NUMBERS = st.decimals(min_value=0, max_value=10**8, places=2, allow_nan=False, allow_infinity=False)
VALUES = st.one_of(
    st.sampled_from(WORDS),
    st.dates(date(1990, 1, 1), date(2040, 1, 1)).map("{:%d.%m.%Y}".format),
    NUMBERS.map(lambda number: f"{number:,.2f}".translate(str.maketrans(",.", ".,"))),
    st.just(""),
)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("quote", ['"', "'", ""])
@settings(max_examples=12, deadline=None)
@given(
    body=st.lists(st.tuples(st.sampled_from(WORDS), VALUES, VALUES, VALUES), min_size=3, max_size=9),
    delimiter=st.sampled_from(DELIMITERS[:4]),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    header=st.booleans(),
    sep=st.booleans(),
)
def test_the_dialect_of_a_table_is_found_out(encoding, quote, body, delimiter, end, header, sep):
    rows = [list(HEADINGS[:4])] if header else [["Halle", "12,50", "3.1.2026", "Angebot"]]
    rows += [list(row) for row in body]
    if not quote:  # nothing that would need one
        rows = [[cell.replace(delimiter, " ") for cell in row] for row in rows]
    else:
        rows.append([f"Halle{delimiter} neu", "x", f"{quote}y{quote}", f"a{delimiter}b"])
    raw = written(rows, encoding, delimiter, quote, end)
    if sep:
        mark, codec = ENCODINGS[encoding]
        raw = mark + f"sep={delimiter}{end}".encode(codec) + raw[len(mark) :]
    found = detect_encoding(io.BytesIO(raw))
    dialect = detect_dialect(read_sample(io.BytesIO(raw), found), found)
    assert (dialect.delimiter, dialect.header) == (delimiter, header)
    assert read(raw, dialect) == rows


# Numbers

GROUPS = {COMMA: (".", " ", "'", "’", "\u00a0", "\u202f", ""), POINT: (",", " ", "'", "’", "\u00a0", "\u202f", "")}
SIGNED = ("{0}", "-{0}", "−{0}", "({0})", "{0}-", "+{0}")
AROUND = ("{0}", "€ {0}", "{0} €", "€{0}", "EUR {0}", "{0} EUR", "{0} %", "{0}%")


def spelled(amount, sign, group, places):
    whole, _point, decimals = f"{amount:,.{places}f}".partition(".")
    mark = "," if sign == COMMA else "."
    return whole.replace(",", group) + (f"{mark}{decimals}" if places else "")


@settings(max_examples=300, deadline=None)
@given(
    data=st.data(),
    sign=st.sampled_from([COMMA, POINT]),
    places=st.integers(0, 3),
    negative=st.sampled_from(SIGNED),
    around=st.sampled_from(AROUND),
    signs_outside=st.booleans(),
)
def test_a_number_is_read_in_the_way_it_was_written(data, sign, places, negative, around, signs_outside):
    assume(not (signs_outside and negative == "{0}-" and "%" in around))  # nobody writes 5 %-
    amount = data.draw(st.decimals(min_value=0, max_value=10**9, places=places, allow_nan=False))
    number = spelled(amount, sign, data.draw(st.sampled_from(GROUPS[sign])), places)
    text = negative.format(around.format(number)) if signs_outside else around.format(negative.format(number))
    meant = -amount if negative in ("-{0}", "−{0}", "({0})", "{0}-") else amount
    assert read_number(text, sign).value == meant, text


def column_of(texts, kind):
    tally = Tally()
    for line, text in enumerate(texts, start=2):
        readings = orders_that_read(text) if kind is Kind.DAY else signs_that_read(text)
        tally.add(text, line, readings, RIVALS[kind])
    return tally.decide(RIVALS[kind])


@settings(max_examples=200, deadline=None)
@given(
    amounts=st.lists(st.decimals(min_value=0, max_value=10**7, places=2, allow_nan=False), min_size=1, max_size=20),
    sign=st.sampled_from([COMMA, POINT]),
    places=st.integers(0, 3),
    grouped=st.booleans(),
)
def test_the_decimal_sign_of_a_column_is_found_out_or_asked_about(amounts, sign, places, grouped):
    group = ("." if sign == COMMA else ",") if grouped else ""
    texts = [spelled(amount, sign, group, places) for amount in amounts]
    decided, rivals = column_of(texts, Kind.NUMBER)
    if rivals:
        assert set(rivals) == {COMMA, POINT}
    else:
        rounded = [Decimal(f"{amount:.{places}f}") for amount in amounts]
        assert [read_number(text, decided).value for text in texts] == rounded


# Dates

ORDERED = {
    YMD: ("{0:%Y-%m-%d}", "{0:%Y/%m/%d}", "{0:%Y-%m-%d} 13:45:00", "{0:%Y-%m-%d}T08:55:00Z"),
    DMY: ("{0:%d.%m.%Y}", "{0:%d/%m/%Y}", "{0:%d-%m-%Y}", "{0:%d.%m.%y}", "{0.day}.{0.month}.{0.year}"),
    MDY: ("{0:%m/%d/%Y}", "{0.month}/{0.day}/{0:%y}", "{0:%m-%d-%Y}", "{0:%m/%d/%y} 08:55 PM"),
}  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    days=st.lists(st.dates(date(1970, 1, 1), date(2069, 12, 31)), min_size=1, max_size=20),
    order=st.sampled_from([YMD, DMY, MDY]),
    data=st.data(),
)
def test_the_order_of_a_column_of_dates_is_found_out_or_asked_about(days, order, data):
    pattern = data.draw(st.sampled_from(ORDERED[order]))
    texts = [pattern.format(day) for day in days]
    decided, rivals = column_of(texts, Kind.DAY)
    if rivals:
        assert order in rivals
        assert all(day.day <= 12 for day in days)
    else:
        assert [orders_that_read(text)[decided] for text in texts] == days
