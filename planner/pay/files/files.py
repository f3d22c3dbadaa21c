"""Files of variable pay: the workbook for finance, the payroll CSV, a statement as text."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engagement.pay.book.model import workbook
from engagement.pay.credit import Credit
from engagement.pay.plan import Component
from engagement.pay.results import Run, Statement
from planner.base.errors import InputProblems, Refused
from planner.base.i18n import t, text_reason
from planner.base.problems import RowProblem
from planner.pay import words
from planner.pay.files.lines import PayrollProfile, PayrollRow, write_lines, write_payroll
from planner.pay.files.workbook import titles, write_workbook
from planner.pay.months import Month

if TYPE_CHECKING:
    from planner.pay.files.lines import PayrollProfile

Progress = Callable[[float, str], None]
DETAIL_LIMIT = 20_000


@dataclass(frozen=True)
class Exported:
    """What was written: the workbook, whether it holds values beside the formulas, and the lines beside it, if any."""

    path: Path
    values: bool
    lines_path: Path | None


def export(month: Month, path: Path, progress: Progress | None = None, *, values: bool = True) -> Exported:
    """Write the workbook (.xlsx); a month of more lines than a sheet should hold gets them in a CSV beside it.

    Raises Refused for another ending, or when the file cannot be written.
    """
    if path.suffix.lower() != ".xlsx":
        raise Refused(t("{file} is not a name for a workbook.", file=path.name), t("End it in .xlsx."))
    tell = progress or (lambda _share, _text: None)
    tell(0.05, t("Describing the workbook"))
    book = workbook(month.run, titles(), detail_limit=DETAIL_LIMIT)
    lines = path.with_name(f"{path.stem}-lines.csv") if book.aggregated else None
    known = write_workbook(
        book,
        path,
        progress=lambda done, whole: tell(0.2 + 0.75 * done / max(whole, 1), t("Writing the workbook")),
        values=values,
    )
    if lines is not None:
        write_lines(month.run.credits.credits, lines)
    tell(1.0, t("Done"))
    return Exported(path, known, lines)


def payroll_profile(path: Path | None) -> PayrollProfile | None:
    """A mapping profile from TOML (columns, concepts, delimiter, decimal, encoding, header, period_format).

    Raises InputProblems when it is no such file.
    """
    if path is None:
        return None
    text = ""
    try:
        text = path.read_text(encoding="utf-8")
        table: dict[str, Any] = tomllib.loads(text)
        if "columns" in table:
            table["columns"] = tuple((str(heading), str(source)) for heading, source in table["columns"])
        return PayrollProfile(**table)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, TypeError, ValueError) as error:
        raise InputProblems(
            t("{file} is not a payroll profile.", file=path.name),
            [
                RowProblem(
                    path.name, 0, "", text_reason(error, text=text), t("See `docs/variable-pay.md` for its keys.")
                )
            ],
        ) from None


def payroll(month: Month, path: Path, profile: PayrollProfile | None = None, *, force: bool = False) -> int:
    """Write the payroll CSV of an approved month, return the number of amounts.

    With concepts for single components each person's components are listed; the rest (adjustments, carry, draw) stands
    under the concept "". Raises Refused before approval unless `force`.
    """
    if month.state.state not in ("approved", "paid", "closed") and not force:
        raise Refused(
            t("{period} is {state}; payroll takes approved months.", period=month.period,
              state=t(words.STATES[month.state.state])), t("Approve it first."),
        )  # fmt: skip
    try:
        return write_payroll(_payroll_rows(month.run, profile), path, profile)
    except ValueError as error:
        raise Refused(t("The payroll file cannot be written: {why}.", why=error)) from None


def _payroll_rows(run: Run, profile: PayrollProfile | None) -> list[Any]:
    known = {person.agent_id: person for person in run.inputs.people}
    own = set(profile.concepts) - {""} if profile else set()
    rows = []
    for statement in run.statements:
        person = known.get(statement.agent_id)
        name = person.name if person else ""
        code = person.employee_code if person else statement.agent_id
        left = statement.payable or Decimal("0.00")
        for line in statement.lines:
            # A component goes out under its own concept as far as the pay of the month holds it.
            amount = min(line.amount or Decimal(0), left) if line.component_id in own else Decimal(0)
            if amount > 0:
                rows.append(PayrollRow(statement.agent_id, name, code, run.inputs.period.id, amount, line.component_id))
                left -= amount
        rows.append(PayrollRow(statement.agent_id, name, code, run.inputs.period.id, left))
    return rows


def component_credits(run: Run, agent_id: str, component: Component) -> tuple[Credit, ...]:
    """The order lines and refunds of a person that count for a component."""
    takes = component.filter.takes
    return tuple(
        c
        for c in run.credits.credits
        if c.agent_id == agent_id and takes(c.on, c.channel, c.stage, c.campaign, c.assisted)
    )


def statement_of(month: Month, agent_id: str) -> Statement:
    """A person's statement; Refused when there is none."""
    try:
        return month.run.statement(agent_id)
    except KeyError:
        raise Refused(t("{agent} has no statement in {period}.", agent=agent_id, period=month.period)) from None
