"""Surveys as HR sets them up: questionnaire, people invited, published results, comments, actions; and the ledger.

Invariants: after closing no answer exists, only blurred counts (`survey.result`) and comments under random keys,
written in one transaction in shuffled order; what an open survey fixed does not change (held by triggers too). The
ledger says which sets of invited people were published of which questions; it never says who answered. While a survey
is open its answers are in `storage/intake.py`. `answers.response` holds rows only of surveys that an earlier version
closed.
"""

from __future__ import annotations

import json
import random
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import Any

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Integer,
    Table,
    Text,
    delete,
    func,
    insert,
    inspect,
    or_,
    select,
    update,
)
from sqlalchemy import text as sql

from planner.base.errors import Conflict, Refused
from planner.base.i18n import t
from planner.db.tables import ANSWERS, CORE, MODULES, metadata, text
from planner.db.types import dump
from planner.db.workspace import Workspace

survey = Table(
    "survey",
    metadata,
    text("survey_id", key=True),
    text("state"),
    text("form"),
    text("settings"),
    text("result"),
    Column("created_on", Date, nullable=False),
    Column("opened_on", Date),
    Column("closes_on", Date),
    Column("closed_on", Date),
    Column("retain_until", Date),
    Column("invited", Integer, nullable=False),
    Column("answered", Integer),
    Column("row_version", Integer, nullable=False),
    schema=CORE,
)

survey_person = Table(
    "survey_person",
    metadata,
    Column("survey_id", Text, ForeignKey("core.survey.survey_id", ondelete="CASCADE"), primary_key=True),
    text("agent_id", key=True),
    text("groups"),
    schema=CORE,
    sqlite_with_rowid=False,
)

survey_action = Table(
    "survey_action",
    metadata,
    text("action_id", key=True),
    Column("survey_id", Text, ForeignKey("core.survey.survey_id", ondelete="CASCADE"), nullable=False),
    text("question"),
    text("title"),
    text("owner"),
    Column("due", Date),
    text("state"),
    Column("changed_on", Date, nullable=False),
    schema=CORE,
)

survey_comment = Table(
    "survey_comment",
    metadata,
    text("key", key=True),
    Column("survey_id", Text, ForeignKey("core.survey.survey_id", ondelete="CASCADE"), nullable=False),
    text("question"),
    text("grp"),
    text("body"),
    schema=CORE,
    sqlite_with_rowid=False,
)

survey_ledger = Table(
    "survey_ledger",
    metadata,
    Column("survey_id", Text, ForeignKey("core.survey.survey_id", ondelete="CASCADE"), primary_key=True),
    text("grp", key=True),
    text("people"),
    text("questions"),
    schema=CORE,
    sqlite_with_rowid=False,
)

response = Table(
    "response",
    metadata,
    text("key", key=True),
    text("survey_id"),
    text("body"),
    schema=ANSWERS,
    sqlite_with_rowid=False,
)


STATE_WORDS = {
    "draft": "being written",
    "open": "open for answers",
    "closed": "closed for answers",
    "reported": "reported back",
}


@dataclass(frozen=True, slots=True)
class SurveyRow:
    """A survey as stored; `form`, `settings` and `result` are parsed JSON (`result` is None before closing)."""

    survey_id: str
    state: str
    form: dict[str, Any]
    settings: dict[str, Any]
    result: dict[str, Any] | None
    created_on: date
    opened_on: date | None
    closes_on: date | None
    closed_on: date | None
    retain_until: date | None
    invited: int
    answered: int | None
    row_version: int


@dataclass(frozen=True, slots=True)
class ActionRow:
    """What somebody will do about a result, by when."""

    action_id: str
    survey_id: str
    question: str
    title: str
    owner: str
    due: date | None
    state: str
    changed_on: date


def new_id() -> str:
    """A short random id that says nothing about when it was made."""
    return secrets.token_hex(5)


