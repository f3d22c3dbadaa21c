"""Surveys as HR sets them up: questionnaire, people invited, published results, actions; and closed answers.

Invariants: a closed answer is a random key, the survey and a body (answers and coarse groups), nothing else; closed
answers are written in one transaction in shuffled order. While a survey is open its answers are in `storage/intake.py`.
"""

from __future__ import annotations

import json
import random
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Column, Date, ForeignKey, Integer, Table, Text, delete, insert, select, update
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

response = Table(
    "response",
    metadata,
    text("key", key=True),
    text("survey_id"),
    text("body"),
    schema=ANSWERS,
    sqlite_with_rowid=False,
)


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


def read_survey(ws: Workspace, survey_id: str) -> SurveyRow:
    """One survey; Refused when there is none of that id."""
    with ws.read() as c:
        row = c.execute(select(survey).where(survey.c.survey_id == survey_id)).mappings().first()
    if row is None:
        raise Refused(
            t("There is no survey {id}.", id=survey_id[:40]), t("`cuadrante survey results` lists those there are.")
        )
    return _row(row)


def read_surveys(ws: Workspace) -> tuple[SurveyRow, ...]:
    """All surveys, the newest first."""
    with ws.read() as c:
        rows = c.execute(select(survey).order_by(survey.c.created_on.desc(), survey.c.survey_id)).mappings().all()
    return tuple(_row(r) for r in rows)


def read_told(ws: Workspace, survey_id: str) -> dict[str, Any]:
    """What was told back to everybody, by language; empty for a survey that was not, or that there is none of."""
    query = select(survey.c.settings).where(survey.c.survey_id == survey_id, survey.c.state == "reported")
    with ws.read() as c:
        found = c.execute(query).scalar()
    return dict(json.loads(found).get("told", {})) if found else {}


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
            raise Conflict(
                t("The survey was changed by somebody else meanwhile."), t("Open it again and repeat your change.")
            )


def write_people(ws: Workspace, survey_id: str, people: Mapping[str, Mapping[str, str]]) -> None:
    """Who is invited, with the coarse groups decided at launch."""
    rows = [{"survey_id": survey_id, "agent_id": a, "groups": dump(g)} for a, g in sorted(people.items())]
    with ws.write() as c:
        c.execute(delete(survey_person).where(survey_person.c.survey_id == survey_id))
        if rows:
            c.execute(insert(survey_person), rows)


def read_people(ws: Workspace, survey_id: str) -> dict[str, dict[str, str]]:
    """Invited agent → coarse groups."""
    query = select(survey_person.c.agent_id, survey_person.c.groups).where(survey_person.c.survey_id == survey_id)
    with ws.read() as c:
        return {a: json.loads(g) for a, g in c.execute(query.order_by(survey_person.c.agent_id))}


def write_responses(ws: Workspace, survey_id: str, bodies: Iterable[str]) -> int:
    """Keep the answers of a closed survey, in shuffled order under random keys; replaces what was there."""
    rows = [{"key": secrets.token_hex(16), "survey_id": survey_id, "body": body} for body in bodies]
    random.SystemRandom().shuffle(rows)
    with ws.write() as c:
        _overwrite_deleted(ws, c)
        c.execute(delete(response).where(response.c.survey_id == survey_id))
        if rows:
            c.execute(insert(response), rows)
    return len(rows)


def read_responses(ws: Workspace, survey_id: str) -> list[str]:
    """Bodies of the closed answers, in the order of their random keys."""
    with ws.read() as c:
        query = select(response.c.body).where(response.c.survey_id == survey_id).order_by(response.c.key)
        return list(c.execute(query).scalars())


def delete_responses(ws: Workspace, survey_id: str) -> int:
    """Delete the closed answers for good (their bytes are overwritten on SQLite); returns how many."""
    with ws.write() as c:
        _overwrite_deleted(ws, c)
        return int(c.execute(delete(response).where(response.c.survey_id == survey_id)).rowcount)


def _overwrite_deleted(ws: Workspace, c: Any) -> None:
    if ws.is_sqlite:
        c.execute(sql("PRAGMA secure_delete=ON"))  # of every attached file


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
    from importlib import import_module

    from sqlalchemy import func, inspect, or_

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
