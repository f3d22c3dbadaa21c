"""HR writes, launches, watches, closes and reads on the screen; an employee answers at a shared terminal."""

import pytest

from planner.base.i18n import t
from planner.surveys import results, surveys
from planner.surveys.store import intake
from tests.tui.conftest import at_rest
from tui.frame.bars import KeyBar
from tui.screens.surveys.kiosk import KioskScreen

SMALL, LARGE = (80, 24), (120, 40)


async def at(pilot, survey_id):
    """Surveys open, the cursor on one of them."""
    await at_rest(pilot)
    await pilot.press("7")
    await at_rest(pilot)
    table = pilot.app.screen.query_one("#surveys")
    table.move_cursor(row=table.row_ids.index(survey_id))
    await at_rest(pilot)


async def keys(pilot, *names):
    for name in names:
        await pilot.press(name)
        await at_rest(pilot)


async def kiosk(pilot, survey_id, code):
    """The shared terminal with a code typed in."""
    await at(pilot, survey_id)
    await pilot.press("k")
    for _ in range(100):
        await pilot.pause(0.02)
        if isinstance(pilot.app.screen, KioskScreen):
            break
    screen = pilot.app.screen
    await answer_code(pilot, code)
    return screen


async def answer_code(pilot, code):
    await pilot.press(*code, "enter")
    for _ in range(50):
        await pilot.pause(0.02)


def codes(app, survey_id):
    return [link.code for link in surveys.links(app.opened(), survey_id, "http://x")]


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
@pytest.mark.parametrize(
    ("state", "pressed"),
    [
        ("draft", ("enter",)),
        ("closed", ("enter",)),
        ("closed", ("enter", "right")),
        ("closed", ("enter", "right", "right")),
        ("closed", ("enter", "left")),
    ],
    ids=["editor", "summary", "statements", "heatmap", "actions"],
)
def test_survey_views_look_as_approved(snap_compare, program, ids, state, pressed, size):
    async def run(pilot):
        await at(pilot, ids[state])
        await keys(pilot, *pressed)

    assert snap_compare(program("es" if size == SMALL else "en"), run_before=run, terminal_size=size)


async def test_a_draft_is_edited_and_launched_and_its_mode_never_changes_after(program, ids):
    app = program()
    async with app.run_test(size=LARGE) as pilot:
        await at(pilot, ids["draft"])
        before = len(surveys.get(app.opened(), ids["draft"]).form.questions)
        await keys(pilot, "enter", "d")
        assert len(surveys.get(app.opened(), ids["draft"]).form.questions) == before - 1
        await keys(pilot, "j")
        assert surveys.get(app.opened(), ids["draft"]).form.questions[1].id == "schedule_2"
        await keys(pilot, "escape")
        await at(pilot, ids["draft"])
        await keys(pilot, "l", "ctrl+s", "enter")
        opened = surveys.get(app.opened(), ids["draft"])
        assert (opened.state, opened.anonymous, opened.invited) == ("open", True, 20)
        assert app.screen.check_action("launch", ()) is None


async def test_a_question_of_ones_own_is_added_in_the_words_of_the_language(program, ids):
    app = program("es")
    async with app.run_test(size=LARGE) as pilot:
        await at(pilot, ids["draft"])
        await keys(pilot, "enter", "a")
        fields = {name: app.screen.query_one(f"#field-{name}") for name in ("es", "en", "kind", "dimension", "reverse")}
        assert fields["kind"].value == "acuerdo de 1 a 5"
        fields["es"].value, fields["en"].value = "Me agota el ruido.", "The noise wears me out."
        fields["kind"].value, fields["dimension"].value, fields["reverse"].value = "acuerdo", "Sala / Office", "Sí"
        await keys(pilot, "ctrl+s")
        form = surveys.get(app.opened(), ids["draft"]).form
        made = next(q for q in form.questions if q.text.en == "The noise wears me out.")
        assert (made.kind.name, made.reverse, form.dimensions[made.dimension].es) == ("agreement", True, "Sala")
        assert form.missing_texts() == []


@pytest.mark.parametrize("language", ["en", "es"])
async def test_at_80_columns_the_bar_names_the_next_step_of_the_survey_under_the_cursor(program, ids, language):
    app = program(language)
    async with app.run_test(size=SMALL) as pilot:
        await at(pilot, ids["draft"])
        bar = app.screen.query_one(KeyBar).render().plain
        assert f" l {t('Launch', language)} " in bar
        assert t("Remind", language) not in bar, "there is nobody to remind yet"
        await at(pilot, ids["open"])
        bar = app.screen.query_one(KeyBar).render().plain
        assert f" r {t('Remind', language)} " in bar
        assert t("Launch", language) not in bar


async def test_a_new_survey_starts_in_the_editor(program, ids):
    app = program()
    async with app.run_test(size=LARGE) as pilot:
        await at(pilot, ids["draft"])
        await keys(pilot, "n", "down", "enter")
        assert app.screen.has_class("-form")
        assert app.screen.survey.form.title.en == "Monthly pulse"


async def test_an_open_survey_shows_participation_and_no_result(program, ids):
    app = program()
    async with app.run_test(size=LARGE) as pilot:
        await at(pilot, ids["open"])
        text = str(app.screen.query_one("#about-text").content)
        assert "told from ten answers on" in text and "Anonymous" in text
        await keys(pilot, "enter")
        assert not app.screen.has_class("-results")


