"""Copies of a SQLite workspace while it is in use, and the check of a workspace (`restore` puts one back).

A backup is one zip: the three database files (taken under the write lock with SQLite's online backup, so that they
belong together), the anchor of the audit log, and a manifest with their SHA-256. PostgreSQL is backed up by its own
tools; here that is said, not tried.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
import sqlite3
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select, text

from planner.base.errors import CuadranteError, Refused
from planner.base.i18n import os_reason, t
from planner.db import audit, revisions
from planner.db.failures import backup_folder, backups_of, explain
from planner.db.workspace import ATTACHED, Workspace, sibling
from planner.domain.remark import Remark, Told

log = logging.getLogger(__name__)

MANIFEST = "manifest.json"
WEEKLY = timedelta(days=7)
KEEP = 12
LEFTOVER, LEFTOVER_S = ".backup-", 3600.0
UNREADABLE = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, OSError, KeyError, ValueError, TypeError, AttributeError,
    EOFError, NotImplementedError, RuntimeError,
)  # fmt: skip
"""What reading a file that is no sound zip of ours may raise."""


Contents = Sequence[tuple[str, Callable[[Workspace], list[str]]]]
"""What a slice keeps under hashes: its English name, and what of it was altered outside the program."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One check of a workspace: its name, whether all is well, and what was seen."""

    check: Told
    ok: bool
    detail: Told


def parts(path: Path) -> dict[str, Path]:
    """The database files of a workspace by schema."""
    return {"main": path, **{part: sibling(path, part) for part in ATTACHED}}


def backup(ws: Workspace, target: Path | None = None) -> Path:
    """Copy the workspace to `target`, or to its backup folder; returns the file.

    The copies are checked before they are packed, and the pack before it gets its name: a damaged workspace is Refused
    and no older backup is touched.
    """
    path = _file_of(ws)
    target = target or _next_name(ws, path)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _clear_leftovers(target.parent)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=LEFTOVER) as folder:
            copies = _copies(ws, path, Path(folder))
            for name in parts(path):
                refuse_damage(copies[name], path)
            draft = Path(folder) / "backup.zip"
            _pack(draft, copies, path, genesis(ws))
            if not sound(draft):
                raise Refused(
                    t("The backup does not read back as it was written; none was kept."),
                    t("Choose another disk."),
                )
            draft.chmod(0o600)
            draft.replace(target)
    except OSError as error:
        raise Refused(
            t("Cannot write the backup {path}: {why}.", path=target, why=os_reason(error)),
            t("Choose a folder that you may write to with enough space."),
        ) from error
    return target


def genesis(ws: Workspace) -> str:
    """Tells this workspace from any other: eight letters of the hash of its first log row; '' before there is one."""
    with ws.read() as c:
        first = c.execute(select(audit.audit_log.c.hash).order_by(audit.audit_log.c.seq).limit(1)).scalar()
    return str(first or "")[:8]


def refuse_damage(file: Path, path: Path) -> None:
    """Refused when a database file is not sound by SQLite's own check."""
    raw = sqlite3.connect(file)
    try:
        bad = [row[0] for row in raw.execute("PRAGMA integrity_check(3)") if row[0] != "ok"]
    except sqlite3.DatabaseError as error:
        raise explain(error, str(path), path) from error
    finally:
        raw.close()
    if bad:
        raise explain(sqlite3.DatabaseError(f"database disk image is malformed ({bad[0]})"), str(path), path)


def sound(file: Path) -> bool:
    """Whether a backup reads back as its manifest says."""
    try:
        with zipfile.ZipFile(file) as archive:
            digests = json.loads(archive.read(MANIFEST))["sha256"]
            for name, digest in digests.items():
                with archive.open(name) as source:
                    if hashlib.file_digest(source, "sha256").hexdigest() != digest:  # type: ignore[arg-type]
                        return False
    except UNREADABLE as error:
        log.warning("a backup cannot be read", exc_info=error)
        return False
    return True


def _clear_leftovers(folder: Path) -> None:
    """Take away what backups that were killed have left, once they are an hour old."""
    for entry in folder.iterdir():
        if entry.name.startswith(LEFTOVER) and time.time() - entry.stat().st_mtime > LEFTOVER_S:
            shutil.rmtree(entry, ignore_errors=True)


def _file_of(ws: Workspace) -> Path:
    if ws.path is None:
        raise Refused(
            t("A PostgreSQL workspace is backed up by the server."), t("Ask your administrator; the tool is pg_dump.")
        )
    return ws.path


