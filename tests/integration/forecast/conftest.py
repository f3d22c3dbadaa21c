"""A shop with two channels and five months of hours, forecast for a week; made once, tests work on copies."""

import math
import shutil
from datetime import date, timedelta

import pytest

from planner.domain.demand import Channel, ServiceTarget
from planner.domain.people import Agent, Contract
from planner.domain.time import TimeGrid

MONDAY = date(2026, 11, 23)
ZONE = "Europe/Madrid"
SHARES = {"phone": 1.0, "email": 0.4}


def contacts(first: date, days: int, *, boost: float = 1.0) -> dict[str, list[object]]:
    """Hourly contacts from 9 to 20 with a weekday pattern and a little deterministic noise."""
    columns: dict[str, list[object]] = {k: [] for k in ("interval_start", "minutes", "channel", "contacts", "aht_s")}
    grid = TimeGrid(first, days, 60, ZONE)
    for channel, share in SHARES.items():
        for i, (instant, at) in enumerate(zip(grid.instants, grid.local_starts, strict=True)):
            if not 9 <= at.hour < 20:
                continue
            level = 20 * (1.2, 1, 1, 1, 1.1, 0.7, 0.5)[at.weekday()] * (1 + 0.3 * math.sin(at.hour / 3))
            value = round(level * share * boost + 3 * math.sin(i * 1.7))
            for name, x in (("interval_start", int(instant.timestamp())), ("minutes", 60), ("channel", channel),
                            ("contacts", float(max(0, value))), ("aht_s", 300.0)):  # fmt: skip
                columns[name].append(x)
    return columns


@pytest.fixture(scope="session")
def small_files(tmp_path_factory):
    """The folder of the small shop."""
    from planner.forecast import volumes
    from planner.shop.store import channels, history, people
    from planner.workspace import opening

    folder = tmp_path_factory.mktemp("small-shop")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CUADRANTE_HOME", str(folder))
        patch.setenv("CUADRANTE_TODAY", "2026-11-22")
        patch.setenv("CUADRANTE_LANG", "en")
        with opening.init(str(folder / "small.sqlite"), language="en") as ws:
            target = ServiceTarget(sl=0.8, awt_s=20)
            channels.write_channels(ws, [Channel(name, target=target, aht_s=300, shrinkage=0.1) for name in SHARES])
            people.write_agents(
                ws, [Agent(f"A{i}", f"Agent {i}", "Norte", tuple(SHARES), Contract(2400)) for i in range(6)]
            )
            history.write_contacts(ws, contacts(MONDAY - timedelta(days=140), 140))
            volumes.run_forecast(ws, MONDAY, 1)
    return folder


@pytest.fixture
def small(small_files, tmp_path):
    """A copy of the small shop, open."""
    from planner.db.opening import open_workspace

    for file in small_files.glob("small*"):
        shutil.copy2(file, tmp_path / file.name)
    with open_workspace(str(tmp_path / "small.sqlite")) as ws:
        yield ws
