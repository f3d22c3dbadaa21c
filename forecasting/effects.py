"""The effect of every event as people read it: "Black Friday +118 % ± 14, from 2 past occurrences"."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from forecasting.daydata import DayData
from forecasting.members import Fits
from forecasting.structural import BLOCKS

if TYPE_CHECKING:
    import pandas as pd

Z80 = 1.2816


def effect_tables(data: DayData, fits: Fits) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Effects by event (mean over the days of its span) and by day within the span.

    Uncertainty is the posterior of the coefficients, which is wide after one occurrence and that of the whole group of
    events after none.

    Returns:
        See `ForecastResult.effects` and `.effects_by_day`.
    """
    import pandas as pd

    by_event: list[dict[str, object]] = []
    by_day: list[dict[str, object]] = []
    for c, channel in enumerate(data.channels):
        mine = fits[c]
        if mine is None:
            continue
        fit, design = mine[0].fit, mine[0].design
        keys: dict[str, dict[str, list[int]]] = {}
        about: dict[str, tuple[str, str, float, np.datetime64 | None]] = {}
        starts: dict[str, set[np.datetime64]] = {}
        for day, found in data.events[c].by_day.items():
            for o in found:
                name = o.key.split("@")[0].split("+")[0].split("~")[0].split("|")[0]
                keys.setdefault(name, {}).setdefault(o.key, []).append(day)
                if data.known[c, day]:
                    starts.setdefault(o.key, set()).add(o.start)
                ahead = o.start if day >= data.origin and o.group != "near" else about.get(name, ("", "", 0, None))[3]
                planned = o.uplift_pct if day >= data.origin else about.get(name, ("", "", float("nan"), None))[2]
                if o.group != "near":
                    about[name] = (o.event, o.group, planned, ahead)
        pooled = {n: i for i, n in enumerate(design.names) if BLOCKS[design.blocks[i]] == "pooled"}
        for name, days_of in keys.items():
            if name not in about:
                continue
            proper = [k for k in days_of if "|" not in k]
            rows = [design.keys[k] for k in proper if k in design.keys]
            if not rows:
                continue
            weekend = sum(design.matrix[:, pooled["holiday_weekend"]][d] for k in proper for d in days_of[k]
                          ) if "holiday_weekend" in pooled else 0.0  # fmt: skip
            common = 0.0
            if about[name][1] in ("holiday", "public") and pooled:
                part = "holiday_weekend" if weekend > 0 and "holiday_weekday" not in pooled else "holiday_weekday"
                common = float(fit.coef[pooled[part]]) if part in pooled else 0.0
            for key in days_of:
                if key in design.keys:
                    effect, low, high = _percent(
                        float(fit.coef[design.keys[key]]) + (common if "|" not in key else 0.0),
                        float(np.sqrt(fit.variance[design.keys[key]])),
                    )
                    by_day.append(
                        {"channel": channel, "event": about[name][0], "key": key, "effect_pct": effect, "low_pct": low,
                         "high_pct": high, "occurrences": len(starts.get(key, ()))}
                    )  # fmt: skip
            centre = float(np.mean(fit.coef[rows])) + common
            deviation = float(np.sqrt(np.mean(fit.variance[rows])))
            effect, low, high = _percent(centre, deviation)
            seen = set().union(*(starts.get(k, set()) for k in proper))
            by_event.append(
                {"channel": channel, "event": about[name][0], "kind": about[name][1], "start": about[name][3],
                 "effect_pct": effect, "low_pct": low, "high_pct": high, "occurrences": len(seen),
                 "applied": about[name][3] is not None, "planned_pct": about[name][2]}
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
