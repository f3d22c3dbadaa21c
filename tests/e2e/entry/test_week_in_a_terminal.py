"""The whole path of a week in a real terminal (tmux), with the keys that the screen names and nothing else."""

import os
import shlex
import subprocess
import sys
import time
import uuid
from datetime import date
from pathlib import Path

import pytest

from planner.domain.roster import RosterState

pytestmark = [pytest.mark.slow, pytest.mark.system]
PROGRAM = "import sys; from planner.entry import main; sys.exit(main())"
MONDAY = date(2026, 11, 23)


class Terminal:
    """A tmux session of 120×40 with the program in it."""

    def __init__(self, tmux: str, command: str, env: dict[str, str], folder: Path) -> None:
        self.socket = f"cuadrante-{uuid.uuid4().hex[:8]}"
        self.tmux = tmux
        settings = " ".join(f"{name}={shlex.quote(value)}" for name, value in env.items())
        words = f"env -u COLUMNS -u LINES {settings} {command}"
        self.run("new-session", "-d", "-x", "120", "-y", "40", "-c", str(folder), words)

    def run(self, *words: str) -> str:
        """A tmux command on this session's own server."""
        done = subprocess.run([self.tmux, "-L", self.socket, *words], capture_output=True, text=True, check=True)
        return done.stdout

    def screen(self) -> str:
        """What stands on the screen."""
        return self.run("capture-pane", "-p")

    def press(self, key: str) -> None:
        """Press a key."""
        self.run("send-keys", key)

    def wait_for(self, text: str, timeout_s: float = 60) -> str:
        """The screen once `text` stands on it."""
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            shown = self.screen()
            if text in shown:
                return shown
            time.sleep(0.2)
        raise AssertionError(f"{text!r} did not appear; the screen says:\n{self.screen()}")

    def close(self) -> None:
        """End the session."""
        subprocess.run([self.tmux, "-L", self.socket, "kill-server"], capture_output=True, check=False)


@pytest.fixture
def terminal(tmp_path, require_program, sample_files, copy_shop):
    from planner.workspace import opening

    tmux = require_program("tmux")
    target = copy_shop(sample_files, tmp_path)
    env = {
        "CUADRANTE_HOME": os.environ["CUADRANTE_HOME"],
        "CUADRANTE_TODAY": opening.sample_day(),
        "CUADRANTE_LANG": "en",
        "TERM": "screen-256color",
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(Path(__file__).parents[3]),
    }
    command = shlex.join([sys.executable, "-c", PROGRAM, "--workspace", str(target)])
    session = Terminal(tmux, command, env, tmp_path)
    yield session, target, tmp_path
    session.close()


def test_a_newcomer_goes_from_forecast_to_excel_with_the_keys_the_screen_names(terminal):
    session, target, folder = terminal
    session.wait_for("Next: Forecast the week")
    session.press("Enter")
    session.wait_for("Next: Work out the requirement", 240)
    session.press("F5")
    session.wait_for("Next: Solve the roster", 60)
    session.press("F5")
    session.wait_for("Esc stops, the best is kept", 60)
    session.wait_for("cost ", 60)
    time.sleep(4)
    session.press("Escape")
    session.wait_for("Next: Publish the roster", 120)
    session.press("F5")
    assert "become binding" in session.wait_for("not yet")
    session.press("Enter")
    session.wait_for("Next: Write the Excel file", 60)
    session.press("F5")
    session.wait_for(".xlsx for Excel")
    session.press("Enter")
    session.wait_for("The week is planned", 60)
    assert list(folder.glob("*.xlsx"))
    session.press("q")
    _published_in(target)


def _published_in(target: Path) -> None:
    from planner.db.opening import open_workspace
    from planner.roster import rosters

    with open_workspace(str(target)) as ws:
        version = rosters.view(ws, MONDAY).version
    assert version is not None and version.state is RosterState.PUBLISHED
