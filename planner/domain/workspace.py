"""What a workspace says of itself, and the objects of history and forecast that planners edit.

Invariant: instants are aware UTC; a whole day is the span from a local midnight to the next one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from planner.domain.remark import Told

Measure = Literal["contacts", "aht_s"]
Operation = Literal["set", "add", "percent", "min", "max"]


@dataclass(frozen=True, slots=True)
class WorkspaceSettings:
    """Name, IANA time zone, holiday region (`ES-MD`), language (`es`, `en`) and the planning interval in minutes."""

    name: str = "cuadrante"
    time_zone: str = "Europe/Madrid"
    region: str = "ES-MD"
    language: str = "es"
    interval_minutes: int = 30


@dataclass(frozen=True, slots=True)
class Event:
    """A promotion, holiday, outage or other event over [start, end) in UTC; an empty channel means every channel.

    `uplift_pct` is what marketing expects (62 means +62 %), None where nobody said.
    """

    name: str
    kind: str
    start: datetime
    end: datetime
    channel: str = ""
    uplift_pct: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ForecastOverride:
    """A correction somebody made to the forecast on [start, end) in UTC; an empty channel means every channel.

    `operation` is set, add, percent (12 means +12 %), min or max; `measure` is contacts or aht_s. Ids are given by the
    storage (0 before). An override that was taken back keeps its row and carries `undone_at`.
    """

    channel: str
    start: datetime
    end: datetime
    measure: Measure
    operation: Operation
    value: float
    reason: Told = ""
    author: str = ""
    override_id: int = 0
    created_at: datetime | None = None
    undone_at: datetime | None = None
    undone_by: str = ""

    @property
    def undone(self) -> bool:
        """Whether it was taken back."""
        return self.undone_at is not None


@dataclass(frozen=True, slots=True)
class ForecastMeta:
    """A stored forecast: its span [start, end), interval width, how it was made, and whether it is published.

    `details` is free JSON text (model, seed, events used, accuracy).
    """

    start: datetime
    end: datetime
    minutes: int
    model: str = ""
    details: str = "{}"
    author: str = ""
    forecast_id: int = 0
    created_at: datetime | None = None
    published: bool = False


@dataclass(frozen=True, slots=True)
class RequirementMeta:
    """A stored requirement: the days it speaks of and how it came about (`details` is free JSON text)."""

    first_day: date
    days: int
    details: str = "{}"
    author: str = ""
    requirement_id: int = 0
    created_at: datetime | None = None
