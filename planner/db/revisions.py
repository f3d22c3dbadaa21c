"""Which migrations exist and which a workspace has, without importing Alembic (opening a workspace must be quick)."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from planner.base.errors import Refused
from planner.base.i18n import t

if TYPE_CHECKING:
    from planner.db.workspace import Workspace

FOLDER = Path(__file__).parent / "migrations"
_REVISION = re.compile(r"^revision\b[^=]*=\s*[\"']([^\"']+)[\"']", re.MULTILINE)
_DOWN = re.compile(r"^down_revision\b[^=]*=\s*(.+)$", re.MULTILINE)


@cache
def known() -> tuple[frozenset[str], frozenset[str]]:
    """All revisions this program has, and those at the end of their chain."""
    all_revisions: set[str] = set()
    parents: set[str] = set()
    for file in sorted((FOLDER / "versions").glob("r[0-9]*.py")):
        source = file.read_text(encoding="utf-8")
        all_revisions.update(_REVISION.findall(source))
        for line in _DOWN.findall(source):
            parents.update(re.findall(r"[\"']([^\"']+)[\"']", line))
    return frozenset(all_revisions), frozenset(all_revisions - parents)


def applied(ws: Workspace) -> frozenset[str]:
    """The revisions at which a workspace stands; empty for a database that is not a workspace."""
    schema = None if ws.is_sqlite else "core"
    with ws.read() as c:
        if not inspect(c).has_table("alembic_version", schema=schema):
            return frozenset()
        table = "alembic_version" if ws.is_sqlite else "core.alembic_version"
        return frozenset(c.execute(text(f"SELECT version_num FROM {table}")).scalars())


def pending(ws: Workspace) -> bool:
    """Whether the workspace is older than this program; Refused when it is newer or not a workspace at all."""
    here = applied(ws)
    all_revisions, heads = known()
    if not here:
        raise Refused(
            t("{target} is not a workspace of cuadrante.", target=ws.target),
            t("Name the right file with --workspace, or make one with `cuadrante init`."),
        )
    if here - all_revisions:
        raise Refused(
            t(
                "{target} was made by a newer cuadrante (form {revision}).",
                target=ws.target,
                revision=", ".join(sorted(here - all_revisions)),
            ),
            t("Install the newer program; this one would damage it."),
        )
    return here != heads


def check(ws: Workspace) -> None:
    """Refuse a workspace whose form is not exactly this program's."""
    if pending(ws):
        raise Refused(
            t("{target} has an older form than this program.", target=ws.target),
            t("Run `cuadrante db upgrade`; it makes a backup first."),
        )
