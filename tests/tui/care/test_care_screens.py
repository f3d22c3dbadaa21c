"""Thanks, coaching, turnover, rosters beside answers and the team's calendar, by their keys, on real services."""

import csv
from datetime import date
from decimal import Decimal

import pytest

from planner.base.i18n import language
from planner.care import coaching, members, promos, recognition, turnover
from planner.forecast import events
from tests.tui.conftest import at_rest
from tui.frame.modals import ErrorModal, FormModal, HelpModal
from tui.screens.care.member_kiosk import MemberKiosk

SMALL, LARGE = (80, 24), (120, 40)
KEYS = {"thanks": "G", "coaching": "C", "turnover": "O", "satisfaction": "J", "promos": "M"}


async def press(pilot, *names):
    for name in names:
        await pilot.press(name)
        await at_rest(pilot)


async def opened(pilot, screen):
    await at_rest(pilot)
    await press(pilot, KEYS[screen])


async def fill(pilot, **values):
    """Write into the form that is open and accept it."""
    modal = pilot.app.screen
    assert isinstance(modal, FormModal)
    for name, value in values.items():
        modal.query_one(f"#field-{name}").value = value
    await press(pilot, "ctrl+s")


def state(app):
    return str(app.screen.query_one("#state").content)


def detail(app):
    return str(app.screen.query_one("#detail-text").content)


def row_to(app, name):
    app.screen.table.move_cursor(row=app.screen.table.row_ids.index(name))


# -- pictures -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
@pytest.mark.parametrize(
    ("screen", "pressed"),
    [("thanks", ()), ("coaching", ()), ("turnover", ()), ("turnover", ("v", "v", "v")), ("satisfaction", ()),
     ("promos", ())],
    ids=["thanks", "coaching", "turnover", "cost", "satisfaction", "promos"],
)  # fmt: skip
def test_screens_about_people_look_as_approved(snap_compare, program, screen, pressed, size):
    async def run(pilot):
        await opened(pilot, screen)
        await press(pilot, *pressed)

    assert snap_compare(program("es" if size == SMALL else "en"), run_before=run, terminal_size=size)


@pytest.mark.parametrize("screen", KEYS)
async def test_where_there_is_nothing_the_next_key_is_named(empty_program, screen):
    async with empty_program.run_test(size=SMALL) as pilot:
        await opened(pilot, screen)
        assert pilot.app.screen.has_class("-empty")
        hint = str(pilot.app.screen.query_one("#empty").content)
        assert any(f"{key}  " in hint for key in "n46")


async def test_every_screen_is_reached_from_home_people_and_surveys_and_explains_itself(program):
    app = program("es")
    async with app.run_test(size=SMALL) as pilot:
        await at_rest(pilot)
        for start, screen in zip("15755", KEYS, strict=True):
            await press(pilot, start, KEYS[screen])
            assert app.current_mode == screen
            await press(pilot, "f1")
            assert isinstance(app.screen, HelpModal)
            assert len(app.screen.paragraphs) >= 2
            await press(pilot, "escape")


# -- thanks ---------------------------------------------------------------------------------------------------------


async def test_thanking_somebody_and_taking_it_back(program):
    app = program()
    async with app.run_test(size=LARGE) as pilot:
        await opened(pilot, "thanks")
        assert app.screen.check_action("withdraw", ()) is None  # by somebody else
        await press(pilot, "n", "enter")
        await fill(pilot, message="")
        assert isinstance(app.screen, FormModal)  # says what is missing
        await fill(pilot, message="You brought the cake.")
        wall = recognition.wall(app.opened())
        assert (wall[0].by, wall[0].message) == ("pilar", "You brought the cake.")
        row_to(app, wall[0].recognition_id)
        await press(pilot, "x", "enter")
        assert len(recognition.wall(app.opened())) == len(wall) - 1


async def test_export_holds_whole_names_and_texts(program, tmp_path):
    app = program()
    async with app.run_test(size=SMALL) as pilot:
        await opened(pilot, "thanks")
        await press(pilot, "e")
        await fill(pilot, path=str(tmp_path / "wall.csv"))
        rows = list(csv.DictReader((tmp_path / "wall.csv").open(encoding="utf-8-sig")))
        assert rows[0]["message"].endswith("contentos por ti.")
        assert rows[0]["by"] == "Paula Zabala Iriarte"
        await press(pilot, "c")
        assert "Paula Zabala Iriarte" in app.clipboard and "contentos por ti." in app.clipboard


# -- coaching -------------------------------------------------------------------------------------------------------


