"""Adjustments, payroll, checks, statements and cover: what the settlement adds up to, and whether it still does."""

from __future__ import annotations

from collections.abc import Mapping

from engagement.pay.book.cells import Cell, Sheet, day, formula, label, number, text
from engagement.pay.book.data import Data, People
from engagement.pay.book.parameters import Parameters
from engagement.pay.book.settlement import Settlement
from engagement.pay.inputs import Person
from engagement.pay.money import ZERO, total
from engagement.pay.reasons import CAUSES, REASONS, flag_text
from engagement.pay.results import Reason, Run, Statement


class Adjustments:
    """Lines about closed periods; the amount is the difference of what was paid and what should have been."""

    def __init__(self, run: Run, rows: Mapping[str, int], titles: Mapping[str, str]) -> None:
        self.sheet = Sheet("adjustments", titles["adjustments"], widths={2: 14, 3: 22, 6: 26, 7: 30, 11: 20})
        words = (
            "Person no.", "Agent", "Component", "Closed period", "Booked in", "Cause", "Orders", "Paid then",
            "Due by recomputation", "Amount", "Rules",
        )  # fmt: skip
        self.sheet.add(*(label(word, "heading") for word in words))
        self.rows: dict[str, list[int]] = {}
        for statement in run.statements:
            for item in statement.adjustments:
                row = len(self.sheet.rows) + 1
                self.rows.setdefault(item.agent_id, []).append(row)
                self.sheet.add(
                    number(rows[item.agent_id], "int"),
                    text(item.agent_id),
                    text(item.component_id),
                    text(item.closed_period),
                    text(item.booked_in),
                    label(CAUSES[item.cause]),
                    text(", ".join(item.orders)),
                    number(item.before, "input_money"),
                    number(item.after, "input_money"),
                    formula(f"ROUND({self.sheet.at(9, row)}-{self.sheet.at(8, row)},2)", "total"),
                    text(item.rule_version),
                )
        self.last = max(len(self.sheet.rows), 2)

    def column(self, index: int) -> str:
        """A whole column."""
        return self.sheet.column(index, 2, self.last)


class Payroll:
    """One row a person: lines, adjustments, balance, draw, pay."""

    COLUMNS = (
        "Person no.", "Employee code", "Agent", "Name", "Lines", "Adjustments", "Earned", "Balance brought", "Draw",
        "Pay", "Balance carried", "As computed", "Difference",
    )  # fmt: skip

    def __init__(
        self,
        run: Run,
        params: Parameters,
        people: People,
        settlement: Settlement,
        adjusted: Adjustments,
        numbers: Mapping[str, int],
        titles: Mapping[str, str],
    ) -> None:
        self.sheet = Sheet("payroll", titles["payroll"], widths={2: 14, 3: 14, 4: 26}, freeze_columns=3)
        self.sheet.add(*(label(word, "heading") for word in self.COLUMNS))
        self.row: dict[str, int] = {}
        known = {person.agent_id: person for person in run.inputs.people}
        for statement in run.statements:
            who = statement.agent_id
            row = self.row[who] = len(self.sheet.rows) + 1
            at = {name: self.sheet.at(index, row) for index, name in enumerate(self.COLUMNS, 1)}
            person = known.get(who, Person(who))
            member = who in people.row
            mine = [settlement.at(who, line.component_id, "amount") for line in statement.lines]
            if mine:
                span = f"{mine[0]}:{mine[-1].split('!')[1]}"
                lines = f'IF(COUNT({span})={len(mine)},ROUND(SUM({span}),2),"n/a")'
            else:
                lines = "0"
            brought = people.at("balance", who) if member else ""
            draw = f"IF({people.at('active', who)}>0,{params['draw']},0)" if member else "0"
            earned = at["Earned"]
            due = f"{earned}+{at['Balance brought']}"
            kept = f"IF({params['carry']}=1,{earned},MAX({earned},0))+{at['Balance brought']}-{at['Draw']}"
            paid = statement.payable
            compared = f"AND(ISNUMBER({at['Pay']}),ISNUMBER({at['As computed']}))"
            self.sheet.add(
                number(numbers[who], "int"),
                text(person.employee_code),
                text(who),
                text(person.name),
                formula(lines),
                formula(f"ROUND(SUMIFS({adjusted.column(10)},{adjusted.column(1)},{at['Person no.']}),2)"),
                formula(f'IF(ISNUMBER({at["Lines"]}),ROUND({at["Lines"]}+{at["Adjustments"]},2),"n/a")'),
                formula(brought) if brought else number(run.carried.get(who, ZERO), "input_money"),
                formula(draw),
                formula(f'IF(ISNUMBER({earned}),ROUND(MAX({due},{at["Draw"]}),2),"n/a")', "total"),
                formula(f'IF(ISNUMBER({earned}),ROUND(MIN({kept},0),2),"n/a")'),
                number(paid) if paid is not None else Cell("text", "n/a", "money"),
                formula(
                    f"IF({compared},ROUND({at['Pay']}-{at['As computed']},2),IF({at['Pay']}={at['As computed']},0,1))",
                    "check",
                ),
            )
        self.last = max(len(self.sheet.rows), 2)

    def column(self, name: str) -> str:
        """A whole column."""
        return self.sheet.column(self.COLUMNS.index(name) + 1, 2, self.last)

    def at(self, agent_id: str, name: str) -> str:
        """Address of a person's value."""
        return self.sheet.at(self.COLUMNS.index(name) + 1, self.row[agent_id])