def add_survey(ws: Workspace, form: Mapping[str, Any], settings: Mapping[str, Any], today: date) -> str:
    """Store a draft; returns its id."""
    survey_id = new_id()
    values = {"survey_id": survey_id, "state": "draft", "form": dump(form), "settings": dump(settings), "result": "",
              "created_on": today, "invited": 0, "row_version": 1}  # fmt: skip
    with ws.write() as c:
        c.execute(insert(survey).values(values))
    return survey_id


def _row(row: Any) -> SurveyRow:
    values = dict(row)
    for name in ("form", "settings"):
        values[name] = json.loads(values[name])
    values["result"] = json.loads(values["result"]) if values["result"] else None
    return SurveyRow(**values)


def find_survey(ws: Workspace, survey_id: str) -> SurveyRow | None:
    """One survey, or None."""
    with ws.read() as c:
        row = c.execute(select(survey).where(survey.c.survey_id == survey_id)).mappings().first()
    return None if row is None else _row(row)


def read_survey(ws: Workspace, survey_id: str) -> SurveyRow:
    """One survey; Refused when there is none of that id."""
    row = find_survey(ws, survey_id)
    if row is None:
        raise Refused(
            t("There is no survey {id}.", id=survey_id[:40]), t("`cuadrante survey results` lists those there are.")
        )
    return row


def read_surveys(ws: Workspace) -> tuple[SurveyRow, ...]:
    """All surveys, the newest first."""
    with ws.read() as c:
        rows = c.execute(select(survey).order_by(survey.c.created_on.desc(), survey.c.survey_id)).mappings().all()
    return tuple(_row(r) for r in rows)


def closing_asked(ws: Workspace) -> list[str]:
    """Open surveys that somebody has asked to close."""
    with ws.read() as c:
        rows = c.execute(select(survey.c.survey_id, survey.c.settings).where(survey.c.state == "open")).all()
    return [survey_id for survey_id, settings in rows if json.loads(settings).get("closing")]


def change_survey(ws: Workspace, known: SurveyRow, **changes: Any) -> None:
    """Change columns of a survey that nobody has changed since `known` was read; Conflict otherwise."""
    values = {name: dump(v) if name in {"form", "settings", "result"} else v for name, v in changes.items()}
    values["row_version"] = known.row_version + 1
    with ws.write() as c:
        _overwrite_deleted(ws, c)  # results may lose comments
        done = c.execute(
            update(survey)
            .where(survey.c.survey_id == known.survey_id, survey.c.row_version == known.row_version)
            .values(values)
        )
        if done.rowcount == 0:
            raise changed_meanwhile(read_survey(ws, known.survey_id))


def note(ws: Workspace, survey_id: str, settings: Mapping[str, Any]) -> None:
    """Write settings that nobody confirmed (the nightly participation): the version that people look at stays."""
    with ws.write() as c:
        c.execute(update(survey).where(survey.c.survey_id == survey_id).values(settings=dump(settings)))


def changed_meanwhile(row: SurveyRow) -> Conflict:
    """What is said when a survey is not the one that somebody confirmed any more."""
    return Conflict(
        t("The survey was changed meanwhile; it is {state} now.", state=t(STATE_WORDS[row.state])),
        t("Look at it again and repeat what you wanted."),
    )


def delete_survey(ws: Workspace, survey_id: str) -> None:
    """Delete a draft with everything that belongs to it."""
    with ws.write() as c:
        c.execute(delete(survey_person).where(survey_person.c.survey_id == survey_id))
        c.execute(delete(survey_action).where(survey_action.c.survey_id == survey_id))
        c.execute(delete(survey).where(survey.c.survey_id == survey_id))


def write_people(ws: Workspace, survey_id: str, people: Mapping[str, Mapping[str, str]]) -> None:
    """Add to who is invited, with the coarse groups decided at launch."""
    rows = [{"survey_id": survey_id, "agent_id": a, "groups": dump(g)} for a, g in sorted(people.items())]
    with ws.write() as c:
        if rows:
            c.execute(insert(survey_person), rows)


