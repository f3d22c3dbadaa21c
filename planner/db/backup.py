"""Copies of a SQLite workspace while it is in use, their check, and putting one back.

A backup is one zip: the three database files (taken under the write lock with SQLite's online backup, so that they
belong together), the anchor of the audit log, and a manifest with their SHA-256. PostgreSQL is backed up by its own
tools; here that is said, not tried.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import text

from planner.base.errors import CuadranteError, Refused
from planner.base.i18n import os_reason, t
from planner.db import audit, revisions
from planner.db.failures import backup_folder, explain, last_backup
from planner.db.workspace import ATTACHED, Workspace, sibling

MANIFEST = "manifest.json"
WEEKLY = timedelta(days=7)
KEEP = 12


@dataclass(frozen=True, slots=True)
class Finding:
    """One check of a workspace: its name, whether all is well, and what was seen."""

    check: str
    ok: bool
    detail: str


def parts(path: Path) -> dict[str, Path]:
    """The database files of a workspace by schema."""
    return {"main": path, **{part: sibling(path, part) for part in ATTACHED}}


def backup(ws: Workspace, target: Path | None = None) -> Path:
    """Copy the workspace to `target`, or to its backup folder; returns the file."""
    path = _file_of(ws)
    target = target or _next_name(path)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
            copies = _copies(ws, path, Path(folder))
            draft = Path(folder) / "backup.zip"
            _pack(draft, copies, path)
            draft.chmod(0o600)
            draft.replace(target)
    except OSError as error:
        raise Refused(
            t("Cannot write the backup {path}: {why}.", path=target, why=os_reason(error)),
            t("Choose a folder that you may write to with enough space."),
        ) from error
    return target


def _file_of(ws: Workspace) -> Path:
    if ws.path is None:
        raise Refused(
            t("A PostgreSQL workspace is backed up by the server."), t("Ask your administrator; the tool is pg_dump.")
        )
    return ws.path


def _next_name(path: Path) -> Path:
    folder = backup_folder(path)
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")[:-3]
    return folder / f"{path.stem}-{stamp}Z.zip"


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


def _pack(draft: Path, copies: dict[str, Path], path: Path) -> None:
    files = {name if name == "anchor" else f"{name}.sqlite": copy for name, copy in copies.items()}
    manifest = {
        "made_at": datetime.now(UTC).isoformat(),
        "workspace": path.name,
        "sha256": {name: _digest(file) for name, file in files.items()},
    }
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, file in files.items():
            archive.write(file, name)
        archive.writestr(MANIFEST, json.dumps(manifest, indent=1))


def _digest(file: Path) -> str:
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def weekly(ws: Workspace) -> Path | None:
    """A backup when the newest in the backup folder is a week old or there is none; the oldest beyond twelve go.

    Returns the file made, or None when none was due (or the workspace is no file, or only open for reading).
    """
    if ws.path is None or ws.read_only:
        return None
    last = last_backup(ws.path)
    if last is not None and datetime.now(UTC) - datetime.fromtimestamp(last.stat().st_mtime, UTC) < WEEKLY:
        return None
    made = backup(ws)
    for old in sorted(backup_folder(ws.path).glob(f"{ws.path.stem}-*.zip"))[:-KEEP]:
        old.unlink(missing_ok=True)
    return made


def restore(path: Path, file: Path) -> Path:
    """Put a backup in the place of a workspace; returns the folder that keeps what stood there.

    The backup is checked first (hashes, integrity, form, audit log) and nothing is touched when it fails.
    """
    path = path.expanduser().resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".restore-") as name:
        folder = Path(name)
        fresh = folder / path.name
        _unpack(file, folder, fresh)
        _verify(fresh, file)
        _nobody_writes(path)
        kept = _put_aside(path)
        try:
            for part, target in parts(path).items():
                parts(fresh)[part].replace(target)
            if audit.anchor_path(fresh).exists():
                audit.anchor_path(fresh).replace(audit.anchor_path(path))
        except OSError as error:
            raise Refused(
                t("Cannot put the backup into place: {why}.", why=os_reason(error)),
                t("The workspace replaced is kept at {path}.", path=kept),
            ) from error
    return kept


def _unpack(file: Path, folder: Path, fresh: Path) -> None:
    refused = Refused(t("{file} is not a sound backup.", file=file), t("Take another one; nothing was changed."))
    names = {f"{part}.sqlite": target for part, target in parts(fresh).items()} | {"anchor": audit.anchor_path(fresh)}
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = json.loads(archive.read(MANIFEST))
            for name, digest in manifest["sha256"].items():
                target = names[name]
                with archive.open(name) as source, target.open("xb") as handle:
                    shutil.copyfileobj(source, handle)
                target.chmod(0o600)
                if _digest(target) != digest:
                    raise refused
    except (
        zipfile.BadZipFile,
        zlib.error,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        EOFError,
        zipfile.LargeZipFile,
    ) as error:
        raise refused from error
    except OSError as error:
        raise Refused(t("Cannot read {path}: {why}.", path=file, why=os_reason(error))) from error
    if any(not target.exists() for target in parts(fresh).values()):
        raise refused


def _verify(fresh: Path, file: Path) -> None:
    from planner.db.migrate import open_for_upgrade

    with open_for_upgrade(fresh) as ws:
        try:
            revisions.pending(ws)
            bad = [finding for finding in check(ws) if not finding.ok]
        except CuadranteError as error:
            raise Refused(
                t("{file} is not a sound backup.", file=file), t("Take another one; nothing was changed."), str(error)
            ) from error
    if bad:
        raise Refused(
            t("{file} is not a sound backup.", file=file),
            t("Take another one; nothing was changed."),
            "\n".join(f"{finding.check}: {finding.detail}" for finding in bad),
        )


def _nobody_writes(path: Path) -> None:
    """Refuse to replace files under the hands of a writer. A file too broken to be locked has no writer."""
    if not path.exists():
        return
    raw = sqlite3.connect(path, timeout=2.0, isolation_level=None)
    try:
        raw.execute("BEGIN IMMEDIATE")
        raw.execute("ROLLBACK")
    except sqlite3.Error as error:
        if "locked" in str(error):
            raise explain(error, str(path), path) from error
    finally:
        raw.close()


def _put_aside(path: Path) -> Path:
    """Move the present files (with journals) into a folder of their own."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")[:-3]
    kept = path.with_name(f"{path.stem}-replaced-{stamp}Z")
    present = [f for part in parts(path).values() for f in (part, part.with_name(part.name + "-journal")) if f.exists()]
    anchor = audit.anchor_path(path)
    try:
        kept.mkdir(mode=0o700)
        for file in [*present, *([anchor] if anchor.exists() else [])]:
            file.replace(kept / file.name)
    except OSError as error:
        raise Refused(t("Cannot move {path} aside: {why}.", path=path, why=os_reason(error))) from error
    return kept


