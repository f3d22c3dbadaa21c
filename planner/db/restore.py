"""Put a backup in the place of a SQLite workspace, in one step that a kill leaves done or undone, never half.

The new files are laid out and checked in a folder beside the workspace. Then one note (`<name>-restoring`) is written
and synced: that is the step. From then on whoever opens the workspace finishes the exchange before anything else:
each present file goes to the folder that keeps it, each new one takes its place, the note goes last. Before the note
nothing has happened; after it everything will.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
import zipfile
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from planner.base.errors import CuadranteError, Refused
from planner.base.i18n import os_reason, t
from planner.base.log import loose, noted
from planner.db import audit, revisions
from planner.db.backup import LEFTOVER_S, MANIFEST, UNREADABLE, Contents, check, digest_of, parts
from planner.db.exchange import NOTE, Exchange, begin, finish, waiting
from planner.db.failures import explain
from planner.db.opening import open_for_upgrade

FOLDER = ".restore-"


def restore(path: Path, file: Path, contents: Contents = ()) -> Path:
    """Put a backup in the place of a workspace; returns the folder that keeps what stood there.

    The backup is checked first (hashes, integrity, form, audit log) and nothing is touched when it fails.
    """
    path = path.expanduser().resolve()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        finish(path)
        _clear_leftovers(path.parent)
        folder = Path(tempfile.mkdtemp(dir=path.parent, prefix=FOLDER))
    except OSError as error:
        raise Refused(t("Cannot put the backup into place: {why}.", why=os_reason(error))) from error
    try:
        fresh = folder / path.name
        _unpack(file, folder, fresh)
        _verify(fresh, file, contents)
        _nobody_writes(path)
        loose()
        kept = path.with_name(f"{path.stem}-replaced-{datetime.now(UTC).strftime('%Y%m%dT%H%M%S%f')[:-3]}Z")
        names = tuple(f.name for f in (*parts(path).values(), audit.anchor_path(path)))
        new = tuple(name for name in names if (folder / name).exists())
        begin(path, Exchange(folder.name, kept.name, names, new))
        finish(path)
    except OSError as error:
        raise Refused(t("Cannot put the backup into place: {why}.", why=os_reason(error))) from error
    finally:
        if not waiting(path):
            shutil.rmtree(folder, ignore_errors=True)
    return kept


def lost_by(path: Path, file: Path) -> dict[str, int]:
    """What the present workspace has done since a backup was made, by action of its log; empty when that is unknown.

    Raises Refused when the file is no backup. A present workspace that is damaged or gone has nothing that can be
    compared, and nothing to lose beyond that.
    """
    try:
        with zipfile.ZipFile(file) as archive, tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "main.sqlite"
            with archive.open("main.sqlite") as source, copy.open("xb") as handle:
                shutil.copyfileobj(source, handle)
            with closing(sqlite3.connect(copy)) as raw:
                last = raw.execute("SELECT coalesce(max(seq), 0) FROM audit_log").fetchone()[0]
    except (*UNREADABLE, sqlite3.Error) as error:
        raise Refused(
            t("{file} is not a sound backup.", file=file), t("Take another one; nothing was changed.")
        ) from error
    since: Counter[str] = Counter()
    path = path.expanduser()
    if path.exists():
        address = f"{path.resolve().as_uri()}?mode=ro"
        with (
            noted("what a restore would undo cannot be read", sqlite3.Error),
            closing(sqlite3.connect(address, uri=True)) as raw,
        ):
            since.update(row[0] for row in raw.execute("SELECT action FROM audit_log WHERE seq > ?", (last,)))
    return dict(since)


def _clear_leftovers(folder: Path) -> None:
    """Take away what restores that were killed before their step have left, once they are an hour old."""
    now = datetime.now(UTC).timestamp()
    for entry in folder.glob(f"{FOLDER}*"):
        waits = any(json.loads(n.read_text()).get("folder") == entry.name for n in folder.glob(f"*{NOTE}"))
        if not waits and now - entry.stat().st_mtime > LEFTOVER_S:
            shutil.rmtree(entry, ignore_errors=True)


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
                if digest_of(target) != digest:
                    raise refused
    except OSError as error:
        raise Refused(t("Cannot read {path}: {why}.", path=file, why=os_reason(error))) from error
    except UNREADABLE as error:
        raise refused from error
    if any(not target.exists() for target in parts(fresh).values()):
        raise refused


def _verify(fresh: Path, file: Path, contents: Contents) -> None:
    with open_for_upgrade(fresh) as ws:
        try:
            revisions.pending(ws)
            bad = [finding for finding in check(ws, contents) if not finding.ok]
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
