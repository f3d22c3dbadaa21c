"""On PostgreSQL the database itself keeps roles apart, whatever the program does."""

import importlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from planner.domain.people import Agent, Contract, TimeOff
from planner.domain.roster import Roster, RosterState, RosterVersion, Shift
from planner.domain.workspace import WorkspaceSettings
from planner.errors import Refused
from planner.storage import audit, channels, history, people, roles, rosters
from planner.storage.tables import MODULES, SCHEMAS, metadata
from planner.storage.workspace import open_workspace, read_settings, write_settings

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
    version = RosterVersion("", 0, RosterState.DRAFT, 0, Roster(date(2026, 11, 23), 7, "Europe/Madrid", shifts))
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
        for table in ("agent", "roster_shift", "settings", "audit_log", "contact_block"):
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
