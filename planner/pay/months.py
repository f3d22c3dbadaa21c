"""Variable pay: the month with its steps, flags and disputes (plans: `pay_plans`).

    months, month                        where every month stands; one month computed (or, once paid, as it was paid)
    review, approve, close, reopen …     the steps; each is kept with who, when and the hash of the inputs
    acknowledge, dispute, resolve        flags and objections

Invariants: a month that was paid is never computed from today's data again, but read from its snapshot; what today's
data would change is an adjustment of the open month. Contracts of a paid month stay as they were when it was paid;
sales, refunds, KPIs, leave, rosters and plan versions are those known today.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from engagement.pay import adjust, engine, periods
from engagement.pay.flags import Flag, merge
from engagement.pay.inputs import input_hash
from engagement.pay.periods import Dispute, Event, NotAllowed, PeriodState
from engagement.pay.plan import Period, Plan, effective
from engagement.pay.results import Adjustment, Run
from planner.base.config import now
from planner.base.errors import Misuse, Refused
from planner.base.i18n import money, t
from planner.pay import inputs as pay_inputs
from planner.pay import published, words
from planner.pay.plans import plans
from planner.pay.snapshot import Packed, pack, unpack

if TYPE_CHECKING:
    from planner.db.workspace import Workspace
    from planner.pay.store.pay import Frozen, PeriodRow

Progress = Callable[[float, str], None]
FROZEN = ("paid", "closed")


@dataclass(frozen=True)
class Month:
    """A month as it stands: the run, its state, what else is worth saying. `frozen`: it was paid and never changes."""

    run: Run
    state: PeriodState
    frozen: bool
    warnings: tuple[str, ...]
    row_version: int = 0

    @property
    def period(self) -> str:
        """`2026-11`."""
        return self.state.period

    @property
    def plan(self) -> Plan:
        """The version it was computed with."""
        return self.run.plan

    @property
    def open_flags(self) -> tuple[Flag, ...]:
        """Flags in the way of approval."""
        return () if self.frozen else periods.open_flags(self.state, self.run)


@dataclass(frozen=True)
class MonthLine:
    """A month that was begun, without computing it."""

    period: str
    plan_id: str
    state: str
    changed_at: datetime | None
    changed_by: str
    disputes: int


# -- months ---------------------------------------------------------------------------------------------------------


def period_of(ws: Workspace, period_id: str) -> Period:
    """A month in the workspace's time zone; Misuse when it is written otherwise."""
    from planner.db.workspace import read_settings

    try:
        return Period(period_id, read_settings(ws).time_zone)
    except ValueError:
        raise Misuse(t("{period!r} is not a month.", period=period_id),
                     t("Write it as {example}.", example="2026-11")) from None  # fmt: skip


def months(ws: Workspace) -> tuple[MonthLine, ...]:
    """Months that were begun, newest first."""
    from planner.pay.store.pay import read_periods

    found = []
    for row in reversed(read_periods(ws)):
        state = _state(row)
        last = state.history[-1] if state.history else None
        waiting = sum(1 for dispute in state.disputes if dispute.open)
        found.append(MonthLine(row.period, row.plan_id, row.state, last.at if last else None,
                               last.who if last else "", waiting))  # fmt: skip
    return tuple(found)


def history(ws: Workspace, period_id: str, plan_id: str = "") -> tuple[Event, ...]:
    """Every step of a month, oldest first, without computing it; those of all plans unless one is named."""
    from planner.pay.store.pay import read_periods

    period_of(ws, period_id)
    rows = [row for row in read_periods(ws, plan_id) if row.period == period_id]
    return tuple(sorted((e for row in rows for e in _state(row).history), key=lambda event: event.at))


def has_sales(ws: Workspace) -> bool:
    """Whether any order was imported."""
    from planner.pay.store.pay import sales_span

    return sales_span(ws) is not None


def month(ws: Workspace, period_id: str, plan_id: str = "", progress: Progress | None = None) -> Month:
    """A month: computed from everything known today, or, once paid, exactly as it was paid.

    Raises Refused when no plan is in force, or several are and none was named.
    """
    from planner.pay.store import pay as store

    period = period_of(ws, period_id)
    stored = plans(ws)
    chosen = plan_id or _only_plan(ws, stored, period)
    row = next((r for r in store.read_periods(ws, chosen) if r.period == period_id), None)
    state = _state(row) if row else PeriodState(period_id)
    version = row.row_version if row else 0
    if state.state in FROZEN:
        frozen = store.read_frozen(ws, period_id, chosen)
        assert frozen is not None
        return _paid(frozen, state, version, progress)
    plan = effective(stored, chosen, period.start)
    if plan is None:
        raise Refused(t("{plan} is not in force in {period}.", plan=chosen, period=period_id),
                      t("See `cuadrante pay plan list`."))  # fmt: skip
    if progress:
        progress(0.02, t("Reading sales of {period}", period=period_id))
    inputs = pay_inputs.collect(ws, period, plan)
    adjustments, flags = _adjustments(ws, stored, chosen, period, progress)
    carried = _carried(ws, chosen, period_id)
    run = engine.run(plan, inputs, carried=carried, adjustments=adjustments, progress=_tell(progress))
    run = replace(run, flags=merge([*run.flags, *flags, *_paid_twice(stored, run, period)]))
    at = now()
    state = periods.refresh(state, run, at)
    if state.state == "draft" and state.input_hash != run.input_hash:
        state = replace(state, input_hash=run.input_hash, acknowledged=frozenset(), rule_version=plan.rule_version)
    if progress:
        progress(1.0, t("Done"))
    return Month(run, state, False, _warnings(ws, period, chosen, plan), version)


