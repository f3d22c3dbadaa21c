"""Drafts side by side: cost, hours short, service level, fair spread, wishes met, changes, wages."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from planner.base.errors import Refused
from planner.base.i18n import t
from planner.db.transactions import reads
from planner.domain.roster import ListedVersion, RosterState, RosterVersion
from planner.roster import rosters
from planner.roster.fairness import fairness
from planner.roster.repair import publish_check
from planner.roster.spans import no_roster
from planner.roster.store.rosters import list_versions
from planner.rostering.audit import breakdown, penalties
from planner.trial import simulation

if TYPE_CHECKING:
    from planner.db.workspace import Workspace
    from planner.requirement.staffing_inputs import Inputs
    from planner.roster.fairness import FairView
    from planner.roster.repair import PublishCheck
    from planner.roster.views import RosterView

log = logging.getLogger(__name__)

SIMULATED_DAYS = 700
MOST = 4


@dataclass(frozen=True)
class DraftFigures:
    """What a version gives. `points` is the auditor's price of every soft rule, the same for solved and edited ones.

    `service_level` is the share of contacts answered in time over all channels, simulated (None without a forecast);
    `by_rule` the points by rule; `changed_days` against the version published last (None: none is).
    """

    version: RosterVersion
    points: float
    short_hours: float
    service_level: float | None
    broken: int
    work_hours: float
    wages: Decimal | None
    spread_weekends: int
    spread_late: int
    spread_holidays: int
    wishes_met: int
    wishes: int
    changed_days: int | None
    late_changes: int
    by_rule: tuple[tuple[str, float], ...]
    created_at: datetime | None


@reads
def versions(ws: Workspace, first_day: date, weeks: int = 1) -> tuple[ListedVersion, ...]:
    """The versions of a span, newest first."""
    return list_versions(ws, first_day, weeks * 7)


def compare(
    ws: Workspace, first_day: date, numbers: Sequence[int] = (), *, weeks: int = 1, simulate: bool = True
) -> tuple[DraftFigures, ...]:
    """The versions of these numbers in their order (the newest up to four when none is named).

    Raises Refused when a number is not there or nothing was rostered.
    """
    with ws.read():
        known = {v.number: v for v in versions(ws, first_day, weeks)}
        if not known:
            raise no_roster(ws, first_day, weeks)
        chosen = list(dict.fromkeys(numbers)) or sorted(known, reverse=True)[:MOST]
        for n in chosen:
            if n not in known:
                raise Refused(t("There is no version {n} of this week.", n=n),
                              t("Known: {keys}.", keys=", ".join(map(str, sorted(known)))))  # fmt: skip
        drafts = [_draft(ws, rosters.view(ws, first_day, weeks, known[n].roster_id)) for n in chosen]
    return tuple(_figures(ws, *draft, simulate) for draft in drafts)


def _draft(ws: Workspace, shown: RosterView) -> tuple[RosterView, FairView, PublishCheck, Inputs | None]:
    """What the figures of a version stand on; no inputs where there is no forecast to simulate."""
    try:
        data = simulation.inputs(ws, shown)
    except Refused as error:
        log.info("a roster is compared without its service level", exc_info=error)
        data = None
    return shown, fairness(ws, shown), publish_check(ws, shown), data


def _figures(
    ws: Workspace, shown: RosterView, fair: FairView, check: PublishCheck, data: Inputs | None, simulate: bool
) -> DraftFigures:
    version = shown.version
    assert version is not None and shown.problem is not None and shown.coverage is not None
    costs = breakdown(penalties(shown.problem, shown.roster))
    itself = version.state is RosterState.PUBLISHED and check.published == version.number
    hourly = {a.agent_id: a.hourly_cost for a in shown.agents}
    paid = [(s, hourly.get(s.agent_id)) for s in shown.roster.shifts]
    wages = None
    if paid and all(rate is not None for _, rate in paid):
        wages = sum((rate * s.work_minutes / 60 for s, rate in paid if rate is not None), Decimal(0))
        wages = wages.quantize(Decimal("0.01"))
    return DraftFigures(
        version=version, points=round(sum(costs.values()), 4), short_hours=shown.coverage.short_hours(),
        service_level=_service_level(ws, shown, data) if simulate and data is not None else None,
        broken=sum(f.hard for f in shown.findings),
        work_hours=sum(s.work_minutes for s in shown.roster.shifts) / 60, wages=wages,
        spread_weekends=fair.spread("weekends"), spread_late=fair.spread("late"),
        spread_holidays=fair.spread("holidays"), wishes_met=fair.wishes.met, wishes=fair.wishes.all,
        changed_days=None if check.published is None or itself else len(check.changes), late_changes=len(check.late),
        by_rule=tuple(costs.items()), created_at=version.created_at,
    )  # fmt: skip


def _service_level(ws: Workspace, shown: RosterView, data: Inputs) -> float | None:
    """Share of contacts in time over all channels, simulated; None where nothing comes."""
    seen = simulation.simulate_roster(ws, shown, simulated_days=SIMULATED_DAYS, data=data)
    counted = [(c.total_sl[0], c.total_offered) for c in seen.channels if c.total_sl is not None and c.total_offered]
    offered = sum(n for _, n in counted)
    return sum(sl * n for sl, n in counted) / offered if offered else None
