"""The rule of weekly hours."""

from __future__ import annotations

from planner.rostering.audit import audit
from tests.unit.roster.roster_shop import agent, pack, parts, roster, shift
from tests.unit.roster.rules.rule_cases import WEEK, holds


def test_it_finds_what_breaks_it_and_prices_it_by_its_amount():
    holds("weekly_hours", {"max_min": 2340}, WEEK[:4], WEEK, 1.0)


def test_an_average_over_several_weeks_is_told_of_all_of_them():
    hours = tuple(shift(d, "09:00", "17:00") for week in (0, 7) for d in range(week, week + 5))
    made = parts(roster(*hours, days=14), (agent(),), pack(weekly_hours={"max_min": 2340}))
    (one,) = [f for f in audit(made) if f.rule == "weekly_hours"]
    assert one.text("en").startswith("ana 2 weeks from 23 Nov: ")
    assert one.text("es").startswith("ana 2 semanas desde el 23 nov: ")
