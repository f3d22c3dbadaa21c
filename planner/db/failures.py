"""Database errors turned into one line with a mend; what SQLite and PostgreSQL call the same trouble is said alike."""

from __future__ import annotations

import json
import logging
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from planner.base.errors import CuadranteError, Refused
from planner.base.i18n import t
from planner.db import lockfile

log = logging.getLogger(__name__)

DAMAGE = ("malformed", "not a database", "corrupt", "unsupported file format")


def is_damage(error: BaseException) -> bool:
    """Whether the error says that the file itself is broken."""
    return any(word in str(error).lower() for word in DAMAGE)


def last_backup(path: Path) -> Path | None:
    """The newest backup of a SQLite workspace in its backup folder."""
    found = backups_of(path)
    return found[-1][1] if found else None


def backups_of(path: Path, identity: str = "") -> list[tuple[datetime, Path]]:
    """The backups of one workspace with their instants, the oldest first; of its neighbours none.

    A backup names the workspace's file in its manifest, and its identity where it had one: a name alone may be the
    beginning of another's. Those of another workspace that once had the same file name are left out where the
    `identity` is known.
    """
    folder, found = backup_folder(path), []
    for file in sorted(folder.iterdir()) if folder.is_dir() else []:
        stamp = re.fullmatch(r"(?:.*)-(\d{8}T\d{9})Z\.zip", file.name)
        if stamp is None or not file.name.startswith(f"{path.stem}-"):
            continue
        try:
            made = datetime.strptime(f"{stamp[1]}000+0000", "%Y%m%dT%H%M%S%f%z")
            with zipfile.ZipFile(file) as archive:
                manifest = json.loads(archive.read("manifest.json"))
            theirs = str(manifest.get("identity", ""))
            same = manifest["workspace"] == path.name and (not identity or not theirs or theirs == identity)
        except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
            log.warning("a file among the backups is no backup", exc_info=error)
            continue
        if same:
            aged = datetime.fromtimestamp(file.stat().st_mtime, UTC)
            found.append((min(made, aged), file))
    return sorted(found)


def backup_folder(path: Path) -> Path:
    """Where the backups of a SQLite workspace lie: `backups` beside it."""
    return path.parent / "backups"


def explain(error: Exception, target: str, path: Path | None) -> CuadranteError:
    """The refusal a user sees for a database error."""
    text = str(error.orig if isinstance(error, DBAPIError) else error).strip()
    low = text.lower()
    if is_damage(error):
        title = t("{target} is damaged: {why}.", target=target, why=first_line(text))
        backup = last_backup(path) if path else None
        if backup:
            return Refused(title, t("Restore the last backup: `cuadrante db restore {backup}`.", backup=backup), text)
        return Refused(title, t("There is no backup beside it; ask whoever keeps your files for an older copy."), text)
    if "locked" in low or "lock timeout" in low or "busy" in low:
        who = (lockfile.holder(path) if path else "") or t("another process")
        return Refused(
            t("Somebody else is writing to {target}: {who}.", target=target, who=who),
            t("Wait until they have finished and try again; nothing of yours was changed."),
            text,
        )
    if "disk is full" in low or "no space" in low or "disk i/o error" in low:
        return Refused(
            t("The disk of {target} is full or failing; nothing was changed.", target=target),
            t("Free some space and try again; earlier data is intact."),
            text,
        )
    if "readonly" in low or "read-only" in low or "unable to open" in low or "query_only" in low:
        return Refused(
            t("{target} cannot be written; nothing was changed.", target=target),
            t("Ask for permission to write the file and its folder, or copy it to a folder of yours."),
            text,
        )
    if "permission denied" in low or "row-level security" in low:
        return Refused(
            t("Your role does not allow this on {target}.", target=target),
            t("Ask an administrator of the workspace for the role you need."),
            text,
        )
    if "connection" in low and ("refused" in low or "failed" in low or "closed" in low):
        return Refused(
            t("Cannot reach {target}.", target=target), t("Check the address, the server and the network."), text
        )
    return CuadranteError(t("The database of {target} refused: {why}", target=target, why=first_line(text)), "", text)


def first_line(text: str) -> str:
    """The first line, without a final full stop."""
    return text.splitlines()[0].rstrip(".") if text else ""
