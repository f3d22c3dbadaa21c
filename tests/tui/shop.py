"""A small shop whose week is fixed to the last digit, so that pictures of screens change only when screens do.

Forecast, requirement and roster are stored as they stand here; no engine runs.
"""

import json
import math
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

from planner.domain.demand import Channel, ChannelKind, Requirement, ServiceTarget
from planner.domain.people import Agent, Contract, Preference, TimeOff, Wish
from planner.domain.roster import Activity, Break, Roster, RosterState, RosterVersion, Shift
from planner.domain.spoken import remark
from planner.domain.time import TimeGrid, midnight
from planner.domain.workspace import ForecastMeta, ForecastOverride

MONDAY = date(2026, 11, 23)
ZONE = "Europe/Madrid"
HOURS = {day: ((time(9), time(21)),) for day in range(7)}
CHANNELS = (
    Channel("phone", target=ServiceTarget(sl=0.8, awt_s=20), aht_s=280, shrinkage=0.1, opening=HOURS,
            label_es="Teléfono", label_en="Phone"),
    Channel("chat", ChannelKind.CONCURRENT, ServiceTarget(sl=0.85, awt_s=60), 420, None, 2, opening=HOURS,
            label_es="Chat", label_en="Chat"),
    Channel("email", ChannelKind.DEFERRED, ServiceTarget(response_s=4 * 3600), 500, None, opening=HOURS,
            label_es="Correo", label_en="E-mail"),
)  # fmt: skip
NAMES = (
    "Ana García",
    "Luis Pérez",
    "Marta Sanz",
    "Iván Romero",
    "Lucía Ortega",
    "Pablo Díaz",
    "Nuria Gil",
    "Jorge Ruiz",
)
SKILLS = (("phone", "chat"), ("phone",), ("chat", "email"), ("phone", "email"))


def agents() -> list[Agent]:
    """Eight agents on 40, 30 and 20 hours."""
    return [
        Agent(f"A{i + 1:02d}", name, ("Norte", "Sur")[i % 2], SKILLS[i % 4],
              Contract((2400, 1800, 1200)[i % 3], 5, ((480,), (360,), (240,))[i % 3]), ("es", "en")[: 1 + i % 2],
              hourly_cost=Decimal("16.40"))
        for i, name in enumerate(NAMES)
    ]  # fmt: skip


def shape(hour: float, day: int) -> float:
    """Contacts of a half-hour: two humps, Friday at more than double."""
    if not 9 <= hour < 21:
        return 0.0
    hump = math.exp(-((hour - 12) ** 2) / 6) + 0.7 * math.exp(-((hour - 19) ** 2) / 5)
    return round(24 * hump * (1, 0.95, 1, 1.2, 2.2, 1.1, 0.6)[day], 3)


def build(path: Path) -> None:
    """Make the whole shop at `path`."""
    for step in STEPS:
        add(path, step)


def add(path: Path, step: str) -> None:
    """Take the shop at `path` one step on; `people`, the first, makes it."""
    from planner.db.opening import open_workspace
    from planner.workspace import opening

    opened = opening.init(str(path), language="en") if step == "people" else open_workspace(str(path))
    with opened as ws:
        STEPS[step](ws)


def _people(ws) -> None:
    from planner.shop.store import channels, history, people

    channels.write_channels(ws, CHANNELS)
    people.write_agents(ws, agents())
    off = TimeOff(
        "A02", midnight(MONDAY + timedelta(days=3), ZONE), midnight(MONDAY + timedelta(days=5), ZONE), "leave"
    )
    people.write_time_off(ws, [off])
    people.write_preferences(ws, [Preference("A03", Wish.OFF, weekday=4), Preference("A05", Wish.LATE, weekday=0)])
    history.write_contacts(ws, _history())


def _series(first: date, days: int, factor: float) -> list[tuple[int, str, float, float]]:
    grid = TimeGrid(first, days, 30, ZONE)
    return [
        (int(instant.timestamp()), channel.name, float(round(shape(start.hour + start.minute / 60, start.weekday())
                                                             * share * factor)), channel.aht_s)
        for channel, share in zip(CHANNELS, (0.5, 0.3, 0.2), strict=True)
        for instant, start in zip(grid.instants, grid.local_starts, strict=True)
        if 9 <= start.hour < 21
    ]  # fmt: skip


def _history() -> dict[str, list[object]]:
    """Four weeks before, and the same week of last year."""
    rows = _series(MONDAY - timedelta(weeks=4), 28, 0.7) + _series(MONDAY - timedelta(weeks=52), 7, 0.8)
    return {
        "interval_start": [r[0] for r in rows],
        "minutes": [30] * len(rows),
        "channel": [r[1] for r in rows],
        "contacts": [r[2] for r in rows],
        "aht_s": [r[3] for r in rows],
    }


