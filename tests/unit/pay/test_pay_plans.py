"""Plans as text: every mistake named at once, with its place and mend."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from engagement.pay.plan import effective, overlaps
from engagement.pay.plan_fields import PlanError
from engagement.pay.plan_text import dumps
from engagement.pay.plan_toml import loads

GOOD = """
id = "shop"
version = 1
effective_from = 2026-01-01
protected_leave = "keep_target"
negative = "carry"
teams = ["chat"]

[[component]]
id = "bonus"
kind = "bonus"
target_bonus = 300.10
quota = "20000.00"
curve = [["0.80", "0.50"], [1, 1]]
above_slope = 2
"""


def problems(text: str) -> str:
    with pytest.raises(PlanError) as found:
        loads(text)
    return str(found.value)


def test_numbers_are_decimals_with_and_without_quotes() -> None:
    component = loads(GOOD).components[0]
    assert component.target_bonus == Decimal("300.10")
    assert component.parts[0].curve.points == ((Decimal("0.80"), Decimal("0.50")), (Decimal(1), Decimal(1)))


@pytest.mark.parametrize(
    ("wrong", "right", "said"),
    [
        ('quota = "20000.00"', 'qouta = "20000.00"', "Did you mean 'quota'?"),
        ('protected_leave = "keep_target"', "", "protected_leave is missing; it has no default."),
        ('"keep_target"', '"keep_targt"', "Did you mean 'keep_target'?"),
        ('kind = "bonus"', 'kind = "bonsu"', "Did you mean 'bonus'?"),
        ("2026-01-01", "2026-01-15", "A version begins on the first of a month."),
        ('"20000.00"', '"20.000,00"', "is not a number"),
        ("above_slope = 2", "above_slope = -2", "is below 0"),
        ("[1, 1]", '["0.80", 1]', "rise from point to point"),
        ('id = "shop"', 'id = "shop', "not TOML"),
        ("above_slope = 2", 'individual_weight = "0.7"\nteam_weight = "0.2"', "the weights add to 0.9"),
        ('negative = "carry"', 'negative = "carry"\nbudget = nan', "not a finite number"),
    ],
)
def test_a_mistake_is_named_with_its_mend(wrong: str, right: str, said: str) -> None:
    assert said in problems(GOOD.replace(wrong, right, 1))


def test_all_mistakes_are_told_at_once_with_their_component() -> None:
    text = problems(GOOD.replace("quota", "qouta").replace('"carry"', '"cary"'))
    assert "component 1 (bonus)" in text and "Did you mean 'carry'?" in text


def test_the_version_in_force_is_the_latest_start() -> None:
    first = loads(GOOD)
    second = replace(first, version=2, effective_from=date(2026, 4, 1))
    assert effective([second, first], "shop", date(2026, 3, 31)) is first
    assert effective([second, first], "shop", date(2026, 4, 1)) is second
    assert effective([first], "shop", date(2025, 12, 31)) is None
    assert overlaps([first, second]) == ()


def test_two_plans_for_the_same_people_on_the_same_days_overlap() -> None:
    first = loads(GOOD)
    other = replace(first, id="other", effective_from=date(2026, 6, 1))
    (problem,) = overlaps([first, other])
    assert "2026-06-01" in problem.message
    assert overlaps([replace(first, effective_to=date(2026, 5, 31)), other]) == ()
    assert overlaps([first, replace(other, teams=("phone",))]) == ()


def test_a_written_plan_reads_back_equal_whatever_its_texts_hold() -> None:
    plan = replace(loads(GOOD), name='He said "ñ\\n"\t=1')
    assert loads(dumps(plan)) == plan
