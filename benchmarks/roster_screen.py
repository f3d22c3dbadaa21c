"""What a key costs the roster screen: the real program on a shop of 300 people × 336 half-hours, driven by keys.

    keys(agents=300) -> figures       part of `python -m benchmarks start`

    key_…        an arrow key in the grid, up and down, left and right, a day, ten people
    first_…      the first key of an edit after the screen was opened
    edit_…       every further key of an edit: begin, try a step, keep, leave
    keep_…       the key that keeps an edit, locks or deletes, until its effect is drawn (a thread stores it then)

Processor milliseconds of the interface from the key until its answer is drawn; `…_worst_ms` is the slowest key.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.pilot import Pilot

MONDAY = date(2026, 11, 23)
ZONE = "Europe/Madrid"
SKILLS = (("phone", "chat"), ("phone",), ("chat", "email"), ("phone", "email"), ("phone", "chat", "email"))
LIMIT_S = 120.0


def build(path: Path, agents: int) -> None:
    """A shop of `agents` people on three channels round the clock, with a requirement and a rostered week in it."""
    from planner.domain.demand import Channel, ChannelKind, Requirement, ServiceTarget
    from planner.domain.people import Agent, Contract, Preference, Wish
    from planner.domain.roster import Activity, Break, Roster, RosterState, RosterVersion, Shift
    from planner.domain.spoken import remark
    from planner.domain.time import TimeGrid
    from planner.requirement.store import save_requirement
    from planner.roster.store.rosters import save_version
    from planner.shop.store import channels, people
    from planner.workspace import opening

    grid = TimeGrid(MONDAY, 7, 30, ZONE)
    team = [
        Agent(f"A{i:03d}", f"Agent {i:03d}", f"Team {i % 6}", SKILLS[i % 5], Contract(2400, 5, (480,)))
        for i in range(agents)
    ]
    shifts = []
    for i, agent in enumerate(team):
        for place in range(5):
            day = (i + place) % 7
            hour = (5, 6, 7, 8, 9, 11, 13, 14, 15, 21)[i % 10]
            start = datetime(2026, 11, 23, hour, tzinfo=UTC) + timedelta(days=day)
            pause = Break(start + timedelta(hours=4), start + timedelta(hours=4.5))
            end = start + timedelta(hours=8.5)
            told = (Activity(agent.skills[0], start, pause.start), Activity(agent.skills[-1], pause.end, end))
            shifts.append(Shift(agent.agent_id, MONDAY + timedelta(days=day), start, end, (pause,), told))
    required = {}
    for channel, share in (("phone", 0.5), ("chat", 0.3), ("email", 0.15)):
        hours = [start.hour + start.minute / 60 for start in grid.local_starts]
        level = [0.18 + 0.3 * (8 <= h < 21) + 0.1 * (10 <= h < 14) for h in hours]
        required[channel] = tuple(round(share * agents * x * 0.6, 1) for x in level)
    with opening.init(str(path), language="en") as ws:
        channels.write_channels(
            ws,
            [Channel("phone", target=ServiceTarget(sl=0.8, awt_s=20), aht_s=280),
             Channel("chat", ChannelKind.CONCURRENT, ServiceTarget(sl=0.85, awt_s=60), 420, None, 2),
             Channel("email", ChannelKind.DEFERRED, ServiceTarget(response_s=4 * 3600), 500, None)],
        )  # fmt: skip
        people.write_agents(ws, team)
        wishes = [Preference(a.agent_id, (Wish.OFF, Wish.EARLY, Wish.LATE)[i % 3], weekday=i % 7)
                  for i, a in enumerate(team) if i % 2]  # fmt: skip
        people.write_preferences(ws, wishes)
        save_requirement(ws, Requirement(grid, required), '{"source": "file"}')
        roster = Roster(MONDAY, 7, ZONE, tuple(sorted(shifts, key=lambda s: (s.agent_id, s.start))))
        save_version(ws, RosterVersion("", 0, RosterState.DRAFT, 0, remark("by_hand"), roster=roster))


async def _settled(pilot: Pilot[None], ready: Callable[[], bool]) -> None:
    """Wait until nothing runs and `ready` holds."""
    begin = time.monotonic()
    while not ready():
        if time.monotonic() - begin > LIMIT_S:
            raise TimeoutError("the roster screen did not come to rest")
        await pilot.pause(0.05)


async def _run(target: str) -> dict[str, float]:
    from tui.app import CuadranteApp
    from tui.screens.roster.roster import RosterScreen
    from tui.widgets.roster.grid import RosterGrid

    app = CuadranteApp(target, "en")
    drawn: list[float] = []
    spent: dict[str, list[float]] = {"key": [], "first": [], "edit": [], "keep": []}
    async with app.run_test(size=(120, 40)) as pilot:

        def at_rest() -> bool:
            screen = app.screen
            return isinstance(screen, RosterScreen) and screen.view is not None and not screen._runs

        async def press(key: str, kind: str) -> None:
            drawn.clear()
            begin = time.thread_time()
            await pilot.press(key)
            await pilot.pause()
            end = drawn[0] if kind == "keep" else time.thread_time()
            spent[kind].append((end - begin) * 1000)

        await pilot.press("4")
        await _settled(pilot, at_rest)
        screen = app.screen
        assert isinstance(screen, RosterScreen)
        grid, store = screen.query_one(RosterGrid), screen._store

        def storing() -> None:
            """What is kept is stored once its effect is drawn, in a thread."""
            drawn.append(time.thread_time())
            store()

        screen._store = storing  # type: ignore[method-assign,assignment]
        while grid.columns is not None and grid.columns.step != 30:
            await pilot.press("z")
        for key in ("tab", "down", "right", "end", "pagedown", "up", "left", "home") * 8:
            await press(key, "key")
        edits = (("m", "right", "right", "left", "right"), ("s", "right", "left", "left", "shift+left"),
                 ("b", "right", "right"), ("g", "down", "down", "down"))  # fmt: skip
        first = True
        for end in ("escape", "enter"):
            for begin, *steps in edits:
                await press("tab", "key")
                for key in (begin, *steps):
                    await press(key, "first" if first else "edit")
                    first = False
                await press(end, "keep" if end == "enter" else "edit")
                await _settled(pilot, at_rest)
            await press("tab", "key")
            await press("l", "keep")
            await _settled(pilot, at_rest)
            await press("x", "keep")
            await _settled(pilot, at_rest)
    return {
        name: round(value, 1)
        for kind, values in spent.items()
        for name, value in ((f"grid_{kind}_cpu_ms", statistics.median(values)), (f"grid_{kind}_worst_ms", max(values)))
    }


def keys(agents: int = 300) -> dict[str, float]:
    """Figures of the keys, by kind."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"CUADRANTE_HOME": folder, "CUADRANTE_TODAY": "2026-11-22"}
        target = Path(folder) / "shop.sqlite"
        build(target, agents)
        return asyncio.run(_run(str(target)))
