"""Variable pay: where every month stands, and a month computed from what is known today (steps: `steps`).

Invariants: a month that was paid is never computed from today's data again, but read from its snapshot; what today's
data would change is an adjustment of the open month, and what would stop an open month stops its adjustments. Contracts
of a paid month stay as they were when it was paid; sales, refunds, KPIs, leave, rosters and plan versions are those
known today. Whoever acts says what they saw (`Seen`), and a month is read in one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engagement.pay import adjust, engine, periods
from engagement.pay.flags import Flag, merge
from engagement.pay.inputs import input_hash
from engagement.pay.periods import Dispute, Event, PeriodState
from engagement.pay.plan import Period, Plan, effective
from engagement.pay.results import Adjustment, Run
from engagement.pay.whatif import Change
from planner.base.config import now
from planner.base.errors import Conflict, Misuse, Refused
from planner.base.i18n import money, t
from planner.db.transactions import reads
from planner.db.workspace import read_settings
from planner.pay import inputs as pay_inputs
from planner.pay import words
from planner.pay.inputs import plans
from planner.pay.snapshot import unpack
from planner.pay.store import pay as store
from planner.pay.store.pay import read_periods, sales_span

if TYPE_CHECKING:
    from planner.db.workspace import Workspace
    from planner.pay.store.pay import Frozen, PeriodRow

Progress = Callable[[float, str], None]
FROZEN = ("paid", "closed")


@dataclass(frozen=True, slots=True)
class Seen:
    """Which month somebody looked at and how it stood: what an action is about.

    `input_hash` is that of the run they saw, `row_version` counts what was done with the month.
    """

    period: str
    plan_id: str
    input_hash: str
    row_version: int


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
    def seen(self) -> Seen:
        """What whoever looks at it has seen."""
        return Seen(self.period, self.plan.id, self.run.input_hash, self.row_version)

    @property
    def open_flags(self) -> tuple[Flag, ...]:
        """Flags in the way of approval."""
        return () if self.frozen else periods.open_flags(self.state, self.run)


@dataclass(frozen=True)
class MonthLine:
    """A month that was begun. `outdated`: it was reviewed, and its inputs changed since, so it is a draft again."""

    period: str
    plan_id: str
    state: str
    changed_at: datetime | None
    changed_by: str
    disputes: int
    outdated: bool


# -- months ---------------------------------------------------------------------------------------------------------


@reads
def period_of(ws: Workspace, period_id: str) -> Period:
    """A month in the workspace's time zone; Misuse when it is written otherwise."""
    try:
        return Period(period_id, read_settings(ws).time_zone)
    except ValueError:
        raise Misuse(t("{period!r} is not a month.", period=period_id),
                     t("Write it as {example}.", example="2026-11")) from None  # fmt: skip


def months(ws: Workspace) -> tuple[MonthLine, ...]:
    """Months that were begun, newest first; those reviewed or approved are held against today's inputs."""
    found = []
    with ws.read():
        for row in reversed(read_periods(ws)):
            state = state_of(row)
            last = state.history[-1] if state.history else None
            outdated = state.state in ("reviewed", "approved") and _outdated(ws, row)
            waiting = sum(1 for dispute in state.disputes if dispute.open)
            found.append(
                MonthLine(row.period, row.plan_id, "draft" if outdated else row.state, last.at if last else None,
                          last.who if last else "", waiting, outdated)
            )  # fmt: skip
    return tuple(found)


def _outdated(ws: Workspace, row: PeriodRow) -> bool:
    stored = plans(ws)
    period = period_of(ws, row.period)
    plan = effective(stored, row.plan_id, period.start)
    if plan is None:
        return True
    adjustments, _ = adjustments_of(ws, stored, row.plan_id, period)
    carried = _carried(ws, row.plan_id, row.period)
    return engine.run_hash(plan, pay_inputs.collect(ws, period, plan), adjustments, carried) != row.input_hash


def kept(ws: Workspace, period_id: str, plan_id: str = "", inputs: str = "") -> Seen:
    """What was seen of a month in its run kept last, for somebody who cannot point at it.

    `inputs` is the beginning of the hash they saw. Raises Refused where the month was not run, Conflict where the run
    kept last is another one.
    """
    period = period_of(ws, period_id)
    with ws.read():
        chosen = plan_id or _only_plan(ws, plans(ws), period)
        row = next((r for r in read_periods(ws, chosen) if r.period == period_id), None)
    if row is None:
        raise Refused(t("{period} was not run yet.", period=period_id),
                      t("Look at it first: {command}", command=f"cuadrante pay run --period {period_id}"))  # fmt: skip
    if inputs and not row.input_hash.startswith(inputs):
        raise Conflict(t("{period} was run again since: its inputs are {hash} now.", period=period_id,
                         hash=row.input_hash[:12]), t("Look again; nothing was done."))  # fmt: skip
    return Seen(period_id, chosen, row.input_hash, row.row_version)


