"""What every test of a rule asks: a good and a bad roster, what is found, what it costs, and how it is told."""

from __future__ import annotations

import pytest

from planner.domain.roster import Shift
from planner.rostering.audit import audit, penalties
from planner.rostering.packs.registry import kinds
from tests.unit.roster.roster_shop import agent, pack, parts, roster, shift

WEEK = tuple(shift(d, "09:00", "17:00") for d in range(5))


def broken(shifts: tuple[Shift, ...], rule: str, who=None, **more) -> list[str]:
    rules = more.pop("rules", None) or pack()
    made = parts(roster(*shifts), (who or agent(),), rules, **more)
    return [v.rule for v in audit(made) if v.rule == rule]


def cost(shifts: tuple[Shift, ...], rule: str, who=None, **more) -> float:
    rules = more.pop("rules", None) or pack()
    people = more.pop("agents", None) or (who or agent(),)
    made = parts(roster(*shifts), people, rules, **more)
    return sum(p.cost for p in penalties(made) if p.rule == rule)


def soft(rule: str, weight: float, **params) -> object:
    return pack(**{rule: {"hard": False, "weight": weight, **params}})


def holds(rule: str, figures: dict, good: tuple[Shift, ...], bad: tuple[Shift, ...], amount: float) -> None:
    """A rule finds what breaks it, once; prices it by its amount where it is soft; and tells it of a day or a week."""
    bend = soft(rule, 3.0, **figures)
    assert cost(good, rule, rules=bend) == 0
    assert cost(bad, rule, rules=bend) == pytest.approx(3.0 * amount)
    hard = pack(**{rule: {"hard": True, **figures}})
    if rule != "split_shifts":  # one split is allowed where the rule is hard: only two are a fault
        assert broken(bad, rule, rules=hard) == [rule]
        assert broken(good, rule, rules=hard) == []
    (one,) = [p for p in penalties(parts(roster(*bad), (agent(),), bend)) if p.rule == rule]
    week = kinds()[rule].of_a_week
    assert one.text("en").startswith("ana week of 23 Nov: ") == week, one.text("en")
    assert one.text("es").startswith("ana semana del 23 nov: ") == week, one.text("es")
