"""The rule of minimum staff and minimum skills."""

from __future__ import annotations

import pytest

from tests.unit.roster.roster_shop import agent, pack, requirement, shift
from tests.unit.roster.rules.rule_cases import WEEK, cost


def test_a_minimum_past_midnight_is_had_from_last_weeks_night_too():
    need = {"language": "de", "from": "22:00", "to": "02:00", "weekdays": [6]}
    rules = pack(skill_on_duty={"weight": 1.0, "needs": [need]})
    speaker, last = agent("ana", languages=("de",)), (shift(-1, "20:00", "25:00"),)
    had = cost((), "skill_on_duty", speaker, rules=rules, requirement=requirement(), previous=last)
    assert had == pytest.approx(1 + 2), (
        "Sunday's first hour of the week is had; the last Sunday has two hours of its own"
    )


def test_a_missing_german_speaker_costs_by_the_hour():
    rules = pack(skill_on_duty={"weight": 4.0, "needs": [{"language": "de", "from": "09:00", "to": "12:00"}]})
    speaker = agent("ana", languages=("de",))
    got = cost((shift(0, "10:00", "18:00"),), "skill_on_duty", speaker, rules=rules, requirement=requirement())
    assert got == pytest.approx(4.0 * (7 * 3 - 2))


def test_minimum_staff_of_a_channel_counts_people_skilled_for_it():
    rules = pack(min_staff={"weight": 1.0, "channels": [{"channel": "phone", "count": 2}]})
    got = cost(WEEK, "min_staff", rules=rules, requirement=requirement(1.0))
    assert got == pytest.approx(2 * 12 * 7 - 8 * 5)
