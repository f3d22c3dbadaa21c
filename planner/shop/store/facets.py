"""What contacts were about: sums by channel, local day, topic and queue, beside the history by interval.

Invariants: `day` is a local date; topic and queue are '' where a file does not tell; NULL is what it does not tell of
the row. Sums, so that shares and means can be made of any span: handled seconds with the contacts they are of, seconds
to the first reply likewise. `contacts` are those for people; `bot_solved` are the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Column, Date, Float, Table, select

from planner.db.bulk import Counts, upsert
from planner.db.tables import CORE, metadata, text
from planner.db.workspace import Workspace

SUMS = ("contacts", "answered", "abandoned", "bot_solved", "in_20s", "in_180s",
        "handle_s", "handled", "reply_s", "replied")  # fmt: skip

contact_facet = Table(
    "contact_facet",
    metadata,
    text("channel", key=True),
    Column("day", Date, primary_key=True),
    text("topic", key=True),
    text("queue", key=True),
    *(Column(name, Float(53)) for name in SUMS),
    schema=CORE,
)


@dataclass(frozen=True, slots=True)
class Facet:
    """Sums of one channel's local day about one topic in one queue; None is what nobody told."""

    channel: str
    day: date
    topic: str
    queue: str
    contacts: float | None
    answered: float | None
    abandoned: float | None
    bot_solved: float | None
    in_20s: float | None
    in_180s: float | None
    handle_s: float | None
    handled: float | None
    reply_s: float | None
    replied: float | None


def write_facets(ws: Workspace, facets: Mapping[tuple[str, int, str, str], NDArray[np.float64]]) -> Counts:
    """Insert or change sums given by (channel, day as an ordinal, topic, queue), in the order of `SUMS`; NaN is
    None."""
    rows = [
        (channel, date.fromordinal(day), topic, queue, *(None if v != v else v for v in sums.tolist()))  # noqa: PLR0124
        for (channel, day, topic, queue), sums in facets.items()
    ]
    with ws.write() as c:
        return upsert(c, contact_facet, rows)


def read_facets(
    ws: Workspace, channels: Iterable[str] | None = None, first: date | None = None, last: date | None = None
) -> tuple[Facet, ...]:
    """Facets by channel and day, of the channels and within the days asked for (both inclusive)."""
    f = contact_facet.c
    query = select(contact_facet).order_by(f.channel, f.day, f.topic, f.queue)
    if channels is not None:
        query = query.where(f.channel.in_(list(channels)))
    if first is not None:
        query = query.where(f.day >= first)
    if last is not None:
        query = query.where(f.day <= last)
    with ws.read() as c:
        return tuple(Facet(*row) for row in c.execute(query))
