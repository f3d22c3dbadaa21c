"""Panels of the roster: drafts side by side, fair spread, refused wishes, the form of an absence."""

import pytest

from tests.tui.conftest import at_rest
from tui.screens.modals import ChoiceModal, FormModal
from tui.screens.roster_explain import ListModal

SMALL, LARGE = (80, 24), (120, 40)


def after(*keys):
    """Open, press the keys one by one, and come to rest."""

    async def run(pilot):
        await at_rest(pilot)
        for key in keys:
            await pilot.press(key)
            await at_rest(pilot)

    return run


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
@pytest.mark.parametrize("keys", [("F",), ("5", "i")], ids=["fairness", "ill"])
def test_panels_look_as_approved(snap_compare, program, keys, size):
    assert snap_compare(program(), run_before=after(*keys), terminal_size=size)


async def test_drafts_stand_in_columns_with_every_measure(program):
    from tui.screens.roster_compare import measures

    app = program()
    async with app.run_test(size=LARGE) as pilot:
        await after("D")(pilot)
        table = app.screen.query_one("#drafts")
        assert table.row_count == len(measures())
        assert len(table.columns) == 2


async def test_why_lists_the_refused_wishes(program):
    app = program()
    async with app.run_test(size=LARGE) as pilot:
        await after("4", "w")(pilot)
        assert isinstance(app.screen, ChoiceModal)
        await after("down", "down", "enter")(pilot)
        assert isinstance(app.screen, ListModal)
        assert "refused" in app.screen.head.plain


async def test_a_swap_asks_who_takes_the_shift_under_the_cursor(program):
    app = program()
    async with app.run_test(size=LARGE) as pilot:
        await after("4", "t")(pilot)
        assert isinstance(app.screen, FormModal)
