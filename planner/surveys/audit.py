"""The self-audit: tries, with everything the program has, to join answers to people, and says what it found.

It holds what no single thief would: the files, the key, the list of people, their links and codes. Whatever it cannot
join, nobody can from these. The limit it states itself: somebody who watches the live server.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engagement.surveys.questions import Kind
from planner.base.i18n import t
from planner.surveys import surveys

if TYPE_CHECKING:
    from planner.db.workspace import Workspace

FORBIDDEN = (
    "employee_id", "token", "token_hash", "invite_id", "created_at", "ip", "user_agent", "autoincrement id",
    "rowid order",
)  # fmt: skip
ANSWER_COLUMNS = {"key", "survey_id", "body"}
TOKEN_COLUMNS = {"hash", "survey_id", "code_hash", "groups", "used"}
PROMISES = {
    "columns": "An answer row holds a random key, its survey and its body, and nothing else.",
    "token_times": "absent or date of closing",
    "answer_times": "survey period only",
    "order": "random (insert order must not follow answering order: WITHOUT ROWID + random uuid4 key, "
    "or batch-shuffled write)",
    "identity": "No answer holds a person, a link, a code or a hash of one.",
    "combinations": "Every combination of groups fits at least {k} invited people.",
    "counts": "There are as many answers as used links.",
    "versions": "All answers of a survey were written together, apart from its links.",
    "files": "No older pages lie beside the files, and only their owner may read them.",
    "forgotten": "After closing, no link and no key is left.",
}
UNREAD = "This login may not read answers; the database refuses it. `survey serve` runs with one that may."
OF_ANSWERS = {"order", "identity", "combinations", "counts", "versions"}
_TIME = re.compile(r"date|time|_at$|_on$|stamp", re.IGNORECASE)
_HASHES = (hashlib.md5, hashlib.sha1, hashlib.sha256, hashlib.sha512, hashlib.blake2b)


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the audit: what is promised, whether it holds, and what was found."""

    name: str
    promise: str
    ok: bool
    detail: str


@dataclass(frozen=True, slots=True)
class SelfAudit:
    """The audit of one survey; `joins` are answers that could be tied to a person, and must be none."""

    survey_id: str
    checks: tuple[Check, ...]
    forbidden_absent: tuple[str, ...]
    token_rows: int
    used_tokens: int
    answer_rows: int
    attempts: int
    joins: int

    @property
    def ok(self) -> bool:
        """Every check holds and nothing could be joined."""
        return self.joins == 0 and all(c.ok for c in self.checks)

    def check(self, name: str) -> Check:
        """The check of that name."""
        return next(c for c in self.checks if c.name == name)


def _marks(key: bytes | None, agent: Any, agent_id: str) -> Iterator[str]:
    """Everything by which a row could point at a person: id, name, address, link, code, and hashes of all of them."""
    plain = [agent_id]
    if agent is not None:
        plain += [text for text in (agent.name, agent.email) if text]
    if key is not None:
        token = surveys.token_of(key, agent_id)
        plain += [token, surveys.code_of(token), surveys.hash_of(key, token),
                  surveys.hash_of(key, surveys.code_of(token)), surveys.hash_of(key, agent_id)]  # fmt: skip
    for text in plain:
        yield text.casefold()
        for make in _HASHES:
            yield make(text.encode()).hexdigest()


