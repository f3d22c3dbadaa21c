"""Contact history by channel, language, priority and interval, kept in blocks of a week.

A million half-hours are read at every forecast and cost seconds as table rows, milliseconds as arrays. So a row of
`contact_block` holds one week of one series (channel, language, priority) as a packed array of `ROW`, sorted by time
and guarded by a hash; docs/decisions/0010-storage.md has the figures.

Invariants: `interval_start` is UTC epoch seconds and unique within a series; language and priority are '' where the
file did not tell; a missing interval is missing, zero is a row with 0 contacts; NaN is what a file did not tell.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BigInteger, Column, Connection, Integer, LargeBinary, Table, func, select, text

from planner.db.bulk import Counts, delete_where, upsert
from planner.db.tables import CORE, metadata
from planner.db.tables import text as text_column
from planner.db.workspace import Workspace

contact_block = Table(
    "contact_block",
    metadata,
    text_column("channel", key=True),
    text_column("language", key=True),
    text_column("priority", key=True),
    Column("block", Integer, primary_key=True, autoincrement=False),
    Column("first", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("data", LargeBinary, nullable=False),
    text_column("content_hash"),
    schema=CORE,
)


BLOCK_S = 7 * 86400
ROW = np.dtype(
    [
        ("interval_start", "<i8"),
        ("minutes", "<i4"),
        ("contacts", "<f8"),
        ("aht_s", "<f8"),
        ("answered", "<f8"),
        ("abandoned", "<f8"),
    ]
)
SERIES = ("channel", "language", "priority")
COLUMNS = (*SERIES, *(ROW.names or ()))
"""channel, language, priority, interval_start, minutes, contacts, aht_s, answered, abandoned."""

Series = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Span:
    """First and last interval start (UTC), rows, channels and the usual width in minutes; all empty without history."""

    first: datetime | None
    last: datetime | None
    rows: int
    channels: tuple[str, ...]
    minutes: int | None


def write_contacts(ws: Workspace, columns: Mapping[str, Sequence[Any] | NDArray[Any]]) -> Counts:
    """Insert or change rows given as columns of equal length (see `COLUMNS`) in one transaction.

    channel, interval_start (UTC epoch seconds), minutes and contacts are required; language and priority default to '',
    the rest to NaN. Raises ValueError when a key (series and interval) is given twice.
    """
    length = len(columns["interval_start"])
    rows = np.empty(length, dtype=ROW)
    for name in ROW.names or ():
        rows[name] = columns.get(name, np.nan)
    keys = [columns.get(name, [""] * length) for name in SERIES]
    codes: dict[Series, int] = {}
    code = np.fromiter((codes.setdefault(key, len(codes)) for key in zip(*keys, strict=True)), np.int64, length)
    total = Counts()
    with ws.write():
        for series, number in codes.items():
            total += write_series(ws, series, rows[code == number])
    return total


def write_series(ws: Workspace, series: Series, rows: NDArray[np.void], untold: Sequence[str] = ()) -> Counts:
    """Insert or change rows (dtype `ROW`, any order, distinct instants) of one series in one transaction.

    What the file has no column for (`untold`) stays as it is stored: absent is not empty.
    """
    if not len(rows):
        return Counts()
    rows = rows[np.argsort(rows["interval_start"], kind="stable")]
    starts = rows["interval_start"]
    if len(rows) > 1 and (starts[1:] == starts[:-1]).any():
        raise ValueError(f"an interval of {series} is given twice")
    blocks = starts // BLOCK_S
    cuts = np.flatnonzero(np.diff(blocks)) + 1
    total = Counts()
    with ws.write() as c:
        if not ws.is_sqlite:
            c.execute(text("SELECT pg_advisory_xact_lock(7402202)"))  # a block is read, merged, written: one at a time
        stored = dict(_stored(c, series, int(blocks[0]), int(blocks[-1])))
        out = []
        for part in np.split(rows, cuts):
            block = int(part["interval_start"][0] // BLOCK_S)
            merged, counts = _merge(stored.get(block), part, untold)
            total += counts
            if counts.new or counts.changed:
                out.append(_packed(series, block, merged))
        upsert(c, contact_block, out)
    return total


def _stored(c: Connection, series: Series, first: int, last: int) -> Iterator[tuple[int, NDArray[np.void]]]:
    b = contact_block.c
    where = (b.channel == series[0], b.language == series[1], b.priority == series[2], b.block.between(first, last))
    for block, data in c.execute(select(b.block, b.data).where(*where)):
        yield block, np.frombuffer(data, dtype=ROW)


def _merge(
    old: NDArray[np.void] | None, new: NDArray[np.void], untold: Sequence[str] = ()
) -> tuple[NDArray[np.void], Counts]:
    """Two sorted blocks into one, the new rows winning, with what that changes."""
    if old is None:
        return new, Counts(new=len(new))
    place = np.searchsorted(old["interval_start"], new["interval_start"])
    inside = np.minimum(place, len(old) - 1)
    known = old["interval_start"][inside] == new["interval_start"]
    for name in untold:
        new = new.copy()
        new[name][known] = old[name][inside[known]]
    equal = (_bytes(old[inside[known]]) == _bytes(new[known])).all(axis=1)
    merged = old.copy()
    merged[inside[known]] = new[known]
    merged = np.insert(merged, place[~known], new[~known])
    same = int(equal.sum())
    return merged, Counts(int((~known).sum()), int(known.sum()) - same, same)


def _bytes(rows: NDArray[np.void]) -> NDArray[np.uint8]:
    """Rows as bytes, so that NaN equals NaN."""
    return np.frombuffer(rows.tobytes(), dtype=np.uint8).reshape(len(rows), ROW.itemsize)


def _packed(series: Series, block: int, rows: NDArray[np.void]) -> tuple[Any, ...]:
    data = rows.tobytes()
    widths = np.bincount(rows["minutes"])
    first, last = int(rows["interval_start"][0]), int(rows["interval_start"][-1])
    return (*series, block, first, last, len(rows), int(widths.argmax()), data, hashlib.sha256(data).hexdigest())


def read_series(ws: Workspace, channel: str, start: datetime, end: datetime) -> list[tuple[Series, NDArray[np.void]]]:
    """The rows (dtype `ROW`) of each series of a channel in [start, end)."""
    b = contact_block.c
    query = select(b.language, b.priority, b.data).where(
        b.channel == channel, b.last >= int(start.timestamp()), b.first < int(end.timestamp())
    )
    parts: dict[Series, list[NDArray[np.void]]] = {}
    with ws.read() as c:
        for language, priority, data in c.execute(query.order_by(b.language, b.priority, b.block)):
            rows = np.frombuffer(data, dtype=ROW)
            inside = (rows["interval_start"] >= start.timestamp()) & (rows["interval_start"] < end.timestamp())
            parts.setdefault((channel, language, priority), []).append(rows[inside])
    return [(series, np.concatenate(found)) for series, found in parts.items()]


def drop_rows(ws: Workspace, series: Series, starts: NDArray[np.int64]) -> int:
    """Take the rows that begin at these instants out of a series; returns how many there were."""
    b = contact_block.c
    gone = 0
    with ws.write() as c:
        for block in np.unique(starts // BLOCK_S):
            where = (b.channel == series[0], b.language == series[1], b.priority == series[2], b.block == int(block))
            data = c.execute(select(b.data).where(*where)).scalar()
            if data is None:
                continue
            rows = np.frombuffer(data, dtype=ROW)
            kept = rows[~np.isin(rows["interval_start"], starts)]
            gone += len(rows) - len(kept)
            if len(kept):
                upsert(c, contact_block, [_packed(series, int(block), kept)])
            else:
                delete_where(c, contact_block, *where)
    return gone


def read_contacts(
    ws: Workspace,
    channels: Sequence[str] | None = None,
    start: datetime | None = None,
    end: datetime | None = None,
) -> dict[str, NDArray[Any]]:
    """History in [start, end) as columns of equal length, by series and time.

    Returns channel, language, priority (object arrays of str), interval_start (int64 UTC epoch seconds), minutes
    (int64), contacts, aht_s, answered, abandoned (float64, NaN where unknown).
    """
    b = contact_block.c
    query = select(b.channel, b.language, b.priority, b.data).order_by(b.channel, b.language, b.priority, b.block)
    low = None if start is None else int(start.timestamp())
    high = None if end is None else int(end.timestamp())
    if channels is not None:
        query = query.where(b.channel.in_(list(channels)))
    if low is not None:
        query = query.where(b.last >= low)
    if high is not None:
        query = query.where(b.first < high)
    with ws.read() as c:
        found = c.execute(query).all()
    parts = [np.frombuffer(row.data, dtype=ROW) for row in found]
    rows = np.concatenate(parts) if parts else np.empty(0, dtype=ROW)
    lengths = [len(part) for part in parts]
    keep = np.ones(len(rows), dtype=bool)
    if low is not None:
        keep &= rows["interval_start"] >= low
    if high is not None:
        keep &= rows["interval_start"] < high
    columns: dict[str, NDArray[Any]] = {
        name: np.repeat(np.array([row[i] for row in found], dtype=object), lengths)[keep]
        for i, name in enumerate(SERIES)
    }
    for name in ROW.names or ():
        columns[name] = rows[name][keep].astype(np.int64 if name in ("interval_start", "minutes") else np.float64)
    return columns


def history_span(ws: Workspace) -> Span:
    """What the history holds; read once in a transaction."""
    return ws.once("history span", lambda: _span(ws))


def _span(ws: Workspace) -> Span:
    b = contact_block.c
    with ws.read() as c:
        first, last, rows = c.execute(select(func.min(b.first), func.max(b.last), func.sum(b.rows))).one()
        if not rows:
            return Span(None, None, 0, (), None)
        channels = tuple(c.execute(select(b.channel).distinct().order_by(b.channel)).scalars())
        usual = select(b.minutes).group_by(b.minutes).order_by(func.sum(b.rows).desc()).limit(1)
        minutes = c.execute(usual).scalar_one()
    return Span(datetime.fromtimestamp(first, UTC), datetime.fromtimestamp(last, UTC), int(rows), channels, minutes)


def altered(ws: Workspace) -> list[str]:
    """Blocks whose rows do not match their hash, in words."""
    b = contact_block.c
    with ws.read() as c:
        return [
            f"{row.channel} {datetime.fromtimestamp(row.first, UTC):%Y-%m-%d}"
            for row in c.execute(select(b.channel, b.first, b.data, b.content_hash))
            if hashlib.sha256(row.data).hexdigest() != row.content_hash
        ]


def delete_contacts(ws: Workspace, channel: str) -> int:
    """Take out the whole history of a channel; returns the rows removed."""
    b = contact_block.c
    with ws.write() as c:
        rows = c.execute(select(func.sum(b.rows)).where(b.channel == channel)).scalar() or 0
        c.execute(contact_block.delete().where(b.channel == channel))
    return int(rows)