class Checks:
    """What must hold; a row turns red when it does not."""

    def __init__(
        self,
        run: Run,
        params: Parameters,
        people: People,
        data: Data,
        settlement: Settlement,
        adjusted: Adjustments,
        payroll: Payroll,
        titles: Mapping[str, str],
    ) -> None:
        self.sheet = Sheet("checks", titles["checks"], widths={1: 62, 2: 16, 3: 16, 4: 14, 5: 10})
        self.sheet.add(*(label(word, "heading") for word in ("Check", "Left", "Right", "Difference", "Holds")))
        amount, made = settlement.all("amount"), settlement.all("made")
        self._equal("Lines: settlement and payroll", f"SUM({amount})", f"SUM({payroll.column('Lines')})", exact=False)
        self._equal("Lines: live and as computed", f"SUM({amount})", f"SUM({made})")
        self._equal("Lines that differ from the computed ones", f'COUNTIF({settlement.all("differs")},"<>0")', "0")
        self._equal(
            "Pay: live and as computed", f"SUM({payroll.column('Pay')})", f"SUM({payroll.column('As computed')})"
        )
        self._equal("People whose pay differs from the computed", f'COUNTIF({payroll.column("Difference")},"<>0")', "0")
        self._equal("Credited sales: live and as imported", f"SUM({data.column(21)})", number(run.credits.credited))
        if not data.aggregated:
            whole = f"SUMPRODUCT({data.column(16)}*{data.column(17)})" if _unit_weights(run) else None
            if whole:
                self._equal("Splits: credits and order lines", f"SUM({data.column(21)})", whole)
        booked = [a.amount for s in run.statements for a in s.adjustments]
        self._equal("Adjustments: live and as booked", f"SUM({adjusted.column(10)})", number(total(booked)))
        brought = [run.carried.get(s.agent_id, ZERO) for s in run.statements]
        held = f"SUM({payroll.column('Balance brought')})"
        self._equal("Balances brought: previous close", held, number(total(brought)))
        forgiven = [s.settlement.forgiven for s in run.statements if s.settlement is not None]
        moved = (
            f"SUM({payroll.column('Earned')})"
            f'+SUMIFS({payroll.column("Balance brought")},{payroll.column("Earned")},">-1E+300")'
            f"-SUM({payroll.column('Balance carried')})"
        )
        if not any(forgiven):
            self._equal("Earned, balances and pay add up", f"SUM({payroll.column('Pay')})", moved)
        self._equal("Negative pay lines", f'COUNTIF({payroll.column("Pay")},"<0")', "0")
        self._equal("Lines that cannot be computed", f'COUNTIF({amount},"n/a")', "0")
        for component in run.plan.components:
            members = settlement.measures.members
            if not members:
                continue
            number_of = settlement.at(members[0].agent_id, component.id, "component_no")
            if component.kind == "pot":
                for shared, pot in settlement.sharing.pots.get(component.id, ()):
                    self._equal("Pot shared to the cent: {component}", shared, pot, component=component.title)
            if component.budget is not None:
                spent = f'SUMIFS({amount},{settlement.all("component_no")},{number_of},{amount},">0")'
                limit = params[f"{component.id}.budget"]
                self._at_most("Budget of {component}", spent, limit, component=component.title)
        if run.plan.budget is not None:
            lines = payroll.column("Lines")
            self._at_most("Budget of the plan", f'SUMIF({lines},">0")', params["budget"])
        if run.plan.cap is not None:
            self._at_most("Highest sum of lines and the cap", f"MAX({payroll.column('Lines')})", params["cap"])
        last = len(self.sheet.rows)
        self.all_hold = f'IF(COUNTIF({self.sheet.column(5, 2, last)},"OK")={last - 1},"OK","CHECK")'
        self.sheet.alarms.append((f"A2:E{last}", '$E2<>"OK"'))

    def _equal(self, words: str, left: str, right: str | Cell | None, *, exact: bool = True, **args: object) -> None:
        row = len(self.sheet.rows) + 1
        a, b, c = (self.sheet.at(index, row) for index in (2, 3, 4))
        other = formula(right) if isinstance(right, str) else right
        self.sheet.add(
            label(words, **args),
            formula(f"ROUND({left},2)" if not left.startswith("COUNT") else left),
            other,
            formula(f"ROUND({a}-{b},2)"),
            formula(f'IF({c}=0,"OK","CHECK")', "check"),
        )

    def _at_most(self, words: str, left: str, right: str, **args: object) -> None:
        row = len(self.sheet.rows) + 1
        a, b, c = (self.sheet.at(index, row) for index in (2, 3, 4))
        self.sheet.add(
            label(words, **args),
            formula(f"ROUND({left},2)"),
            formula(right),
            formula(f"ROUND(MAX({a}-{b},0),2)"),
            formula(f'IF({c}=0,"OK","CHECK")', "check"),
        )


