"""Pictures of the main screens as SVG, made from the real program on the sample shop.

    python docs/make_pictures.py [--out docs/pictures] [--seconds 20]

The week of Black Friday is forecast, measured, staffed and solved as a team lead would do it; each screen is saved at
120×40. It takes some minutes, most of them for the forecasts at past days and the long view.
"""

import argparse
import asyncio
import os
import tempfile
import time
from pathlib import Path

from textual.pilot import Pilot

from planner.services import scenarios
from planner.services.scenarios import ScenarioDef
from tui.app import CuadranteApp
from tui.screens.roster import RosterScreen

SIZE = (120, 40)
LIMIT_S = 900.0


async def at_rest(pilot: Pilot[None]) -> None:
    """Wait until nothing runs."""
    deadline = time.monotonic() + LIMIT_S
    quiet = 0
    while quiet < 5:
        if time.monotonic() > deadline:
            raise TimeoutError("the program did not come to rest")
        await pilot.pause(0.1)
        app = pilot.app
        screen = app._base_screen() if isinstance(app, CuadranteApp) else None
        quiet = 0 if screen is None or screen._runs else quiet + 1
    pilot.app.clear_notifications()
    await pilot.pause()


async def make(target: str, out: Path, seconds: float) -> None:
    """Walk the week and save each screen."""
    app = CuadranteApp(target, "en")

    def save(name: str) -> None:
        text = app.export_screenshot(title="cuadrante")
        (out / f"{name}.svg").write_text(text, encoding="utf-8")
        print(out / f"{name}.svg")

    async with app.run_test(size=SIZE) as pilot:

        async def press(*keys: str) -> None:
            for key in keys:
                await pilot.press(key)
                await at_rest(pilot)

        await at_rest(pilot)
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
        if isinstance(app.screen, RosterScreen):
            app.screen._seconds = seconds
        await pilot.press("r")
        await pilot.pause(seconds / 2)
        save("solving")
        await at_rest(pilot)
        await press("tab")
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
    from planner.services import workspace

    os.environ["CUADRANTE_TODAY"] = workspace.sample_day()
    os.environ["CUADRANTE_LANG"] = "en"
    with tempfile.TemporaryDirectory() as folder:
        target = str(Path(folder) / "shop.sqlite")
        workspace.init(target, sample=True, language="en").close()
        asyncio.run(make(target, options.out, options.seconds))


if __name__ == "__main__":
    main()
