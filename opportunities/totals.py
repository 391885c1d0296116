"""What opportunities come to: one answer for the list's sum line, the board, the forecast and the export.

Amounts are converted row by row into the base currency and rounded to its minor unit, half up, before anything is
added (`Opportunity.base_total`); an amount in the base currency itself stands as it is. A weighted amount is the
converted one times the probability that counts, rounded in the same way, row by row. So the parts of any division (by
stage, month or person) add up to the whole, to the cent, and the sum of an exported column is the figure of the list.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from django.conf import settings
from django.db import OperationalError
from django.db.models import BigIntegerField, Count, ExpressionWrapper, F, Sum, Value
from django.db.models.functions import Coalesce

from core.kept import answers
from core.money import minor_unit
from opportunities.querysets import PROBABILITY

# The minor unit in thousandths: 10 for cents.
_UNIT = int(minor_unit(settings.BASE_CURRENCY).scaleb(3))
# The weighted amount of a row, in whole numbers: the same as `weighted`.
WEIGHTED = ExpressionWrapper(
    (F("base_total") * PROBABILITY + 50 * _UNIT) / (100 * _UNIT) * _UNIT, output_field=BigIntegerField()
)

# What is added up, by what the sums are called.
SUMMED: dict[str, Any] = {"total": F("total"), "base": F("base_total"), "weighted": WEIGHTED}
# What SQLite says of a sum that leaves its 64 bits.
OVERFLOW = "integer overflow"


class CurrencySum(NamedTuple):
    """The amounts of one currency: how many opportunities have one, and their sum in that currency."""

    currency: str
    number: int
    total: Decimal


class WithoutRate(NamedTuple):
    """A currency for which no exchange rate is known, and how many amounts are therefore left out."""

    currency: str
    number: int


@dataclass(frozen=True)
class Totals:
    """What a set of opportunities comes to. Amounts are Decimals of `base`, the base currency, unless said otherwise.

    `count` is of all of them. `amounts` are the sums by currency, the base currency first, then by code. `total` is the
    sum of all converted amounts, `converted` the part of it that stems from other currencies, `weighted` the sum of
    amount × probability. Left out of the three are `without_amount` opportunities, which have no amount (NULL, not 0),
    and those in `without_rate`, by currency.
    """

    count: int = 0
    amounts: tuple[CurrencySum, ...] = ()
    total: Decimal = Decimal(0)
    converted: Decimal = Decimal(0)
    weighted: Decimal = Decimal(0)
    without_amount: int = 0
    without_rate: tuple[WithoutRate, ...] = ()

    @property
    def base(self) -> str:
        """The base currency's code."""
        return settings.BASE_CURRENCY

    @property
    def number_without_rate(self) -> int:
        """How many have an amount that cannot be converted."""
        return sum(one.number for one in self.without_rate)

    @property
    def is_mixed(self) -> bool:
        """Whether there are amounts in another currency than the base currency."""
        return any(one.currency != self.base for one in self.amounts)


def totals_of(rows: Any) -> Totals:
    """Return what `rows` come to: a queryset of opportunities, filtered and annotated at will; its order is ignored.

    One question to the database, whose time grows with the number of rows. Access is the caller's: begin at
    `visible_to(user)`.
    """
    return _together(_grouped(lambda: rows))


def totals_known(asking: Callable[[], Any], *, known: Hashable | None, user: Any) -> Totals:
    """Return the same of the rows that `asking` gives, by a question that is kept as `known` (core.kept)."""
    return _together(_grouped(asking, known=known and (totals_known, known), user=user))


def totals_by(rows: Any, *names: str) -> dict[Any, Totals]:
    """Return what `rows` come to by the values of fields or annotations, all in one question.

    The keys are the values ("stage" gives the stage's key), tuples of them where several names are given; groups
    without rows are missing. `together` adds them up again.
    """
    return totals_by_known(lambda: rows, *names, known=None, user=None)