def _paid_twice(stored: Iterable[Plan], run: Run, period: Period) -> list[Flag]:
    """People whom another plan in force pays too: by team in one, by name in the other, or since they changed team."""
    plans_ = list(stored)
    rivals = [effective(plans_, other, period.start) for other in sorted({p.id for p in plans_} - {run.plan.id})]
    return [
        Flag("plan_overlaps", "blocks", person.agent_id,
             values=(("plan", run.plan.rule_version), ("other", rival.rule_version)))
        for rival in rivals
        if rival is not None
        for person in run.measures.members
        if rival.covers(person.agent_id, {person.team})
    ]  # fmt: skip


def _tell(progress: Progress | None) -> Callable[[int, int], None] | None:
    if progress is None:
        return None
    return lambda done, whole: progress(0.3 + 0.6 * done / max(whole, 1), t("Crediting {n} order lines", n=whole))


def _only_plan(ws: Workspace, stored: Iterable[Plan], period: Period) -> str:
    from planner.pay.store.pay import read_periods

    begun = {row.plan_id for row in read_periods(ws) if row.period == period.id}
    found = sorted(begun | {plan.id for plan in stored if plan.in_force(period.start)})
    if not found:
        raise Refused(t("No plan is in force in {period}.", period=period.id),
                      t("Take one with `cuadrante pay plan import FILE.toml`."))  # fmt: skip
    if len(found) > 1:
        raise Refused(t("Several plans are in force in {period}: {names}.", period=period.id, names=", ".join(found)),
                      t("Name one with --plan."))  # fmt: skip
    return found[0]


def _paid(frozen: Frozen, state: PeriodState, version: int, progress: Progress | None) -> Month:
    made = unpack(frozen.data)
    run = engine.run(
        made.plan, made.inputs, carried=made.carried, adjustments=made.adjustments, progress=_tell(progress)
    )
    lines = {(line.agent_id, line.component_id): line.amount for s in run.statements for line in s.lines}
    if lines != dict(frozen.lines) or run.input_hash != frozen.input_hash:
        raise Refused(t("{period} does not come out as it was paid; the file or the program was altered.",
                        period=frozen.period), t("Restore a backup, or look at the audit log."))  # fmt: skip
    return Month(run, state, True, (), version)


def _carried(ws: Workspace, plan_id: str, period_id: str) -> dict[str, Decimal]:
    """Balances after the last paid month before this one."""
    from planner.pay.store import pay as store

    earlier = [r.period for r in store.read_periods(ws, plan_id) if r.period < period_id and r.state in FROZEN]
    if not earlier:
        return {}
    frozen = store.read_frozen(ws, earlier[-1], plan_id)
    return {} if frozen is None else {who: after for who, (_, after) in frozen.balances.items() if after}


def _adjustments(
    ws: Workspace, stored: tuple[Plan, ...], plan_id: str, period: Period, progress: Progress | None
) -> tuple[tuple[Adjustment, ...], tuple[Flag, ...]]:
    """What every paid month before this one differs by today, less what was paid as adjustment already."""
    from planner.pay.store import pay as store

    booked = tuple(
        Adjustment(who, component, closed, booked_in, amount, before, after, _cause(cause), orders, rule)
        for booked_in, closed, who, component, amount, before, after, cause, orders, rule in store.read_adjustments(
            ws, plan_id
        )
    )
    found: list[Adjustment] = []
    flags: list[Flag] = []
    rows = [r for r in store.read_periods(ws, plan_id) if r.state in FROZEN and r.period < period.id]
    for index, row in enumerate(rows):
        if progress:
            progress(0.05 + 0.25 * index / len(rows), t("Looking at closed {period} again", period=row.period))
        frozen = store.read_frozen(ws, row.period, plan_id)
        assert frozen is not None
        made = unpack(frozen.data)
        then = made.inputs.period
        plan = effective(stored, plan_id, then.start) or made.plan
        today = pay_inputs.at_end(pay_inputs.collect(ws, then, plan, made.inputs.people))
        mine = [one for one in booked if one.closed_period == row.period]
        if not mine and input_hash(today, plan) == frozen.base_hash:
            continue
        closed = adjust.close_run(engine.run(made.plan, made.inputs, carried=made.carried))
        closed = replace(closed, lines=frozen.lines)
        lines, problems = adjust.adjustments(closed, engine.run(plan, today), period.id, mine)
        found += lines
        flags += problems
    return tuple(found), tuple(flags)


