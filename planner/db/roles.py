"""Who may do what on PostgreSQL, where the database itself enforces it. Nothing of this exists on SQLite.

Schemas, tables and views belong to owners that nobody can log in as; people are members of group roles and connect as
themselves. PUBLIC has nothing. Rows that belong to a team are under forced row-level security: a team lead sees the
teams named in `core.person_team`. Reports are security-barrier views of an owner that is no superuser (a view of a
superuser reads past row security). `apply` runs after every migration, within its transaction, and may be run again.

To let a person in: `CREATE ROLE maria LOGIN ...; GRANT cuadrante_team_lead TO maria`, and rows in person, person_team.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Column, Connection, ForeignKey, Table, Text, text

from planner.db.tables import ANSWERS, CORE, PAY, REPORTS, SCHEMAS, metadata
from planner.db.tables import text as text_column

person = Table(
    "person",
    metadata,
    text_column("login", key=True),
    text_column("name"),
    text_column("role"),
    schema=CORE,
)

person_team = Table(
    "person_team",
    metadata,
    Column("login", Text, ForeignKey("core.person.login", ondelete="CASCADE"), primary_key=True),
    text_column("team", key=True),
    schema=CORE,
)


OWNERS = {schema: f"cuadrante_{schema}_owner" for schema in SCHEMAS}
LEAD, HR, FINANCE, ADMIN, PAGE, EMPLOYEE = (
    f"cuadrante_{name}" for name in ("team_lead", "hr", "finance", "admin", "survey_page", "employee")
)
PEOPLE = (LEAD, HR, FINANCE, ADMIN)
GROUPS = (*PEOPLE, PAGE, EMPLOYEE)
READ, WRITE = "SELECT", "SELECT, INSERT, UPDATE, DELETE"

GRANTS: dict[str, dict[str, str]] = {
    **{
        f"{CORE}.{table}": {LEAD: WRITE, HR: READ, FINANCE: READ, ADMIN: WRITE}
        for table in (
            "channel", "contact_block", "event", "forecast", "forecast_interval", "forecast_override", "preference",
            "requirement", "roster_version", "roster_shift", "excluded_day", "forecast_publication", "forecast_report",
            "team_rules", "roster_team", "roster_request", "contact_facet",
        )
    },
    **{f"{CORE}.{table}": dict.fromkeys(PEOPLE, WRITE) for table in ("import_file", "source_profile", "import_batch")},
    f"{CORE}.import_change": {LEAD: WRITE, HR: WRITE, ADMIN: WRITE},
    **{f"{CORE}.{table}": {LEAD: WRITE, HR: WRITE, FINANCE: READ, ADMIN: WRITE} for table in ("agent", "time_off")},
    **{f"{CORE}.{t}": {**dict.fromkeys(PEOPLE, READ), ADMIN: WRITE} for t in ("person", "person_team")},
    f"{CORE}.settings": {**dict.fromkeys((*PEOPLE, PAGE), READ), ADMIN: WRITE},  # the page needs the time zone
    f"{CORE}.person_agent": {**dict.fromkeys(PEOPLE, READ), ADMIN: WRITE},
    f"{PAY}.statement": {FINANCE: WRITE, LEAD: READ, EMPLOYEE: READ},
    f"{CORE}.alembic_version": dict.fromkeys(GROUPS, READ),
    f"{CORE}.audit_log": dict.fromkeys(PEOPLE, "SELECT, INSERT"),
    f"{CORE}.audit_anchor": dict.fromkeys(PEOPLE, READ),
    f"{CORE}.survey": {HR: WRITE, PAGE: "SELECT, UPDATE"},
    # The page's login works results out when a survey closes: it reads who was invited and what was published before.
    f"{CORE}.survey_person": {HR: WRITE, PAGE: READ},
    **{f"{CORE}.{t}": {HR: WRITE, PAGE: "SELECT, INSERT"} for t in ("survey_comment", "survey_ledger")},
    f"{CORE}.survey_action": {HR: WRITE, LEAD: READ, ADMIN: READ, PAGE: READ},
    f"{CORE}.recognition": {LEAD: WRITE, HR: WRITE, ADMIN: WRITE, FINANCE: READ},
    **{f"{CORE}.{table}": {LEAD: WRITE, HR: WRITE} for table in ("coaching_plan", "coaching_talk")},
    f"{CORE}.member_code": {LEAD: WRITE, HR: WRITE, ADMIN: WRITE},
    f"{CORE}.leaving": {HR: WRITE},
    f"{CORE}.turnover_assumption": {HR: WRITE, FINANCE: READ},
    **{f"{CORE}.{t}": {LEAD: WRITE, HR: WRITE, ADMIN: WRITE, FINANCE: READ} for t in ("promo_proposal", "promo_vote")},
    # Nobody who is a person reads answers, not even their hidden columns: a survey's id is enough to count and delete.
    # The page's own login takes them in and, once HR asks for it, works the results out.
    f"{ANSWERS}.response": {HR: "SELECT (survey_id), DELETE", PAGE: "SELECT, DELETE"},
    f"{ANSWERS}.intake_response": {HR: "SELECT (survey_id), DELETE", PAGE: WRITE},
    # HR's login makes links and never sees which of them are used.
    f"{ANSWERS}.intake_token": {HR: "INSERT, SELECT (survey_id)", PAGE: WRITE},
    f"{ANSWERS}.intake_key": {HR: WRITE, PAGE: "SELECT, DELETE"},
}  # fmt: skip
"""`schema.table` → group → privileges. A table that is not named here is closed to everybody but its owner."""

SCHEMA_DEFAULT: dict[str, dict[str, str]] = {PAY: {FINANCE: WRITE}}
"""What a group may do with tables of a schema that `GRANTS` does not name."""

TEAM_ROWS = {
    "agent": "core.sees_team(team)",
    "time_off": "core.sees_agent(agent_id)",
    "preference": "core.sees_agent(agent_id)",
    "roster_shift": "core.sees_agent(agent_id)",
    "roster_request": "core.sees_agent(agent_id)",
    "roster_version": "core.sees_whole_roster(roster_id)",
    "roster_team": "core.sees_team(team)",
    "coaching_plan": "core.sees_agent(agent_id)",
    "coaching_talk": "core.sees_agent(agent_id)",
    "member_code": "core.sees_agent(agent_id)",
    "leaving": "core.sees_agent(agent_id)",
    "recognition": "CASE WHEN agent_id = '' THEN author = session_user ELSE core.sees_agent(agent_id) END",
    "promo_vote": "core.sees_agent(agent_id)",
}
"""Table → which rows a person may see and write."""

READ_WIDER = {
    "recognition": "true",
    "promo_vote": "true",
    "roster_version": "core.sees_roster(roster_id)",
    "roster_team": "true",
}
"""Rows of these that may be read by whoever may read the table; `TEAM_ROWS` says which may be written."""

VIEWS = {
    "survey_participation": (
        "core.survey",
        "SELECT survey_id, closed_on, invited, answered FROM core.survey WHERE closed_on IS NOT NULL AND answered >= 5",
        (LEAD, HR, ADMIN),
    ),
}
"""Reports: name → (table it reads, query with the minimum group built in, groups that may read it)."""

FUNCTIONS = (
    """CREATE OR REPLACE FUNCTION core.sees_team(which text) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT pg_has_role(session_user, 'cuadrante_admin', 'MEMBER')
            OR pg_has_role(session_user, 'cuadrante_hr', 'MEMBER')
            OR pg_has_role(session_user, 'cuadrante_finance', 'MEMBER')
            OR EXISTS (SELECT FROM core.person_team p WHERE p.login = session_user AND p.team = which)
    $$""",
    """CREATE OR REPLACE FUNCTION core.sees_agent(who text) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT coalesce((SELECT core.sees_team(a.team) FROM core.agent a WHERE a.agent_id = who), core.sees_team(NULL))
    $$""",
    """CREATE OR REPLACE FUNCTION core.is_me(who text) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT EXISTS (SELECT FROM core.person_agent p WHERE p.login = session_user AND p.agent_id = who)
    $$""",
    """CREATE OR REPLACE FUNCTION core.sees_roster(which text) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT NOT EXISTS (SELECT FROM core.roster_team r WHERE r.roster_id = which)
            OR EXISTS (SELECT FROM core.roster_team r WHERE r.roster_id = which AND core.sees_team(r.team))
    $$""",
    """CREATE OR REPLACE FUNCTION core.sees_whole_roster(which text) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT NOT EXISTS (SELECT FROM core.roster_team r WHERE r.roster_id = which AND NOT core.sees_team(r.team))
    $$""",
    """CREATE OR REPLACE FUNCTION core.next_roster_number(day date) RETURNS integer
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT coalesce(max(v.number), 0) + 1 FROM core.roster_version v WHERE v.first_day = day
    $$""",
    """CREATE OR REPLACE FUNCTION core.anchor_forward() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        INSERT INTO core.audit_anchor AS a (id, seq, hash) VALUES (1, NEW.seq, NEW.hash)
        ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, hash = excluded.hash WHERE a.seq < excluded.seq;
        RETURN NULL;
    END $$""",
)

ADD_ANSWERS = """CREATE OR REPLACE FUNCTION answers.add_answers(survey text, added text[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        WITH old AS (DELETE FROM answers.intake_response r WHERE r.survey_id = survey RETURNING r.body)
        INSERT INTO answers.intake_response (key, survey_id, body)
        SELECT replace(gen_random_uuid()::text, '-', ''), survey, b.body
        FROM (SELECT o.body FROM old o UNION ALL SELECT unnest(added)) b(body) ORDER BY gen_random_uuid();
    END $$"""
"""Adds answers by writing all of a survey anew, shuffled and under new keys, without letting the caller read any."""


def apply(c: Connection) -> None:
    """Create roles, owners, grants, policies and views as said here (PostgreSQL, in the caller's transaction)."""
    for statement in _statements(c):
        c.execute(text(statement.replace(":", "\\:")))


def _tables(c: Connection) -> list[tuple[str, str]]:
    query = text("SELECT schemaname, tablename FROM pg_tables WHERE schemaname = ANY(:names) ORDER BY 1, 2")
    return [(row[0], row[1]) for row in c.execute(query, {"names": list(SCHEMAS)})]


def _statements(c: Connection) -> Iterator[str]:
    existing = set(c.execute(text("SELECT rolname FROM pg_roles")).scalars())
    database = str(c.execute(text("SELECT quote_ident(current_database())")).scalar_one())
    superuser = c.execute(text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")).scalar_one()
    for role in (*OWNERS.values(), *GROUPS):
        if role not in existing:
            yield f"CREATE ROLE {role} NOLOGIN"
    for owner in OWNERS.values():
        if not superuser:
            yield f"GRANT {owner} TO CURRENT_USER"
    groups = ", ".join(GROUPS)
    yield f"REVOKE ALL ON DATABASE {database} FROM PUBLIC"
    yield f"GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {groups}"
    yield "REVOKE ALL ON SCHEMA public FROM PUBLIC"
    yield (
        "CREATE TABLE IF NOT EXISTS core.audit_anchor"
        " (id integer PRIMARY KEY CHECK (id = 1), seq integer NOT NULL, hash text NOT NULL)"
    )
    for schema in SCHEMAS:
        yield f"ALTER SCHEMA {schema} OWNER TO {OWNERS[schema]}"
        yield f"REVOKE ALL ON SCHEMA {schema} FROM PUBLIC"
        users = {
            CORE: groups,
            ANSWERS: f"{HR}, {PAGE}",
            PAY: f"{FINANCE}, {LEAD}, {EMPLOYEE}",
            REPORTS: ", ".join(PEOPLE),
        }[schema]
        yield f"GRANT USAGE ON SCHEMA {schema} TO {users}"
    tables = {*_tables(c), (CORE, "audit_anchor")}
    for schema, table in sorted(tables):
        yield from _table(schema, table)
    for schema in SCHEMAS:
        yield f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA {schema} FROM PUBLIC"
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {CORE} TO {', '.join(PEOPLE)}"
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {PAY} TO {FINANCE}"
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {ANSWERS} TO {HR}, {PAGE}"
    yield from _rows_of_teams()
    if (PAY, "statement") in tables:
        yield from _statements_of_pay()
    if (ANSWERS, "intake_response") in tables:
        yield ADD_ANSWERS
        yield f"ALTER FUNCTION answers.add_answers(text, text[]) OWNER TO {OWNERS[ANSWERS]}"
        yield "REVOKE ALL ON FUNCTION answers.add_answers(text, text[]) FROM PUBLIC"
        yield f"REVOKE ALL ON FUNCTION answers.add_answers(text, text[]) FROM {HR}"
        yield f"GRANT EXECUTE ON FUNCTION answers.add_answers(text, text[]) TO {PAGE}"
    yield from _views(tables)


def _table(schema: str, table: str) -> Iterator[str]:
    name = f'{schema}."{table}"'
    yield f"ALTER TABLE {name} OWNER TO {OWNERS[schema]}"
    yield f"REVOKE ALL ON TABLE {name} FROM PUBLIC, {', '.join(GROUPS)}"
    for group, privileges in GRANTS.get(f"{schema}.{table}", SCHEMA_DEFAULT.get(schema, {})).items():
        yield f"GRANT {privileges} ON TABLE {name} TO {group}"


def _rows_of_teams() -> Iterator[str]:
    yield from FUNCTIONS
    asked = (
        "sees_team(text)", "sees_agent(text)", "sees_roster(text)", "sees_whole_roster(text)",
        "next_roster_number(date)",
    )  # fmt: skip
    for signature in (*asked, "anchor_forward()"):
        yield f"ALTER FUNCTION core.{signature} OWNER TO {OWNERS[CORE]}"
        yield f"REVOKE ALL ON FUNCTION core.{signature} FROM PUBLIC"
    for signature in asked:
        yield f"GRANT EXECUTE ON FUNCTION core.{signature} TO {', '.join(PEOPLE)}, {OWNERS[REPORTS]}"
    yield "DROP TRIGGER IF EXISTS anchor_forward ON core.audit_log"
    yield (
        "CREATE TRIGGER anchor_forward AFTER INSERT ON core.audit_log"
        " FOR EACH ROW EXECUTE FUNCTION core.anchor_forward()"
    )
    for table, rule in TEAM_ROWS.items():
        yield f"ALTER TABLE core.{table} ENABLE ROW LEVEL SECURITY"
        yield f"ALTER TABLE core.{table} FORCE ROW LEVEL SECURITY"
        yield f"DROP POLICY IF EXISTS teams ON core.{table}"
        yield f"CREATE POLICY teams ON core.{table} TO {', '.join(PEOPLE)} USING ({rule}) WITH CHECK ({rule})"
        yield f"DROP POLICY IF EXISTS readers ON core.{table}"
        if table in READ_WIDER:
            seen = READ_WIDER[table]
            yield f"CREATE POLICY readers ON core.{table} FOR SELECT TO {', '.join(PEOPLE)} USING ({seen})"
        yield f"DROP POLICY IF EXISTS owner ON core.{table}"
        yield f"CREATE POLICY owner ON core.{table} TO {OWNERS[CORE]} USING (true) WITH CHECK (true)"


def _statements_of_pay() -> Iterator[str]:
    """Finance writes statements, a team lead reads those of their teams, an employee their own."""
    yield f"ALTER FUNCTION core.is_me(text) OWNER TO {OWNERS[CORE]}"
    yield "REVOKE ALL ON FUNCTION core.is_me(text) FROM PUBLIC"
    yield f"GRANT EXECUTE ON FUNCTION core.is_me(text) TO {EMPLOYEE}"
    yield "ALTER TABLE pay.statement ENABLE ROW LEVEL SECURITY"
    yield "ALTER TABLE pay.statement FORCE ROW LEVEL SECURITY"
    rules = (
        ("finance", f"TO {FINANCE} USING (true) WITH CHECK (true)"),
        ("teams", f"FOR SELECT TO {LEAD} USING (core.sees_agent(agent_id))"),
        ("mine", f"FOR SELECT TO {EMPLOYEE} USING (core.is_me(agent_id))"),
        ("owner", f"TO {OWNERS[PAY]} USING (true) WITH CHECK (true)"),
    )
    for name, rule in rules:
        yield f"DROP POLICY IF EXISTS {name} ON pay.statement"
        yield f"CREATE POLICY {name} ON pay.statement {rule}"


def _views(tables: set[tuple[str, str]]) -> Iterator[str]:
    yield f"GRANT USAGE ON SCHEMA {CORE} TO {OWNERS[REPORTS]}"
    for name, (source, query, readers) in VIEWS.items():
        schema, _, table = source.partition(".")
        if (schema, table) not in tables:
            continue
        yield f"GRANT SELECT ON TABLE {source} TO {OWNERS[REPORTS]}"
        yield f"DROP VIEW IF EXISTS {REPORTS}.{name}"
        yield f"CREATE VIEW {REPORTS}.{name} WITH (security_barrier = true) AS {query}"
        yield f"ALTER VIEW {REPORTS}.{name} OWNER TO {OWNERS[REPORTS]}"
        yield f"REVOKE ALL ON TABLE {REPORTS}.{name} FROM PUBLIC"
        yield f"GRANT SELECT ON TABLE {REPORTS}.{name} TO {', '.join(readers)}"
