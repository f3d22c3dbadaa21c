"""On PostgreSQL the database keeps pay apart: finance computes, a lead reads their team, an employee their own."""

import pytest

from planner.base.errors import Refused
from planner.db.opening import open_workspace
from planner.pay import months, published, steps
from planner.pay.files.text import published_text
from planner.pay.store.statements import read_statements
from tests.integration.pay import pay_shop


@pytest.fixture
def company(postgres_url, run_sql, tmp_path):
    """The shop on PostgreSQL with a reviewed September; `lead` leads the north, `emp` is Ben."""
    for login, role in {"fin": "finance", "lead": "team_lead", "emp": "employee", "hr": "hr"}.items():
        run_sql(
            postgres_url(),
            f"DO $$ BEGIN CREATE ROLE {login} LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$",
            f"GRANT cuadrante_{role} TO {login}",
        )
    database = postgres_url().partition("@/")[2].partition("?")[0]
    run_sql(postgres_url(), f"GRANT CONNECT ON DATABASE {database} TO cuadrante_employee")
    with open_workspace(postgres_url()) as ws:
        pay_shop.build(ws, tmp_path)
        with ws.write() as c:
            for login, name, role in (("lead", "Luis", "team_lead"), ("emp", "Ben", "employee")):
                c.exec_driver_sql("INSERT INTO core.person VALUES (%s, %s, %s)", (login, name, role))
            c.exec_driver_sql("INSERT INTO core.person_team VALUES ('lead', 'north')")
            c.exec_driver_sql("INSERT INTO core.person_agent VALUES ('emp', 'ben')")
    with open_workspace(postgres_url("fin")) as ws:
        steps.review(ws, pay_shop.seen(ws, "2026-09"))
    return lambda login: open_workspace(postgres_url(login))


def test_a_lead_reads_the_statements_of_their_team_only_and_an_employee_their_own(company):
    for login, seen in (("fin", ["ana", "ben", "cleo"]), ("lead", ["ana", "ben"]), ("emp", ["ben"])):
        with company(login) as ws:
            assert [one.agent_id for one in published.statements(ws, "2026-09")] == seen
            assert published.may_compute(ws) is (login == "fin")
    with company("emp") as ws:
        mine = published.statement(ws, "2026-09", "ben")
        assert str(mine.payable) == "15.00" and "Ben (ben)" in published_text(mine)
        with pytest.raises(Refused, match="no statement"):
            published.statement(ws, "2026-09", "ana")


def test_nobody_but_finance_reads_sales_or_changes_a_statement(company):
    for login in ("lead", "emp"):
        with company(login) as ws:
            for harm in (
                "SELECT * FROM pay.sale", "SELECT * FROM pay.snapshot", "UPDATE pay.statement SET payable = 1",
                "DELETE FROM pay.statement", "INSERT INTO core.person_agent VALUES ('lead', 'cleo')",
            ):  # fmt: skip
                with pytest.raises(Refused, match="role"), ws.write() as c:
                    c.exec_driver_sql(harm)
    with company("hr") as ws, pytest.raises(Refused, match="role"):
        read_statements(ws)
    with company("emp") as ws, pytest.raises(Refused, match="role"), ws.read() as c:
        c.exec_driver_sql("SELECT * FROM core.agent")


def test_a_month_that_goes_back_to_draft_takes_its_statements_away(company):
    with company("fin") as ws:
        steps.reopen(ws, months.kept(ws, "2026-09"), "quota mended")
    with company("lead") as ws:
        assert published.statements(ws, "2026-09") == ()


async def test_a_lead_opens_the_statements_of_their_team_on_screen(company, postgres_url):
    """Without what a month is computed from the screen shows what finance reviewed, and the text of each statement."""
    from tests.tui.conftest import at_rest
    from tui.app import CuadranteApp
    from tui.frame.tables import PlanTable

    app = CuadranteApp(postgres_url("lead"), "en")
    async with app.run_test(size=(120, 40)) as pilot:
        await at_rest(pilot)
        app.pay_period = "2026-09"
        await pilot.press("8")
        await at_rest(pilot)
        assert app.screen.query_one("#people", PlanTable).row_ids == ["ana", "ben"]
        await pilot.press("enter")
        await at_rest(pilot)
        assert "Ana (ana)" in app.screen.paragraphs[0][1]
        await pilot.press("escape", "greater_than_sign")
        await at_rest(pilot)
        assert app.screen.has_class("-empty")
