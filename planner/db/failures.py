"""Database errors turned into one line with a mend; what SQLite and PostgreSQL call the same trouble is said alike."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.exc import DBAPIError

from planner.base.errors import CuadranteError, Refused
from planner.base.i18n import t
from planner.db import lockfile

DAMAGE = ("malformed", "not a database", "corrupt", "unsupported file format")


def is_damage(error: BaseException) -> bool:
    """Whether the error says that the file itself is broken."""
    return any(word in str(error).lower() for word in DAMAGE)


def last_backup(path: Path) -> Path | None:
    """The newest backup of a SQLite workspace in its backup folder."""
    folder = backup_folder(path)
    found = sorted(folder.glob(f"{path.stem}-*.zip")) if folder.is_dir() else []
    return found[-1] if found else None


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