def as_seen(ws: Workspace, seen: Seen, progress: Progress | None = None) -> Month:
    """The month that somebody saw, computed again. Raises Conflict where it is no longer what they saw."""
    found = month(ws, seen.period, seen.plan_id, progress)
    if found.row_version != seen.row_version:
        last = found.state.history[-1] if found.state.history else None
        raise Conflict(t("{who} did something with {period} since you looked; it is {state} now.",
                         who=(last.who if last else "") or t("Somebody"), period=seen.period,
                         state=t(words.STATES[found.state.state])), t("Look again; nothing was done."))  # fmt: skip
    if found.run.input_hash != seen.input_hash:
        raise Conflict(t("The inputs of {period} changed since you looked: it comes to {amount} now.",
                         period=seen.period, amount=money(found.run.payable)),
                       t("Run and look again; nothing was done."))  # fmt: skip
    return found


@reads
def history(ws: Workspace, period_id: str, plan_id: str = "") -> tuple[Event, ...]:
    """Every step of a month, oldest first, without computing it; those of all plans unless one is named."""
    period_of(ws, period_id)
    rows = [row for row in read_periods(ws, plan_id) if row.period == period_id]
    return tuple(sorted((e for row in rows for e in state_of(row).history), key=lambda event: event.at))


@reads
def has_sales(ws: Workspace) -> bool:
    """Whether any order was imported."""
    return sales_span(ws) is not None


def month(ws: Workspace, period_id: str, plan_id: str = "", progress: Progress | None = None) -> Month:
    """A month: computed from everything known today, or, once paid, exactly as it was paid.

    Raises Refused when no plan is in force, or several are and none was named.
    """
    with ws.read():
        return _month(ws, period_id, plan_id, progress)


def _month(ws: Workspace, period_id: str, plan_id: str, progress: Progress | None) -> Month:
    period = period_of(ws, period_id)
    stored = plans(ws)
    chosen = plan_id or _only_plan(ws, stored, period)
    row = next((r for r in store.read_periods(ws, chosen) if r.period == period_id), None)
    state = state_of(row) if row else PeriodState(period_id)
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
    adjustments, flags = adjustments_of(ws, stored, chosen, period, progress)
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
        made.plan, made.inputs, carried=made.carried, adjustments=made.adjustments, progress=_tell(progress),
        rules=made.rules,
    )  # fmt: skip
    lines = {(line.agent_id, line.component_id): line.amount for s in run.statements for line in s.lines}
    if lines != dict(frozen.lines) or run.input_hash != frozen.input_hash:
        raise Refused(t("{period} does not come out as it was paid; the file or the program was altered.",
                        period=frozen.period), t("Restore a backup, or look at the audit log."))  # fmt: skip
    return Month(run, state, True, (), version)


def _carried(ws: Workspace, plan_id: str, period_id: str) -> dict[str, Decimal]:
    """Balances after the last paid month before this one."""
    earlier = [r.period for r in store.read_periods(ws, plan_id) if r.period < period_id and r.state in FROZEN]
    if not earlier:
        return {}
    frozen = store.read_frozen(ws, earlier[-1], plan_id)
    return {} if frozen is None else {who: after for who, (_, after) in frozen.balances.items() if after}


def adjustments_of(
    ws: Workspace, stored: tuple[Plan, ...], plan_id: str, period: Period, progress: Progress | None = None
) -> tuple[tuple[Adjustment, ...], tuple[Flag, ...]]:
    """What every paid month before this one differs by today, less what was paid as adjustment already.

    With the flags that would stop such a month were it open, as far as they were not there when it was paid.
    """
    booked = store.read_adjustments(ws, plan_id)
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
        paid = engine.run(made.plan, made.inputs, carried=made.carried, rules=made.rules)
        closed = replace(adjust.close_run(paid), lines=frozen.lines)
        again = engine.run(plan, today, rules=made.rules)
        same_plan = again if plan == made.plan else engine.run(made.plan, today, rules=made.rules)
        lines, problems = adjust.adjustments(closed, again, period.id, mine, same_plan)
        found += lines
        flags += [*problems, *adjust.new_flags(paid, again)]
    return tuple(found), tuple(flags)


def reach_back(ws: Workspace, stored: tuple[Plan, ...], plan: Plan) -> tuple[Change, ...]:
    """Who would gain and lose in closed months if `stored`, with the new version `plan`, were the plans.

    `before` and `after` are a person's adjustments as things stand and with it; the biggest loss first.
    """
    closed = [r.period for r in read_periods(ws, plan.id) if r.state in FROZEN]
    starts = {month: period_of(ws, month).start for month in closed}
    if not any(effective(stored, plan.id, start) == plan for start in starts.values()):
        return ()
    end = period_of(ws, max(closed)).end
    following = Period(f"{end + timedelta(days=1):%Y-%m}", period_of(ws, max(closed)).zone)
    before, after = (total_by_agent(adjustments_of(ws, known, plan.id, following)[0]) for known in (plans(ws), stored))
    zero = Decimal("0.00")
    changes = (Change(who, before.get(who, zero), after.get(who, zero)) for who in sorted({*before, *after}))
    return tuple(sorted((c for c in changes if c.delta), key=lambda c: (c.delta, c.agent_id)))


def total_by_agent(found: Iterable[Adjustment]) -> dict[str, Decimal]:
    """Euros of adjustments by person."""
    sums: dict[str, Decimal] = {}
    for one in found:
        sums[one.agent_id] = sums.get(one.agent_id, Decimal("0.00")) + one.amount
    return sums


def _warnings(ws: Workspace, period: Period, plan_id: str, plan: Plan) -> tuple[str, ...]:
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


def state_of(row: PeriodRow) -> PeriodState:
    """Where a stored month stands."""
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