async def test_a_plan_is_begun_a_talk_kept_and_home_tells_what_is_due(program):
    app = program()
    async with app.run_test(size=LARGE) as pilot:
        await at_rest(pilot)
        assert "1 follow-up overdue, 1 follow-up due within 7 days (C)" in str(
            app.screen.query_one("#sentences").content
        )
        await press(pilot, "C")
        assert "3 plans under way" in state(app)
        await press(pilot, "n", "enter")
        await fill(pilot, goal="Listen longer", follow_up="2026-11-25")
        made = next(c for c in coaching.plans(app.opened()) if c.plan.goal == "Listen longer")
        row_to(app, made.plan.plan_id)
        await press(pilot, "t")
        await fill(pilot, note="First talk", follow_up="2026-12-01")
        found = coaching.get(app.opened(), made.plan.plan_id)
        assert (found.plan.follow_up_on, found.talks[0].note) == (date(2026, 12, 1), "First talk")
        await press(pilot, "f")
        await fill(pilot, day="")
        assert coaching.get(app.opened(), made.plan.plan_id).due == "none"


async def test_closing_a_plan_with_a_word_on_how_it_ended(program):
    app = program()
    async with app.run_test(size=LARGE) as pilot:
        await opened(pilot, "coaching")
        row_to(app, "plan2")
        await press(pilot, "z", "enter")
        await fill(pilot, outcome="Two chats, no delay.")
        assert coaching.get(app.opened(), "plan2").plan.state == "reached"
        row_to(app, "plan2")
        await at_rest(pilot)
        assert "Two chats, no delay." in detail(app)
        assert app.screen.check_action("talk", ()) is None


# -- turnover -------------------------------------------------------------------------------------------------------


async def test_pages_periods_and_an_edited_assumption(program):
    app = program()
    async with app.run_test(size=LARGE) as pilot:
        await opened(pilot, "turnover")
        assert "7 people left" in state(app)
        assert "fewer than 5 leavers" in detail(app)
        await press(pilot, "v", "v", "v")
        row_to(app, "assume:training_hours")
        await press(pilot, "enter")
        await fill(pilot, value="3000")
        assert isinstance(app.screen, FormModal)  # 0 to 2,000
        await fill(pilot, value="100")
        assert {a.name: v for a, v in turnover.assumptions(app.opened())}["training_hours"] == Decimal("100")
        row_to(app, "line:training")
        await at_rest(pilot)
        assert "100 h" in detail(app)
        await press(pilot, "p")
        assert "1 Dec 2024" in state(app)


async def test_hr_enters_that_somebody_leaves_and_why(program):
    app = program()
    async with app.run_test(size=LARGE) as pilot:
        await opened(pilot, "turnover")
        await press(pilot, "l", "enter", "enter")
        await fill(pilot, last="2026-11-20", reason="moves away")
        left = turnover.leavers(app.opened())
        assert [(x.kind, x.reason) for x in left if x.end == date(2026, 11, 20)] == [("voluntary", "moves away")]
        assert "8 people left" in state(app)


# -- rosters and answers --------------------------------------------------------------------------------------------


async def test_teams_stand_beside_their_published_answers(program):
    app = program()
    async with app.run_test(size=LARGE) as pilot:
        await opened(pilot, "satisfaction")
        assert "2026-Q2" in state(app) and "Cuadrante, segundo trimestre" in state(app)
        assert "from 8 teams" in detail(app)
        await press(pilot, "v", "down", "enter")
        assert "2026-Q1" in state(app)


# -- the calendar by the team ---------------------------------------------------------------------------------------


async def test_a_proposal_is_accepted_undone_and_declined(program):
    app = program()
    async with app.run_test(size=LARGE) as pilot:
        await opened(pilot, "promos")
        row_to(app, "mirlo001")
        await press(pilot, "y", "enter")
        ws = app.opened()
        assert [
            e.uplift_pct for e in events.shop_events(ws, date(2026, 12, 16), 1) if e.name == "Noche de regalos"
        ] == [18]
        row_to(app, "mirlo001")
        await press(pilot, "u", "enter")
        assert not [e for e in events.shop_events(ws, date(2026, 12, 16), 1) if e.name == "Noche de regalos"]
        row_to(app, "mirlo001")
        await press(pilot, "d")
        await fill(pilot, reason="Not this year.")
        assert promos.get(ws, "mirlo001").reason == "Not this year."
        row_to(app, "mirlo001")
        await at_rest(pilot)
        assert "Not this year." in detail(app)