def _forecast(ws) -> None:
    from planner.forecast.store.forecasts import add_override, save_forecast

    columns: dict[str, list[object]] = {}
    for channel, share in zip(CHANNELS, (0.5, 0.3, 0.2), strict=True):
        grid = TimeGrid(MONDAY, 7, 30, ZONE)
        for instant, start in zip(grid.instants, grid.local_starts, strict=True):
            mean = shape(start.hour + start.minute / 60, start.weekday()) * share
            row = {"channel": channel.name, "interval_start": int(instant.timestamp()), "mean": mean,
                   "q025": mean * 0.65, "q10": mean * 0.8, "q50": mean * 0.99, "q90": mean * 1.22,
                   "q975": mean * 1.4, "aht_s": channel.aht_s}  # fmt: skip
            for name, value in row.items():
                columns.setdefault(name, []).append(value)
    start, end = midnight(MONDAY, ZONE), midnight(MONDAY + timedelta(days=7), ZONE)
    details: dict[str, object] = {}
    save_forecast(ws, ForecastMeta(start, end, 30, "fixed", json.dumps(details)), columns)
    friday = midnight(MONDAY + timedelta(days=4), ZONE)
    add_override(ws, ForecastOverride("", friday, friday + timedelta(days=1), "contacts", "percent", 10,
                                      "Marketing doubled the budget", "ana"))  # fmt: skip


def _requirement(ws) -> None:
    from planner.requirement import requirements
    from planner.requirement.store import save_requirement

    grid = TimeGrid(MONDAY, 7, 30, ZONE)
    required: dict[str, tuple[float, ...]] = {}
    rows: dict[str, dict[str, list[object]]] = {}
    for channel, share in zip(CHANNELS, (0.5, 0.3, 0.2), strict=True):
        volume = [shape(s.hour + s.minute / 60, s.weekday()) * share for s in grid.local_starts]
        load = [v * channel.aht_s / 1800 for v in volume]
        agents_ = [x * 1.25 for x in load]
        required[channel.name] = tuple(round(x / (1 - channel.shrinkage), 1) for x in agents_)
        rows[channel.name] = {
            "volume": [round(v, 2) for v in volume], "aht_s": [channel.aht_s] * len(grid),
            "load": load, "agents": agents_, "service_level": [0.83 if v else None for v in volume],
            "occupancy": [0.8 if v else None for v in volume], "binding": ["sl" if v else "none" for v in volume],
        }  # fmt: skip
    details = {"source": "forecast", "from": requirements.fingerprint(ws, grid), "channels": rows, "warnings": []}
    save_requirement(ws, Requirement(grid, required), json.dumps(details))


def shift(agent: Agent, day: int, hour: float) -> Shift:
    """A shift of the agent's daily length from a local hour, with a break in long ones."""
    start = midnight(MONDAY + timedelta(days=day), ZONE) + timedelta(hours=hour)
    minutes = agent.contract.daily_minutes[0]
    breaks: tuple[Break, ...] = ()
    end = start + timedelta(minutes=minutes)
    if minutes > 240:
        middle = start + timedelta(minutes=minutes // 2)
        end += timedelta(minutes=30)
        breaks = (Break(middle, middle + timedelta(minutes=30)),)
    edges = [start, *(x for b in breaks for x in (b.start, b.end)), end]
    spans: list[tuple[datetime, datetime]] = list(zip(edges[::2], edges[1::2], strict=True))
    activities = tuple(Activity(agent.skills[i % len(agent.skills)], a, b) for i, (a, b) in enumerate(spans))
    return Shift(agent.agent_id, MONDAY + timedelta(days=day), start, end, breaks, activities)


def _roster(ws) -> None:
    from dataclasses import replace

    from planner.roster.store.rosters import save_version

    shifts = []
    for i, agent in enumerate(agents()):
        for position in range(5):
            day = (i + position) % 7
            if agent.agent_id == "A02" and day in (3, 4):
                continue
            shifts.append(shift(agent, day, 9 + (i * 3) % 4))
    shifts[0] = replace(shifts[0], locked=True)
    roster = Roster(MONDAY, 7, ZONE, tuple(sorted(shifts, key=lambda s: (s.agent_id, s.start))))
    save_version(
        ws, RosterVersion("", 0, RosterState.DRAFT, 0, remark("by_hand"), cost=112.0, bound=98.0, roster=roster)
    )


STEPS = {"people": _people, "forecast": _forecast, "requirement": _requirement, "roster": _roster}
