"""On PostgreSQL the database itself keeps roles apart, whatever the program does."""

import importlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from planner.base.errors import Refused
from planner.db import audit, roles
from planner.db.opening import open_workspace
from planner.db.tables import MODULES, SCHEMAS, metadata
from planner.db.workspace import read_settings, write_settings
from planner.domain.people import Agent, Contract, TimeOff
from planner.domain.roster import Roster, RosterState, RosterVersion, Shift
from planner.domain.workspace import WorkspaceSettings
from planner.roster.store import requests, rosters
from planner.roster.store.published import published_shifts
from planner.shop.store import channels, history, people

T = datetime(2026, 11, 27, 8, tzinfo=UTC)
NORTH = Agent("A01", "Ana", "North", ("phone",), Contract(2400))
SOUTH = replace(NORTH, agent_id="B01", name="Bea", team="South")


@pytest.fixture
def company(postgres_url, run_sql):
    """Two teams; one login for each role; `lead` leads the North. Returns a function that opens it as somebody."""
    logins = {"lead": "team_lead", "hr": "hr", "finance": "finance", "admin": "admin", "page": "survey_page"}
    for login, role in logins.items():
        run_sql(
            postgres_url(),
            f"DO $$ BEGIN CREATE ROLE {login} LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$",
            f"GRANT cuadrante_{role} TO {login}",
        )
    run_sql(postgres_url(), "DO $$ BEGIN CREATE ROLE stranger LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$")
    with open_workspace(postgres_url("admin")) as ws:
        people.write_agents(ws, [NORTH, SOUTH])
        people.write_time_off(ws, [TimeOff(a, T, T + timedelta(days=1), "leave") for a in ("A01", "B01")])
        with ws.write() as c:
            c.exec_driver_sql("INSERT INTO core.person VALUES ('lead', 'Luis', 'team_lead')")
            c.exec_driver_sql("INSERT INTO core.person_team VALUES ('lead', 'North')")
    return lambda login: open_workspace(postgres_url(login))


def test_a_team_lead_sees_and_changes_only_their_own_team(company):
    with company("lead") as ws:
        assert ws.person == "lead"
        assert [a.agent_id for a in people.read_agents(ws)] == ["A01"]
        assert [s.agent_id for s in people.read_time_off(ws)] == ["A01"]
        people.write_agents(ws, [replace(NORTH, name="Ana María")])
        with pytest.raises(Refused, match="role"):
            people.write_agents(ws, [replace(SOUTH, name="Mine now")])
        with pytest.raises(Refused, match="role"):
            people.write_agents(ws, [replace(NORTH, team="South")])
        assert not people.delete_agent(ws, "B01")
    with company("hr") as ws:
        assert [a.name for a in people.read_agents(ws)] == ["Ana María", "Bea"]


def test_a_team_lead_sees_only_their_teams_shifts_in_a_shared_roster(company):
    shifts = tuple(Shift(a, date(2026, 11, 27), T, T + timedelta(hours=8)) for a in ("A01", "B01"))
    version = RosterVersion("", 0, RosterState.DRAFT, 0, roster=Roster(date(2026, 11, 23), 7, "Europe/Madrid", shifts))
    with company("admin") as ws:
        saved = rosters.save_version(ws, version)
    with company("lead") as ws:
        seen = rosters.read_version(ws, saved.roster_id)
        assert [s.agent_id for s in seen.roster.shifts] == ["A01"]
        with pytest.raises(Refused, match="role"):
            rosters.save_version(ws, version)


def test_each_role_plans_in_its_own_room_only(company):
    contacts = {"channel": ["phone"], "interval_start": [0], "minutes": [30], "contacts": [1.0]}
    with company("lead") as ws:
        channels.ensure_channels(ws, ["phone"])
        assert history.write_contacts(ws, contacts).new == 1
        with pytest.raises(Refused, match="role"):
            write_settings(ws, WorkspaceSettings("mine"))
    with company("finance") as ws:
        assert history.history_span(ws).rows == 1
        with pytest.raises(Refused, match="role"):
            history.write_contacts(ws, contacts | {"contacts": [2.0]})
    for login in ("lead", "finance", "admin"):
        with company(login) as ws, pytest.raises(Refused, match="role"), ws.read() as c:
            c.exec_driver_sql("SELECT * FROM answers.response")
    for login in ("lead", "hr", "admin"):
        with company(login) as ws, pytest.raises(Refused, match="role"), ws.write() as c:
            c.exec_driver_sql("CREATE TABLE pay.mine (x int)")