async def test_what_cannot_be_is_a_modal_with_the_mend(program):
    app = program()
    async with app.run_test(size=LARGE) as pilot:
        await opened(pilot, "promos")
        await press(pilot, "n")
        modal = app.screen
        for name, value in {"name": "Fax week", "first": "2026-12-01", "channels": "fax", "why": "x"}.items():
            modal.query_one(f"#field-{name}").value = value
        await pilot.press("ctrl+s")
        for _ in range(50):
            await pilot.pause(0.02)
            if isinstance(app.screen, ErrorModal):
                break
        assert "no channel fax" in app.screen.cause
        assert "phone" in app.screen.mend


# -- the team's terminal --------------------------------------------------------------------------------------------


async def kiosk(pilot, tmp_path, agent_id):
    """The team's terminal on Team calendar, with a code typed in; returns the screen."""
    await opened(pilot, "promos")
    members.issue_codes(pilot.app.opened(), tmp_path / "codes.csv", [agent_id])
    code = (tmp_path / "codes.csv").read_text(encoding="utf-8-sig").splitlines()[1].rsplit(",", 1)[1]
    await pilot.press("k")
    await settle(pilot)
    screen = pilot.app.screen
    assert isinstance(screen, MemberKiosk)
    await type_code(pilot, code)
    return screen


async def settle(pilot):
    for _ in range(25):
        await pilot.pause(0.02)


async def type_code(pilot, code):
    await pilot.press(*code, "enter")
    await settle(pilot)


async def choose(pilot, *keys):
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


async def test_an_employee_votes_once_at_the_teams_terminal_and_may_change_it(program, tmp_path):
    app = program()
    async with app.run_test(size=SMALL) as pilot:
        screen = await kiosk(pilot, tmp_path, "A16")  # said no to the first
        assert screen.member.name == "Mateo Escudero Paz"
        await choose(pilot, "enter", "enter", "enter")  # vote, the first, yes
        items = {x.proposal.proposal_id: x for x in promos.items(app.opened(), screen.member)}
        assert (items["mirlo001"].yes, items["mirlo001"].no, items["mirlo001"].mine) == (9, 1, "yes")
        assert "counts" in str(screen.query_one("#say").content)
        await choose(pilot, "escape")
        assert screen.member is None


async def test_an_employee_proposes_and_thanks_in_their_own_name(program, tmp_path):
    app = program()
    async with app.run_test(size=SMALL) as pilot:
        screen = await kiosk(pilot, tmp_path, "A16")
        await choose(pilot, "down", "enter")
        form = app.screen
        for name, value in {"name": "Free returns", "first": "2026-12-20", "uplift": "8", "why": "Asked for"}.items():
            form.query_one(f"#field-{name}").value = value
        await choose(pilot, "ctrl+s")
        made = next(x.proposal for x in promos.items(app.opened()) if x.proposal.name == "Free returns")
        assert (made.agent_id, made.by_name) == ("A16", "Mateo Escudero Paz")
        await choose(pilot, "down", "enter", "enter")
        app.screen.query_one("#field-message").value = "For the cake"
        await choose(pilot, "ctrl+s")
        assert recognition.wall(app.opened())[0].by == "Mateo Escudero Paz"
        assert isinstance(app.screen, MemberKiosk)
        assert screen.member is not None


async def test_an_employee_sees_everything_stored_with_their_name(program, tmp_path):
    app = program()
    async with app.run_test(size=LARGE) as pilot:
        await kiosk(pilot, tmp_path, "A16")
        await choose(pilot, "up", "up", "enter")
        assert isinstance(app.screen, HelpModal)
        names = [heading for heading, _ in app.screen.paragraphs]
        assert any(n.startswith("core.recognition") for n in names)
        assert any(n.startswith("core.promo_vote") for n in names)


async def test_the_teams_terminal_is_left_with_its_pin_only_and_forgets_people(program, tmp_path):
    app = program()
    async with app.run_test(size=SMALL) as pilot:
        before = language()
        screen = await kiosk(pilot, tmp_path, "A16")
        await choose(pilot, "f2", "ctrl+q", "ctrl+p", "f1", "1")
        assert app.screen is screen and app.is_running
        await choose(pilot, "enter")  # the list of proposals stands open when nobody is there any more
        screen._idle()
        await settle(pilot)
        assert app.screen is screen and screen.member is None
        await type_code(pilot, "not-a-code")
        assert screen.member is None and str(screen.query_one("#say").content)
        await type_code(pilot, screen.pin)
        await at_rest(pilot)
        assert app.current_mode == "promos"
        assert language() == before