async def test_an_employee_answers_once_at_the_shared_terminal_and_cannot_leave_it(program, ids):
    app = program()
    async with app.run_test(size=SMALL) as pilot:
        await at_rest(pilot)
        code = codes(app, ids["open"])[-1]
        screen = await kiosk(pilot, ids["open"], code)
        assert screen.form is not None and "anonymous" in str(screen.query_one("#ask").content)
        await pilot.press("enter")
        assert screen.answers == {}, "the key that begins must not answer"
        await pilot.press("down", "down", "enter", "enter", "f2", "ctrl+s")
        assert screen.question.id == "pulse_comment"
        await pilot.press(*"bien", "ctrl+s", "enter")
        for _ in range(50):
            await pilot.pause(0.02)
        assert screen.form is None and not screen.answers and "Gracias" in str(screen.query_one("#say").content)
        await answer_code(pilot, code)
        assert screen.form is not None, "a used code looks like an unused one to whoever stands beside"
        await pilot.press("escape", "ctrl+q", "ctrl+p", "1")
        assert app.screen is screen and app.is_running
        await pilot.press("escape")
        await answer_code(pilot, screen.pin)
        assert app.screen is not screen
        assert len(intake.read_bodies(app.opened(), ids["open"])) == 7


async def test_an_answer_left_half_way_is_forgotten(program, ids):
    app = program()
    async with app.run_test(size=SMALL) as pilot:
        await at_rest(pilot)
        screen = await kiosk(pilot, ids["open"], codes(app, ids["open"])[-1])
        await pilot.press("enter", "down", "enter")
        assert screen.answers == {"recommend": "1"}
        screen._idle()
        assert screen.form is None and not screen.answers
        assert len(intake.read_bodies(app.opened(), ids["open"])) == 6


async def test_a_wrong_code_is_told_and_nothing_opens(program, ids):
    app = program()
    async with app.run_test(size=SMALL) as pilot:
        screen = await kiosk(pilot, ids["open"], "abcdefghijkl")
        assert screen.form is None and "no code" in str(screen.query_one("#say").content)
        for _ in range(4):
            await answer_code(pilot, "abcdefghijkl")
        await answer_code(pilot, screen.pin)
        assert app.screen is screen and "Too many tries" in str(screen.query_one("#say").content)


async def test_closing_shows_results_compared_with_the_wave_before(program, ids):
    app = program()
    async with app.run_test(size=LARGE) as pilot:
        await at(pilot, ids["open"])
        await keys(pilot, "z")
        asked = str(app.screen.query_one("#question Static").content)
        assert "Norte: 10–19" in asked, "groups are looked at before closing"
        await keys(pilot, "enter")
        assert surveys.get(app.opened(), ids["open"]).state == "closed"
        await at(pilot, ids["open"])
        await keys(pilot, "enter")
        text = str(app.screen.query_one("#results-text").content)
        assert "Employee recommendation (eNPS)" in text and "chance" in text


async def test_actions_are_agreed_and_ticked_off(program, ids):
    app = program()
    async with app.run_test(size=LARGE) as pilot:
        await at(pilot, ids["closed"])
        await keys(pilot, "enter", "a", "down", "enter")
        await pilot.press(*"Sooner", "tab", *"Ana")
        await keys(pilot, "enter")
        action = results.actions(app.opened(), ids["closed"])[0]
        assert (action.owner, action.question) == ("Ana", "clarity_1")
        assert "The next wave will say" in str(app.screen.query_one("#results-text").content)
        await keys(pilot, "d", "enter")
        assert results.actions(app.opened(), ids["closed"])[0].state == "done"
        await keys(pilot, "o", "enter")
        assert surveys.get(app.opened(), ids["closed"]).state == "reported"


async def test_links_of_an_open_survey_are_written_for_a_mail_merge(program, ids, tmp_path):
    app = program()
    async with app.run_test(size=LARGE) as pilot:
        await at(pilot, ids["open"])
        await keys(pilot, "m", "enter", "enter")
        assert len((tmp_path / "links.csv").read_text(encoding="utf-8-sig").splitlines()) == 21


async def test_answers_of_another_form_are_looked_at_and_taken_in(program, ids, tmp_path):
    rows = [f"2026-11-0{1 + i % 9},{('Norte', 'Sur')[i % 2]},{i % 11},{1 + i % 5}" for i in range(24)]
    file = tmp_path / "clima.csv"
    file.write_text("\n".join(["Timestamp,Team,Would you recommend us?,I feel well", *rows]), encoding="utf-8")
    app = program()
    async with app.run_test(size=SMALL) as pilot:
        await at(pilot, ids["open"])
        await keys(pilot, "i")
        await pilot.press(*"clima.csv")
        await keys(pilot, "enter")
        said = str(app.screen.query_one("#question Static").content)
        assert "Timestamp: left out" in said and "I feel well: agreement 1–5  (1 | 2 | 3)" in said
        await keys(pilot, "enter")
        made = next(s for s in surveys.all_surveys(app.opened()) if s.form.title.en == "clima")
        assert (made.invited, made.state) == (0, "closed")
        await at(pilot, made.survey_id)
        assert "How many were asked is not known" in str(app.screen.query_one("#about-text").content)


async def test_the_self_audit_speaks_of_every_promise(program, ids):
    from tui.frame.modals import HelpModal

    app = program()
    async with app.run_test(size=LARGE) as pilot:
        await at(pilot, ids["closed"])
        await keys(pilot, "a")
        assert isinstance(app.screen, HelpModal)
        assert len(app.screen.paragraphs) > 8
        assert all(title.startswith("✓") for title, _ in app.screen.paragraphs[:-1])
        assert "cannot see" in app.screen.paragraphs[-1][0]
