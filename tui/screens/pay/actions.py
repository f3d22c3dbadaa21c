"""What one does with a month of variable pay: its steps, flags, disputes and files. What one sees stands in `pay`."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from textual import work

from planner.base.i18n import MONTHS, language, money, t
from tui.frame.base import PlannerScreen
from tui.frame.forms import number_between, required, to_number
from tui.frame.messages import Report, Run
from tui.frame.modals import Field, HelpModal
from tui.screens.pay.statement import StatementView

if TYPE_CHECKING:
    from planner.db.workspace import Workspace
    from planner.pay.months import Month


def month_name(period: str) -> str:
    """`nov 2026`."""
    return f"{MONTHS[language()][int(period[5:]) - 1]} {period[:4]}"


def month_after(period: str, step: int) -> str:
    """The month `step` months later."""
    months = int(period[:4]) * 12 + int(period[5:]) - 1 + step
    return f"{months // 12:04d}-{months % 12 + 1:02d}"


class MonthActions(PlannerScreen):
    """The actions on the month in hand."""

    def __init__(self) -> None:
        super().__init__()
        self.month: Month | None = None

    # -- steps ------------------------------------------------------------------------------------------------------

    def _do(self, kind: str, call: Callable[[Workspace, Report], Any], text: str) -> None:
        app = self.planner
        self.begin(kind, lambda report: call(app.workspace(), report), text)

    @work
    async def action_step(self) -> None:
        """Review, approve or close the month, whichever comes next; closing asks."""
        month, app = self.month, self.planner
        if month is None:
            return
        from planner.pay import steps as pay

        seen, period, state = month.seen, month.period, month.state.state
        if state == "draft":
            self._do("review", lambda ws, r: pay.review(ws, seen, r), t("Reviewing"))
        elif state == "reviewed":
            question = t("Approve {amount} for {n} people?", amount=money(month.run.payable),
                         n=len(month.run.statements))  # fmt: skip
            if await app.confirm(t("Approve {period}", period=month_name(period)), question, t("approve")):
                self._do("approve", lambda ws, r: pay.approve(ws, seen, r), t("Approving"))
        elif state in ("approved", "paid"):
            question = t("A closed month never changes. Later refunds become adjustments of the next one.")
            if await app.confirm(t("Close {period}", period=month_name(period)), question, t("close the month")):
                self._do("close", lambda ws, r: pay.close(ws, seen, r), t("Closing"))

    @work
    async def action_acknowledge(self) -> None:
        """Accept the flags that ask for a yes."""
        month, app = self.month, self.planner
        if month is None:
            return
        from engagement.pay.flags import flag_key
        from planner.pay import steps as pay
        from planner.pay import words

        asked = [flag for flag in month.open_flags if flag.severity == "acknowledge"]
        keys = [flag_key(flag) for flag in asked]
        note = "\n".join(f"{f.agent_id} {words.flag(f)}".strip() for f in asked[:8])
        fields = [Field("note", t("Why it is right"), "", "", required)]
        answer = await app.form(t("Acknowledge {n} flags", n=len(asked)), fields, note, t("acknowledge"))
        if answer is not None:
            said = answer["note"]
            self._do("acknowledge", lambda ws, r: pay.acknowledge(ws, month.seen, keys, said), t("Saving"))

    @work
    async def action_dispute(self) -> None:
        """Attach an objection to the line under the cursor."""
        month, app = self.month, self.planner
        view = self.query_one(StatementView)
        if month is None or not view.component:
            return
        from planner.pay import steps as pay

        who, component = view.agent_id, view.component
        fields = [Field("text", t("What is wrong with it"), "", "", required)]
        answer = await app.form(t("Dispute {line} of {agent}", line=component, agent=who), fields, "", t("save"))
        if answer is not None:
            said = answer["text"]
            self._do("dispute", lambda ws, r: pay.dispute(ws, month.seen, who, component, said), t("Saving"))

    @work
    async def action_decide(self) -> None:
        """Set by hand what the bonus under the cursor pays, where nothing can be measured."""
        month, app = self.month, self.planner
        view = self.query_one(StatementView)
        if month is None or not view.component:
            return
        from planner.pay import steps as pay

        who, component = view.agent_id, view.component
        fields = [
            Field("share", t("Share of the target, %"), "100", t("100 is the whole target"), number_between(0, 1000)),
            Field("note", t("Why"), "", "", required),
        ]
        answer = await app.form(t("Decide {line} of {agent}", line=component, agent=who), fields, "", t("save"))
        if answer is not None:
            share, said = Decimal(str(to_number(answer["share"]))) / 100, answer["note"]
            self._do("decide", lambda ws, r: pay.decide(ws, month.seen, who, component, share, said), t("Saving"))

    @work
    async def action_discard(self) -> None:
        """Take back that the month was begun."""
        month, app = self.month, self.planner
        if month is None:
            return
        from planner.pay import steps as pay

        fields = [Field("note", t("Why"), "", "", required)]
        title = t("Take {period} back", period=month_name(month.period))
        answer = await app.form(title, fields, t("As if it had never been begun; the log keeps it."), t("take back"))
        if answer is not None:
            said = answer["note"]
            self._do("discard", lambda ws, r: pay.discard(ws, month.seen, said), t("Saving"))

    @work
    async def action_answer(self) -> None:
        """Answer an open dispute."""
        month, app = self.month, self.planner
        if month is None:
            return
        from planner.pay import steps as pay

        open_ = [one for one in month.state.disputes if one.open]
        labels = [(str(d.id), f"{d.agent_id} {d.component_id}: {d.text}") for d in open_]
        chosen = await app.choose(t("Open disputes"), labels)
        if chosen is None:
            return
        fields = [Field("answer", t("Answer"), "", "", required)]
        answer = await app.form(dict(labels)[chosen][:60], fields, "", t("save"))
        if answer is not None:
            said = answer["answer"]
            self._do("resolve", lambda ws, r: pay.resolve(ws, month.seen, int(chosen), said), t("Saving"))

    @work
    async def action_reopen(self) -> None:
        """A reviewed or approved month back to draft, with the reason."""
        month, app = self.month, self.planner
        if month is None:
            return
        from planner.pay import steps as pay

        fields = [Field("note", t("Why"), "", "", required)]
        answer = await app.form(t("Open {period} again", period=month_name(month.period)), fields, "", t("open again"))
        if answer is not None:
            said = answer["note"]
            self._do("reopen", lambda ws, r: pay.reopen(ws, month.seen, said), t("Saving"))

    def action_history(self) -> None:
        """Every step of the month: when, who, what, from which inputs, and the note."""
        from planner.pay import words

        month = self.month
        if month is None:
            return
        steps = [
            (f"{one.at.astimezone():%Y-%m-%d %H:%M} · {t(words.ACTIONS[one.action])} · {one.who or t('the program')}",
             " · ".join(part for part in (one.input_hash[:12], one.note) if part))
            for one in month.state.history
        ]  # fmt: skip
        told = steps or [(t("Nothing was done with this month yet."), "")]
        title = t("History of {period}", period=month_name(month.period))
        self.app.push_screen(HelpModal(title, told, [("Esc", t("close"))]))

    # -- files ------------------------------------------------------------------------------------------------------

    @work
    async def action_export(self) -> None:
        """The workbook for finance."""
        month = self.month
        if month is None:
            return
        path = await self.planner.ask_file(
            t("Workbook of {period}", period=month_name(month.period)), f"pay-{month.period}.xlsx", (".xlsx",),
            t("Every amount is a live formula over parameters and data."),
        )  # fmt: skip
        if path is None:
            return
        from planner.pay.files import files

        self._do("export", lambda ws, report: files.export(month, path, report), t("Writing {path}", path=path.name))

    @work
    async def action_payroll(self) -> None:
        """The payroll CSV."""
        month = self.month
        if month is None:
            return
        path = await self.planner.ask_file(t("Payroll file"), f"payroll-{month.period}.csv", (".csv",))
        if path is None:
            return
        from planner.pay.files import files

        self._do("payroll", lambda ws, r: (files.payroll(month, path), path), t("Writing {path}", path=path.name))

    def run_done(self, run: Run, result: Any) -> None:
        """Say what came of it."""
        app = self.planner
        if run.kind == "export":
            app.toast(t("Workbook written to {path}", path=result.path))
            return
        if run.kind == "payroll":
            app.toast(t("{n} rows written to {path}", n=result[0], path=result[1]))
            return
        if run.kind == "discard":
            app.toast(t("The month is taken back."))
        else:
            app.toast(f"{month_name(result.period)}: {t(result.state.state)}")
        app.changed()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What makes sense now."""
        month = self.month
        of_month = "step acknowledge export payroll reopen answer dispute history decide discard"
        if month is None and action in of_month.split():
            return None
        if month is None:
            return True
        state = month.state.state
        if action == "step":
            return None if state == "closed" else True
        if action == "acknowledge":
            asked = any(flag.severity == "acknowledge" for flag in month.open_flags)
            return True if asked and state in ("draft", "reviewed") else None
        if action == "payroll":
            return True if state in ("approved", "paid", "closed") else None
        if action == "reopen":
            return True if state in ("reviewed", "approved") else None
        if action == "answer":
            return True if any(one.open for one in month.state.disputes) else None
        if action == "discard":
            return True if state == "draft" and month.row_version else None
        if action == "decide":
            return True if self.has_class("-statement") else None
        if action == "dispute":
            return True if self.has_class("-statement") and state != "closed" else None
        return True
