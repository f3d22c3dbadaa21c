"""The history of a channel under another's name, and every other table of the core that names it.

Tables are taken by what they are, not by who owns them: whatever has a column `channel` in schema core follows, so that
a new table of a slice needs no line here. Rosters keep what was published.
"""

from __future__ import annotations

import importlib
import json

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, and_, delete, exists, func, select, update

from planner.base.errors import Refused
from planner.base.i18n import t
from planner.db.tables import CORE, MODULES, metadata
from planner.db.types import dump
from planner.db.workspace import Workspace
from planner.shop.store.facets import SUMS, contact_facet
from planner.shop.store.history import ROW, contact_block, write_series
from planner.shop.store.people import agent


def move_channel(ws: Workspace, name: str, other: str) -> int:
    """What is stored of a channel becomes the other's: its history is added to it, other rows follow where the other
    has none of the same key. Returns the intervals moved; Refused where both have intervals of different widths."""
    with ws.write() as c:
        moved = _move_history(ws, c, name, other)
        _move_facets(c, name, other)
        for module in MODULES:
            importlib.import_module(module)
        for table in metadata.tables.values():
            if table.schema != CORE or "channel" not in table.c or table.name in ("contact_block", "contact_facet"):
                continue
            twin = table.alias("twin")
            rest = [column for column in table.primary_key if column.name != "channel"]
            if table.c.channel.primary_key:
                same = and_(twin.c.channel == other, *(twin.c[column.name] == column for column in rest))
                c.execute(delete(table).where(table.c.channel == name, exists(select(twin.c.channel).where(same))))
            c.execute(update(table).where(table.c.channel == name).values(channel=other))
        for agent_id, skills in c.execute(select(agent.c.agent_id, agent.c.skills)).all():
            found = json.loads(skills)
            if name in found:
                kept = list(dict.fromkeys(other if skill == name else skill for skill in found))
                c.execute(update(agent).where(agent.c.agent_id == agent_id).values(skills=dump(kept)))
    return moved


def _move_history(ws: Workspace, c: Connection, name: str, other: str) -> int:
    b = contact_block.c
    moved = 0
    keys = c.execute(select(b.language, b.priority).where(b.channel == name).distinct()).all()
    for language, priority in keys:
        mine, theirs = (_series(c, (channel, language, priority)) for channel in (name, other))
        if len(mine) and len(theirs):
            mine = _added(mine, theirs, name, other)
        write_series(ws, (other, language, priority), mine)
        moved += len(mine)
    c.execute(delete(contact_block).where(b.channel == name))
    return moved


def _series(c: Connection, series: tuple[str, str, str]) -> NDArray[np.void]:
    b = contact_block.c
    where = (b.channel == series[0], b.language == series[1], b.priority == series[2])
    parts = [np.frombuffer(row.data, dtype=ROW) for row in c.execute(select(b.data).where(*where).order_by(b.block))]
    return np.concatenate(parts) if parts else np.empty(0, dtype=ROW)


def _added(mine: NDArray[np.void], theirs: NDArray[np.void], name: str, other: str) -> NDArray[np.void]:
    """The rows of one series with what the other has at the same time added to them."""
    overlap = (mine["interval_start"][-1] >= theirs["interval_start"][0]) and (
        theirs["interval_start"][-1] >= mine["interval_start"][0]
    )
    if overlap and set(mine["minutes"].tolist()) != set(theirs["minutes"].tolist()):
        raise Refused(
            t("{one} and {other} have intervals of different widths at the same time.", one=name, other=other),
            t("Import one of them again in the width of the other."),
        )
    out = mine.copy()
    at = np.searchsorted(theirs["interval_start"], mine["interval_start"])
    inside = np.minimum(at, len(theirs) - 1)
    both = theirs["interval_start"][inside] == mine["interval_start"]
    here, there = mine[both], theirs[inside[both]]
    weight = here["contacts"] * ~np.isnan(here["aht_s"]), there["contacts"] * ~np.isnan(there["aht_s"])
    total = weight[0] + weight[1]
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = (np.nan_to_num(here["aht_s"]) * weight[0] + np.nan_to_num(there["aht_s"]) * weight[1]) / total
    out["aht_s"][both] = np.where(total > 0, mean, here["aht_s"])
    out["contacts"][both] = here["contacts"] + there["contacts"]
    for column in ("answered", "abandoned"):
        out[column][both] = np.where(np.isnan(here[column]), there[column], here[column] + np.nan_to_num(there[column]))
    return out


def _move_facets(c: Connection, name: str, other: str) -> None:
    f = contact_facet.c
    rows = c.execute(select(contact_facet).where(f.channel == name)).all()
    for row in rows:
        where = (f.channel == other, f.day == row.day, f.topic == row.topic, f.queue == row.queue)
        if c.execute(select(func.count()).select_from(contact_facet).where(*where)).scalar():
            sums = {column: func.coalesce(f[column], 0) + getattr(row, column) for column in SUMS
                    if getattr(row, column) is not None}  # fmt: skip
            if sums:
                c.execute(update(contact_facet).where(*where).values(sums))
            c.execute(delete(contact_facet).where(f.channel == name, *where[1:]))
    c.execute(update(contact_facet).where(f.channel == name).values(channel=other))
