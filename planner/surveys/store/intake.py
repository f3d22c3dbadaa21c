"""Answers and tokens of surveys that are still open.

On SQLite they live in a file of their own, `shop.intake.sqlite`, that no backup copies: two copies of it from different
moments would show which answer and which token came between them. On PostgreSQL they are tables of schema `answers`.

Invariants
- A token row knows the keyed hash, the coarse groups of its holder and 0 (unused), 1 (used) or 2 (being written).
- An answer row knows a random key, the survey and its body. No row knows a time, a person or an order.
- Token and answer are written in separate transactions. Every batch writes *all* tokens and *all* answers of the survey
  anew, shuffled and under new keys, so that neither the bytes of a page nor PostgreSQL's xmin and ctid tell which row
  came last; deleted bytes are overwritten (secure_delete), and there is no write-ahead log to keep old pages.
- Batches queue behind one lock. The tokens of a batch are 2 while its answers are being written, in one transaction; so
  after a crash the number of answers says whether the batch is in (answers = used + being written) or not (answers =
  used), and `settle` finishes or undoes it without any link between the two. An answer is acknowledged after that.
"""

from __future__ import annotations

import json
import os
import random
import secrets
import sqlite3
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, Engine, Integer, Table, create_engine, delete, event, func, insert, select
from sqlalchemy import text as sql
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from planner.base.errors import CuadranteError
from planner.base.i18n import t
from planner.db.failures import explain
from planner.db.tables import ANSWERS, metadata, text
from planner.db.types import dump
from planner.db.workspace import BUSY_TIMEOUT_S, Workspace, sibling
from planner.surveys.store.surveys import survey

UNUSED, USED, WRITING = 0, 1, 2
STORED, ALREADY, UNKNOWN = "stored", "used", "unknown"
LOCK_ID = 7402202

intake_response = Table(
    "intake_response",
    metadata,
    text("key", key=True),
    text("survey_id"),
    text("body"),
    schema=ANSWERS,
    sqlite_with_rowid=False,
)

intake_token = Table(
    "intake_token",
    metadata,
    text("hash", key=True),
    text("survey_id"),
    text("code_hash"),
    text("groups"),
    Column("used", Integer, nullable=False),
    schema=ANSWERS,
    sqlite_with_rowid=False,
)

intake_key = Table("intake_key", metadata, text("survey_id", key=True), text("key"), schema=ANSWERS)


@dataclass(frozen=True, slots=True)
class Token:
    """A token as stored."""

    hash: str
    code_hash: str
    groups: Mapping[str, str]
    used: int = UNUSED


def intake_path(path: Path) -> Path:
    """The file of open surveys beside a SQLite workspace."""
    return sibling(path, "intake")


def key_path(path: Path, survey_id: str) -> Path:
    """The file of a survey's secret key beside a SQLite workspace."""
    return path.with_name(f"{path.stem}.keys") / f"{survey_id}.key"


_engines: dict[Path, Engine] = {}
_engines_lock = threading.Lock()


def _engine(file: Path) -> Engine:
    with _engines_lock:
        if file in _engines and file.exists():
            return _engines[file]
        if not file.exists():
            os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))

        def connect() -> sqlite3.Connection:
            raw = sqlite3.connect(
                f"{file.as_uri()}?mode=rw", uri=True, timeout=BUSY_TIMEOUT_S, isolation_level=None,
                check_same_thread=False,
            )  # fmt: skip
            for pragma in ("synchronous=FULL", "secure_delete=ON", "journal_mode=DELETE", "temp_store=MEMORY"):
                raw.execute(f"PRAGMA {pragma}")
            return raw

        made = create_engine("sqlite://", creator=connect, poolclass=NullPool, hide_parameters=True)

        @event.listens_for(made, "begin")
        def _begin(connection: Connection) -> None:
            write = connection.get_execution_options().get("cuadrante_write", False)
            connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

        engine = made.execution_options(schema_translate_map={ANSWERS: None})
        with engine.execution_options(cuadrante_write=True).begin() as c:
            metadata.create_all(c, [intake_response, intake_token, intake_key])
        _engines[file] = engine
        return engine


@contextmanager
def _transaction(ws: Workspace, write: bool) -> Iterator[Connection]:
    if ws.path is None:
        with ws.write() if write else ws.read() as c:
            yield c
        return
    try:
        engine = _engine(intake_path(ws.path)).execution_options(cuadrante_write=write)
        with engine.begin() as c:
            yield c
    except (DBAPIError, sqlite3.Error) as error:
        raise explain(error, str(intake_path(ws.path)), intake_path(ws.path)) from error


