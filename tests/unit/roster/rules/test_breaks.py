"""The rule of breaks."""

from __future__ import annotations

from tests.unit.roster.roster_shop import pack, shift
from tests.unit.roster.rules.rule_cases import broken, cost, holds


def test_it_finds_what_breaks_it_and_prices_it_by_its_amount():
    holds(
        "breaks",
        {"tiers": [{"over_min": 360, "minutes": 30, "from_start_min": 120, "to_end_min": 120}]},
        (shift(0, "09:00", "17:30", ("13:00", "13:30")),),
        (shift(0, "09:00", "17:30", ("09:30", "10:00")),),
        1.0,
    )


def test_the_break_of_a_split_shift_is_asked_of_each_part():
    rules = pack(split_shifts={}, breaks={"tiers": [{"over_min": 360, "minutes": 15}]})
    short_parts = (shift(0, "09:00", "19:00", ("13:00", "15:00")),)
    assert broken(short_parts, "breaks", rules=rules) == []
    long_part = (shift(0, "09:00", "20:00", ("16:00", "18:00")),)
    assert broken(long_part, "breaks", rules=rules) == ["breaks"]
    lunch = (shift(0, "09:00", "18:00", ("13:00", "14:00")),)
    meal = pack(split_shifts={}, breaks={"tiers": [{"over_min": 360, "minutes": 60}]})
    assert broken(lunch, "breaks", rules=meal) == []
    assert cost(lunch, "split_shifts", rules=meal) == 0, "a break that is due is no interruption"


def test_breaks_are_as_long_as_each_that_is_due_and_have_work_between_them():
    rules = pack(breaks={"tiers": [{"over_min": 360, "minutes": [10, 30]}], "work_between_min": 60})
    for first, second, found in [
        ("11:10", "14:30", []),
        ("11:15", "14:15", ["breaks"]),
        ("13:10", "14:30", ["breaks"]),
    ]:
        pauses = ("11:00" if first < "12:00" else "13:00", first), ("14:00", second)
        assert broken((shift(0, "09:00", "17:40", *pauses),), "breaks", rules=rules) == found


def test_a_break_is_due_a_minute_beyond_the_bound_and_not_at_it():
    rules = pack(breaks={"tiers": [{"over_min": 360, "minutes": 15}]})
    assert broken((shift(0, "09:00", "15:00"),), "breaks", rules=rules) == []
    assert broken((shift(0, "09:00", "15:01"),), "breaks", rules=rules) == ["breaks"]
