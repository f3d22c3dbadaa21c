"""What one more agent-hour earns where contacts sell, against its cost: staffing for profit beside the service level.

What contacts sell stands with the channel in the workspace. Deferred channels sell nothing by waiting on the line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from planner.base.errors import Refused
from planner.base.i18n import t
from planner.db import audit
from planner.db.transactions import reads, writes
from planner.db.workspace import read_settings
from planner.domain.demand import Channel, ChannelKind
from planner.domain.time import TimeGrid
from planner.requirement.shrinkage import shares
from planner.requirement.staffing_inputs import read_inputs
from planner.requirement.whatif import hour_cost
from planner.roster import rosters
from planner.shop.people import team
from planner.shop.store.channels import read_channels, read_sales, write_sales
from planner.staffing.value import Sales, value_of_agents
from planner.tables.writing import write_table

if TYPE_CHECKING:
    from planner.db.workspace import Workspace
    from planner.requirement.staffing_inputs import Inputs
    from planner.roster.views import RosterView

COLUMNS = (
    "interval_start", "channel", "contacts", "agents", "gain_next", "gain_last", "cost", "agents_service",
    "agents_profit", "sl_service", "sl_profit", "margin_lost", "profit_change",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ValueRow:
    """One interval. Gains are euros an agent-hour; `agents` are those there (None: those that meet the target)."""

    start: datetime
    contacts: float
    agents: float
    gain_next: float | None
    """What one agent more would earn; None where the queue never settles (any agent is worth it)."""
    gain_last: float | None
    agents_service: float
    agents_profit: float
    sl_service: float | None
    sl_profit: float | None
    margin_lost: float | None
    profit_change: float | None
    cost: float
    """Euros an hour of an agent who is there: the paid hour over 1 - shrinkage of the interval."""

    @property
    def differs(self) -> float:
        """Agents that profit asks beyond the service level's (negative: fewer)."""
        return self.agents_profit - self.agents_service


@dataclass(frozen=True)
class ChannelValue:
    """One channel: `rows` are its open intervals in which contacts arrive; `cost` is the mean of theirs."""

    channel: Channel
    sales: Sales
    cost: float
    rows: tuple[ValueRow, ...]
    service_hours: float
    """Agent-hours (there) that meet the service level, over the span."""
    profit_hours: float
    profit_change: float
    """Euros that staffing for profit adds over the span."""
    margin_lost: float
    """Euros lost to hanging up and waiting with the agents there; at least, where some intervals are unsettled."""
    unsettled: int
    """Intervals whose queue never settles with the agents there: what they lose cannot be said."""


@dataclass(frozen=True)
class ValueView:
    """Value by channel; `from_roster`: agents are those of the newest roster, otherwise those that meet the targets."""

    first_day: date
    days: int
    grid: TimeGrid
    from_roster: bool
    channels: tuple[ChannelValue, ...]
    without_sales: tuple[str, ...]
    """Live and concurrent channels of which nobody said what they sell."""
    without_cost: tuple[str, ...]
    """Channels that sell and whose agents have no cost an hour."""


@reads
def sales(ws: Workspace) -> dict[str, Sales]:
    """What contacts sell, by channel."""
    known = {f.name for f in fields(Sales)}
    return {
        name: Sales(**{k: float(v) for k, v in values.items() if k in known}) for name, values in read_sales(ws).items()
    }


@writes
def set_sales(ws: Workspace, channel: str, value: Sales | None) -> None:
    """Keep what a channel's contacts sell (None: nothing); refused with the mend when a value makes no sense."""
    found = next((c for c in read_channels(ws) if c.name == channel), None)
    if found is None:
        raise Refused(t("There is no channel {channel}.", channel=channel),
                      t("Channels: {names}", names=", ".join(c.name for c in read_channels(ws))))  # fmt: skip
    if value is not None:
        if found.kind is ChannelKind.DEFERRED:
            raise Refused(t("{channel} may wait: nobody hangs up there.", channel=channel),
                          t("Say what live and chat channels sell."))  # fmt: skip
        for name in ("conversion", "margin", "lost_share", "wait_loss_per_min"):
            if not 0 <= getattr(value, name) <= 1:
                raise Refused(t("{name} = {value} is not a share.", name=name, value=getattr(value, name)),
                              t("Give it between 0 and 1."))  # fmt: skip
        if not 0 <= value.average_order < float("inf"):
            raise Refused(t("{name} = {value} is no amount.", name="average_order", value=value.average_order),
                          t("Give it in euros, 0 or more."))  # fmt: skip
    write_sales(ws, channel, asdict(value) if value else None)
    audit.append(ws, "sales of channel changed", channel)


