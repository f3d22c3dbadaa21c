"""The way of a month: draft, reviewed, approved, paid, closed. Pure state; keeping it is somebody else's work.

Invariants: every step says who, when and from which inputs (hash); inputs that changed after a review send the month
back to draft; nothing that blocks, no unacknowledged flag and no open dispute is ever approved; closed is final.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from engagement.pay.flags import Flag, flag_key
from engagement.pay.results import Run

State = Literal["draft", "reviewed", "approved", "paid", "closed"]
Action = Literal["review", "approve", "pay", "close", "reopen", "outdated", "acknowledge", "dispute", "resolve"]
_STEPS: dict[str, tuple[State, State]] = {
    "review": ("draft", "reviewed"),
    "approve": ("reviewed", "approved"),
    "pay": ("approved", "paid"),
    "close": ("paid", "closed"),
}


@dataclass(frozen=True, slots=True)
class Event:
    """One step in the life of a period, for the audit log."""

    at: datetime
    who: str
    action: Action
    state: State
    input_hash: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Dispute:
    """A person's objection to a line; open until somebody answers."""

    id: int
    agent_id: str
    component_id: str
    text: str
    answer: str = ""
    resolved_by: str = ""

    @property
    def open(self) -> bool:
        """Whether it still waits for an answer."""
        return not self.resolved_by


@dataclass(frozen=True)
class PeriodState:
    """Where a month stands. `acknowledged` are keys of flags (`flag_key`) accepted for `input_hash`."""

    period: str
    state: State = "draft"
    input_hash: str = ""
    rule_version: str = ""
    acknowledged: frozenset[str] = frozenset()
    disputes: tuple[Dispute, ...] = ()
    history: tuple[Event, ...] = ()


class NotAllowed(ValueError):
    """A step that the period does not allow now; `code` and `values` say why, `reasons.REFUSALS` has the words."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(f"{code} {values}" if values else code)
        self.code = code
        self.values = values


def open_flags(state: PeriodState, run: Run) -> tuple[Flag, ...]:
    """Flags that stand in the way of approval: blocking ones, and those nobody has acknowledged."""
    return tuple(
        flag
        for flag in run.flags
        if flag.severity == "blocks" or (flag.severity == "acknowledge" and flag_key(flag) not in state.acknowledged)
    )


def advance(
    state: PeriodState, action: Literal["review", "approve", "pay", "close"], run: Run, who: str, at: datetime
) -> PeriodState:
    """Take the next step.

    Raises:
        NotAllowed: wrong state, period not over, inputs changed, open flags or disputes.
    """
    source, target = _STEPS[action]
    if state.state != source:
        raise NotAllowed("wrong_state", state=state.state, action=action, expected=source)
    if run.inputs.period.id != state.period:
        raise NotAllowed("other_period", period=state.period, run=run.inputs.period.id)
    if action != "review" and run.input_hash != state.input_hash:
        raise NotAllowed("inputs_changed", was=state.input_hash[:12], now=run.input_hash[:12])
    if action == "approve":
        _may_approve(state, run)
    event = Event(_aware(at), who, action, target, run.input_hash)
    kept = state.acknowledged if run.input_hash == state.input_hash or action != "review" else frozenset[str]()
    return replace(
        state,
        state=target,
        input_hash=run.input_hash,
        rule_version=run.plan.rule_version,
        acknowledged=kept,
        history=(*state.history, event),
    )


def _may_approve(state: PeriodState, run: Run) -> None:
    if run.inputs.as_of is not None and run.inputs.as_of <= run.inputs.period.end:
        raise NotAllowed("period_open", end=run.inputs.period.end.isoformat())
    waiting = open_flags(state, run)
    if waiting:
        raise NotAllowed("open_flags", count=str(len(waiting)), first=waiting[0].code)
    disputes = [dispute for dispute in state.disputes if dispute.open]
    if disputes:
        raise NotAllowed("open_disputes", count=str(len(disputes)), agent=disputes[0].agent_id)


def reopen(state: PeriodState, who: str, at: datetime, note: str) -> PeriodState:
    """Back to draft, from reviewed or approved; what is paid is corrected by adjustments only."""
    if state.state not in ("reviewed", "approved"):
        raise NotAllowed("cannot_reopen", state=state.state)
    event = Event(_aware(at), who, "reopen", "draft", state.input_hash, note)
    return replace(state, state="draft", history=(*state.history, event))


def refresh(state: PeriodState, run: Run, at: datetime) -> PeriodState:
    """After inputs changed: a reviewed or approved month falls back to draft; paid and closed months stay."""
    if state.state in ("reviewed", "approved") and run.input_hash != state.input_hash:
        event = Event(_aware(at), "", "outdated", "draft", run.input_hash)
        return replace(state, state="draft", history=(*state.history, event))
    return state


def acknowledge(state: PeriodState, flags: Iterable[Flag], who: str, at: datetime, note: str = "") -> PeriodState:
    """Accept flags that ask for it. Blocking flags cannot be accepted away, only mended."""
    if state.state not in ("draft", "reviewed"):
        raise NotAllowed("wrong_state", state=state.state, action="acknowledge", expected="reviewed")
    accepted = [flag_key(flag) for flag in flags]
    event = Event(_aware(at), who, "acknowledge", state.state, state.input_hash, note or "; ".join(accepted))
    return replace(state, acknowledged=state.acknowledged | set(accepted), history=(*state.history, event))


def dispute(state: PeriodState, agent_id: str, component_id: str, text: str, who: str, at: datetime) -> PeriodState:
    """Attach an objection to a line; possible until the period closes."""
    if state.state == "closed":
        raise NotAllowed("closed", period=state.period)
    found = Dispute(len(state.disputes) + 1, agent_id, component_id, text)
    event = Event(_aware(at), who, "dispute", state.state, state.input_hash, f"{agent_id}, {component_id}: {text}")
    return replace(state, disputes=(*state.disputes, found), history=(*state.history, event))


def resolve(state: PeriodState, dispute_id: int, answer: str, who: str, at: datetime) -> PeriodState:
    """Answer an objection."""
    if not any(item.id == dispute_id and item.open for item in state.disputes):
        raise NotAllowed("no_such_dispute", id=str(dispute_id))
    changed = tuple(
        replace(item, answer=answer, resolved_by=who) if item.id == dispute_id else item for item in state.disputes
    )
    event = Event(_aware(at), who, "resolve", state.state, state.input_hash, f"{dispute_id}: {answer}")
    return replace(state, disputes=changed, history=(*state.history, event))


def _aware(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError(f"the time {at} has no time zone")
    return at
