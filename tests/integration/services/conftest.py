"""The sample shop with its planning week run once; each test gets a copy of its files."""

import shutil
from datetime import date

import pytest

from planner.services import requirements, rosters, volumes, workspace

MONDAY = date(2026, 11, 23)
SOLVE_SECONDS = 8


@pytest.fixture(scope="session")
def planned_files(tmp_path_factory):
    """Sample shop with forecast, requirement and a solved draft of week 48."""
    folder = tmp_path_factory.mktemp("planned")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CUADRANTE_HOME", str(tmp_path_factory.mktemp("planned-home")))
        patch.setenv("CUADRANTE_TODAY", "2026-11-22")
        with workspace.init(str(folder / "shop.sqlite"), sample=True, language="en") as ws:
            volumes.run_forecast(ws, MONDAY, 1)
            requirements.run(ws, MONDAY)
            rosters.solve(ws, MONDAY, seconds=SOLVE_SECONDS)
    return folder


@pytest.fixture
def shop(planned_files, tmp_path):
    """A copy of the planned sample shop, open."""
    for file in planned_files.iterdir():
        shutil.copy2(file, tmp_path / file.name)
    with workspace.open_workspace(str(tmp_path / "shop.sqlite")) as ws:
        yield ws


@pytest.fixture
def empty(tmp_path):
    """A new workspace without any data."""
    with workspace.init(str(tmp_path / "empty.sqlite"), language="en") as ws:
        yield ws