def test_a_login_without_a_role_gets_nothing(company):
    with pytest.raises(Refused):
        company("stranger")


def test_the_survey_page_reads_no_roster_and_no_agent(company):
    with company("page") as ws:
        for table in ("agent", "roster_shift", "audit_log", "contact_block"):
            with pytest.raises(Refused, match="role"), ws.read() as c:
                c.exec_driver_sql(f"SELECT * FROM core.{table}")


def test_nobody_rewrites_the_audit_log_or_its_anchor(company):
    with company("lead") as ws:
        audit.append(ws, "roster saved", "x")
    for login in ("lead", "hr", "finance", "admin"):
        with company(login) as ws:
            audit.append(ws, "looked", "x")
            assert audit.verify(ws) == ()
            for harm in (
                "UPDATE core.audit_log SET actor = 'x'",
                "DELETE FROM core.audit_log",
                "TRUNCATE core.audit_log",
                "UPDATE core.audit_anchor SET seq = 0",
                "DELETE FROM core.audit_anchor",
            ):
                with pytest.raises(Refused, match="role"), ws.write() as c:
                    c.exec_driver_sql(harm)


def test_everybody_can_read_what_form_the_workspace_has(company):
    for login in ("lead", "hr", "finance", "admin"):
        with company(login) as ws:
            assert read_settings(ws).interval_minutes == 30


def test_every_view_is_a_security_barrier_of_an_owner_that_nobody_is(postgres_url, run_sql):
    rows = run_sql(
        postgres_url(),
        "SELECT n.nspname, c.relname, o.rolname, o.rolcanlogin, o.rolsuper, o.rolbypassrls, c.reloptions"
        " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_roles o ON o.oid = c.relowner"
        " WHERE c.relkind IN ('v', 'm') AND n.nspname !~ '^(pg_|information_schema)' ORDER BY 1, 2",
    )
    assert [row[:3] for row in rows] == [("reports", name, "cuadrante_reports_owner") for name in sorted(roles.VIEWS)]
    for schema, view, owner, login, superuser, bypass, options in rows:
        assert not (login or superuser or bypass), (schema, view, owner)
        assert "security_barrier=true" in (options or []), view


def test_every_table_belongs_to_its_schemas_owner_and_nothing_to_public(postgres_url, run_sql):
    owners = run_sql(
        postgres_url(),
        f"SELECT schemaname, tablename, tableowner FROM pg_tables WHERE schemaname = ANY(ARRAY{list(SCHEMAS)})",
    )
    assert owners
    assert {(schema, owner) for schema, _, owner in owners} <= set(roles.OWNERS.items())
    public = run_sql(
        postgres_url(),
        "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace,"
        " aclexplode(coalesce(c.relacl,"
        " acldefault(CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::\"char\", c.relowner))) a"
        f" WHERE n.nspname = ANY(ARRAY{list(SCHEMAS)}) AND c.relkind IN ('r', 'v', 'm', 'S') AND a.grantee = 0",
    )
    assert public == []
    schemas = run_sql(
        postgres_url(),
        "SELECT nspname FROM pg_namespace, aclexplode(nspacl) a WHERE a.grantee = 0"
        f" AND nspname = ANY(ARRAY{[*SCHEMAS, 'public']})",
    )
    assert schemas == []


def test_row_security_is_forced_where_rows_belong_to_teams(postgres_url, run_sql):
    rows = run_sql(
        postgres_url(),
        "SELECT relname FROM pg_class"
        " WHERE relnamespace = 'core'::regnamespace AND relrowsecurity AND relforcerowsecurity",
    )
    assert {row[0] for row in rows} == set(roles.TEAM_ROWS)


def test_every_table_has_its_grants_thought_of():
    for module in MODULES:
        importlib.import_module(module)
    named = {f"{t.schema}.{t.name}" for t in metadata.tables.values() if t.schema not in roles.SCHEMA_DEFAULT}
    assert named <= set(roles.GRANTS)


def shifts_of(*agents):
    return tuple(Shift(a, date(2026, 11, 27), T, T + timedelta(hours=8)) for a in agents)


