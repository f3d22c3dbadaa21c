"""The rule of minors."""

from __future__ import annotations

from tests.unit.roster.roster_shop import agent, pack, shift
from tests.unit.roster.rules.rule_cases import broken


def test_minors_get_shorter_days_longer_breaks_and_no_nights():
    rules = pack(minors={})
    found = broken(
        (shift(0, "14:00", "23:00"),), "minors", agent(lengths=(540,)), rules=rules, minors=frozenset(["ana"])
    )
    assert len(found) == 3  # 9 h, no break of 30 min, after 22:00
    assert broken((shift(0, "14:00", "23:00"),), "minors", agent(lengths=(540,)), rules=rules) == []
