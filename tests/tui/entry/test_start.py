"""The first paint stays light: what the program loads before it shows anything."""

import subprocess
import sys

import pytest

HEAVY = (
    "pandas", "numpy", "scipy", "ortools", "sqlalchemy", "numba", "openpyxl", "lightgbm", "alembic",
    "holidays", "jinja2", "starlette", "planner.db", "planner.rostering.problem", "forecasting",
)  # fmt: skip

PAINT = """
import asyncio, sys
from tui.app import CuadranteApp

class Recorder(CuadranteApp):
    def workspace(self, report=None):
        if not self.seen:
            self.seen = sorted(sys.modules)
        raise RuntimeError("not in this test")
    seen = ()

async def painted():
    app = Recorder("/nonexistent/shop.sqlite", "es")
    async with app.run_test(size=(120, 40)) as pilot:
        while not app.seen:
            await pilot.pause()
    print("\\n".join(app.seen))

asyncio.run(painted())
"""


@pytest.fixture(scope="module")
def loaded() -> set[str]:
    """Modules loaded up to the moment at which a background run opens the workspace."""
    done = subprocess.run([sys.executable, "-c", PAINT], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return set(done.stdout.split())


def test_nothing_heavy_is_loaded_before_the_first_paint(loaded):
    """Times are measured by `python -m benchmarks start`."""
    assert "tui.screens.home.home" in loaded
    assert not {name for name in loaded if name in HEAVY or name.split(".")[0] in HEAVY}


def test_a_screen_is_imported_when_it_is_first_opened(loaded):
    assert not loaded & {
        "tui.screens.roster.roster",
        "tui.screens.forecast.forecast",
        "tui.screens.requirement.requirement",
        "tui.screens.shop.imports",
    }


def test_a_command_line_is_read_before_anything_heavy_is_loaded():
    code = "import sys; import planner.entry.main; print(*sys.modules, sep='\\n')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True)
    assert not set(done.stdout.split()) & {*HEAVY, "icalendar", "python_calamine"}
