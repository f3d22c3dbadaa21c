"""Plans as text: every mistake named at once, with its place and mend."""

from __future__ import annotations

import ast
import inspect
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from engagement.pay import plan, plan_fields, plan_toml
from engagement.pay.plan import effective, overlaps
from engagement.pay.plan_fields import PlanError
from engagement.pay.plan_text import dumps
from engagement.pay.plan_toml import loads
from planner.base.errors import InputProblems
from planner.base.i18n import set_language
from planner.pay.plan_words import said
from planner.pay.plans import check_plan

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
    written = replace(loads(GOOD), name='He said "ñ\\n"\t=1')
    assert loads(dumps(written)) == written


def messages_of_the_reader() -> list[str]:
    """Every text that the reader of plans may say, `x` in its places."""

    def texts(node: ast.expr) -> list[str]:
        if isinstance(node, ast.Constant):
            return [node.value] if isinstance(node.value, str) and node.value else []
        if isinstance(node, ast.JoinedStr):
            return ["".join(str(p.value) if isinstance(p, ast.Constant) else "x" for p in node.values)]
        return [*texts(node.body), *texts(node.orelse)] if isinstance(node, ast.IfExp) else []

    found: list[str] = []
    for module in (plan, plan_fields, plan_toml):
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in (
                "say", "PlanProblem"
            ):  # fmt: skip
                found += [text for arg in node.args[1:] for text in texts(arg)]
    return [text for text in found if text not in ("x = 1", "x.")]


@pytest.mark.parametrize("message", messages_of_the_reader())
def test_a_mistake_is_told_in_spanish(message: str) -> None:
    set_language("es")
    try:
        assert said(message) != message
    finally:
        set_language("en")
    assert said(message) == message


def test_a_mistake_in_spanish_keeps_its_names_and_its_place() -> None:
    wrong = GOOD.replace('quota = "20000.00"', 'qouta = "20000.00"').replace('"carry"', '"carri"')
    set_language("es")
    try:
        with pytest.raises(InputProblems) as caught:
            check_plan(wrong, "plan.toml")
    finally:
        set_language("en")
    assert "plan.toml, componente 1 (bonus): clave desconocida 'qouta'. — ¿Quería decir 'quota'?" in caught.value.detail
    assert "plan.toml: negative = 'carri' no se conoce. — ¿Quería decir 'carry'?" in caught.value.detail
