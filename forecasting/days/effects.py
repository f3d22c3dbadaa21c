"""The effect of every event as people read it: "Black Friday +118 % ± 14, from 2 past occurrences"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from forecasting.days.daydata import DayData
from forecasting.days.members import Fits
from forecasting.events.hours import HourEffect
from forecasting.events.occurrences import Occurrence

if TYPE_CHECKING:
    import pandas as pd

Z80 = 1.2816


def effect_tables(data: DayData, fits: Fits, hours: Sequence[HourEffect]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Effects by event (mean over the days of its span) and by day within the span.

    Uncertainty is the posterior of the coefficients, which is wide after one occurrence and that of the whole group of
    events after none.

    Returns:
        See `ForecastResult.effects` and `.effects_by_day`.
    """
    by_event: list[dict[str, object]] = []
    by_day: list[dict[str, object]] = []
    for c, channel in enumerate(data.channels):
        mine = fits[c]
        if mine is None:
            continue
        for found in data.events[c].families().values():
            last: dict[str, tuple[int, Occurrence]] = {o.key: (day, o) for day, o in found}
            seen: dict[str, set[np.datetime64]] = {}
            for day, o in found:
                if data.known[c, day]:
                    seen.setdefault(o.key, set()).add(o.start)
            effect_of = {key: mine[0].effect(day, o) for key, (day, o) in last.items()}
            for key, (effect, doubt) in effect_of.items():
                mean, low, high = _percent(effect, doubt)
                by_day.append(
                    {"channel": channel, "event": last[key][1].event, "key": key, "effect_pct": mean, "low_pct": low,
                     "high_pct": high, "occurrences": len(seen.get(key, ()))}
                )  # fmt: skip
            proper = [key for key, (_, o) in last.items() if o.proper]
            if not proper:
                continue
            ahead = [o for day, o in found if day >= data.origin and o.proper]
            shown = ahead[0] if ahead else last[proper[-1]][1]
            mean, low, high = _percent(
                float(np.mean([effect_of[key][0] for key in proper])),
                float(np.sqrt(np.mean([effect_of[key][1] ** 2 for key in proper]))),
            )
            by_event.append(
                {"channel": channel, "event": shown.event, "kind": shown.group, "start": shown.start if ahead else None,
                 "effect_pct": mean, "low_pct": low, "high_pct": high,
                 "occurrences": len(set().union(*(seen.get(key, set()) for key in proper))),
                 "applied": bool(ahead), "planned_pct": shown.uplift_pct}
            )  # fmt: skip
    for hour in hours:
        percent = 100.0 * (hour.factor - 1.0)
        by_event.append(
            {"channel": data.channels[hour.channel], "event": hour.event.event, "kind": hour.event.kind,
             "start": np.datetime64(hour.event.start, "m"), "effect_pct": percent, "low_pct": percent,
             "high_pct": percent, "occurrences": hour.occurrences, "applied": True,
             "planned_pct": hour.event.uplift_pct}
        )  # fmt: skip
    effects = pd.DataFrame(
        by_event,
        columns=["channel", "event", "kind", "start", "effect_pct", "low_pct", "high_pct", "occurrences", "applied",
                 "planned_pct"],
    )  # fmt: skip
    effects["start"] = pd.to_datetime(effects["start"])
    effects_by_day = pd.DataFrame(
        by_day, columns=["channel", "event", "key", "effect_pct", "low_pct", "high_pct", "occurrences"]
    )
    return effects, effects_by_day


def _percent(log_effect: float, deviation: float) -> tuple[float, float, float]:
    """Effect with its 80 % range, in per cent."""
    low, high = log_effect - Z80 * deviation, log_effect + Z80 * deviation
    return tuple(100.0 * float(np.expm1(np.clip(v, -8, 5))) for v in (log_effect, low, high))  # type: ignore[return-value]