def _cause(text: str) -> Literal["refund", "late_sale", "plan_change", "correction"]:
    return text if text in ("refund", "late_sale", "plan_change") else "correction"  # type: ignore[return-value]


def _warnings(ws: Workspace, period: Period, plan_id: str, plan: Plan) -> tuple[str, ...]:
    from planner.pay.store import pay as store

    found = []
    rows = store.read_periods(ws, plan_id)
    waiting = [r.period for r in rows if r.period < period.id and r.state not in FROZEN]
    if waiting:
        found.append(t("{months} is not closed yet; its balances and corrections are still missing here.",
                       months=", ".join(waiting)))  # fmt: skip
    settled = {r.period for r in rows if r.state in FROZEN} | set(waiting)
    count, amount = pay_inputs.foreign_refunds(ws, period, settled)
    if count:
        found.append(t("{n} refunds ({amount}) belong to orders of months that were never settled here; they are in no "
                       "statement.", n=count, amount=money(amount)))  # fmt: skip
    if any(c.kind == "pot" and c.share_by == "hours" for c in plan.components):
        days = pay_inputs.rostered_days(ws, period)
        if days < period.days:
            found.append(t("Published rosters cover {n} of {all} days; shares by hours rest on those.", n=days,
                           all=period.days))  # fmt: skip
    return tuple(found)


# -- steps ----------------------------------------------------------------------------------------------------------


def run(ws: Workspace, period_id: str, plan_id: str = "", progress: Progress | None = None) -> Month:
    """Compute a month and keep that it was begun, with the hash of its inputs."""
    found = month(ws, period_id, plan_id, progress)
    return found if found.frozen else _keep(ws, found, found.state, "run")


def review(ws: Workspace, period_id: str, plan_id: str = "", progress: Progress | None = None) -> Month:
    """Draft → reviewed."""
    found = month(ws, period_id, plan_id, progress)
    return _keep(ws, found, _step(found, "review", ws), "review")


def approve(ws: Workspace, period_id: str, plan_id: str = "", progress: Progress | None = None) -> Month:
    """Reviewed → approved; refused while flags or disputes are open, the month is not over, or an earlier one waits."""
    from planner.pay.store.pay import read_periods

    found = month(ws, period_id, plan_id, progress)
    waiting = [r.period for r in read_periods(ws, found.plan.id) if r.period < period_id and r.state not in FROZEN]
    if waiting:
        raise Refused(t("{months} comes first: it is not closed yet.", months=waiting[0]),
                      t("Close the months in order; balances and corrections go from one to the next."))  # fmt: skip
    return _keep(ws, found, _step(found, "approve", ws), "approve")


def pay_out(ws: Workspace, period_id: str, plan_id: str = "", progress: Progress | None = None) -> Month:
    """Approved → paid: from here on the month is what it is."""
    found = month(ws, period_id, plan_id, progress)
    state = _step(found, "pay", ws)
    with ws.write():
        _freeze(ws, found)
        return replace(_keep(ws, found, state, "pay"), frozen=True)


def close(ws: Workspace, period_id: str, plan_id: str = "", progress: Progress | None = None) -> Month:
    """Paid → closed, for good; an approved month is paid on the way."""
    found = month(ws, period_id, plan_id, progress)
    with ws.write():
        if found.state.state == "approved":
            state = _step(found, "pay", ws)
            _freeze(ws, found)
            found = replace(_keep(ws, found, state, "pay"), frozen=True)
        return _keep(ws, found, _step(found, "close", ws), "close")


def reopen(ws: Workspace, period_id: str, note: str, plan_id: str = "") -> Month:
    """Reviewed or approved → draft, with the reason."""
    found = month(ws, period_id, plan_id)
    state = _allowed(lambda: periods.reopen(found.state, ws.person, now(), note))
    return _keep(ws, found, state, "reopen", note)