def self_audit(ws: Workspace, survey_id: str) -> SelfAudit:
    """Audit one survey, open or closed."""
    from planner.shop.store.people import read_agents
    from planner.surveys.store import intake, traces
    from planner.surveys.store import surveys as store

    row = store.read_survey(ws, survey_id)
    if row.state == "open":
        with intake.exclusive(ws):
            intake.settle(ws, survey_id)
    survey = surveys.survey_of(row)
    people = store.read_people(ws, survey_id)
    agents = {a.agent_id: a for a in read_agents(ws)}
    key = intake.read_key(ws, survey_id)
    layouts = {layout.table: layout for layout in traces.layouts(ws)}
    readable = intake.readable(ws)
    tables_read = traces.ANSWER_TABLES if readable else ()
    answers = [r for table in tables_read for r in traces.all_rows(ws, table, survey_id)]
    tokens = traces.all_rows(ws, traces.TOKEN_TABLE, survey_id)
    used = sum(r["used"] == intake.USED for r in tokens)
    checks: list[Check] = []

    def note(name: str, faults: list[str]) -> None:
        promise = t(PROMISES[name], k=survey.k) if "{k}" in PROMISES[name] else t(PROMISES[name])
        unread = t(UNREAD) if name in OF_ANSWERS and not readable else ""
        checks.append(Check(name, promise, not faults, "; ".join(faults[:5]) or unread))

    tables = [layouts[name] for name in traces.ANSWER_TABLES if name in layouts]
    token_table = layouts.get(traces.TOKEN_TABLE)
    note("columns", [f"{x.table}.{c}" for x in tables for c in x.columns if c not in ANSWER_COLUMNS])
    note("answer_times", [f"{x.table}.{c}" for x in tables for c in (*x.columns, *x.types) if _TIME.search(c)])
    token_columns = (*token_table.columns, *token_table.types) if token_table else ()
    odd = [c for c in token_table.columns if c not in TOKEN_COLUMNS] if token_table else []
    note("token_times", [c for c in token_columns if _TIME.search(c)] + odd)
    weak = [r["key"] for r in answers if not re.fullmatch(r"[0-9a-f]{32}", r["key"])]
    twice = len(answers) - len({r["key"] for r in answers})
    note("order", [x.table for x in layouts.values() if x.ordered] + weak + ([f"{twice} keys twice"] if twice else []))
    attempts, joins, faults = _join(survey, answers, people, agents, key)
    note("identity", faults)
    small = _small_combinations(survey, answers, people)
    note("combinations", small)
    if not readable:
        note("counts", [])
    elif row.state == "open":
        note("counts", [] if len(answers) == used else [f"{len(answers)} ≠ {used}"])
    elif not row.settings.get("raw_deleted") and row.answered is not None:
        note("counts", [] if len(answers) == row.answered else [f"{len(answers)} ≠ {row.answered}"])
    written = [n for n in (*tables_read, traces.TOKEN_TABLE)
               if traces.versions(ws, n, survey_id) > 1]  # fmt: skip
    note("versions", written)
    note("files", traces.loose_files(ws) + traces.open_to_others(ws, survey_id))
    if row.state in {"closed", "reported"}:
        note("forgotten", ["key"] * (key is not None) + [f"{len(tokens)} links"] * bool(tokens))
    columns = {c for x in tables for c in x.columns}
    absent = tuple(f for f in FORBIDDEN if not (f in columns or (" " in f and any(x.ordered for x in tables))))
    return SelfAudit(survey_id, tuple(checks), absent, len(tokens), used, len(answers), attempts, joins + len(small))


def _join(
    survey: surveys.Survey, answers: list[dict[str, Any]], people: dict[str, dict[str, str]], agents: dict[str, Any],
    key: bytes | None,
) -> tuple[int, int, list[str]]:  # fmt: skip
    """Look for every mark of every person in every column of every answer; what people wrote themselves is left out."""
    free = {q.id for q in survey.form.questions if q.kind is Kind.TEXT}
    rows = []
    for number, row in enumerate(answers):
        body = json.loads(row["body"])
        kept = {**row, "body": {"a": {q: a for q, a in body["a"].items() if q not in free}, "g": body["g"]}}
        extra = set(body) - {"a", "g"}
        rows.append((number, json.dumps({**kept, "extra": sorted(extra)}, ensure_ascii=False).casefold(), bool(extra)))
    everything = "\n".join(text for _, text, _ in rows)
    attempts, hits = 0, set()
    for agent_id in people:
        for mark in _marks(key, agents.get(agent_id), agent_id):
            attempts += len(rows)
            if len(mark) > 3 and mark in everything:
                hits |= {number for number, text, _ in rows if mark in text}
    hits |= {number for number, _, extra in rows if extra}
    return attempts, len(hits), [f"{len(hits)} answers"] if hits else []


def _small_combinations(
    survey: surveys.Survey, answers: list[dict[str, Any]], people: dict[str, dict[str, str]]
) -> list[str]:
    """Combinations of groups on answers that fewer than k invited people have (anonymous surveys promise none)."""
    if not survey.anonymous:
        return []
    found = set()
    for combination in {tuple(sorted(json.loads(r["body"])["g"].items())) for r in answers}:
        fits = sum(all(own.get(name) == value for name, value in combination) for own in people.values())
        if fits < survey.k:
            found.add(" + ".join(f"{n}={v}" for n, v in combination))
    return sorted(found)