def value(
    ws: Workspace,
    first_day: date,
    days: int = 7,
    *,
    given: Mapping[str, Sales] | None = None,
    cost_per_hour: Decimal | None = None,
    use_roster: bool = True,
) -> ValueView:
    """The worth of the next agent by interval on the channels that sell.

    Args:
        given: what channels sell, instead of what the workspace keeps.
        cost_per_hour: euros a paid hour, instead of the agents' own.
        use_roster: take the agents there from the newest roster of the span, where there is one.

    Raises Refused when no forecast covers the span or no channel sells anything.
    """
    with ws.read():
        settings = read_settings(ws)
        data = read_inputs(ws, TimeGrid(first_day, days, settings.interval_minutes, settings.time_zone))
        what = {**sales(ws), **(given or {})}
        agents = team(ws, first_day, days).agents
        shown = rosters.view(ws, first_day, days // 7) if use_roster and days % 7 == 0 else None
    if shown is not None and (shown.version is None or shown.coverage is None):
        shown = None
    found, no_cost = [], []
    live = [i for i, c in enumerate(data.channels) if c.kind is not ChannelKind.DEFERRED]
    for i in live:
        channel = data.channels[i]
        if channel.name not in what:
            continue
        cost = cost_per_hour if cost_per_hour is not None else hour_cost(agents, channel.name)
        if cost is None or cost <= 0:
            no_cost.append(channel.name)
            continue
        found.append(_channel(data, i, what[channel.name], float(cost), shown))
    missing = tuple(data.channels[i].name for i in live if data.channels[i].name not in what)
    return ValueView(first_day, days, data.grid, shown is not None, tuple(found), missing, tuple(no_cost))


def _channel(data: Inputs, i: int, sold: Sales, cost: float, shown: RosterView | None) -> ChannelValue:
    channel, open_ = data.channels[i], data.open_[i]
    lost = np.array(shares(channel, data.grid), float)
    there = None
    if shown is not None and shown.coverage is not None and channel.name in shown.coverage.scheduled:
        rostered = np.array(shown.coverage.scheduled[channel.name]) * (1.0 - lost)
        there = np.floor(rostered + 0.5)
    got = value_of_agents(channel, data.volumes[i], data.aht_s[i], sold, cost, data.interval_s, there,
                          shrinkage=lost)  # fmt: skip
    rows = tuple(
        ValueRow(
            start, float(data.volumes[i][k]), float(got.agents[k]), _finite(got.gain_next[k]),
            _finite(got.gain_last[k]), float(got.agents_service[k]), float(got.agents_profit[k]),
            _finite(got.sl_service[k]), _finite(got.sl_profit[k]), _finite(got.margin_lost[k]),
            _finite(got.profit_change[k]), float(got.cost[k]),
        )
        for k, start in enumerate(data.grid.local_starts)
        if open_[k] and data.volumes[i][k] > 0
    )  # fmt: skip
    hours = data.grid.minutes / 60
    mean_cost = sum(r.cost for r in rows) / len(rows) if rows else cost
    return ChannelValue(
        channel, sold, mean_cost, rows, sum(r.agents_service for r in rows) * hours,
        sum(r.agents_profit for r in rows) * hours, sum(r.profit_change or 0.0 for r in rows),
        sum(r.margin_lost or 0.0 for r in rows), sum(r.margin_lost is None for r in rows),
    )  # fmt: skip


def _finite(number: float) -> float | None:
    return float(number) if isfinite(float(number)) else None


def value_rows(shown: ValueView) -> list[dict[str, Any]]:
    """One row an interval and channel, columns `COLUMNS`; euros to the cent."""
    out = []
    for c in shown.channels:
        for r in c.rows:
            numbers = {
                "contacts": r.contacts, "agents": r.agents, "gain_next": r.gain_next, "gain_last": r.gain_last,
                "cost": r.cost, "agents_service": r.agents_service, "agents_profit": r.agents_profit,
                "sl_service": r.sl_service, "sl_profit": r.sl_profit, "margin_lost": r.margin_lost,
                "profit_change": r.profit_change,
            }  # fmt: skip
            digits = {"sl_service": 4, "sl_profit": 4}
            row: dict[str, Any] = {"interval_start": r.start.isoformat(timespec="minutes"), "channel": c.channel.name}
            out.append(row | {k: None if v is None else round(v, digits.get(k, 2)) for k, v in numbers.items()})
    return out


def export_value(shown: ValueView, path: Path) -> int:
    """Write every interval as CSV or XLSX by the file's ending; returns the rows written."""
    return write_table(path, COLUMNS, [tuple(row[c] for c in COLUMNS) for row in value_rows(shown)])


def differences(shown: ValueView, most: int = 10) -> Sequence[tuple[ChannelValue, ValueRow]]:
    """Where profit and service level ask for different numbers, the dearest first."""
    pairs = [(c, r) for c in shown.channels for r in c.rows if r.differs]
    pairs.sort(key=lambda p: (-(p[1].profit_change or 0.0), p[1].start))
    return pairs[:most]
