"""What keys do: hand edits, corrections, imports, languages, errors. On the fixed shop, through the real services."""

import pytest

from tests.tui import shop
from tests.tui.conftest import at_rest
from tui.frame.modals import ConfirmModal, ErrorModal, FormModal, HelpModal
from tui.frame.tables import PlanTable
from tui.widgets.roster.grid import RosterGrid

LARGE = (120, 40)


async def press(pilot, *keys):
    for key in keys:
        await pilot.press(key)
        await at_rest(pilot)


def stored_roster(app):
    from planner.roster import rosters

    return rosters.view(app.opened(), shop.MONDAY).roster


async def test_a_moved_shift_is_stored_and_undo_brings_it_back(program):
    app = program()
    async with app.run_test(size=LARGE) as pilot:
        await at_rest(pilot)
        await press(pilot, "4", "tab")
        before = stored_roster(app)
        shift = app.screen.query_one(RosterGrid).shift
        await press(pilot, "m", "right", "enter")
        moved = stored_roster(app)
        step = app.screen.query_one(RosterGrid).columns.step
        (gone,) = set(before.shifts) - set(moved.shifts)
        (new,) = set(moved.shifts) - set(before.shifts)
        assert gone == shift
        assert (new.start - gone.start).total_seconds() == step * 60
        assert new.work_minutes == gone.work_minutes
        await press(pilot, "u")
        assert stored_roster(app).shifts == before.shifts


@pytest.mark.parametrize("choice", ["theirs", "beside", "each"])
async def test_two_people_at_one_roster_see_both_sides_and_nothing_is_lost_unasked(program, choice):
    from planner.roster import publishing, rosters
    from tui.screens.roster.conflict import ConflictModal

    app = program()
    async with app.run_test(size=LARGE) as pilot:
        await at_rest(pilot)
        await press(pilot, "4", "tab")
        gone = app.screen.query_one(RosterGrid).shift
        other = rosters.view(app.opened(), shop.MONDAY)
        theirs = rosters.save(app.opened(), other, other.roster.replace_shift(other.roster.shifts[-1], None)).roster
        await pilot.press("x")
        while not isinstance(app.screen, ConflictModal):
            await pilot.pause(0.05)
        assert [d.by.value for d in app.screen.found].count("both") == 0
        await pilot.press({"theirs": "t", "beside": "escape", "each": "enter"}[choice])
        await at_rest(pilot)
        seen = rosters.view(app.opened(), shop.MONDAY)
        assert len(seen.versions) == (2 if choice == "beside" else 1)
        kept = [publishing.existing(app.opened(), shop.MONDAY, number=v.number).roster for v in seen.versions]
        assert theirs in kept or choice == "each"
        there = {(s.agent_id, s.day) for s in seen.roster.shifts}
        last = other.roster.shifts[-1]
        assert ((gone.agent_id, gone.day) in there) == (choice == "theirs")
        assert ((last.agent_id, last.day) in there) == (choice == "beside"), "each: both changes stand together"


async def test_escape_leaves_an_edit_and_stores_nothing(program):
    app = program()
    async with app.run_test(size=LARGE) as pilot:
        await at_rest(pilot)
        await press(pilot, "4", "tab")
        before = stored_roster(app)
        await press(pilot, "s", "right", "right", "escape")
        assert app.screen.query_one(RosterGrid).mode == ""
        assert stored_roster(app) == before


@pytest.mark.parametrize("key", ["l", "x"])
async def test_lock_and_delete_are_stored(program, key):
    app = program()
    async with app.run_test(size=LARGE) as pilot:
        await at_rest(pilot)
        await press(pilot, "4", "tab")
        before, shift = stored_roster(app), app.screen.query_one(RosterGrid).shift
        await press(pilot, key)
        after = stored_roster(app)
        now = [s for s in after.of_agent(shift.agent_id) if s.start == shift.start]
        assert len(before.shifts) - len(after.shifts) == (key == "x")
        assert not now if key == "x" else now[0].locked != shift.locked


async def test_a_shift_is_copied_to_another_agent_at_the_same_hours(program):
    app = program()
    async with app.run_test(size=LARGE) as pilot:
        await at_rest(pilot)
        await press(pilot, "4", "tab")
        grid = app.screen.query_one(RosterGrid)
        copied = grid.shift
        await press(pilot, "y")
        grid.cursor_row = 5
        await press(pilot, "v")
        pasted = [s for s in stored_roster(app).of_agent("A06") if s.day == copied.day]
        assert [(s.start, s.end) for s in pasted] == [(copied.start, copied.end)]


