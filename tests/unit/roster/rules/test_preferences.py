"""The rule of preferences."""

from __future__ import annotations

from datetime import time

import pytest

from planner.domain.people import Preference, Wish
from tests.unit.roster.rules.rule_cases import WEEK, cost

WISHES = [
    (Wish.OFF, {}, 2.0),
    (Wish.ON, {}, 0.0),
    (Wish.EARLY, {}, 0.0),
    (Wish.LATE, {}, 2.0),
    (Wish.EARLY, {"end": time(16)}, 2.0),
    (Wish.LATE, {"start": time(9)}, 0.0),
    (Wish.OFF, {"start": time(18)}, 0.0),
]


@pytest.mark.parametrize(("wish", "hours", "expected"), WISHES)
def test_a_wish_costs_its_weight_when_it_is_missed(wish, hours, expected):
    wishes = (Preference("ana", wish, weekday=0, weight=2.0, **hours),)
    assert cost(WEEK, "preferences", preferences=wishes) == expected
