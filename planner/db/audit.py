"""The audit log: who did what, append-only, each row chained to the one before by SHA-256, the end anchored outside.

A row's hash covers the hash before it, so altering or dropping a row in the middle breaks the chain at that row.
Cutting the tail leaves a perfect shorter chain; the anchor (a small file beside a SQLite workspace; on PostgreSQL a
table only its owner may write) tells. The anchor is written after the commit: a crash between the two leaves it behind
the log, which is no fault; ahead of the log it is one.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, Integer, Table, insert, inspect, select, text

from planner.base.log import noted
from planner.db.tables import CORE, metadata
from planner.db.tables import text as text_column
from planner.db.types import dump
from planner.db.workspace import Workspace
from planner.domain.remark import Remark

audit_log = Table(
    "audit_log",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    text_column("at"),
    text_column("actor"),
    text_column("action"),
    text_column("object"),
    text_column("detail"),
    text_column("previous"),
    text_column("hash"),
    schema=CORE,
)


START = "0" * 64


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One row: `detail` is canonical JSON, `at` an ISO instant in UTC."""

    seq: int
    at: str
    actor: str
    action: str
    object: str
    detail: str
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class AuditProblem:
    """Where the log is not what was written; `seq` is the row's number."""

    seq: int
    what: Remark


def append(ws: Workspace, action: str, subject: str, detail: dict[str, Any] | None = None, actor: str = "") -> int:
    """Add a row within the present transaction (or one of its own); returns its number."""
    with ws.write() as c:
        if not ws.is_sqlite:
            c.execute(text("SELECT pg_advisory_xact_lock(7402201)"))  # one chain: appends queue until the commit
        last = c.execute(select(audit_log).order_by(audit_log.c.seq.desc()).limit(1)).first()
        entry = AuditEntry(
            (last.seq if last else 0) + 1,
            datetime.now(UTC).isoformat(),
            actor or ws.person,
            action,
            subject,
            dump(detail or {}),
            last.hash if last else START,
            "",
        )
        values = {name: getattr(entry, name) for name in AuditEntry.__slots__} | {"hash": row_hash(entry)}
        c.execute(insert(audit_log).values(values))
        ws.appended.add(values["hash"])
        if ws.path is not None:
            path, seq, digest = anchor_path(ws.path), entry.seq, values["hash"]
            ws.after_commit(lambda: write_anchor(path, seq, digest))
    return entry.seq


def read_log(ws: Workspace, limit: int = 200) -> tuple[AuditEntry, ...]:
    """The newest rows, newest first."""
    with ws.read() as c:
        rows = c.execute(select(audit_log).order_by(audit_log.c.seq.desc()).limit(limit)).all()
    return tuple(AuditEntry(*r) for r in rows)


def verify(ws: Workspace) -> tuple[AuditProblem, ...]:
    """Every place where the log was altered, cut or reordered; empty when it is whole."""
    problems: list[AuditProblem] = []
    hashes: dict[int, str] = {0: START}
    with ws.read() as c:
        previous, expected = START, 1
        for row in c.execute(select(audit_log).order_by(audit_log.c.seq)):
            entry = AuditEntry(*row)
            if entry.seq != expected:
                problems.append(AuditProblem(expected, Remark("audit_missing", {"seq": expected})))
            elif entry.previous != previous:
                problems.append(AuditProblem(entry.seq, Remark("audit_unlinked", {"seq": entry.seq})))
            if row_hash(entry) != entry.hash:
                problems.append(AuditProblem(entry.seq, Remark("audit_altered", {"seq": entry.seq})))
            hashes[entry.seq] = entry.hash
            previous, expected = entry.hash, entry.seq + 1
        anchor = read_anchor(anchor_path(ws.path)) if ws.path is not None else _table_anchor(c)
    if anchor is None:
        if len(hashes) > 1:
            problems.append(AuditProblem(0, Remark("audit_no_anchor")))
    elif anchor[0] not in hashes:
        last = max(hashes)
        problems.append(AuditProblem(last + 1, Remark("audit_cut", {"last": last, "seq": anchor[0]})))
    elif hashes[anchor[0]] != anchor[1]:
        problems.append(AuditProblem(anchor[0], Remark("audit_rewritten", {"seq": anchor[0]})))
    return tuple(problems)


def row_hash(entry: AuditEntry) -> str:
    """SHA-256 of a row with the hash before it."""
    parts = [entry.previous, str(entry.seq), entry.at, entry.actor, entry.action, entry.object, entry.detail]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def anchor_path(path: Path) -> Path:
    """The anchor file of a SQLite workspace."""
    return path.with_name(path.name + "-anchor")


def read_anchor(path: Path) -> tuple[int, str] | None:
    """Row number and hash in an anchor file; None when it is missing or no anchor."""
    try:
        seq, digest = path.read_text().split()
        return int(seq), digest
    except (OSError, ValueError):
        return None


def write_anchor(path: Path, seq: int, digest: str) -> None:
    """Move the anchor forward, never back. A failure is left to `verify`: the log itself is already safe."""
    known = read_anchor(path)
    if known is not None and known[0] >= seq:
        return
    with noted("the anchor of the audit log was not moved on", OSError):
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as handle:
            handle.write(f"{seq} {digest}\n")
            handle.flush()
            os.fsync(handle.fileno())
        draft.replace(path)


def _table_anchor(c: Connection) -> tuple[int, str] | None:
    if not inspect(c).has_table("audit_anchor", schema="core"):
        return None
    row = c.execute(text("SELECT seq, hash FROM core.audit_anchor")).first()
    return None if row is None else (row[0], row[1])
