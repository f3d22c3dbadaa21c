"""Paid time lost by kind: exact, the most specific entry first, unplanned after planned."""

from datetime import time
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.demand import Channel
from planner.domain.shrinkage import ShrinkageKind, away_at

LEAVE = ShrinkageKind("leave", 0.08, whole_day=True)
TRAINING = ShrinkageKind("training", 0.03)
SICK = ShrinkageKind("sickness", 0.06, planned=False, whole_day=True)


def test_planned_kinds_add_up_and_unplanned_ones_strike_those_who_are_left():
    away = away_at((LEAVE, TRAINING, SICK), 0, 9)
    assert (away.planned, away.unplanned) == (Fraction(11, 100), Fraction(6, 100))
    assert away.total == 1 - Fraction(89, 100) * Fraction(94, 100)


def test_tenths_add_up_to_exact_decimals():
    kinds = tuple(ShrinkageKind(name, 0.1) for name in "abc")
    assert away_at(kinds, 0, 0).total == Fraction(3, 10), "in floats 0.1 + 0.1 + 0.1 is more than 0.3"


def test_the_most_specific_entry_of_a_kind_counts():
    kinds = (
        ShrinkageKind("meetings", 0.1), ShrinkageKind("meetings", 0.2, weekdays=(0,)),
        ShrinkageKind("meetings", 0.3, hours=(9, 10)), ShrinkageKind("meetings", 0.4, weekdays=(0,), hours=(9, 10)),
    )  # fmt: skip
    at = {(0, 9): 4, (0, 10): 2, (3, 9): 3, (3, 10): 1}
    assert {key: away_at(kinds, *key).total * 10 for key in at} == at


def test_what_lasts_the_day_and_what_lasts_a_moment_make_the_whole():
    away = away_at((LEAVE, TRAINING, SICK), 0, 9)
    assert away.whole_day == 1 - Fraction(92, 100) * Fraction(94, 100)
    assert (1 - away.whole_day) * (1 - away.moments) == 1 - away.total


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.integers(0, 90)), max_size=5), st.integers(0, 6))
def test_the_whole_is_never_more_than_the_sum_nor_less_than_any_part(parts, day):
    kinds = tuple(ShrinkageKind(f"k{i}", n / 500, planned, whole_day=whole)
                  for i, (planned, whole, n) in enumerate(parts))  # fmt: skip
    away = away_at(kinds, day, 12)
    assert max(away.planned, away.unplanned) <= away.total <= away.planned + away.unplanned < 1
    assert 0 <= away.whole_day <= away.total and 0 <= away.moments < 1


def test_a_channel_without_kinds_has_its_one_share():
    channel = Channel("phone", shrinkage=0.3)
    assert channel.away_at(2, 11).total == Fraction(3, 10) and channel.mean_shrinkage() == 0.3


def test_kinds_stand_in_place_of_the_one_share_and_the_mean_is_that_of_the_open_hours():
    hours = {day: ((time(8), time(12)),) for day in range(5)}
    kinds = (ShrinkageKind("meetings", 0.2, hours=(8, 9)),)
    channel = Channel("phone", shrinkage=0.3, shrinkage_kinds=kinds, opening=hours)
    assert channel.away_at(0, 8).total == Fraction(1, 5) and channel.away_at(0, 9).total == 0
    assert channel.mean_shrinkage() == pytest.approx(0.05)
