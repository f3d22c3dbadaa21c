"""The rule of screen pause."""

from __future__ import annotations

import pytest

from tests.unit.roster.roster_shop import pack, requirement
from tests.unit.roster.rules.rule_cases import WEEK, cost


def test_screen_pauses_counted_in_the_roster_take_their_share_of_every_hand_but_not_of_a_minimum():
    rules = pack(screen_pause={"minutes_per_hour": 6, "counted_in": "roster"},
                 min_staff={"weight": 1.0, "channels": [{"channel": "phone", "count": 1, "from": "09:00", "to": "17:00",
                                                        "weekdays": [0, 1, 2, 3, 4]}]})  # fmt: skip
    assert cost(WEEK, "min_staff", rules=rules, requirement=requirement()) == 0
    plain = cost(WEEK, "shortage", requirement=requirement())
    assert cost(WEEK, "shortage", rules=rules, requirement=requirement()) - plain == pytest.approx(0.1 * 40 * 20.0)
