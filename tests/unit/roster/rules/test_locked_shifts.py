"""The rule of locked shifts."""

from __future__ import annotations

from tests.unit.roster.rules.rule_cases import WEEK, broken


def test_a_locked_shift_that_is_missing_is_a_violation():
    assert broken(WEEK[1:], "locked_shifts", fixed=(WEEK[0],)) == ["locked_shifts"]
    assert broken(WEEK, "locked_shifts", fixed=(WEEK[0],)) == []
