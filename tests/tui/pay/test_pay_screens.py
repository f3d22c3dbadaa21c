"""Finance works the month on screen: totals, flags, the statement down to the order, the plan, payback."""

from decimal import Decimal

import pytest
from textual.widgets import TextArea

from planner.db.opening import open_workspace
from planner.pay import months, plans
from planner.workspace import opening
from tests.tui.conftest import at_rest
from tui.frame.tables import PlanTable
from tui.widgets.payout_curve import PayoutCurve

SMALL, LARGE = (80, 24), (120, 40)
SEPTEMBER = ("8", "less_than_sign", "less_than_sign")


async def pressed(pilot, *keys):
    """Press the keys one by one, at rest before and after each."""
    await at_rest(pilot)
    for key in keys:
        await pilot.press(key)
        await at_rest(pilot)


def after(*keys):
    """For pictures: open, press the keys, come to rest."""

    async def run(pilot):
        await pressed(pilot, *keys)

    return run


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
@pytest.mark.parametrize(
    "keys",
    [(), ("down", "enter"), ("P",), ("T",), ("B",)],
    ids=["month", "statement", "plan", "try", "payback"],
)
def test_pay_screens_look_as_approved(snap_compare, finance, keys, size):
    assert snap_compare(finance(), run_before=after(*SEPTEMBER, *keys), terminal_size=size)


def test_spanish_month(snap_compare, finance):
    assert snap_compare(finance("es"), run_before=after(*SEPTEMBER), terminal_size=LARGE)


async def test_a_month_is_reviewed_approved_and_closed_by_keys(finance):
    app = finance()
    async with app.run_test(size=LARGE) as pilot:
        await pressed(pilot, *SEPTEMBER, "v", "v", "enter", "v", "enter")
    with open_workspace(finance.path) as ws:
        month = months.month(ws, "2026-09")
    assert month.state.state == "closed"
    assert [event.who for event in month.state.history] == ["finance"] * 4


async def test_the_statement_follows_the_line_down_to_the_orders(finance):
    app = finance()
    async with app.run_test(size=LARGE) as pilot:
        await pressed(pilot, *SEPTEMBER, "down", "enter")
        lines = app.screen.query_one("#lines", PlanTable)
        orders = app.screen.query_one("#orders", PlanTable)
        assert lines.row_ids == ["commission", "bonus"]
        assert [row[1] for row in orders._plain] == ["O1/1", "O2/1"]
        await pressed(pilot, "down")
        steps = app.screen.query_one("#derivation", PlanTable)
        assert "Gate factor" in [row[0] for row in steps._plain]
        await pressed(pilot, "escape")
        assert not app.screen.has_class("-statement")


async def test_a_line_is_disputed_and_answered(finance):
    app = finance()
    async with app.run_test(size=LARGE) as pilot:
        await pressed(pilot, *SEPTEMBER, "down", "enter", "d")
        await pressed(pilot, *"wrong", "enter")
        assert [d.text for d in app.screen.month.state.disputes] == ["wrong"]
        await pressed(pilot, "a", "enter", *"no", "enter")
        assert [d.answer for d in app.screen.month.state.disputes] == ["no"]


async def test_the_curve_follows_the_plan_as_it_is_typed(finance):
    app = finance()
    async with app.run_test(size=LARGE) as pilot:
        await pressed(pilot, "8", "P")
        area, curve = app.screen.query_one("#text", TextArea), app.screen.query_one(PayoutCurve)
        before = dict(curve.points)[Decimal(1)]
        area.load_text(area.text.replace('target_bonus = "100.00"', 'target_bonus = "300.00"'))
        await at_rest(pilot)
        assert dict(curve.points)[Decimal(1)] == before + 200
        area.load_text(area.text.replace("target_bonus", "target_bonsu"))
        await at_rest(pilot)
        assert app.screen.plan is None
        assert "target_bonus" in str(app.screen.query_one("#wrong").render())


async def test_a_plan_that_is_kept_is_in_force(finance):
    app = finance()
    async with app.run_test(size=LARGE) as pilot:
        await pressed(pilot, "8", "P")
        await pressed(pilot, "ctrl+n", "ctrl+s")
    with open_workspace(finance.path) as ws:
        assert [(p.version, f"{p.effective_from:%Y-%m}") for p in plans.plans(ws)] == [
            (1, "2026-01"),
            (2, "2026-11"),
        ]


async def test_without_a_plan_the_screen_names_the_key_to_the_editor(tmp_path):
    from tui.app import CuadranteApp

    path = str(tmp_path / "new.sqlite")
    opening.init(path, language="en").close()
    app = CuadranteApp(path, "en")
    async with app.run_test(size=SMALL) as pilot:
        await pressed(pilot, "8")
        assert "P" in str(app.screen.query_one("#empty").render())


async def test_the_history_of_a_month_says_who_did_what_from_which_inputs(finance):
    app = finance()
    async with app.run_test(size=LARGE) as pilot:
        await pressed(pilot, *SEPTEMBER, "v", "h")
        (step,) = app.screen.paragraphs
        assert "Reviewed" in step[0] and "finance" in step[0] and len(step[1]) >= 12