def _unit_weights(run: Run) -> bool:
    """Whether weights of every order line add to 1, so that line x weight adds up to the credits."""
    return not run.credits.unassigned_eur and all(credit.weights == 1 for credit in run.credits.credits)


def statement_sheet(
    run: Run,
    person: Person,
    statement: Statement,
    settlement: Settlement,
    adjusted: Adjustments,
    payroll: Payroll,
    title: str,
) -> Sheet:
    """What one person gets, with why, in their language."""
    who = person.agent_id
    lang = person.language if person.language in ("es", "en") else "es"
    sheet = Sheet("statement", title, widths={1: 30, 2: 14, 3: 14, 4: 14, 5: 14, 6: 14, 7: 56}, language=lang)
    sheet.header_row = 6
    sheet.add(label("Variable pay statement", "title"))
    sheet.add(label("Name"), text(person.name or who))
    sheet.add(label("Agent"), text(who), label("Team"), text(person.team))
    sheet.add(label("Period"), text(run.inputs.period.id), label("Rules"), text(run.plan.rule_version))
    sheet.add()
    words = ("Component", "Base", "Quota", "Attainment", "Factor or rate", "Amount", "Why")
    sheet.add(*(label(word, "heading") for word in words))
    names = {component.id: component.title for component in run.plan.components}
    for line in statement.lines:
        cells = [
            _linked(settlement, who, line.component_id, name)
            for name in ("base", "quota", "attainment", "factor", "amount")
        ]
        why = _why(line.reasons[0]) if line.reasons else None
        sheet.add(text(names[line.component_id]), *cells, why)
        for reason in line.reasons[1:]:
            sheet.add(*[None] * 6, _why(reason))
    for item, row in zip(statement.adjustments, adjusted.rows.get(who, ()), strict=True):
        cited = label(
            "{cause}, closed {period}, orders {orders}",
            "note",
            cause=CAUSES[item.cause],
            period=item.closed_period,
            orders=", ".join(item.orders) or "-",
        )
        amount = formula(adjusted.sheet.at(10, row), "total")
        sheet.add(text(names.get(item.component_id, item.component_id)), *[None] * 4, amount, cited)
    sheet.add()
    for words_, column, style in (
        ("Earned", "Earned", "money"), ("Balance brought", "Balance brought", "money"), ("Draw", "Draw", "money"),
        ("Pay", "Pay", "total"), ("Balance carried", "Balance carried", "money"),
    ):  # fmt: skip
        sheet.add(label(words_), *[None] * 4, formula(payroll.at(who, column), style))  # type: ignore[arg-type]
    for reason in statement.reasons:
        sheet.add(_why(reason))
    return sheet


