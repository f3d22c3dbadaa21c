"""Pictures of the main screens as SVG, made from the real program on the sample shop.

    python docs/make_pictures.py [--out docs/pictures] [--seconds 20]

The week of Black Friday is forecast, measured, staffed and solved as a team lead would do it; each screen is saved at
120×40. It takes some minutes, most of them for the forecasts at past days and the long view.
"""

import argparse
import asyncio
import contextlib
import os
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from textual.pilot import Pilot, WaitForScreenTimeout
from textual.widgets._toast import Toast

from planner.requirement import scenarios
from planner.requirement.scenarios import ScenarioDef
from tui.app import CuadranteApp
from tui.frame.modals import ErrorModal
from tui.screens.roster.roster import RosterScreen
from tui.widgets.solve_panel import SolvePanel

SIZE = (120, 40)
LIMIT_S = 900.0


async def patiently(step: Awaitable[object]) -> None:
    """A step of the pilot; where the machine is busy it gives up early, and the conditions below wait on."""
    with contextlib.suppress(WaitForScreenTimeout):
        await step


async def until(pilot: Pilot[None], ready: Callable[[], bool], what: str) -> None:
    """Wait until `ready` holds five times in a row; an error on screen or `LIMIT_S` ends it."""
    deadline = time.monotonic() + LIMIT_S
    quiet = 0
    while quiet < 5:
        if isinstance(pilot.app.screen, ErrorModal):
            raise RuntimeError(f"{what}: {pilot.app.screen.cause} {pilot.app.screen.detail}")
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not come within {LIMIT_S:g} s")
        await patiently(pilot.pause(0.1))
        quiet = quiet + 1 if ready() else 0


async def make(target: str, out: Path, seconds: float) -> None:
    """Walk the week and save each screen."""
    app = CuadranteApp(target, "en")

    def at_rest() -> bool:
        screen = app._base_screen()
        return screen is not None and app.week is not None and not screen._runs

    def save(name: str) -> None:
        text = app.export_screenshot(title="cuadrante")
        (out / f"{name}.svg").write_text(text, encoding="utf-8")
        print(out / f"{name}.svg", flush=True)

    async with app.run_test(size=SIZE) as pilot:

        async def rest(what: str) -> None:
            await until(pilot, at_rest, what)
            app.clear_notifications()
            await until(pilot, lambda: not app.screen.query(Toast), what)

        async def press(*keys: str) -> None:
            for key in keys:
                await patiently(pilot.press(key))
                await rest(f"the screen after {key}")

        await rest("the first screen")
        await press("f", "f5")
        save("requirement")
        await press("A", "r")
        save("accuracy")
        await press("v")
        save("events")
        await press("L", "r")
        save("outlook")
        for scenario in (ScenarioDef("Black Friday +20 %", 20), ScenarioDef("A bot in chat", 0, 0, 0.15, "chat"),
                         ScenarioDef("Longer calls", 0, 10, 0, "phone")):  # fmt: skip
            scenarios.keep(app.opened(), scenario)
        await press("Y")
        save("scenarios")
        await press("4")
        roster = app.screen
        assert isinstance(roster, RosterScreen)
        roster._seconds = seconds
        await patiently(pilot.press("r"))

        def improving() -> bool:
            latest = roster.query_one(SolvePanel).latest
            if latest is None or latest.gap is None or latest.gap > 0.3:
                if not roster.running("solve") and roster.view is not None and roster.view.version is not None:
                    raise RuntimeError(f"{seconds:g} s are too short here to see the solver improve: give more")
                return False
            return True

        await until(pilot, improving, "a roster with a bound")
        save("solving")
        await rest("the solved roster")
        await press("tab", "m", "right", "right")
        save("editing")
        await press("escape")
        save("roster")
        await press("S", "r")
        save("simulation")
        for key, name in (("2", "forecast"), ("5", "people"), ("6", "imports"), ("7", "surveys"), ("8", "pay"),
                          ("1", "home")):  # fmt: skip
            await press(key)
            save(name)


def main() -> None:
    """Prepare a fresh sample shop and make the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("pictures"))
    parser.add_argument("--seconds", type=float, default=20.0)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    from planner.workspace import opening

    os.environ["CUADRANTE_TODAY"] = opening.sample_day()
    os.environ["CUADRANTE_LANG"] = "en"
    with tempfile.TemporaryDirectory() as folder:
        target = str(Path(folder) / "shop.sqlite")
        opening.init(target, sample=True, language="en").close()
        asyncio.run(make(target, options.out, options.seconds))


if __name__ == "__main__":
    main()