def version_of(*agents, label=""):
    return RosterVersion(
        "", 0, RosterState.DRAFT, 0, label, roster=Roster(date(2026, 11, 23), 7, "Europe/Madrid", shifts_of(*agents))
    )


@pytest.fixture
def two_leads(company, postgres_url, run_sql):
    """`lead` leads the North and `lead_south` the South."""
    run_sql(
        postgres_url(),
        "DO $$ BEGIN CREATE ROLE lead_south LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$",
        "GRANT cuadrante_team_lead TO lead_south",
    )
    with company("admin") as ws, ws.write() as c:
        c.exec_driver_sql("INSERT INTO core.person VALUES ('lead_south', 'Sol', 'team_lead')")
        c.exec_driver_sql("INSERT INTO core.person_team VALUES ('lead_south', 'South')")
    return company


def test_a_draft_of_another_team_is_not_seen_and_its_number_is_not_given_twice(two_leads):
    with two_leads("lead") as ws:
        assert rosters.save_version(ws, version_of("A01", label="repair: A01 away")).number == 1
    with two_leads("lead_south") as ws:
        assert rosters.list_versions(ws, date(2026, 11, 23)) == ()
        assert rosters.save_version(ws, version_of("B01")).number == 2
    with two_leads("admin") as ws:
        assert [v.number for v in rosters.list_versions(ws, date(2026, 11, 23))] == [2, 1]


def test_leads_publish_side_by_side_and_neither_takes_the_others_shifts_out_of_force(two_leads):
    monday = date(2026, 11, 23)
    for login, agent in (("lead", "A01"), ("lead_south", "B01")):
        with two_leads(login) as ws:
            draft = rosters.save_version(ws, version_of(agent))
            rosters.publish(ws, draft.roster_id, draft.row_version)
            assert [s.agent_id for s in rosters.published_version(ws, monday).roster.shifts] == [agent]
    with two_leads("admin") as ws:
        in_force = rosters.published_version(ws, monday)
        assert in_force.number == 2
        assert [s.agent_id for s in in_force.roster.shifts] == ["A01", "B01"]
        assert {s.agent_id for s in published_shifts(ws, monday, monday + timedelta(days=6))} == {"A01", "B01"}
        again = rosters.save_version(ws, version_of("A01"))
        rosters.publish(ws, again.roster_id, again.row_version)
        in_force = rosters.published_version(ws, monday)
        assert [s.agent_id for s in in_force.roster.shifts] == ["A01"], "everybody's version, where South has nobody"


def test_a_roster_of_several_teams_is_read_in_part_and_changed_by_nobody_who_sees_only_a_part(two_leads):
    with two_leads("admin") as ws:
        whole = rosters.save_version(ws, version_of("A01", "B01"))
        assert rosters.altered(ws) == []
    with two_leads("lead") as ws:
        seen = rosters.read_version(ws, whole.roster_id)
        assert [s.agent_id for s in seen.roster.shifts] == ["A01"]
        assert rosters.shared(ws, whole.roster_id)
        assert rosters.altered(ws) == [], "a part of the shifts is no damage"
        with pytest.raises(Refused, match="other teams"):
            rosters.save_version(ws, replace(seen, label="mine"))
        with pytest.raises(Refused, match="other teams"):
            rosters.publish(ws, whole.roster_id, whole.row_version)
        assert not rosters.delete_draft(ws, whole.roster_id)
        mine = rosters.save_version(ws, replace(version_of("A01"), label="mine"))
        assert not rosters.shared(ws, mine.roster_id)
    with two_leads("admin") as ws:
        assert rosters.read_version(ws, whole.roster_id).roster == whole.roster
        assert rosters.altered(ws) == []


def test_a_request_of_another_team_is_neither_seen_nor_decided(two_leads):
    with two_leads("lead") as ws:
        asked = requests.file_request(
            ws, requests.RosterRequest("", "swap", "A01", date(2026, 11, 27), "B01", date(2026, 11, 27))
        )
    with two_leads("lead_south") as ws:
        assert requests.read_requests(ws) == []
        with pytest.raises(Refused, match="no longer"):
            requests.decide(ws, asked, "approved")
    with two_leads("lead") as ws:
        assert requests.decide(ws, asked, "declined", "nobody left").state == "declined"
        with pytest.raises(Refused, match="already"):
            requests.decide(ws, asked, "approved")
