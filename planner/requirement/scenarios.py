"""What-ifs on the forecast side by side: a stronger event, longer contacts, more self-service; applied with a reason.

Every side of a comparison is staffed as the requirement is: on the forecast's distribution, which moves with its mean.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

import forecasting
from planner.base.errors import Refused
from planner.base.i18n import t
from planner.db import audit
from planner.db.transactions import reads, writes
from planner.db.workspace import read_settings
from planner.domain.demand import Channel
from planner.domain.time import TimeGrid, midnight
from planner.domain.workspace import ForecastOverride
from planner.forecast.handle_times import handle_factor, staff_scaled
from planner.forecast.overrides import QUANTILES, add_override
from planner.forecast.store.marks import read_report, save_report
from planner.forecast.volumes import on_grid
from planner.requirement.requirements import staff_channel
from planner.shop.people import contract_hours
from planner.shop.store.channels import read_channels
from planner.shop.store.history import history_span

if TYPE_CHECKING:
    import pandas as pd

    from planner.db.workspace import Workspace

KIND = "scenarios"


@dataclass(frozen=True)
class ScenarioDef:
    """A what-if. Per cents are changes (20 = a fifth more); `self_service` is the share of contacts (0 to 1) that bots
    and help pages take on top of today. An empty channel means all; days are local and inclusive, None unbounded."""

    name: str
    volume_pct: float = 0.0
    aht_pct: float = 0.0
    self_service: float = 0.0
    channel: str = ""
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True)
class ChannelResult:
    """A channel under a scenario; `agents` is the peak of agents required, `hours` with shrinkage; `required` the
    agents by interval."""

    channel: str
    contacts: float
    hours: float
    agents: float
    required: tuple[float, ...]


@dataclass(frozen=True)
class Column:
    """One side of the comparison; the first column of a comparison is the forecast as it stands (`scenario` None)."""

    scenario: ScenarioDef | None
    contacts: float
    hours: float
    agents: float
    """Peak over all channels together."""
    channels: tuple[ChannelResult, ...]


@dataclass(frozen=True)
class Comparison:
    """The forecast as it stands and every scenario kept, over one span."""

    first_day: date
    days: int
    columns: tuple[Column, ...]
    contract_h: float


@reads
def kept(ws: Workspace) -> tuple[ScenarioDef, ...]:
    """The scenarios kept, in the order entered."""
    stored = read_report(ws, KIND)
    return tuple(_read(d) for d in stored[1]["scenarios"]) if stored else ()


@writes
def keep(ws: Workspace, scenario: ScenarioDef) -> None:
    """Add a scenario, or change the one of that name; refused when its numbers make no sense."""
    check(ws, scenario)
    others = kept(ws)
    names = [s.name for s in others]
    changed = (
        tuple(scenario if s.name == scenario.name else s for s in others)
        if scenario.name in names
        else (*others, scenario)
    )
    _write(ws, changed)
    audit.append(ws, "scenario kept", scenario.name)


@writes
def drop(ws: Workspace, name: str) -> None:
    """Take a scenario out."""
    _write(ws, tuple(s for s in kept(ws) if s.name != name))
    audit.append(ws, "scenario dropped", name)


@reads
def check(ws: Workspace, scenario: ScenarioDef) -> None:
    """Refuse a scenario that makes no sense."""
    if not scenario.name.strip():
        raise Refused(t("A scenario has a name."), t("Write one such as Black Friday +20 %."))
    for value in (scenario.volume_pct, scenario.aht_pct):
        if not -100 <= value <= 2000:
            raise Refused(t("A change of {value} % makes no sense.", value=value),
                          t("Give −100 to 2000; 20 means +20 %."))  # fmt: skip
    if not 0 <= scenario.self_service <= 1:
        raise Refused(t("{name} = {value} is not a share.", name="self_service", value=scenario.self_service),
                      t("Give it between 0 and 1."))  # fmt: skip
    if scenario.first_day and scenario.last_day and scenario.last_day < scenario.first_day:
        raise Refused(t("The last day lies before the first."), t("Exchange the two dates."))
    known = history_span(ws).channels
    if scenario.channel and scenario.channel not in known:
        raise Refused(t("There is no channel {channel}.", channel=scenario.channel),
                      t("Channels: {names}", names=", ".join(known)))  # fmt: skip
    if not (scenario.volume_pct or scenario.aht_pct or scenario.self_service):
        raise Refused(t("The scenario changes nothing."), t("Give a change of contacts, handle time or self-service."))


@reads
def compare(
    ws: Workspace, first_day: date, days: int = 7, scenarios: Sequence[ScenarioDef] | None = None
) -> Comparison:
    """The forecast in force and the scenarios (those kept by default) side by side.

    Raises Refused when no forecast by interval covers the span.
    """
    settings = read_settings(ws)
    grid = TimeGrid(first_day, days, settings.interval_minutes, settings.time_zone)
    table = _table(ws, grid)
    known = [c for c in read_channels(ws) if c.name in set(table["channel"])]
    chosen = kept(ws) if scenarios is None else tuple(scenarios)
    corrected = {c.name: handle_factor(ws, grid, c) for c in known}
    columns = [_column(None, table, table, known, grid, corrected)]
    for s in chosen:
        columns.append(_column(s, _under(table, s, settings.time_zone), table, known, grid, corrected, columns[0]))
    return Comparison(first_day, days, tuple(columns), contract_hours(ws, first_day, days))


def _table(ws: Workspace, grid: TimeGrid) -> pd.DataFrame:
    parts = []
    for channel in read_channels(ws):
        found = on_grid(ws, grid, channel.name)
        if found is not None:
            aht = pd.Series(found.aht_s, dtype=float).fillna(channel.aht_s)
            at = pd.to_datetime(list(grid.instants), utc=True)
            parts.append(pd.DataFrame({"interval_start": at, "channel": channel.name, "mean": found.mean,
                                       **found.quantiles, "aht_s": aht}))  # fmt: skip
    if not parts:
        raise Refused(
            t("No forecast covers {day} and the {n} days from it.", day=grid.first_day, n=grid.days),
            t("Run the forecast first: {command}",
              command=f"cuadrante forecast run --start {grid.first_day} --weeks {-(-grid.days // 7)}"),
        )  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def _under(table: pd.DataFrame, s: ScenarioDef, zone: str) -> pd.DataFrame:
    bounds: dict[str, Any] = {"channel": s.channel, "first_day": s.first_day, "last_day": s.last_day}
    changes = []
    for value, target in ((s.volume_pct, "contacts"), (-100 * s.self_service, "contacts"), (s.aht_pct, "aht_s")):
        if value:
            changes.append(forecasting.Override("percent", value, target, **bounds))  # type: ignore[arg-type]
    return forecasting.apply_scenario(table, forecasting.Scenario(s.name, tuple(changes)), zone=zone)


def _column(
    scenario: ScenarioDef | None,
    table: pd.DataFrame,
    base: pd.DataFrame,
    known: Sequence[Channel],
    grid: TimeGrid,
    corrected: Mapping[str, Sequence[float]],
    before: Column | None = None,
) -> Column:
    """One side: `corrected` is by what corrections in force already move each channel's handle times, `before` the
    forecast as it stands, whose channels are taken over where the scenario leaves them alone."""
    results = []
    together = [0.0] * len(grid)
    for channel in known:
        mine = table[table["channel"] == channel.name]
        was = base[base["channel"] == channel.name]
        if before is not None and mine.equals(was):
            results.append(next(r for r in before.channels if r.channel == channel.name))
            together = [a + b for a, b in zip(together, results[-1].required, strict=True)]
            continue
        volume, aht, old = mine["mean"].tolist(), mine["aht_s"].to_numpy(float), was["aht_s"].to_numpy(float)
        factor = np.asarray(corrected[channel.name]) * np.divide(aht, old, out=np.ones_like(aht), where=old > 0)
        staff = partial(staff_channel, grid=grid, volume=volume, aht_s=aht.tolist(), plan_on="expected",
                        quantiles={q: mine[q].tolist() for q in QUANTILES})  # fmt: skip
        staffing = staff_scaled(channel, factor.round(9).tolist(), staff)
        required = tuple(float(v) for v in staffing.required)
        together = [a + b for a, b in zip(together, required, strict=True)]
        hours = sum(required) * grid.minutes / 60
        results.append(ChannelResult(channel.name, sum(volume), hours, max(required), required))
    return Column(scenario, sum(r.contacts for r in results), sum(r.hours for r in results), max(together),
                  tuple(results))  # fmt: skip


@writes
def apply(
    ws: Workspace, scenario: ScenarioDef, first_day: date, days: int, reason: str
) -> tuple[ForecastOverride, ...]:
    """Make a scenario count within a span, as corrections of the forecast with this reason.

    Raises Refused without a reason, when the scenario's days lie outside the span, or when one of them is locked.
    """
    check(ws, scenario)
    zone = read_settings(ws).time_zone
    first = max(first_day, scenario.first_day or first_day)
    last_day = first_day + timedelta(days=days - 1)
    last = min(last_day, scenario.last_day or last_day)
    if last < first:
        raise Refused(t("The scenario's days lie outside these weeks."), t("Go to its week first."))
    start, end = midnight(first, zone), midnight(last + timedelta(days=1), zone)
    changes = ((scenario.volume_pct, "contacts"), (-100 * scenario.self_service, "contacts"),
               (scenario.aht_pct, "aht_s"))  # fmt: skip
    return tuple(
        add_override(ws, start=start, end=end, channel=scenario.channel, measure=measure,  # type: ignore[arg-type]
                     operation="percent", value=round(value, 6), reason=reason)
        for value, measure in changes
        if value
    )  # fmt: skip


def _write(ws: Workspace, scenarios: Sequence[ScenarioDef]) -> None:
    save_report(ws, KIND, {"scenarios": [asdict(s) for s in scenarios]})


def _read(values: dict[str, Any]) -> ScenarioDef:
    days = {k: date.fromisoformat(values[k]) if values[k] else None for k in ("first_day", "last_day")}
    return ScenarioDef(**{**values, **days})
