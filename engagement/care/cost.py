"""What a leaver costs, line by line, from assumptions that the shop edits.

Five parts, as the usual reckonings of turnover cost name them (leaving, recruiting, vacancy, training, ramp-up). The
values shipped are placeholders to start from, not measurements: replace them by the shop's own. Money is Decimal in
euros. Weekly hours and hourly cost are means of the staff, so that no line shows what one person earns.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Assumption:
    """A figure that can be edited: its shipped value, the bounds it must lie in, and its unit."""

    name: str
    value: Decimal
    low: Decimal
    high: Decimal
    unit: str


def _one(name: str, value: str, high: str, unit: str) -> Assumption:
    return Assumption(name, Decimal(value), Decimal(0), Decimal(high), unit)


ASSUMPTIONS = {
    a.name: a
    for a in (
        _one("leaving_hours", "4", "200", "h"),
        _one("staff_hourly_cost", "25", "500", "€/h"),
        _one("recruiting_fees", "350", "100000", "€"),
        _one("recruiting_hours", "12", "500", "h"),
        _one("vacancy_weeks", "3", "104", "weeks"),
        _one("cover_premium_pct", "25", "300", "%"),
        _one("training_hours", "60", "2000", "h"),
        _one("trainer_hours", "20", "2000", "h"),
        _one("ramp_up_weeks", "8", "104", "weeks"),
        _one("start_productivity_pct", "50", "100", "%"),
    )
}


@dataclass(frozen=True, slots=True)
class CostLine:
    """One part of the cost of a leaver: `name`, euros, and the figures it was made from, in the order of its formula.

    `figures` are names of assumptions, `weekly_hours` and `hourly_cost`, with their values.
    """

    name: str
    amount: Decimal
    figures: tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True, slots=True)
class LeaverCost:
    """What one leaver costs on average."""

    lines: tuple[CostLine, ...]
    weekly_hours: Decimal
    hourly_cost: Decimal

    @property
    def total(self) -> Decimal:
        """The sum of the lines, euros."""
        return sum((line.amount for line in self.lines), Decimal(0))


def leaver_cost(
    weekly_hours: Decimal, hourly_cost: Decimal, changed: Mapping[str, Decimal] | None = None
) -> LeaverCost:
    """The cost of one leaver.

    Args:
        weekly_hours: mean contract hours a week of the staff.
        hourly_cost: mean employer's cost of an hour, euros.
        changed: assumptions that differ from those shipped, by name; KeyError for an unknown one.
    """
    value = {name: a.value for name, a in ASSUMPTIONS.items()}
    for name, given in (changed or {}).items():
        if name not in value:
            raise KeyError(name)
        value[name] = given
    value |= {"weekly_hours": weekly_hours, "hourly_cost": hourly_cost}
    hundred = Decimal(100)
    v = value
    formulas: tuple[tuple[str, Decimal, tuple[str, ...]], ...] = (
        ("leaving", v["leaving_hours"] * v["staff_hourly_cost"], ("leaving_hours", "staff_hourly_cost")),
        (
            "recruiting",
            v["recruiting_fees"] + v["recruiting_hours"] * v["staff_hourly_cost"],
            ("recruiting_fees", "recruiting_hours", "staff_hourly_cost"),
        ),
        (
            "vacancy",
            v["vacancy_weeks"] * weekly_hours * hourly_cost * v["cover_premium_pct"] / hundred,
            ("vacancy_weeks", "weekly_hours", "hourly_cost", "cover_premium_pct"),
        ),
        (
            "training",
            v["training_hours"] * hourly_cost + v["trainer_hours"] * v["staff_hourly_cost"],
            ("training_hours", "hourly_cost", "trainer_hours", "staff_hourly_cost"),
        ),
        (
            # Productivity grows in a straight line from its start to full, so half of what is missing is lost.
            "ramp_up",
            v["ramp_up_weeks"] * weekly_hours * hourly_cost * (hundred - v["start_productivity_pct"]) / hundred / 2,
            ("ramp_up_weeks", "weekly_hours", "hourly_cost", "start_productivity_pct"),
        ),
    )
    lines = tuple(
        CostLine(name, amount.quantize(CENT, ROUND_HALF_UP), tuple((f, value[f]) for f in figures))
        for name, amount, figures in formulas
    )
    return LeaverCost(lines, weekly_hours, hourly_cost)
