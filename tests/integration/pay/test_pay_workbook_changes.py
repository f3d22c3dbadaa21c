"""What finance changes in the sheet moves the pay as the program would, and a number written over a formula is seen."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from engagement.pay.book.model import workbook
from engagement.pay.engine import run
from engagement.pay.plan import Component
from planner.pay.files.recalculate import calculated, libreoffice
from planner.pay.files.workbook import titles, write_workbook
from tests.integration.pay import pay_case

D = Decimal
pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(libreoffice() is None, reason="LibreOffice is not installed"),
]


def cell_of(sheet: Any, label: str, owner: str, column: int = 2) -> Any:
    """The parameter of a component by its words."""
    for row in sheet.iter_rows(min_row=2):
        if row[0].value == label and (row[3].value or "") == owner:
            return row[column - 1]
    raise AssertionError(f"no parameter {label} of {owner}")


def column_of(sheet: Any, heading: str) -> int:
    return [cell.value for cell in sheet[1]].index(heading) + 1


def changed(component: Component) -> Component:
    """A rate and a cap, a weight, a tier, a gate's limit, a pot."""
    match component.id:
        case "commission":
            return replace(component, rate=D("0.031"), cap=D("150.00"))
        case "teampot":
            return replace(component, weight=D("0.25"))
        case "slices":
            assert component.tiers is not None
            steps = (component.tiers.steps[0], (D(2500), D("0.004")), component.tiers.steps[2])
            return replace(component, tiers=replace(component.tiers, steps=steps))
        case "speed":
            return replace(component, gates=(replace(component.gates[0], maximum=D(76)),))
        case "pots":
            return replace(component, pot=D("77.77"))
    return component


def test_rates_weights_quotas_kpis_and_sales_changed_in_the_sheet_pay_as_a_new_run_does(tmp_path: Path) -> None:
    old, plan = pay_case.inputs(), pay_case.plan()
    book = workbook(run(plan, old), titles("en"), statements=False)
    path = tmp_path / "month.xlsx"
    write_workbook(book, path, "en", values=False)
    edited = openpyxl.load_workbook(path)
    parameters, people, data = edited["Parameters"], edited["People"], edited["Data"]
    cell_of(parameters, "Rate", "Commission").value = 0.031
    cell_of(parameters, "Cap of the component", "Commission").value = 150
    cell_of(parameters, "Weight of the component", "teampot").value = 0.25
    cell_of(parameters, "Pot", "pots").value = 77.77
    cell_of(parameters, "Budget of the plan", "").value = 3000
    tier = cell_of(parameters, "Tier 2: from, rate", "slices")
    tier.value, parameters.cell(tier.row, 3).value = 2500, 0.004
    cell_of(parameters, "Gate first_response_s: maximum, factor when missed", "speed").value = 76
    people.cell(2, column_of(people, "Quota simple")).value = 4321.09
    people.cell(3, column_of(people, "FTE")).value = 1
    people.cell(4, column_of(people, "KPI first_response_s")).value = 41
    order, amount, kind = (column_of(data, name) for name in ("Order", "Amount", "Kind"))
    for row in range(2, data.max_row + 1):
        if data.cell(row, order).value == "O11" and data.cell(row, kind).value == "sale":
            data.cell(row, amount).value = 2345.67
    edited.save(path)
    values = calculated(path)
    assert values is not None
    members = [replace(p, fte=D(1)) if p.agent_id == "blas" else p for p in old.people]
    new = replace(
        old,
        people=tuple(members),
        quotas={**old.quotas, ("ana", "simple"): D("4321.09")},
        kpis=tuple(
            replace(k, value=D(41)) if (k.agent_id, k.metric) == ("cira", "first_response_s") else k for k in old.kpis
        ),
        sales=tuple(replace(s, net_amount=D("2345.67")) if s.order_id == "O11" else s for s in old.sales),
    )
    after = run(replace(plan, components=tuple(map(changed, plan.components)), budget=D("3000.00")), new)
    wrong = []
    for statement in after.statements:
        for line in statement.lines:
            sheet, address = book.payable[line.agent_id, line.component_id]
            shown = values[sheet][address][1]
            if (None if shown == "n/a" else D(shown).quantize(D("0.01"))) != line.amount:
                wrong.append((line.agent_id, line.component_id, shown, line.amount))
    assert wrong == []
    assert after.payable != run(plan, old).payable


def test_a_number_written_over_a_formula_turns_checks_and_cover_red(tmp_path: Path) -> None:
    book = workbook(run(pay_case.plan(), pay_case.inputs()), titles("en"), statements=False)
    path = tmp_path / "month.xlsx"
    write_workbook(book, path, "en", values=False)
    edited = openpyxl.load_workbook(path)
    sheet, address = book.payable["ana", "commission"]
    edited[sheet][address].value = 999.99
    edited.save(path)
    values = calculated(path)
    assert values is not None
    broken = [value for _, value in values["Checks"].values() if value == "CHECK"]
    assert len(broken) >= 3
    assert any(value == "CHECK" for _, value in values["Cover"].values())
    rules = openpyxl.load_workbook(path)["Checks"].conditional_formatting
    assert [rule.formula for area in rules for rule in area.rules] == [['$E2<>"OK"']]
