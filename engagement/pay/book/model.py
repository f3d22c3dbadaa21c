"""Put the sheets together, in the order in which finance reads them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engagement.pay.book.cells import Book, Sheet, Table
from engagement.pay.book.closing import Adjustments, Checks, Payroll, cover, statement_sheet
from engagement.pay.book.data import Data, Hours, People, Teams
from engagement.pay.book.parameters import Parameters
from engagement.pay.book.settlement import Settlement
from engagement.pay.inputs import Person
from engagement.pay.results import Run

TITLES: dict[str, str] = {
    "cover": "Cover",
    "parameters": "Parameters",
    "people": "People",
    "teams": "Teams",
    "hours": "Hours",
    "data": "Data",
    "workings": "Workings",
    "sharing": "Sharing",
    "settlement": "Settlement",
    "adjustments": "Adjustments",
    "checks": "Checks",
    "payroll": "Payroll",
}
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", "_"))


def workbook(
    run: Run,
    titles: Mapping[str, str] | None = None,
    *,
    detail_limit: int = 20_000,
    statements: bool = True,
    progress: Callable[[int, int], None] | None = None,
) -> Book:
    """Describe the workbook of a run.

    Args:
        run: a computed period.
        titles: sheet titles by key (see `TITLES`), for another language.
        detail_limit: up to so many credited lines are listed one by one; beyond it they are added up by person.
        statements: whether each person gets a sheet.
        progress: called with (done, all).

    Returns:
        The book; `payable` says in which cell each line and each person's pay stands.
    """
    names = {**TITLES, **(titles or {})}
    measures = run.measures
    params = Parameters(run.plan, run.inputs.period, names)
    people = People(run, measures, params, names)
    data = Data(run, people, params, names, detail_limit)
    teams = Teams(run, measures, people, data, params, names)
    hours = Hours(run, measures, names)
    settlement = Settlement(run, measures, params, people, data, teams, hours, names)
    numbers = {person.agent_id: people.row[person.agent_id] - 1 for person in measures.members}
    for statement in run.statements:
        numbers.setdefault(statement.agent_id, len(numbers) + 1)
    adjusted = Adjustments(run, numbers, names)
    payroll = Payroll(run, params, people, settlement, adjusted, numbers, names)
    checks = Checks(run, params, people, data, settlement, adjusted, payroll, names)
    settlement.sheet.table = Table("Settlement", 1, len(settlement.sheet.rows), len(settlement.columns))
    sheets: list[Sheet] = [
        cover(run, payroll, checks, names["cover"], data.aggregated),
        params.sheet,
        people.sheet,
        data.sheet,
    ]
    sheets += [teams.sheet] if teams.used else []
    sheets += [hours.sheet] if hours.cells else []
    sheets += [settlement.workings] if len(settlement.workings.rows) > 1 else []
    sheets += [settlement.sharing.sheet] if len(settlement.sharing.sheet.rows) > 1 else []
    sheets += [settlement.sheet, adjusted.sheet, checks.sheet, payroll.sheet]
    if statements:
        known = {person.agent_id: person for person in run.inputs.people}
        for index, statement in enumerate(run.statements, 1):
            person = known.get(statement.agent_id, Person(statement.agent_id))
            title = f"{index:03d} {person.agent_id.translate(_FORBIDDEN)}"[:31].rstrip()
            sheets.append(statement_sheet(run, person, statement, settlement, adjusted, payroll, title))
            if progress:
                progress(index, len(run.statements))
    payable: dict[tuple[str, str], tuple[str, str]] = {}
    for key in settlement.keys:
        payable[key] = _split(settlement.at(*key, "amount"))
    for agent_id in payroll.row:
        payable[agent_id, ""] = _split(payroll.at(agent_id, "Pay"))
    return Book(sheets, payable, run.inputs.period.id, data.aggregated)


def _split(address: str) -> tuple[str, str]:
    sheet, cell = address.rsplit("!", 1)
    return sheet.strip("'"), cell.replace("$", "")