def acknowledge(ws: Workspace, period_id: str, codes: Iterable[str] = (), note: str = "", plan_id: str = "") -> Month:
    """Accept flags that ask for it: those of the codes or keys named, all when none is."""
    found = month(ws, period_id, plan_id)
    wanted = set(codes)
    open_ = [f for f in found.open_flags if f.severity == "acknowledge"]
    flags = [f for f in open_ if not wanted or f.code in wanted or periods.flag_key(f) in wanted]
    if not flags:
        blocking = [f for f in found.open_flags if f.severity == "blocks"]
        mend = t("What blocks must be mended: {text}", text=words.flag(blocking[0])) if blocking else ""
        raise Refused(t("There is no flag to acknowledge."), mend)
    state = _allowed(lambda: periods.acknowledge(found.state, flags, ws.person, now(), note))
    return _keep(ws, found, state, "acknowledge", note)


def dispute(ws: Workspace, period_id: str, agent_id: str, component_id: str, text: str, plan_id: str = "") -> Month:
    """Attach an objection to a line."""
    found = month(ws, period_id, plan_id)
    line_of(found, agent_id, component_id)
    state = _allowed(lambda: periods.dispute(found.state, agent_id, component_id, text, ws.person, now()))
    return _keep(ws, found, state, "dispute", f"{agent_id} {component_id}")


def resolve(ws: Workspace, period_id: str, dispute_id: int, answer: str, plan_id: str = "") -> Month:
    """Answer an objection."""
    found = month(ws, period_id, plan_id)
    state = _allowed(lambda: periods.resolve(found.state, dispute_id, answer, ws.person, now()))
    return _keep(ws, found, state, "resolve", str(dispute_id))


def line_of(found: Month, agent_id: str, component_id: str) -> Any:
    """The line of a person's component; Refused with what there is."""
    try:
        statement = found.run.statement(agent_id)
    except KeyError:
        raise Refused(t("{agent} has no statement in {period}.", agent=agent_id, period=found.period)) from None
    for line in statement.lines:
        if line.component_id == component_id:
            return line
    raise Refused(t("{plan} has no component {component}.", plan=found.plan.rule_version, component=component_id),
                  ", ".join(c.id for c in found.plan.components))  # fmt: skip


def _allowed(step: Callable[[], PeriodState]) -> PeriodState:
    try:
        return step()
    except NotAllowed as error:
        raise Refused(*words.refusal(error)) from None


def _step(found: Month, action: Literal["review", "approve", "pay", "close"], ws: Workspace) -> PeriodState:
    return _allowed(lambda: periods.advance(found.state, action, found.run, ws.person, now()))


def _keep(ws: Workspace, found: Month, state: PeriodState, action: str, note: str = "") -> Month:
    """Store a state with its audit entry, as one transaction."""
    from planner.db import audit
    from planner.pay.store import pay as store

    row = store.PeriodRow(found.period, found.plan.id, state.state, state.input_hash, _body(state), found.row_version)
    with ws.write():
        saved = store.save_period(ws, row)
        audit.append(
            ws, f"pay {action}", f"{found.period} {found.plan.id}",
            {"state": state.state, "inputs": found.run.input_hash, "payable": str(found.run.payable), "note": note},
        )  # fmt: skip
        if state.state != found.state.state or action == "review":
            published.publish(ws, found.run, state.state)
    return replace(found, state=state, row_version=saved.row_version)


def _freeze(ws: Workspace, found: Month) -> None:
    from planner.pay.store import pay as store

    run = found.run
    closed = adjust.close_run(run)
    booked = tuple(one for statement in run.statements for one in statement.adjustments)
    balances = {
        s.agent_id: (s.settlement.pay, s.settlement.balance_after) for s in run.statements if s.settlement is not None
    }
    for who, owed in run.carried.items():  # somebody outside the plan this month still owes what they owed
        balances.setdefault(who, (Decimal("0.00"), owed))
    data = pack(Packed(run.plan, run.inputs, run.carried, booked))
    store.freeze(
        ws,
        store.Frozen(found.period, run.plan.id, run.input_hash, input_hash(run.inputs, run.plan), data, closed.lines,
                     balances),
        [(a.booked_in, a.closed_period, a.agent_id, a.component_id, a.amount, a.before, a.after, a.cause, a.orders,
          a.rule_version) for a in booked],
    )  # fmt: skip


def _body(state: PeriodState) -> dict[str, Any]:
    return {
        "rule_version": state.rule_version,
        "acknowledged": sorted(state.acknowledged),
        "disputes": [asdict(one) for one in state.disputes],
        "history": [{**asdict(one), "at": one.at.isoformat()} for one in state.history],
    }


def _state(row: PeriodRow) -> PeriodState:
    body: Mapping[str, Any] = row.body
    return PeriodState(
        row.period,
        row.state,  # type: ignore[arg-type]
        row.input_hash,
        body["rule_version"],
        frozenset(body["acknowledged"]),
        tuple(Dispute(**one) for one in body["disputes"]),
        tuple(Event(**{**one, "at": datetime.fromisoformat(one["at"])}) for one in body["history"]),
    )