def _linked(settlement: Settlement, who: str, component_id: str, name: str) -> Cell | None:
    column = settlement.columns[name]
    row = settlement.sheet.rows[settlement.rows[who, component_id] - 1]
    if row[column - 1] is None:
        return None
    styles = {"attainment": "ratio", "factor": "ratio", "amount": "total"}
    address = settlement.at(who, component_id, name)
    return formula(address, styles.get(name, "money"))  # type: ignore[arg-type]


def _why(reason: Reason) -> Cell:
    return label(REASONS[reason.code], "note", **dict(reason.values))


def cover(run: Run, payroll: Payroll, checks: Checks, title: str, aggregated: bool) -> Sheet:
    """What this file is, what it adds up to, whether its checks hold, and what a reviewer must know."""
    sheet = Sheet("cover", title, widths={1: 34, 2: 22, 3: 70, 4: 18, 5: 8, 6: 40})
    sheet.add(label("Variable pay", "title"))
    sheet.add(label("Period"), text(run.inputs.period.id))
    sheet.add(label("Plan"), text(run.plan.name or run.plan.id), text(run.plan.rule_version))
    sheet.add(label("From"), day(run.inputs.period.start), None)
    sheet.add(label("To"), day(run.inputs.period.end), None)
    sheet.add(label("Inputs (hash)"), text(run.input_hash[:16]), text(run.input_hash))
    sheet.add(label("People"), number(len(run.statements), "int"))
    sheet.add(label("Pay"), formula(f"SUM({payroll.column('Pay')})", "total"))
    row = sheet.add(label("Checks"), formula(checks.all_hold, "check"))
    sheet.alarms.append((f"A{row}:B{row}", f'$B${row}<>"OK"'))
    sheet.add()
    sheet.add(label("Coloured cells are inputs; every amount is a formula over them.", "note"))
    sheet.add(label("Products are rounded to 8 decimals before the cent, so that binary noise never tips it.", "note"))
    if aggregated:
        sheet.add(label("Sales are added up by person; every order line stands in the file of lines.", "note"))
    sheet.add()
    words = ("Flag", "Agent", "Meaning", "Component", "Count", "Where")
    sheet.header_row = sheet.add(*(label(word, "heading") for word in words))
    severities = {"blocks": "Blocks approval", "acknowledge": "To be acknowledged", "note": "Note"}
    for flag in run.flags:
        sheet.add(
            label(severities[flag.severity]),
            text(flag.agent_id),
            label(flag_text(flag), "note", **dict(flag.values)),
            text(flag.component_id),
            number(flag.count, "int"),
            text(", ".join(flag.examples)),
        )
    return sheet
