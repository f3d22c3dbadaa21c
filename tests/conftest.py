"""What every test stands on: a home of its own, a fixed day, system programs, a planned sample shop."""

import os
import shutil
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("cuadrante", deadline=None)  # no test asserts times: the first example also imports libraries
settings.load_profile("cuadrante")

MONDAY = date(2026, 11, 23)
SOLVE_SECONDS = 8
PLAN_TIMEOUT_S = 600


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory, monkeypatch):
    """No test sees or touches the user's data; English and a fixed day unless the test says otherwise."""
    monkeypatch.setenv("CUADRANTE_HOME", str(tmp_path_factory.mktemp("home")))
    monkeypatch.delenv("CUADRANTE_WORKSPACE", raising=False)
    monkeypatch.setenv("CUADRANTE_TODAY", "2026-11-22")
    monkeypatch.setenv("CUADRANTE_LANG", "en")
    from planner.base import i18n

    i18n.set_language("en")


def require_program(name: str) -> str:
    """The path of a system program; without it the test is skipped, and fails when CI=true."""
    path = shutil.which(name)
    if path:
        return path
    message = f"{name} is not installed"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(name="require_program")
def _require_program():
    return require_program


@pytest.fixture(scope="session")
def planned_files(tmp_path_factory) -> Path:
    """Folder with `shop.sqlite`: the sample shop with forecast, requirement and a solved draft of week 48 of 2026.

    Made once for all the processes of a test run; tests work on copies.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    folder = shared / "planned-shop"
    try:
        folder.mkdir()
    except FileExistsError:
        deadline = time.monotonic() + PLAN_TIMEOUT_S
        while not (folder / "ready").exists():
            if (folder / "failed").exists() or time.monotonic() > deadline:
                pytest.fail("the planned shop could not be made; see the other process")
            time.sleep(0.2)
        return folder
    try:
        _plan(folder, tmp_path_factory.mktemp("planned-home"))
    except BaseException:
        (folder / "failed").touch()
        raise
    (folder / "ready").touch()
    return folder


def _plan(folder: Path, home: Path) -> None:
    from planner.forecast import volumes
    from planner.requirement import requirements
    from planner.roster import rosters
    from planner.workspace import opening

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CUADRANTE_HOME", str(home))
        patch.setenv("CUADRANTE_TODAY", "2026-11-22")
        patch.setenv("CUADRANTE_LANG", "en")
        with opening.init(str(folder / "shop.sqlite"), sample=True, language="en") as ws:
            volumes.run_forecast(ws, MONDAY, 1)
            requirements.run(ws, MONDAY)
            rosters.solve(ws, MONDAY, seconds=SOLVE_SECONDS)


@pytest.fixture
def planned_copy(planned_files, tmp_path) -> Path:
    """A copy of the planned shop's file, with its siblings."""
    for file in planned_files.glob("shop*"):
        shutil.copy2(file, tmp_path / file.name)
    return tmp_path / "shop.sqlite"


@pytest.fixture
def shop(planned_copy):
    """A copy of the planned shop, open."""
    from planner.workspace import opening

    with opening.open_workspace(str(planned_copy)) as ws:
        yield ws


@pytest.fixture
def empty(tmp_path):
    """A new workspace without any data."""
    from planner.workspace import opening

    with opening.init(str(tmp_path / "empty.sqlite"), language="en") as ws:
        yield ws