def check(ws: Workspace) -> list[Finding]:
    """Integrity of the files, references, form, hashes of rows, and the audit log."""
    findings = _sqlite_checks(ws) if ws.is_sqlite else []
    if any(not f.ok for f in findings):
        return findings
    older = revisions.pending(ws)
    findings.append(
        Finding(
            t("form"),
            not older,
            t("older than this program: run `cuadrante db upgrade`")
            if older
            else ", ".join(sorted(revisions.applied(ws))),
        )
    )
    if older:
        return findings
    from planner.requirement import store
    from planner.roster.store import rosters
    from planner.shop.store import history

    for name, altered in (
        (t("contact history"), history.altered(ws)),
        (t("requirements"), store.altered(ws)),
        (t("rosters"), rosters.altered(ws)),
    ):
        detail = (
            t("altered outside the program: {names}", names=", ".join(altered[:5])) if altered else t("hashes match")
        )
        findings.append(Finding(name, not altered, detail))
    problems = audit.verify(ws)
    findings.append(
        Finding(t("audit log"), not problems, " ".join(p.message for p in problems[:5]) or t("the chain is whole"))
    )
    return findings


def _sqlite_checks(ws: Workspace) -> list[Finding]:
    findings = []
    for part, file in parts(_file_of(ws)).items():
        try:
            with ws.read() as c:
                rows = list(c.exec_driver_sql(f"PRAGMA {part}.integrity_check(20)").scalars())
                loose = c.execute(text(f"PRAGMA {part}.foreign_key_check")).all()
        except CuadranteError as error:
            findings.append(Finding(file.name, False, error.title))
            continue
        except sqlite3.Error as error:
            findings.append(Finding(file.name, False, explain(error, ws.target, ws.path).title))
            continue
        findings.append(Finding(t("integrity of {file}", file=file.name), rows == ["ok"], "; ".join(rows[:3])))
        lost = ", ".join(sorted({f"{row[0]} → {row[2]}" for row in loose}))
        findings.append(Finding(t("references in {file}", file=file.name), not loose, lost or t("all lead somewhere")))
        if os.name == "posix":
            mode = file.stat().st_mode & 0o777
            shut = not mode & 0o077
            findings.append(
                Finding(
                    t("permissions of {file}", file=file.name),
                    shut,
                    t("only you can read it")
                    if shut
                    else t("others can read it ({mode}); run chmod 600", mode=f"{mode:o}"),
                )
            )
    return findings