@contextmanager
def exclusive(ws: Workspace) -> Iterator[None]:
    """Hold the one lock behind which batches, settling and closing queue, across threads and processes."""
    if ws.path is None:
        with ws.engine.connect() as c:
            c.execute(sql("SELECT pg_advisory_lock(:id)"), {"id": LOCK_ID})
            c.commit()
            try:
                yield
            finally:
                c.execute(sql("SELECT pg_advisory_unlock(:id)"), {"id": LOCK_ID})
                c.commit()
        return
    file = intake_path(ws.path)
    handle = os.open(file.with_name(file.name + "-lock"), os.O_CREAT | os.O_RDWR, 0o600)
    try:
        _lock_file(handle)
        yield
    finally:
        os.close(handle)  # closing releases the lock, also when the process dies


def _lock_file(handle: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_LOCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX)


def store_key(ws: Workspace, survey_id: str, key: bytes) -> None:
    """Keep a survey's secret: a file of mode 0600 on SQLite, a row of schema answers on PostgreSQL."""
    if ws.path is None:
        with ws.write() as c:
            c.execute(delete(intake_key).where(intake_key.c.survey_id == survey_id))
            c.execute(insert(intake_key).values(survey_id=survey_id, key=key.hex()))
        return
    file = key_path(ws.path, survey_id)
    file.parent.mkdir(mode=0o700, exist_ok=True)
    with os.fdopen(os.open(file, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as out:
        out.write(key)
        out.flush()
        os.fsync(out.fileno())


def read_key(ws: Workspace, survey_id: str) -> bytes | None:
    """A survey's secret, or None once the survey is closed."""
    if not survey_id.isalnum():
        return None
    if ws.path is None:
        with ws.read() as c:
            found = c.execute(select(intake_key.c.key).where(intake_key.c.survey_id == survey_id)).scalar()
        return bytes.fromhex(found) if found else None
    try:
        return key_path(ws.path, survey_id).read_bytes() or None
    except OSError:
        return None


def destroy_key(ws: Workspace, survey_id: str) -> None:
    """Overwrite and remove a survey's secret."""
    if ws.path is None:
        with ws.write() as c:
            c.execute(delete(intake_key).where(intake_key.c.survey_id == survey_id))
        return
    file = key_path(ws.path, survey_id)
    if file.exists():
        size = file.stat().st_size
        with file.open("r+b") as out:
            out.write(b"\0" * size)
            out.flush()
            os.fsync(out.fileno())
        file.unlink()


def open_intake(ws: Workspace, survey_id: str, tokens: Sequence[Token], more: bool = False) -> None:
    """Start taking answers, or take them of `more` people: store unused tokens. Call with `exclusive` held."""
    mixed = list(tokens)
    random.SystemRandom().shuffle(mixed)
    with _transaction(ws, True) as c:
        if ws.path is None:  # HR's login may add links and neither see nor change those there are
            c.execute(insert(intake_token), _token_rows(survey_id, mixed))
        else:
            _rewrite_tokens(c, survey_id, [*(_tokens(c, survey_id) if more else ()), *mixed])


def read_tokens(ws: Workspace, survey_id: str) -> list[Token]:
    """All tokens of a survey, by hash, each unused or used."""
    return _settled(ws, survey_id)[1]


def _tokens(c: Connection, survey_id: str) -> list[Token]:
    rows = c.execute(select(intake_token).where(intake_token.c.survey_id == survey_id).order_by(intake_token.c.hash))
    return [Token(r.hash, r.code_hash, json.loads(r.groups), r.used) for r in rows]


def _rewrite_tokens(c: Connection, survey_id: str, tokens: list[Token]) -> None:
    random.SystemRandom().shuffle(tokens)
    c.execute(delete(intake_token).where(intake_token.c.survey_id == survey_id))
    if tokens:
        c.execute(insert(intake_token), _token_rows(survey_id, tokens))


def _token_rows(survey_id: str, tokens: Sequence[Token]) -> list[dict[str, Any]]:
    return [
        {"hash": k.hash, "survey_id": survey_id, "code_hash": k.code_hash, "groups": dump(k.groups), "used": k.used}
        for k in tokens
    ]


def _rewrite_answers(c: Connection, survey_id: str, bodies: list[str]) -> None:
    random.SystemRandom().shuffle(bodies)
    c.execute(delete(intake_response).where(intake_response.c.survey_id == survey_id))
    if bodies:
        c.execute(
            insert(intake_response),
            [{"key": secrets.token_hex(16), "survey_id": survey_id, "body": body} for body in bodies],
        )


def _bodies(c: Connection, survey_id: str) -> list[str]:
    return list(c.execute(select(intake_response.c.body).where(intake_response.c.survey_id == survey_id)).scalars())


def readable(ws: Workspace) -> bool:
    """Whether this login may read answers: on PostgreSQL only the page's own may, no person's."""
    if ws.path is not None:
        return True
    with ws.read() as c:
        return bool(c.execute(sql("SELECT has_table_privilege('answers.intake_response', 'SELECT')")).scalar_one())


def read_bodies(ws: Workspace, survey_id: str) -> list[str]:
    """Bodies of the answers so far, in no order. Only for closing and for the self-audit."""
    with _transaction(ws, False) as c:
        return _bodies(c, survey_id)


def settle(ws: Workspace, survey_id: str) -> None:
    """Finish the last batch, or undo one that a crash cut in two; call with `exclusive` held."""
    before, after = _settled(ws, survey_id)
    if before != after:
        with _transaction(ws, True) as c:
            _rewrite_tokens(c, survey_id, after)


def _settled(ws: Workspace, survey_id: str) -> tuple[list[Token], list[Token]]:
    """The tokens as they are, and as they should be when nothing is being written."""
    with _transaction(ws, False) as c:
        tokens = _tokens(c, survey_id)
        writing = {k.hash for k in tokens if k.used == WRITING}
        if not writing:
            return tokens, tokens
        used = sum(k.used == USED for k in tokens)
        answers = c.execute(
            select(func.count()).select_from(intake_response).where(intake_response.c.survey_id == survey_id)
        ).scalar_one()
    if answers not in {used, used + len(writing)}:
        raise CuadranteError(
            t("Survey {id}: {answers} answers do not fit {used} used links.", id=survey_id, answers=answers, used=used),
            t("Stop the survey page and tell an administrator; nothing was changed."),
        )
    return tokens, _moved(tokens, writing, UNUSED if answers == used else USED)


def _moved(tokens: Sequence[Token], hashes: set[str], state: int) -> list[Token]:
    return [Token(k.hash, k.code_hash, k.groups, state) if k.hash in hashes else k for k in tokens]


def record_batch(
    ws: Workspace, survey_id: str, batch: Sequence[tuple[str, Mapping[str, Any]]], finish: bool = True
) -> list[str]:
    """Store answers: (hash of the token or code, answers by question) each.

    Returns, in the order given: `stored` (on disk), `used` (this token has answered before, also earlier in the same
    batch) or `unknown` (also for every token of a survey that is not open). Everything that is `stored` is on disk when
    this returns. With `finish` off the caller sees to `settle` after telling people; the next batch would do it too.
    """
    with exclusive(ws):
        # Closing commits before it purges: a crash between the two leaves tokens that must not be taken any more.
        if not _is_open(ws, survey_id):
            return [UNKNOWN] * len(batch)
        _, tokens = _settled(ws, survey_id)
        known = {h: k for k in tokens for h in (k.hash, k.code_hash) if h}
        outcome, chosen, bodies = [], set(), []
        for hashed, answers in batch:
            token = known.get(hashed)
            if token is None:
                outcome.append(UNKNOWN)
            elif token.used != UNUSED or token.hash in chosen:
                outcome.append(ALREADY)
            else:
                outcome.append(STORED)
                chosen.add(token.hash)
                bodies.append(dump({"a": answers, "g": token.groups}))
        # Also where nothing is new: a used link takes as long as an unused one, and a full disk refuses both.
        with _transaction(ws, True) as c:
            _rewrite_tokens(c, survey_id, _moved(tokens, chosen, WRITING))
        with _transaction(ws, True) as c:
            if ws.path is None:
                random.SystemRandom().shuffle(bodies)
                c.execute(sql("SELECT answers.add_answers(:survey, :added)"), {"survey": survey_id, "added": bodies})
            else:
                _rewrite_answers(c, survey_id, [*_bodies(c, survey_id), *bodies])
        if finish:
            settle(ws, survey_id)
        return outcome


def _is_open(ws: Workspace, survey_id: str) -> bool:
    with ws.read() as c:
        return c.execute(select(survey.c.state).where(survey.c.survey_id == survey_id)).scalar() == "open"


def purge(ws: Workspace, survey_id: str) -> None:
    """Remove every token, answer and the key of a survey; on SQLite the file is rebuilt. Call with `exclusive` held."""
    with _transaction(ws, True) as c:
        c.execute(delete(intake_token).where(intake_token.c.survey_id == survey_id))
    with _transaction(ws, True) as c:
        c.execute(delete(intake_response).where(intake_response.c.survey_id == survey_id))
    destroy_key(ws, survey_id)
    if ws.path is not None:
        with _engine(intake_path(ws.path)).connect() as c:
            raw = c.connection.driver_connection
            assert isinstance(raw, sqlite3.Connection)
            raw.execute("VACUUM")
