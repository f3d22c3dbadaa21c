"""The rule of time off."""

from __future__ import annotations

import pytest

from planner.domain.people import TimeOff
from tests.unit.roster.roster_shop import at
from tests.unit.roster.rules.rule_cases import WEEK, broken


def test_leave_takes_its_hours_and_its_day_off_the_contract_of_the_week():
    off = (TimeOff("ana", at(4, "00:00"), at(5, "00:00"), "leave"),)
    assert broken(WEEK[:4], "contract_hours", time_off=off) == []
    assert broken(WEEK, "time_off", time_off=off) == ["time_off"]


def test_training_counts_as_work_and_is_no_absence():
    away = (TimeOff("ana", at(0, "10:00"), at(0, "12:00"), "training"),)
    assert broken(WEEK, "time_off", time_off=away) == []


@pytest.mark.parametrize(("start", "end"), [("08:00", "10:00"), ("12:00", "13:00"), ("16:00", "23:00")])
def test_leave_of_some_hours_is_leave_whatever_part_of_a_shift_it_takes(start, end):
    off = (TimeOff("ana", at(0, start), at(0, end), "leave"),)
    assert broken(WEEK[:1], "time_off", time_off=off) == ["time_off"]
