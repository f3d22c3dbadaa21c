"""On PostgreSQL the database keeps coaching, reasons and votes apart, whatever the program does."""

from datetime import date

import pytest

from planner.base.errors import Refused
from planner.care import coaching, members, promos, recognition, satisfaction, turnover
from planner.db.opening import open_workspace
from planner.shop.store.channels import ensure_channels
from planner.shop.store.people import write_agents
from planner.surveys import results
from planner.workspace import home
from tests.integration.care.conftest import people

LOGINS = {"lead": "team_lead", "south": "team_lead", "hr": "hr", "finance": "finance", "admin": "admin"}


@pytest.fixture
def company(postgres_url, run_sql):
    """Teams North and South with a lead each. Returns a function that opens the workspace as somebody."""
    for login, role in LOGINS.items():
        run_sql(
            postgres_url(),
            f"DO $$ BEGIN CREATE ROLE {login} LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$",
            f"GRANT cuadrante_{role} TO {login}",
        )
    with open_workspace(postgres_url("admin")) as ws:
        write_agents(ws, people())
        ensure_channels(ws, ["phone"])
        with ws.write() as c:
            for login, team in (("lead", "North"), ("south", "South")):
                c.exec_driver_sql(f"INSERT INTO core.person VALUES ('{login}', '{login}', 'team_lead')")
                c.exec_driver_sql(f"INSERT INTO core.person_team VALUES ('{login}', '{team}')")
    return lambda login: open_workspace(postgres_url(login))


def test_coaching_is_seen_by_the_lead_of_that_team_and_hr_and_nobody_else(company):
    with company("lead") as ws:
        made = coaching.begin(ws, "A00", "Slower", date(2026, 11, 20))
        coaching.talk(ws, made, "note")
        with pytest.raises(Refused, match="no agent"):
            coaching.begin(ws, "A01", "x")  # of the South
    with company("south") as ws:
        assert coaching.plans(ws) == ()
        with ws.read() as c:
            assert c.exec_driver_sql("SELECT count(*) FROM core.coaching_talk").scalar() == 0
        with pytest.raises(Refused), ws.write() as c:
            c.exec_driver_sql(
                "INSERT INTO core.coaching_talk VALUES ('t', %s, 'A00', '2026-11-18', 'x', 'south', now())", (made,)
            )
    with company("hr") as ws:
        assert [x.note for x in coaching.plans(ws)[0].talks] == ["note"]
    for login in ("finance", "admin"):
        with company(login) as ws:
            with pytest.raises(Refused, match="role"):
                coaching.plans(ws)
            assert coaching.due_sentence(ws) == ""
            assert home.week_answer(ws, date(2026, 11, 23)).headline  # Home opens all the same


def test_reasons_for_leaving_are_hrs_alone(company):
    with company("hr") as ws:
        turnover.say_why(ws, "A00", "involuntary", "secret", date(2026, 11, 1))
        assert turnover.view(ws).company.leavers == 1
        assert turnover.leavers(ws)[0].reason == "secret"
    for login in ("lead", "finance", "admin"):
        with company(login) as ws:
            for read in (turnover.view, turnover.leavers):
                with pytest.raises(Refused, match="role"):
                    read(ws)
            with pytest.raises(Refused, match="role"), ws.read() as c:
                c.exec_driver_sql("SELECT reason FROM core.leaving")


def test_the_whole_wall_is_read_by_all_and_each_lead_writes_for_their_own_team(company, code_of):
    with company("lead") as ws:
        ana = members.identify(ws, code_of(ws, "A00"))
        made = recognition.thank(ws, "A02", "by ana", ana)
        mine = recognition.thank(ws, "A04", "by the lead")
    with company("south") as ws:
        wall = {x.recognition_id: x for x in recognition.wall(ws)}
        assert (wall[made].by, wall[made].thanked) == ("Person 0", "Person 2")  # of a team they do not see
        for one in (made, mine):
            with ws.write() as c:
                done = c.exec_driver_sql(
                    "UPDATE core.recognition SET withdrawn_at = now() WHERE recognition_id = %s", (one,)
                )
                assert done.rowcount == 0
        with pytest.raises(Refused, match="role"), ws.write() as c:
            c.exec_driver_sql(
                "INSERT INTO core.recognition (recognition_id, agent_id, author, by_name, thanked_id, thanked_name,"
                " thanked_team, message, created_at) VALUES ('f', '', 'lead', 'lead', 'A01', 'x', 'y', 'forged', now())"
            )
    with company("finance") as ws:
        assert len(recognition.wall(ws)) == 2
        with pytest.raises(Refused, match="role"):
            recognition.thank(ws, "A01", "x")


def test_a_lead_cannot_vote_for_another_team_but_sees_every_vote_counted(company, code_of):
    with company("lead") as ws:
        made = promos.propose(ws, "Gift night", date(2026, 12, 9), date(2026, 12, 9), (), 10.0, "why")
        promos.vote(ws, members.identify(ws, code_of(ws, "A00")), made, "yes")
    with company("south") as ws:
        promos.vote(ws, members.identify(ws, code_of(ws, "A01")), made, "no")
        stranger = members.Member("A02", "Person 2", "North")
        with pytest.raises(Refused, match="role"):
            promos.vote(ws, stranger, made, "no")
        item = promos.items(ws)[0]
        assert (item.yes, item.no) == (1, 1)
        promos.accept(ws, made)
        with pytest.raises(Refused, match="not employed"):
            code_of(ws, "A00")  # codes of another team cannot be issued either
    with company("finance") as ws:
        assert promos.items(ws)[0].proposal.state == "accepted"
        with pytest.raises(Refused, match="role"):
            promos.undo(ws, made)


def test_a_lead_may_read_rosters_without_the_answers(company):
    with company("lead") as ws:
        with pytest.raises(Refused, match="published"):
            satisfaction.view(ws)
        assert satisfaction.choices(ws) == ()


def test_what_is_stored_about_somebody_names_what_this_login_may_not_read(company):
    with company("hr") as ws:
        found = results.about_me(ws, "A00")
    assert "core.agent" in found
    assert any(name.startswith("pay.") and name.endswith("not for this login") for name in found)
