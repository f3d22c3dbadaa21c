"""What every test stands on: a home of its own, a fixed day, system programs, a planned sample shop."""

import os
import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import settings

from planner.base.config import cache_dir

# The home of each test is new; compiled kernels are kept where the user's are, so that no test compiles them again.
os.environ.setdefault("NUMBA_CACHE_DIR", str(cache_dir() / "kernels"))
from tests.once import made_once

settings.register_profile("cuadrante", deadline=None)  # no test asserts times: the first example also imports libraries
settings.load_profile("cuadrante")

MONDAY = date(2026, 11, 23)
SOLVE_SECONDS = 3
HERE = Path(__file__).parent
TOGETHER = ("e2e/surveys", "unit/forecast", "tui/care", "tui/surveys", "tui/pay")
MEMORY = Path("/dev/shm")
ROOM_BYTES = 3_000_000_000  # a whole run leaves less than half of that behind until it ends

# Every commit of a workspace waits for the disk, and thousands are made here: folders lie in memory where it has room.
if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM_BYTES:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory, monkeypatch):
    """No test sees or touches the user's data; English and a fixed day unless the test says otherwise."""
    monkeypatch.setenv("CUADRANTE_HOME", str(tmp_path_factory.mktemp("home")))
    monkeypatch.delenv("CUADRANTE_WORKSPACE", raising=False)
    monkeypatch.setenv("CUADRANTE_TODAY", "2026-11-22")
    monkeypatch.setenv("CUADRANTE_LANG", "en")
    from planner.base import i18n

    i18n.set_language("en")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What shares fixtures stays with one process: a module, or a folder whose fixtures take long to make."""
    for item in items:
        path = item.path.relative_to(HERE)
        folder = str(path.parent)
        item.add_marker(pytest.mark.xdist_group(folder if folder in TOGETHER else str(path)))


def require_program(name: str) -> str:
    """The path of a system program; without it the test is skipped, and fails when CI=true."""
    path = shutil.which(name)
    if path:
        return path
    message = f"{name} is not installed"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(name="require_program", scope="session")
def _require_program():
    return require_program


@pytest.fixture(scope="session")
def sample_files(tmp_path_factory) -> Path:
    """Folder with `shop.sqlite`: the sample shop, nothing planned. Made once a run; tests work on copies."""
    return made_once(tmp_path_factory, "sample-shop", _sample)


def _sample(folder: Path) -> None:
    from planner.workspace import opening

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CUADRANTE_HOME", str(folder / "home"))
        patch.setenv("CUADRANTE_TODAY", "2026-11-22")
        patch.setenv("CUADRANTE_LANG", "en")
        opening.init(str(folder / "shop.sqlite"), sample=True, language="en").close()


def copy_shop(made: Path, folder: Path, name: str = "shop") -> Path:
    """Copy `shop.sqlite` and its siblings from one folder to another; the copy's path."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in made.glob("shop*"):
        shutil.copy2(file, folder / f"{name}{file.name.removeprefix('shop')}")
    return folder / f"{name}.sqlite"


@pytest.fixture(name="copy_shop", scope="session")
def _copy_shop():
    return copy_shop


@pytest.fixture(scope="session")
def planned_files(tmp_path_factory, sample_files) -> Path:
    """As `sample_files`, with forecast, requirement and a solved draft of week 48 of 2026."""
    return made_once(tmp_path_factory, "planned-shop", lambda folder: _plan(copy_shop(sample_files, folder)))


def _plan(path: Path) -> None:
    from planner.db.opening import open_workspace
    from planner.forecast import volumes
    from planner.requirement import requirements
    from planner.roster import rosters

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CUADRANTE_HOME", str(path.parent / "home"))
        patch.setenv("CUADRANTE_TODAY", "2026-11-22")
        patch.setenv("CUADRANTE_LANG", "en")
        with open_workspace(path) as ws:
            volumes.run_forecast(ws, MONDAY, 1)
            requirements.run(ws, MONDAY)
            rosters.solve(ws, MONDAY, seconds=SOLVE_SECONDS)


@pytest.fixture(scope="session")
def blank(tmp_path_factory):
    """`blank(path)`: a new workspace at that path, copied from one that is migrated once a process; the path."""
    from planner.db.opening import open_workspace
    from planner.db.workspace import sibling

    made = tmp_path_factory.mktemp("blank") / "shop.sqlite"
    open_workspace(made, create=True).close()

    def copy(path: Path) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(made, path)
        for part in ("answers", "pay"):
            shutil.copy2(sibling(made, part), sibling(path, part))
        return path

    return copy


@pytest.fixture
def planned_copy(planned_files, tmp_path) -> Path:
    """A copy of the planned shop's file, with its siblings."""
    return copy_shop(planned_files, tmp_path)


@pytest.fixture
def shop(planned_copy):
    """A copy of the planned shop, open."""
    from planner.db.opening import open_workspace

    with open_workspace(str(planned_copy)) as ws:
        yield ws


@pytest.fixture
def empty(tmp_path):
    """A new workspace without any data."""
    from planner.workspace import opening

    with opening.init(str(tmp_path / "empty.sqlite"), language="en") as ws:
        yield ws
