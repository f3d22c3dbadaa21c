"""Upgrade, check, back up and restore a workspace. Each opens the workspace itself: it may be older or damaged."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from planner.base.config import default_workspace
from planner.base.errors import CuadranteError, Refused
from planner.base.i18n import t
from planner.db import backup as store
from planner.db import migrate, revisions
from planner.db.opening import open_for_upgrade
from planner.db.restore import lost_by as undone_by
from planner.db.restore import restore as put_back
from planner.db.workspace import is_url
from planner.domain.demand import Channel, ChannelKind
from planner.requirement import store as requirements
from planner.roster.store import rosters
from planner.rostering.solve import warm_up as compile_rostering
from planner.shop.store import history
from planner.staffing.required import requirement_for

WEIGHTY = {
    "survey closed": "Surveys closed: {n}",
    "pay approve": "Months of pay approved: {n}",
    "pay close": "Months of pay closed: {n}",
    "roster published": "Rosters published: {n}",
}
"""Actions of the log that an older state undoes and that people rely on, and how they are told."""
CONTENTS = (
    ("contacts", history.altered), ("requirements", requirements.altered), ("rosters", rosters.altered),
)  # fmt: skip
"""What each slice keeps under hashes, for `check` and `restore`."""

if TYPE_CHECKING:
    from planner.db.workspace import Workspace

log = logging.getLogger(__name__)


def upgrade(target: str | None = None) -> list[str]:
    """Bring a workspace to this program's form, all or nothing, after a backup; returns what was done, in lines."""
    with _open(target) as ws:
        if not revisions.pending(ws):
            return [t("{target} is up to date; nothing was changed.", target=ws.target)]
        lines = []
        if ws.is_sqlite:
            lines.append(t("Backup made: {path}", path=store.backup(ws)))
        else:
            lines.append(t("PostgreSQL: the server's own backup is the way back; this program made none."))
        migrate.upgrade(ws)
        lines.append(
            t("{target} is upgraded to {form}.", target=ws.target, form=", ".join(sorted(revisions.applied(ws))))
        )
        return lines


def check(target: str | None = None) -> list[store.Finding]:
    """Check integrity, references, hashes and the audit chain; findings say what is wrong."""
    with _open(target) as ws:
        try:
            return store.check(ws, CONTENTS)
        except CuadranteError as error:
            log.warning("the workspace cannot be checked", exc_info=error)
            return [store.Finding(ws.target, False, f"{error.title} {error.hint}".strip())]


def backup(target: str | None = None, file: Path | None = None) -> Path:
    """Copy a workspace while it is in use; returns the backup. Refused when it would overwrite a file."""
    if file is not None and Path(file).exists():
        raise Refused(t("{path} exists already.", path=file), t("Name another file."))
    with _open(target) as ws:
        return store.backup(ws, Path(file) if file is not None else None)


def restore(target: str | None, file: Path) -> Path:
    """Replace a workspace by a backup that was checked; returns the folder that keeps the old one."""
    return put_back(_file_of(target), Path(file), CONTENTS)


def lost_by(target: str | None, file: Path) -> dict[str, int]:
    """What the workspace has done since a backup was made, by action of its log: what restoring it would undo."""
    return undone_by(_file_of(target), Path(file))


def _file_of(target: str | None) -> Path:
    chosen = target or default_workspace()
    if is_url(chosen):
        raise Refused(
            t("A PostgreSQL workspace is backed up by the server."), t("Ask your administrator; the tool is pg_dump.")
        )
    return Path(chosen)


def _open(target: str | None) -> Workspace:
    """The workspace whatever its form; Refused when it is not there."""
    chosen = target or default_workspace()
    if not is_url(chosen) and not Path(chosen).expanduser().exists():
        raise Refused(
            t("There is no workspace at {path}.", path=chosen),
            t("Make one with `cuadrante init`, or try `cuadrante demo`."),
        )
    return open_for_upgrade(chosen)


def warm_up(progress: Callable[[float, str], None] | None = None) -> None:
    """Compile the staffing and rostering kernels into the user's cache; quick when that was done before."""

    def tell(share: float, text: str) -> None:
        if progress is not None:
            progress(share, text)

    tell(0.0, t("Compiling the staffing formulas, once"))
    levels, volume = (0.1, 0.5, 0.9), np.array([3.0, 9.0])
    for kind in ChannelKind:
        channel = Channel(kind.value, kind, aht_s=300.0, concurrency=2 if kind is ChannelKind.CONCURRENT else 1)
        requirement_for(channel, volume, None, 1800.0, plan_on="expected", levels=levels,
                        quantiles=[0.6 * volume, volume, 1.4 * volume])  # fmt: skip
    tell(0.3, t("Compiling the roster engine, once"))
    compile_rostering()
    tell(1.0, t("Done"))