async def test_publishing_asks_first_and_makes_the_roster_binding(program):
    app = program()
    async with app.run_test(size=LARGE) as pilot:
        await at_rest(pilot)
        await pilot.press("p")
        while not isinstance(app.screen, ConfirmModal | ErrorModal):
            await pilot.pause(0.05)
        assert isinstance(app.screen, ConfirmModal)
        await pilot.press("escape")
        await at_rest(pilot)
        from planner.roster import rosters

        assert rosters.view(app.opened(), shop.MONDAY).version.state == "draft"


async def test_a_correction_needs_a_reason_and_moves_the_forecast(program):
    from planner.forecast import volumes

    app = program()
    async with app.run_test(size=LARGE) as pilot:
        await at_rest(pilot)
        await press(pilot, "2")
        before = volumes.view(app.opened(), shop.MONDAY).total
        await press(pilot, "o")
        assert isinstance(app.screen, FormModal)
        await press(pilot, "enter")
        assert isinstance(app.screen, FormModal), "without a reason the form stays"
        app.screen.query_one("#field-reason").value = "newsletter on Friday"
        await press(pilot, "enter")
        after = volumes.view(app.opened(), shop.MONDAY)
        assert after.total > before
        assert [o.reason for o in after.overrides][-1] == "newsletter on Friday"
        await press(pilot, "x")
        assert volumes.view(app.opened(), shop.MONDAY).total == pytest.approx(before)


async def imports_of(pilot, kind, path):
    """The import screen with a file looked at."""
    await press(pilot, "6")
    screen = pilot.app.screen
    screen._kind, screen._path = kind, path
    screen._look()
    await at_rest(pilot)
    return screen


async def test_a_file_with_problems_is_shown_row_by_row_and_not_stored(program, tmp_path):
    from planner.shop import people

    app = program("people")
    bad = tmp_path / "agents.csv"
    bad.write_text("agent_id,name,team,skills,contract_hours\nZ1,Zoe,Sur,phone,forty\nZ2,Zeno,Sur,phone,20\n")
    async with app.run_test(size=LARGE) as pilot:
        await at_rest(pilot)
        screen = await imports_of(pilot, "agents", bad)
        assert screen.preview.problem_count == 1
        assert screen.query_one("#problems").row_count == 1
        assert screen.check_action("commit", ()) is None, "import rests while there are problems"
        bad.write_text("agent_id,name,team,skills,contract_hours\nZ1,Zoe,Sur,phone,40\nZ2,Zeno,Sur,phone,20\n")
        screen._look()
        await at_rest(pilot)
        await press(pilot, "i")
        assert {"Z1", "Z2"} <= {a.agent_id for a in people.team(app.opened()).agents}


async def test_problems_of_a_file_stand_in_its_order_and_the_mend_is_readable_at_80_columns(program, tmp_path):
    app = program("people")
    bad = tmp_path / "contacts.csv"
    bad.write_text("interval_start,channel,contacts\n2026-11-02 09:00,phone,-3\n2026-13-02 09:30,phone,4\n")
    async with app.run_test(size=(80, 24)) as pilot:
        await at_rest(pilot)
        screen = await imports_of(pilot, "contacts", bad)
        assert [p.row for p in screen.preview.problems] == [2, 3]
        mend = screen.query_one("#mend")
        assert "Give a number from 0 to 10,000,000." in str(mend.content)
        assert mend.region.height and mend.region.bottom <= 24
        await press(pilot, "down")
        assert "Write it as 2026-11-27 09:30." in str(mend.content)


TICKETS = "Ticket ID,Subject,Created time,Source,Time tracked\n" + "".join(
    f"{d},hola,2026-11-{d:02d} {9 + d % 3}:12:00,{'Chat' if d % 2 else 'Outbound Email'},00:06:30\n"
    for d in range(1, 15)
)


async def test_a_foreign_file_is_recognised_taken_and_taken_back_on_the_screen(program, tmp_path):
    from planner.shop.intake import imports

    app = program("people")
    path = tmp_path / "tickets.csv"
    path.write_text(TICKETS)
    async with app.run_test(size=LARGE) as pilot:
        await at_rest(pilot)
        screen = await imports_of(pilot, "contacts", path)
        said = str(screen.query_one("#found").content)
        assert (
            "Freshdesk" in said and "14 rows → 7 contacts" in said and "7 outbound" in said and "chat 7 (390 s)" in said
        )
        assert "Subject" in said, "what is not read is named"
        assert "Mon" in str(screen.query_one("#picture").content), "the busy hours are drawn"
        await press(pilot, "i")
        assert imports.history(app.opened())[0].undone_at is None
        screen.query_one("#imports").focus()
        await press(pilot, "u")
        await press(pilot, "enter")
        await at_rest(pilot)
        assert imports.history(app.opened())[0].undone_at is not None


