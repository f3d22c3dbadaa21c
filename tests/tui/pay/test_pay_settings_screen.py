"""Settings of pay on screen: changed under the cursor, added, taken out, and kept."""

from decimal import Decimal

import pytest

from planner.db.opening import open_workspace
from planner.pay import settings
from tests.tui.conftest import at_rest
from tests.tui.pay.test_pay_screens import pressed
from tui.frame.tables import PlanTable

SMALL, LARGE = (80, 24), (120, 40)


def row_of(app, key):
    return app.screen.query_one("#settings", PlanTable).row_ids.index(key)


async def typed(pilot, text):
    await pilot.press(*("space" if letter == " " else "full_stop" if letter == "." else letter for letter in text))
    await at_rest(pilot)


async def stand_on(pilot, key):
    table = pilot.app.screen.query_one("#settings", PlanTable)
    table.move_cursor(row=row_of(pilot.app, key))
    await at_rest(pilot)


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
def test_settings_look_as_approved(snap_compare, finance, size):
    async def run(pilot):
        await pressed(pilot, "8", "E")

    assert snap_compare(finance("es"), terminal_size=size, run_before=run)


async def test_a_margin_a_tool_and_a_code_are_changed_and_kept(finance):
    app = finance()
    async with app.run_test(size=LARGE) as pilot:
        await pressed(pilot, "8", "E")
        await stand_on(pilot, "number\nmargin")
        await pressed(pilot, "enter")
        await pilot.press("end", "ctrl+u")
        await typed(pilot, "0.41")
        await pressed(pilot, "ctrl+s")
        await stand_on(pilot, "tool\n")
        await pressed(pilot, "n")
        await typed(pilot, "chat")
        await pilot.press("down", "end", "ctrl+u")
        await typed(pilot, "120")
        await pressed(pilot, "ctrl+s")
        await stand_on(pilot, "code\nben")
        await pressed(pilot, "enter")
        await typed(pilot, "0007")
        await pressed(pilot, "ctrl+s")
        await stand_on(pilot, "target\nnps")
        await pressed(pilot, "x", "enter")
    with open_workspace(finance.path) as ws:
        told = settings.assumptions(ws)
        assert told.margin == Decimal("0.41")
        assert [(tool.name, tool.cost) for tool in told.tools] == [("chat", Decimal("120.00"))]
        assert settings.employee_codes(ws) == {"ben": "0007"}
        assert "nps" not in {target.metric for target in told.targets}


async def test_a_share_above_one_is_refused_in_the_form(finance):
    app = finance()
    async with app.run_test(size=SMALL) as pilot:
        await pressed(pilot, "8", "E")
        await stand_on(pilot, "number\nmargin")
        await pressed(pilot, "enter")
        await pilot.press("end", "ctrl+u")
        await typed(pilot, "35")
        await pressed(pilot, "ctrl+s")
        assert type(app.screen).__name__ == "FormModal"
    with open_workspace(finance.path) as ws:
        assert settings.assumptions(ws).margin == Decimal("0.35")
