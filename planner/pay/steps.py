"""What is done with a month of variable pay: run, reviewed, approved, paid, closed; flags, objections, decisions.

Every step is about the month that somebody saw (`months.Seen`) and is refused with Conflict when that is no longer what
stands there; it reads and writes in one transaction, and keeps who, when and the hash of the inputs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from engagement.pay import adjust, periods
from engagement.pay.flags import flag_key
from engagement.pay.inputs import input_hash
from engagement.pay.periods import NotAllowed, PeriodState
from engagement.pay.results import Line
from planner.base.config import now
from planner.base.errors import Refused
from planner.base.i18n import t
from planner.db import audit
from planner.pay import months, published, words
from planner.pay.inputs import DECIDED
from planner.pay.months import FROZEN, Month, Progress, Seen, as_seen
from planner.pay.snapshot import Packed, pack
from planner.pay.store import pay as store
from planner.pay.store.pay import read_periods

if TYPE_CHECKING:
    from planner.db.workspace import Workspace

_Step = Literal["review", "approve", "pay", "close"]


def run(ws: Workspace, period_id: str, plan_id: str = "", progress: Progress | None = None) -> Month:
    """Compute a month and keep that it was begun, with the hash of its inputs."""
    with ws.write():
        found = months.month(ws, period_id, plan_id, progress)
        return found if found.frozen else _keep(ws, found, found.state, "run")


def review(ws: Workspace, seen: Seen, progress: Progress | None = None) -> Month:
    """Draft → reviewed."""
    with ws.write():
        found = as_seen(ws, seen, progress)
        return _keep(ws, found, _advance(found, "review", ws), "review")


def approve(ws: Workspace, seen: Seen, progress: Progress | None = None) -> Month:
    """Reviewed → approved; refused while flags or disputes are open, the month is not over, or an earlier one waits."""
    with ws.write():
        found = as_seen(ws, seen, progress)
        waiting = [r.period for r in read_periods(ws, seen.plan_id) if r.period < seen.period and r.state not in FROZEN]
        if waiting:
            raise Refused(
                t("{months} comes first: it is not closed yet.", months=waiting[0]),
                t("Close the months in order; one begun by mistake is taken back by {command}.",
                  command=f"cuadrante pay discard --period {waiting[0]}"),
            )  # fmt: skip
        return _keep(ws, found, _advance(found, "approve", ws), "approve")


def pay_out(ws: Workspace, seen: Seen, progress: Progress | None = None) -> Month:
    """Approved → paid: from here on the month is what it is."""
    with ws.write():
        return _pay(ws, as_seen(ws, seen, progress))


def close(ws: Workspace, seen: Seen, progress: Progress | None = None) -> Month:
    """Paid → closed, for good; an approved month is paid on the way."""
    with ws.write():
        found = as_seen(ws, seen, progress)
        if found.state.state == "approved":
            found = _pay(ws, found)
        return _keep(ws, found, _advance(found, "close", ws), "close")


def reopen(ws: Workspace, seen: Seen, note: str) -> Month:
    """Reviewed or approved → draft, with the reason."""
    with ws.write():
        found = as_seen(ws, seen)
        state = _allowed(lambda: periods.reopen(found.state, ws.person, now(), note))
        return _keep(ws, found, state, "reopen", note)


def discard(ws: Workspace, seen: Seen, note: str) -> None:
    """Take back that a month was begun, with the reason; the log keeps it. Refused for a month past its draft."""
    if not note.strip():
        raise Refused(t("Say why the month is taken back."))
    with ws.write():
        found = as_seen(ws, seen)
        if found.state.state != "draft" or any(one.open for one in found.state.disputes):
            raise Refused(
                t("{period} is {state}: only a draft without open disputes can be taken back.", period=seen.period,
                  state=t(words.STATES[found.state.state])), t("Open it again first: {command}",
                  command=f"cuadrante pay reopen --period {seen.period}"),
            )  # fmt: skip
        store.drop_period(ws, seen.period, seen.plan_id, seen.row_version)
        published.withdraw(ws, seen.period, seen.plan_id)
        audit.append(ws, "pay discard", f"{seen.period} {seen.plan_id}", {"note": note.strip()})


def acknowledge(ws: Workspace, seen: Seen, codes: Iterable[str] = (), note: str = "") -> Month:
    """Accept flags that ask for it: those of the codes or keys named, all when none is."""
    wanted = set(codes)
    with ws.write():
        found = as_seen(ws, seen)
        open_ = [f for f in found.open_flags if f.severity == "acknowledge"]
        flags = [f for f in open_ if not wanted or f.code in wanted or flag_key(f) in wanted]
        if not flags:
            blocking = [f for f in found.open_flags if f.severity == "blocks"]
            mend = t("What blocks must be mended: {text}", text=words.flag(blocking[0])) if blocking else ""
            raise Refused(t("There is no flag to acknowledge."), mend)
        state = _allowed(lambda: periods.acknowledge(found.state, flags, ws.person, now(), note))
        return _keep(ws, found, state, "acknowledge", note)


def decide(ws: Workspace, seen: Seen, agent_id: str, component_id: str, attainment: Decimal | None, note: str) -> Month:
    """Set by hand what share of its target a bonus pays (1 is all), where it cannot be measured; None takes it back.

    Kept as KPI `attainment.COMPONENT` of the month, with the reason in the log. Of a closed month it becomes an
    adjustment of the open one. Returns the month as it stands with it.
    """
    if not note.strip():
        raise Refused(t("Say why it is decided so."))
    if attainment is not None and not 0 <= attainment <= 10:
        raise Refused(
            t("{value} is no share of a target.", value=attainment), t("Give 0 to 10; 1 is the whole target.")
        )
    with ws.write():
        found = as_seen(ws, seen)
        line_of(found, agent_id, component_id)
        kind = next(c.kind for c in found.plan.components if c.id == component_id)
        if kind != "bonus":
            raise Refused(t("{component} has no target that could be decided.", component=component_id),
                          t("Bonuses and scorecards have one."))  # fmt: skip
        metric = f"{DECIDED}.{component_id.lower()}"
        store.write_kpis(ws, [(agent_id, seen.period, metric, attainment, None)])
        told = {"component": component_id, "attainment": str(attainment or ""), "note": note.strip()}
        audit.append(ws, "pay decide", f"{seen.period} {agent_id}", told)
        decided = months.month(ws, seen.period, seen.plan_id)
        return decided if decided.frozen else _keep(ws, decided, decided.state, "run")


def dispute(ws: Workspace, seen: Seen, agent_id: str, component_id: str, text: str) -> Month:
    """Attach an objection to a line."""
    with ws.write():
        found = as_seen(ws, seen)
        line_of(found, agent_id, component_id)
        state = _allowed(lambda: periods.dispute(found.state, agent_id, component_id, text, ws.person, now()))
        return _keep(ws, found, state, "dispute", f"{agent_id} {component_id}")


def resolve(ws: Workspace, seen: Seen, dispute_id: int, answer: str) -> Month:
    """Answer an objection."""
    with ws.write():
        found = as_seen(ws, seen)
        state = _allowed(lambda: periods.resolve(found.state, dispute_id, answer, ws.person, now()))
        return _keep(ws, found, state, "resolve", str(dispute_id))


def line_of(found: Month, agent_id: str, component_id: str) -> Line:
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


def _advance(found: Month, action: _Step, ws: Workspace) -> PeriodState:
    return _allowed(lambda: periods.advance(found.state, action, found.run, ws.person, now()))


def _pay(ws: Workspace, found: Month) -> Month:
    state = _advance(found, "pay", ws)
    _freeze(ws, found)
    return replace(_keep(ws, found, state, "pay"), frozen=True)


def _keep(ws: Workspace, found: Month, state: PeriodState, action: str, note: str = "") -> Month:
    """Store a state with its audit entry."""
    row = store.PeriodRow(found.period, found.plan.id, state.state, state.input_hash, _body(state), found.row_version)
    saved = store.save_period(ws, row)
    audit.append(
        ws, f"pay {action}", f"{found.period} {found.plan.id}",
        {"state": state.state, "inputs": found.run.input_hash, "payable": str(found.run.payable), "note": note},
    )  # fmt: skip
    if state.state != found.state.state or action == "review":
        published.publish(ws, found.run, state.state)
    return replace(found, state=state, row_version=saved.row_version)


def _freeze(ws: Workspace, found: Month) -> None:
    run = found.run
    closed = adjust.close_run(run)
    booked = tuple(one for statement in run.statements for one in statement.adjustments)
    balances = {
        s.agent_id: (s.settlement.pay, s.settlement.balance_after) for s in run.statements if s.settlement is not None
    }
    for who, owed in run.carried.items():  # somebody outside the plan this month still owes what they owed
        balances.setdefault(who, (Decimal("0.00"), owed))
    data = pack(Packed(run.plan, run.inputs, run.carried, booked, run.rules))
    base = input_hash(run.inputs, run.plan)
    month = store.Frozen(found.period, run.plan.id, run.input_hash, base, data, closed.lines, balances)
    store.freeze(ws, month, booked)


def _body(state: PeriodState) -> dict[str, Any]:
    return {
        "rule_version": state.rule_version,
        "acknowledged": sorted(state.acknowledged),
        "disputes": [asdict(one) for one in state.disputes],
        "history": [{**asdict(one), "at": one.at.isoformat()} for one in state.history],
    }