def totals_by_known(asking: Callable[[], Any], *names: str, known: Hashable | None, user: Any) -> dict[Any, Totals]:
    """Return the same of the rows that `asking` gives, by a question that is kept as `known` (core.kept)."""
    parts: dict[Any, list[dict[str, Any]]] = {}
    for row in _grouped(asking, *names, known=known and (totals_by_known, known, names), user=user):
        key = tuple(row[name] for name in names)
        parts.setdefault(key if len(names) > 1 else key[0], []).append(row)
    return {key: _together(found) for key, found in parts.items()}


def together(parts: Iterable[Totals]) -> Totals:
    """Return what several disjoint sets come to together; nothing is rounded once more."""
    amounts: dict[str, CurrencySum] = {}
    without_rate: dict[str, int] = {}
    whole = Totals()
    for part in parts:
        for one in part.amounts:
            known = amounts.get(one.currency, CurrencySum(one.currency, 0, Decimal(0)))
            amounts[one.currency] = CurrencySum(one.currency, known.number + one.number, known.total + one.total)
        for left in part.without_rate:
            without_rate[left.currency] = without_rate.get(left.currency, 0) + left.number
        whole = Totals(
            whole.count + part.count,
            (),
            whole.total + part.total,
            whole.converted + part.converted,
            whole.weighted + part.weighted,
            whole.without_amount + part.without_amount,
        )
    in_order = sorted(amounts.values(), key=lambda one: (one.currency != settings.BASE_CURRENCY, one.currency))
    left_out = tuple(WithoutRate(*one) for one in sorted(without_rate.items()))
    sums = (whole.total, whole.converted, whole.weighted, whole.without_amount)
    return Totals(whole.count, tuple(in_order), *sums, left_out)


def weighted(base_total: Decimal | None, percent: int) -> Decimal | None:
    """Return a converted amount times a probability, rounded as the sums round it; None for no amount."""
    if base_total is None:
        return None
    return (base_total * percent / 100).quantize(minor_unit(settings.BASE_CURRENCY), ROUND_HALF_UP)


def _grouped(
    asking: Callable[[], Any], *names: str, known: Hashable | None = None, user: Any = None
) -> list[dict[str, Any]]:
    """Return the sums by currency and by what is named, as the database gives them.

    A sum of thousandths leaves SQLite's 64 bits at some nine thousand rows of the largest amount. Then, and only then,
    units and what is left of them are added up apart, which takes half as long again.
    """

    def counted(sums: dict[str, Any]) -> Any:
        grouped = asking().order_by().values(*names, "currency")
        number = {"number": Count("pk"), "with_amount": Count("total"), "with_base": Count("base_total")}
        return grouped.annotate(**number, **{name: _sum(value) for name, value in sums.items()}).order_by()

    try:
        return next(answers(known, lambda: [counted(SUMMED)], of=user))
    except OperationalError as error:
        if OVERFLOW not in str(error):
            raise
    units = {f"{name}_units": value / 1000 for name, value in SUMMED.items()}
    rests = {f"{name}_rest": value % 1000 for name, value in SUMMED.items()}
    found = list(counted(units | rests))
    for row in found:
        row |= {name: row[f"{name}_units"] * 1000 + row[f"{name}_rest"] for name in SUMMED}
    return found


def _sum(thousandths: Any) -> Any:
    return Coalesce(Sum(ExpressionWrapper(thousandths, output_field=BigIntegerField())), Value(0))


def _whole(row: dict[str, Any], name: str) -> Decimal:
    return Decimal(int(row[name])).scaleb(-3)


def _together(rows: Iterable[dict[str, Any]]) -> Totals:
    return together(_totals(row) for row in rows)


def _totals(row: dict[str, Any]) -> Totals:
    """Return what the rows of one currency come to."""
    currency, number, in_base = row["currency"], row["with_amount"], _whole(row, "base")
    left_out = number - row["with_base"]
    return Totals(
        count=row["number"],
        amounts=(CurrencySum(currency, number, _whole(row, "total")),) if number else (),
        total=in_base,
        converted=in_base if currency != settings.BASE_CURRENCY else Decimal(0),
        weighted=_whole(row, "weighted"),
        without_amount=row["number"] - number,
        without_rate=(WithoutRate(currency, left_out),) if left_out else (),
    )