def read_people(ws: Workspace, survey_id: str) -> dict[str, dict[str, str]]:
    """Invited agent → coarse groups."""
    query = select(survey_person.c.agent_id, survey_person.c.groups).where(survey_person.c.survey_id == survey_id)
    with ws.read() as c:
        return {a: json.loads(g) for a, g in c.execute(query.order_by(survey_person.c.agent_id))}


def write_comments(ws: Workspace, survey_id: str, comments: Iterable[tuple[str, str, str]]) -> None:
    """Keep the comments of a survey that closes, as (question, group or '', text), shuffled under random keys."""
    rows = [{"key": secrets.token_hex(16), "survey_id": survey_id, "question": q, "grp": g, "body": body}
            for q, g, body in comments]  # fmt: skip
    random.SystemRandom().shuffle(rows)
    with ws.write() as c:
        if rows:
            c.execute(insert(survey_comment), rows)


def read_comments(ws: Workspace, survey_id: str) -> list[tuple[str, str, str]]:
    """Comments as (question, group or '', text), in the order of their random keys."""
    with ws.read() as c:
        query = select(survey_comment).where(survey_comment.c.survey_id == survey_id).order_by(survey_comment.c.key)
        return [(r.question, r.grp, r.body) for r in c.execute(query)]


def delete_comments(ws: Workspace, survey_id: str) -> int:
    """Delete the comments of a survey for good (their bytes are overwritten on SQLite); returns how many."""
    with ws.write() as c:
        _overwrite_deleted(ws, c)
        return int(c.execute(delete(survey_comment).where(survey_comment.c.survey_id == survey_id)).rowcount)


def write_ledger(ws: Workspace, survey_id: str, published: Mapping[str, tuple[Iterable[str], Iterable[str]]]) -> None:
    """Note what a survey published: group → (people who were invited, fingerprints of the questions it is shown of)."""
    rows = [{"survey_id": survey_id, "grp": g, "people": dump(sorted(people)), "questions": dump(sorted(questions))}
            for g, (people, questions) in published.items()]  # fmt: skip
    with ws.write() as c:
        if rows:
            c.execute(insert(survey_ledger), rows)


def read_ledger(
    ws: Workspace, survey_ids: Iterable[str]
) -> dict[str, dict[str, tuple[frozenset[str], frozenset[str]]]]:
    """Survey → group → (people who were invited, fingerprints of the questions it is shown of)."""
    found: dict[str, dict[str, tuple[frozenset[str], frozenset[str]]]] = {}
    query = select(survey_ledger).where(survey_ledger.c.survey_id.in_(list(survey_ids)))
    with ws.read() as c:
        for r in c.execute(query.order_by(survey_ledger.c.survey_id, survey_ledger.c.grp)):
            own = frozenset(json.loads(r.people)), frozenset(json.loads(r.questions))
            found.setdefault(r.survey_id, {})[r.grp] = own
    return found


def forget_invited(ws: Workspace, survey_id: str) -> None:
    """Delete the list of who was invited, and what the ledger says of them."""
    with ws.write() as c:
        _overwrite_deleted(ws, c)
        c.execute(delete(survey_person).where(survey_person.c.survey_id == survey_id))
        c.execute(delete(survey_ledger).where(survey_ledger.c.survey_id == survey_id))


def forget_person(ws: Workspace, agent_id: str) -> int:
    """Take a person's name out of every list of invited and out of the ledger, which keeps a nameless one in its place.

    Returns in how many surveys they were. Open surveys keep them until they close.
    """
    with ws.write() as c:
        _overwrite_deleted(ws, c)
        closed = select(survey.c.survey_id).where(survey.c.state.in_(("closed", "reported")))
        own = (survey_person.c.agent_id == agent_id) & survey_person.c.survey_id.in_(closed)
        found = list(c.execute(select(survey_person.c.survey_id).where(own)).scalars())
        c.execute(delete(survey_person).where(own))
        nobody = f"-{secrets.token_hex(8)}"
        for r in c.execute(select(survey_ledger)).all():
            people = json.loads(r.people)
            if agent_id in people:
                renamed = dump(sorted(nobody if p == agent_id else p for p in people))
                place = (survey_ledger.c.survey_id == r.survey_id) & (survey_ledger.c.grp == r.grp)
                c.execute(update(survey_ledger).where(place).values(people=renamed))
    return len(found)


