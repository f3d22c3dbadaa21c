"""In a real browser on a phone: the form works with and without JavaScript, by keyboard, and passes the axe check."""

import json
from datetime import date

import pytest

from planner.db.opening import open_workspace
from planner.surveys import closing, results, told
from planner.surveys import desk as survey_desk
from planner.surveys.store import intake

pytestmark = pytest.mark.system
PHONE = {"width": 360, "height": 740}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip


@pytest.fixture(scope="module")
def browser(require_program):
    path = require_program("chromium")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def phone(browser):
    made = []

    def open_phone(javascript=True, lang="en-GB", scheme="light"):
        made.append(
            browser.new_context(
                viewport=PHONE,
                is_mobile=True,
                has_touch=True,
                locale=lang,
                java_script_enabled=javascript,
                color_scheme=scheme,
            )
        )
        return made[-1].new_page()

    yield open_phone
    for context in made:
        context.close()


def answers(site):
    with open_workspace(site.target) as ws:
        return [closing.response_of(b).answers for b in intake.read_bodies(ws, site.survey_id)]


@pytest.mark.parametrize("javascript", [True, False])
def test_an_employee_answers_on_a_phone(make_site, phone, javascript):
    site = make_site(12)
    page = phone(javascript)
    page.goto(site.start() + site.paths[0])
    page.get_by_role("group", name="1. I start my shift").get_by_label("Agree", exact=True).check()
    page.get_by_role("group", name="13. How likely").get_by_label("9", exact=True).check()
    page.get_by_role("textbox").fill("Más descansos, más té 🍵")
    page.get_by_role("button", name="Send my answer").click()
    page.wait_for_url("**/thanks**")
    assert page.get_by_role("heading", level=1).inner_text() == "Thank you"
    assert answers(site) == [{"clarity_1": 4, "recommend": 9, "one_change": "Más descansos, más té 🍵"}]
    page.go_back()  # a shared phone shows the next person neither the form nor the answer
    assert page.get_by_role("radio", checked=True).count() == 0
    assert "Más descansos" not in page.content()
    assert len(answers(site)) == 1


def test_nothing_is_wider_than_the_phone_and_targets_fit_a_thumb(make_site, phone):
    site = make_site(12, "schedule")
    page = phone()
    page.goto(site.start() + site.paths[0])
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    sizes = page.evaluate(
        "[...document.querySelectorAll('label.choice, select, button:not([hidden]), nav a, summary')]"
        ".map(e => e.getBoundingClientRect().height)"
    )
    assert sizes
    assert min(sizes) >= 44


def test_mistakes_are_explained_beside_the_question_and_nothing_typed_is_lost(make_site, phone):
    site = make_site(12, "schedule")
    page = phone(javascript=False)
    page.goto(site.start() + site.paths[0])
    for select in page.get_by_role("combobox").all():
        select.select_option("1")
    page.get_by_role("textbox").fill("kept")
    page.get_by_role("button", name="Send my answer").click()
    assert "different place" in page.get_by_role("alert").inner_text()
    assert page.get_by_role("textbox").input_value() == "kept"
    page.get_by_role("alert").get_by_role("link").click()
    assert page.url.endswith("#f.schedule_rank")
    for i, select in enumerate(page.get_by_role("combobox").all()):
        select.select_option(str(i + 1))
    page.get_by_role("button", name="Send my answer").click()
    page.wait_for_url("**/thanks**")
    assert answers(site)[0]["schedule_rank"] == ("early", "weekends", "same", "swaps")


def test_the_form_can_be_filled_with_the_keyboard_alone(make_site, phone):
    site = make_site(12, "pulse")
    page = phone()
    page.goto(site.start() + site.paths[0])
    for _ in range(3):  # language, notice, first group
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    for _ in range(12):
        if page.evaluate("document.activeElement.tagName") == "TEXTAREA":
            break
        page.keyboard.press("Tab")
    page.keyboard.type("by keyboard")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/thanks**")
    assert answers(site)[0]["pulse_comment"] == "by keyboard"
    assert answers(site)[0]["recommend"] == 1


@pytest.mark.parametrize(("template", "scheme"), [("engagement", "light"), ("schedule", "dark"), ("exit", "light")])
def test_axe_finds_no_accessibility_fault(make_site, phone, template, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    site = make_site(12, template)
    page = phone(lang="es-ES", scheme=scheme)
    base = site.start()
    page.context.set_default_timeout(20_000)
    for path in (site.paths[0], "/thanks", "/s/a/b"):
        page.goto(base + path)
        found = axe.Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
    page.goto(base + site.paths[0])
    page.get_by_role("button", name="Enviar mi respuesta").click()
    found = axe.Axe().run(page)
    assert page.get_by_role("alert").count() == 1
    assert found.violations_count == 0, json.dumps(found.response["violations"])[:2000]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_everybody_is_told_fits_the_phone_and_passes_axe(make_site, phone, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    site = make_site(12)
    with open_workspace(site.target) as ws:
        desk = survey_desk.SurveyDesk(ws)
        sent = []
        for i, path in enumerate(site.paths):
            given = {"recommend": i % 11, "clarity_1": 1 + i % 5, "means_1": 5}
            sent.append(desk.submit(site.survey_id, path.rsplit("/", 1)[1], given))
        assert {s.result() for s in sent} == {"stored"}
        desk.stop()
        closing.close(ws, site.survey_id)
        results.add_action(ws, site.survey_id, "Aviso de cambios los lunes", "Ana", date(2027, 1, 15))
        told.tell(ws, site.survey_id)
    page = phone(javascript=True, lang="es-ES", scheme=scheme)
    page.goto(f"{site.start()}/results/{site.survey_id}")
    page.get_by_text("Afirmación por afirmación").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.get_by_role("table").count() == 2
    found = axe.Axe().run(page)
    assert found.violations_count == 0, json.dumps(found.response["violations"])[:2000]
    page.get_by_role("link", name="English").click()
    assert page.get_by_role("heading", level=1).inner_text().startswith("What you told us")