def _next_name(ws: Workspace, path: Path) -> Path:
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")[:-3]
    return backup_folder(path) / "-".join(filter(None, (path.stem, genesis(ws), f"{stamp}Z.zip")))


def _copies(ws: Workspace, path: Path, folder: Path) -> dict[str, Path]:
    copies = {name: folder / f"{name}.sqlite" for name in parts(path)}
    for copy in copies.values():
        os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    with ws.read() as c:
        raw = c.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        c.exec_driver_sql("SELECT 1 FROM sqlite_master").all()  # the shared lock: nobody commits until we are done
        for name in ATTACHED:
            c.exec_driver_sql(f"SELECT 1 FROM {name}.sqlite_master").all()
        for name, copy in copies.items():
            target = sqlite3.connect(copy)
            try:
                raw.backup(target, name=name)
            finally:
                target.close()
        anchor = audit.anchor_path(path)  # moved after each commit: copied once, before anybody commits again
        if anchor.exists():
            copies["anchor"] = folder / "anchor"
            shutil.copyfile(anchor, copies["anchor"])
    return copies


def _pack(draft: Path, copies: dict[str, Path], path: Path, identity: str) -> None:
    files = {name if name == "anchor" else f"{name}.sqlite": copy for name, copy in copies.items()}
    manifest = {
        "made_at": datetime.now(UTC).isoformat(),
        "workspace": path.name,
        "identity": identity,
        "sha256": {name: digest_of(file) for name, file in files.items()},
    }
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, file in files.items():
            archive.write(file, name)
        archive.writestr(MANIFEST, json.dumps(manifest, indent=1))


def digest_of(file: Path) -> str:
    """SHA-256 of a file."""
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def weekly(ws: Workspace) -> Path | None:
    """A backup when the newest of this workspace is a week old or there is none; the oldest beyond twelve go.

    Returns the file made, or None when none was due (or the workspace is no file, or only open for reading). A backup
    dated in the future counts neither as recent nor as old.
    """
    if ws.path is None or ws.read_only:
        return None
    now, mine = datetime.now(UTC), genesis(ws)
    past = [made for made, _ in backups_of(ws.path, mine) if made <= now]
    if past and now - past[-1] < WEEKLY:
        return None
    made = backup(ws)
    for _, old in [one for one in backups_of(ws.path, mine) if one[0] <= now][: -(KEEP - 1)]:
        old.unlink(missing_ok=True)
    return made


def check(ws: Workspace, contents: Contents = ()) -> list[Finding]:
    """Integrity of the files, references, form, hashes of rows, and the audit log."""
    findings = _sqlite_checks(ws) if ws.is_sqlite else []
    if any(not f.ok for f in findings):
        return findings
    older = revisions.pending(ws)
    applied = ", ".join(sorted(revisions.applied(ws)))
    findings.append(Finding(Remark("form"), not older, Remark("form_older") if older else applied))
    if older:
        return findings
    for name, altered_in in contents:
        altered = altered_in(ws)
        told = Remark("altered", {"names": ", ".join(altered[:5])}) if altered else Remark("unaltered")
        findings.append(Finding(Remark(name), not altered, told))
    problems = tuple(p.what for p in audit.verify(ws)[:5])
    chain = Remark("these", {"what": problems}) if problems else Remark("audit_whole")
    findings.append(Finding(Remark("audit_log"), not problems, chain))
    return findings


def _sqlite_checks(ws: Workspace) -> list[Finding]:
    findings = []
    for part, file in parts(_file_of(ws)).items():
        try:
            with ws.read() as c:
                rows = list(c.exec_driver_sql(f"PRAGMA {part}.integrity_check(20)").scalars())
                loose = c.execute(text(f"PRAGMA {part}.foreign_key_check")).all()
        except CuadranteError as error:
            log.warning("a part of the workspace cannot be checked", exc_info=error)
            findings.append(Finding(file.name, False, error.title))
            continue
        except sqlite3.Error as error:
            findings.append(Finding(file.name, False, explain(error, ws.target, ws.path).title))
            continue
        name = {"file": file.name}
        findings.append(Finding(Remark("integrity", name), rows == ["ok"], "; ".join(rows[:3])))
        lost = ", ".join(sorted({f"{row[0]} → {row[2]}" for row in loose}))
        findings.append(Finding(Remark("references", name), not loose, lost or Remark("no_loose")))
        if os.name == "posix":
            mode = file.stat().st_mode & 0o777
            shut = not mode & 0o077
            told = Remark("private") if shut else Remark("not_private", {"mode": f"{mode:o}"})
            findings.append(Finding(Remark("permissions", name), shut, told))
    return findings
