"""Contact history by channel, language, priority and interval.

Invariants: `interval_start` is UTC epoch seconds; language and priority are '' where the file did not tell; a missing
interval is missing, zero is a row with 0 contacts; `minutes` is the width of the interval as read off the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, func, select

from planner.storage.bulk import Counts, upsert
from planner.storage.tables import contact_interval
from planner.storage.workspace import Workspace

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

COLUMNS = tuple(contact_interval.columns.keys())
"""channel, language, priority, interval_start, minutes, contacts, aht_s, answered, abandoned."""


@dataclass(frozen=True, slots=True)
class Span:
    """First and last interval start (UTC), rows, channels and the usual width in minutes; all empty without history."""

    first: datetime | None
    last: datetime | None
    rows: int
    channels: tuple[str, ...]
    minutes: int | None


def write_contacts(ws: Workspace, batches: Iterable[Sequence[tuple[Any, ...]]]) -> Counts:
    """Insert or change rows, in one transaction; each batch is a sequence of tuples in the order of `COLUMNS`.

    Keys must be distinct over all batches (the importer sees to it). None stands for what a file does not tell.
    """
    total = Counts()
    with ws.write() as c:
        for batch in batches:
            total += upsert(c, contact_interval, batch)
    return total


def read_contacts(
    ws: Workspace,
    channels: Sequence[str] | None = None,
    start: datetime | None = None,
    end: datetime | None = None,
) -> dict[str, NDArray[np.object_] | NDArray[np.int64] | NDArray[np.float64]]:
    """History in [start, end) as columns of equal length, by channel and time.

    Returns channel, language, priority (object arrays of str), interval_start (int64 UTC epoch seconds), minutes
    (int64), contacts, aht_s, answered, abandoned (float64, NaN where unknown).
    """
    import numpy as np

    query = _between(select(contact_interval), start, end)
    if channels is not None:
        query = query.where(contact_interval.c.channel.in_(list(channels)))
    query = query.order_by(*contact_interval.primary_key.columns)
    with ws.read() as c:
        rows = c.execute(query).cursor.fetchall()  # driver tuples: no wrapping of a million rows
    columns: Sequence[Sequence[Any]] = list(zip(*rows, strict=True)) or [()] * len(COLUMNS)
    kinds: Mapping[str, Any] = {
        "channel": object,
        "language": object,
        "priority": object,
        "interval_start": np.int64,
        "minutes": np.int64,
    }
    return {
        name: np.array(values, dtype=kinds.get(name, np.float64)) for name, values in zip(COLUMNS, columns, strict=True)
    }


def history_span(ws: Workspace) -> Span:
    """What the history holds."""
    t = contact_interval.c
    with ws.read() as c:
        first, last, rows = c.execute(
            select(func.min(t.interval_start), func.max(t.interval_start), func.count())
        ).one()
        if not rows:
            return Span(None, None, 0, (), None)
        channels = tuple(c.execute(select(t.channel).distinct().order_by(t.channel)).scalars())
        usual = select(t.minutes).group_by(t.minutes).order_by(func.count().desc()).limit(1)
        minutes = c.execute(usual).scalar_one()
    return Span(datetime.fromtimestamp(first, UTC), datetime.fromtimestamp(last, UTC), rows, channels, minutes)


def _between(query: Select[Any], start: datetime | None, end: datetime | None) -> Select[Any]:
    if start is not None:
        query = query.where(contact_interval.c.interval_start >= int(start.timestamp()))
    if end is not None:
        query = query.where(contact_interval.c.interval_start < int(end.timestamp()))
    return query