def old_answers(ws: Workspace, survey_id: str) -> list[str]:
    """Bodies of answers that an earlier version kept after closing."""
    with ws.read() as c:
        query = select(response.c.body).where(response.c.survey_id == survey_id).order_by(response.c.key)
        return list(c.execute(query).scalars())


def delete_old_answers(ws: Workspace, survey_id: str) -> int:
    """Delete them for good (their bytes are overwritten on SQLite); returns how many."""
    with ws.write() as c:
        _overwrite_deleted(ws, c)
        return int(c.execute(delete(response).where(response.c.survey_id == survey_id)).rowcount)


def _overwrite_deleted(ws: Workspace, c: Any) -> None:
    if ws.is_sqlite:
        c.execute(sql("PRAGMA secure_delete=ON"))  # of every attached file


def may_log(ws: Workspace) -> bool:
    """Whether this login may write the audit log; the page's own may not."""
    if ws.is_sqlite:
        return True
    with ws.read() as c:
        return bool(c.execute(sql("SELECT has_table_privilege('core.audit_log', 'INSERT')")).scalar_one())


def write_action(ws: Workspace, action: ActionRow) -> str:
    """Insert an action, or change the one of the same id; returns its id."""
    values = {name: getattr(action, name) for name in ActionRow.__slots__}
    values["action_id"] = action.action_id or new_id()
    with ws.write() as c:
        c.execute(delete(survey_action).where(survey_action.c.action_id == values["action_id"]))
        c.execute(insert(survey_action).values(values))
    return str(values["action_id"])


def read_actions(ws: Workspace, survey_id: str | None = None) -> tuple[ActionRow, ...]:
    """Actions of one survey or of all, the next due first."""
    query = select(survey_action).order_by(survey_action.c.due.is_(None), survey_action.c.due, survey_action.c.title)
    if survey_id is not None:
        query = query.where(survey_action.c.survey_id == survey_id)
    with ws.read() as c:
        return tuple(ActionRow(**row) for row in c.execute(query).mappings())


def rows_about(ws: Workspace, agent_id: str) -> dict[str, list[dict[str, Any]]]:
    """Every stored row that names an agent: table → rows, over all tables that have a column for persons.

    That is `agent_id`, or what the table's `info` names in `person_columns`. A table that this login may not read is
    named without rows.
    """
    for module in MODULES:
        import_module(module)
    found: dict[str, list[dict[str, Any]]] = {}
    with ws.read() as c:
        there = {
            (schema, name)
            for schema in (CORE, ANSWERS, "pay")
            for name in inspect(c).get_table_names(schema=None if ws.is_sqlite and schema == CORE else schema)
        }

        def readable(table: Table) -> bool:
            return ws.is_sqlite or all(
                c.execute(select(ask)).scalar()
                for ask in (
                    func.has_schema_privilege(table.schema, "USAGE"),
                    func.has_table_privilege(f"{table.schema}.{table.name}", "SELECT"),
                )
            )

        for table in metadata.sorted_tables:
            columns = [table.c[n] for n in table.info.get("person_columns", ("agent_id",)) if n in table.c]
            if not columns or (table.schema, table.name) not in there:
                continue
            name = f"{table.schema}.{table.name}"
            if not readable(table):
                found[f"{name}: {t('not for this login')}"] = []
                continue
            rows = c.execute(select(table).where(or_(*(col == agent_id for col in columns)))).mappings().all()
            if rows:
                found[name] = [dict(r) for r in rows]
    return found
