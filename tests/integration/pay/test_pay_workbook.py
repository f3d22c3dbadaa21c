"""The workbook that finance gets: every payable cell recomputed by a spreadsheet program to the engine's cent."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from engagement.pay.book.model import workbook
from engagement.pay.engine import run
from engagement.pay.inputs import Absence, Refund
from engagement.pay.results import Adjustment, Run
from planner.base.errors import Refused
from planner.pay.files.lines import PayrollProfile, PayrollRow, write_lines, write_payroll
from planner.pay.files.recalculate import calculated, libreoffice
from planner.pay.files.workbook import titles, write_workbook
from tests.integration.pay import pay_case

D = Decimal
needs_libreoffice = [
    pytest.mark.system,
    pytest.mark.skipif(libreoffice() is None, reason="LibreOffice is not installed"),
]


def month(**changes: Any) -> Run:
    adjustment = Adjustment("ana", "commission", "2026-09", "2026-11", D("-12.34"), D("50.00"), D("37.66"), "refund",
                            ("A-1",), "shop-2026 v1")  # fmt: skip
    carried = {"cira": D("-80.00"), "fina": D("-12.00")}
    return run(replace(pay_case.plan(), **changes), pay_case.inputs(), carried=carried, adjustments=(adjustment,))


def differences(result: Run, path: Path, **options: Any) -> list[object]:
    """Payable cells that differ from the engine after LibreOffice calculated the file."""
    book = workbook(result, titles("en"), **options)
    assert write_workbook(book, path, "en")
    values = openpyxl.load_workbook(path, data_only=True)
    found: list[object] = []
    due: dict[tuple[str, str], Decimal | None] = {(s.agent_id, ""): s.payable for s in result.statements}
    due |= {(line.agent_id, line.component_id): line.amount for s in result.statements for line in s.lines}
    assert set(due) == set(book.payable)
    for key, amount in due.items():
        sheet, address = book.payable[key]
        value = values[sheet][address].value
        same = value == "n/a" if amount is None else isinstance(value, int | float) and D(repr(value)) == amount
        if not same:
            found.append((key, value, amount))
    checks = [row for row in values["Checks"].iter_rows(min_row=2, values_only=True) if row[4] != "OK"]
    return found + (checks if not result.blocked else [])


@pytest.mark.parametrize(
    "changes",
    [{}, {"cap": D("400.00"), "budget": D("1500.00"), "draw": None, "negative": "floor_zero"}],
    ids=["roomy", "tight"],
)
class TestRecalculated:
    """What LibreOffice makes of the formulas."""

    pytestmark = needs_libreoffice

    def test_every_payable_cell_and_every_check_equals_the_engine(
        self, tmp_path: Path, changes: dict[str, Any]
    ) -> None:
        assert differences(month(**changes), tmp_path / "month.xlsx") == []


@needs_libreoffice[0]
@needs_libreoffice[1]
def test_losses_leave_and_what_was_decided_by_hand_give_the_same_cents(tmp_path: Path) -> None:
    whole = pay_case.inputs()
    absences = (*whole.absences, Absence("cira", whole.period.start, whole.period.end, "birth"))
    refunds = (*whole.refunds, *(Refund(s.order_id, "1", s.ordered_at, 9 * s.net_amount)
                                 for s in whole.sales if s.agent_id == "blas"))  # fmt: skip
    decided = {("cira", "bonus"): D("1"), ("cira", "simple"): D("0.85"), ("cira", "speed"): D("0"),
               ("cira", "card"): D("1.1")}  # fmt: skip
    inputs = replace(whole, absences=absences, refunds=refunds, decided=decided)
    components = tuple(
        replace(c, budget=D("60.00")) if c.id in ("commission", "pots") else c for c in pay_case.plan().components
    )
    result = run(replace(pay_case.plan(), components=components, budget=D("700.00")), inputs)
    lost = {line.amount < 0 for s in result.statements for line in s.lines if line.amount is not None}
    assert lost == {True, False} and result.statement("cira").payable is not None
    assert sum(max(sum(line.amount or 0 for line in s.lines), D(0)) for s in result.statements) == D("700.00")
    assert differences(result, tmp_path / "month.xlsx") == []


@needs_libreoffice[0]
@needs_libreoffice[1]
def test_lines_added_up_by_person_give_the_same_cents(tmp_path: Path) -> None:
    assert differences(month(), tmp_path / "month.xlsx", detail_limit=10, statements=False) == []


@needs_libreoffice[0]
@needs_libreoffice[1]
def test_a_changed_order_flows_to_the_pay_as_a_new_run_would_and_turns_the_checks_red(tmp_path: Path) -> None:
    before = month()
    path = tmp_path / "month.xlsx"
    book = workbook(before, titles("en"), statements=False)
    write_workbook(book, path, "en", values=False)
    edited = openpyxl.load_workbook(path)
    data = edited["Data"]
    headings = [cell.value for cell in data[1]]
    order, kind, amount = (headings.index(name) + 1 for name in ("Order", "Kind", "Amount"))
    rows = [row for row in range(2, data.max_row + 1) if data.cell(row, kind).value == "sale"]
    target = next(data.cell(row, order).value for row in rows if float(data.cell(row, amount).value) > 100)
    for row in rows:
        if data.cell(row, order).value == target:
            data.cell(row, amount).value = 1234.56
    people = edited["People"]
    names = [cell.value for cell in people[1]]
    people.cell(2, names.index("KPI csat") + 1).value = 85
    edited.save(path)
    values = calculated(path)
    assert values is not None
    old = pay_case.inputs()
    sales = tuple(replace(s, net_amount=D("1234.56")) if s.order_id == target else s for s in old.sales)
    kpis = tuple(replace(k, value=D(85)) if (k.agent_id, k.metric) == ("ana", "csat") else k for k in old.kpis)
    after = run(before.plan, replace(old, sales=sales, kpis=kpis), carried=before.carried,
                adjustments=[a for s in before.statements for a in s.adjustments])  # fmt: skip
    assert after.payable != before.payable
    for statement in after.statements:
        for line in statement.lines:
            sheet, address = book.payable[line.agent_id, line.component_id]
            assert D(values[sheet][address][1]).quantize(D("0.01")) == line.amount
        sheet, address = book.payable[statement.agent_id, ""]
        assert D(values[sheet][address][1]).quantize(D("0.01")) == statement.payable
    held = {value for _, value in values["Checks"].values() if value in ("OK", "CHECK")}
    assert "CHECK" in held


def test_text_from_outside_never_becomes_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "month.xlsx"
    write_workbook(workbook(month(), titles("es")), path, "es", values=False)
    file = openpyxl.load_workbook(path)
    seen = 0
    for sheet in file.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value in ("=HYPERLINK(1)", "+Cira", "=0005"):
                    assert cell.data_type == "s" and cell.quotePrefix
                    seen += 1
    assert seen > 6


def test_the_file_is_laid_out_for_finance(tmp_path: Path) -> None:
    path = tmp_path / "month.xlsx"
    write_workbook(workbook(month(), titles("es")), path, "es", values=False)
    file = openpyxl.load_workbook(path)
    assert file.calculation.fullCalcOnLoad
    settlement = file[titles("es")["settlement"]]
    assert list(settlement.tables) == ["Settlement"] and settlement.freeze_panes == "G2"
    for sheet in file.worksheets:
        assert sheet.protection.sheet and not sheet.protection.password
        assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.fitToWidth == 1
        assert sheet.print_title_rows
    amount = next(cell for cell in settlement[2] if str(cell.value).startswith("=IF(ISNUMBER(") and cell.font.bold)
    assert amount.number_format == "#,##0.00" and amount.protection.locked
    texts = {cell.value for row in file["001 ana"].iter_rows() for cell in row}
    english = {cell.value for row in file["002 blas"].iter_rows() for cell in row}
    assert "Variable pay statement" in english and "Variable pay statement" not in texts
    with zipfile.ZipFile(path) as archive:
        assert b'<dimension ref="A1:A1"' not in archive.read("xl/worksheets/sheet4.xml")


def test_a_failed_write_leaves_the_earlier_file_alone(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="nowhere"):
        write_workbook(workbook(month(), statements=False), tmp_path / "nowhere" / "x.xlsx", values=False)
    assert list(tmp_path.iterdir()) == []


def test_payroll_files_follow_the_profile_and_refuse_what_cannot_be_paid(tmp_path: Path) -> None:
    path = tmp_path / "payroll.csv"
    rows = [
        PayrollRow("ana", "=Ana", "0001", "2026-11", D("1234.50")),
        PayrollRow("eva", "Eva", "0005", "2026-11", D(0)),
    ]
    assert write_payroll(rows, path) == 1
    assert path.read_text("utf-8-sig").splitlines() == [
        "employee_code;concept;units;amount;period", "0001;VAR;1;1234,50;2026-11",
    ]  # fmt: skip
    profile = PayrollProfile((("nombre", "name"), ("mes", "period")), encoding="cp1252", period_format="{month}/{year}")
    write_payroll(rows, path, profile)
    assert path.read_text("cp1252").splitlines() == ["nombre;mes", "'=Ana;11/2026"]
    with pytest.raises(ValueError, match="no employee code"):
        write_payroll([PayrollRow("ana", "", "", "2026-11", D(1))], path)
    with pytest.raises(ValueError, match="cannot be written in cp1252"):
        write_payroll([PayrollRow("ana", "漢", "1", "2026-11", D(1))], path, profile)
    with pytest.raises(ValueError, match="negative"):
        write_payroll([PayrollRow("ana", "", "1", "2026-11", D(-1))], path)
    with pytest.raises(ValueError, match="is not one of"):
        PayrollProfile((("x", "salary"),))


def test_the_listing_of_lines_adds_up_to_the_credits(tmp_path: Path) -> None:
    result = month()
    path = tmp_path / "lines.csv"
    count = write_lines(result.credits.credits, path)
    lines = path.read_text("utf-8").splitlines()[1:]
    assert len(lines) == count
    assert sum(D(line.split(",")[-2]) for line in lines) == result.credits.credited
    assert path.stat().st_mode & 0o077 == 0
