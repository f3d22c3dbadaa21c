"""The rule of shift lengths."""

from __future__ import annotations

from tests.unit.roster.roster_shop import shift
from tests.unit.roster.rules.rule_cases import WEEK, broken, holds


def test_it_finds_what_breaks_it_and_prices_it_by_its_amount():
    holds("shift_lengths", {}, WEEK, (shift(0, "09:00", "16:00"),), 1.0)


def test_two_shifts_of_one_person_are_never_at_one_time():
    both = (shift(0, "20:00", "28:00"), shift(1, "02:00", "10:00"))
    assert broken(both, "shift_lengths") == ["shift_lengths"]
    last = (shift(-1, "20:00", "28:00"),)
    assert broken((shift(0, "02:00", "10:00"),), "shift_lengths", previous=last) == ["shift_lengths"]
