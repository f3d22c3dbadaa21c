"""The rule of availability."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from planner.domain.people import Availability
from tests.unit.roster.roster_shop import MONDAY, agent, shift
from tests.unit.roster.rules.rule_cases import WEEK, broken


def test_a_shift_outside_the_hours_of_an_agent_is_a_violation():
    early = agent(availability=(Availability(0, None, time(16)),))
    assert broken(WEEK, "availability", early) == ["availability"]
    assert broken(WEEK[1:], "availability", early) == []


def test_an_agent_whose_contract_has_ended_may_not_work():
    gone = agent(end_date=MONDAY + timedelta(days=2))
    assert len(broken(WEEK, "availability", gone)) == 2


@pytest.mark.parametrize("day_and_whom", [(7, "ana"), (-1, "ana"), (0, "zoe")])
def test_a_shift_outside_the_days_or_of_nobody_known_is_a_violation(day_and_whom):
    day, who = day_and_whom
    assert broken((*WEEK[1:], shift(day, "09:00", "17:00", who=who)), "availability") == ["availability"]