async def test_a_file_that_nobody_knows_asks_which_column_is_what(program, tmp_path):
    app = program("people")
    path = tmp_path / "other.csv"
    path.write_text("Momento;Vía\n2026-11-02 09:12;Teléfono\n2026-11-13 21:50;Correo\n")
    async with app.run_test(size=LARGE) as pilot:
        await at_rest(pilot)
        await imports_of(pilot, "contacts", path)
        form = app.screen
        assert type(form).__name__ == "FormModal" and "Momento" in form.note
        app.screen.dismiss({"interval_start": "Momento", "channel": "Vía"})
        await at_rest(pilot)
        assert app.screen.preview.told["channels"] == {"phone": 1, "email": 1}


async def test_the_language_changes_at_run_time_and_back(program):
    app = program()
    async with app.run_test(size=LARGE) as pilot:
        await at_rest(pilot)
        assert "Home" in str(app.screen.query_one("#nav").render())
        await press(pilot, "f2")
        assert "Inicio" in str(app.screen.query_one("#nav").render())
        await press(pilot, "4")
        assert "Resolver" in str(app.screen.query_one("#keys").render())
        await press(pilot, "1", "f2")
        assert "Home" in str(app.screen.query_one("#nav").render())


async def test_an_error_is_a_modal_with_cause_mend_and_detail_to_copy(program):
    from planner.base.errors import Refused

    app = program()
    async with app.run_test(size=LARGE) as pilot:
        await at_rest(pilot)
        app.fail(Refused("The disk is full.", "Free some room.", "ENOSPC /data"))
        await pilot.pause()
        assert isinstance(app.screen, ErrorModal)
        await pilot.press("c")
        assert app.clipboard == "The disk is full.\nFree some room.\nENOSPC /data"
        await pilot.press("enter")
        await pilot.pause()
        assert not isinstance(app.screen, ErrorModal)


async def test_messages_of_an_older_run_are_dropped(program):
    from tui.frame.messages import Run, RunDone

    app = program()
    async with app.run_test(size=LARGE) as pilot:
        await at_rest(pilot)
        headline = str(app.screen.query_one("#headline").render())
        app.screen.post_message(RunDone(Run("load"), (shop.MONDAY, None)))
        await at_rest(pilot)
        assert str(app.screen.query_one("#headline").render()) == headline


@pytest.mark.parametrize("mode", ["1", "2", "3", "4", "5", "6"])
async def test_f1_names_every_key_of_the_screen_and_the_palette_has_every_action(program, mode):
    app = program()
    async with app.run_test(size=LARGE) as pilot:
        await at_rest(pilot)
        await press(pilot, mode)
        offered = {command.title for command in app.get_system_commands(app.screen)}
        shown = [a for a in app.screen.active_bindings.values() if a.binding.show and a.enabled]
        assert {a.binding.description for a in shown} <= offered
        await pilot.press("f1")
        await pilot.pause()
        assert isinstance(app.screen, HelpModal)
        told = {what for _, what in app.screen.key_rows}
        assert {a.binding.description for a in shown} <= told
        assert app.screen.paragraphs, "the screen says what it is for"


async def test_where_there_is_no_workspace_the_screen_says_how_to_get_one(tmp_path):
    from tui.app import CuadranteApp

    app = CuadranteApp(str(tmp_path / "none.sqlite"), "en")
    async with app.run_test(size=(80, 24)) as pilot:
        while not app.screen.has_class("-empty"):
            await pilot.pause(0.05)
        assert "sample shop" in str(app.screen.query_one("#empty").render())


async def test_a_table_painted_before_its_columns_were_measured_is_painted_anew(program):
    app = program()
    async with app.run_test(size=LARGE) as pilot:
        await at_rest(pilot)
        table = PlanTable(id="early")
        await app.screen.mount(table)
        await at_rest(pilot)
        table.fill(("A",), [("much wider than its header",)])
        early = [table.render_line(y).text for y in range(2)]  # as on a machine that has no time to measure yet
        assert "much wider" not in early[1]
        await at_rest(pilot)
        assert "much wider than its header" in table.render_line(1).text
