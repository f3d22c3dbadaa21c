"""A step in the level of a channel: a new product, a closed competitor, a menu that sends calls elsewhere.

Members that average over weeks would take a month to follow a step that a planner sees after ten days. A step is
believed only when it stands far out of the daily noise, holds from its first days to its last, and explains most of
what the weeks around it vary; then the past is moved to the new level before those members look at it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.history import Floats

BEFORE, AFTER = 42, 56  # days looked at before a step, and days after which every member has followed it
LEAST_DAYS = 10
LEAST_HEIGHT = 0.15  # on the log scale
NOISES = 3.0
EXPLAINED = 0.7


@dataclass(frozen=True)
class Step:
    """A step: the first day on the new level and its height on the log scale (positive = up)."""

    day: int
    height: float


def level_step(adjusted: Floats, known: np.ndarray, origin: int) -> Step | None:
    """The latest step before `origin`, or None.

    Args:
        adjusted: log counts less weekday, season and events, shape (days,).
        known: days to look at.
    """
    at = np.flatnonzero(known[:origin])
    at = at[at >= origin - BEFORE - AFTER]
    if len(at) < LEAST_DAYS + BEFORE // 2:
        return None
    values = adjusted[at]
    best: tuple[float, int] | None = None
    for i in range(BEFORE // 2, len(at) - LEAST_DAYS + 1):
        if at[i] < origin - AFTER:
            continue
        left, right = values[max(i - BEFORE, 0) : i], values[i:]
        inside = float(((left - left.mean()) ** 2).sum() + ((right - right.mean()) ** 2).sum())
        whole = values[max(i - BEFORE, 0) :]
        total = float(((whole - whole.mean()) ** 2).sum())
        share = 1.0 - inside / max(total, 1e-12)
        if best is None or share > best[0]:
            best = (share, i)
    if best is None or best[0] < EXPLAINED:
        return None
    i = best[1]
    left, right = values[max(i - BEFORE, 0) : i], values[i:]
    height = float(np.median(right) - np.median(left))
    noise = 1.4826 * float(np.median(np.abs(np.concatenate([left - np.median(left), right - np.median(right)]))))
    half = len(right) // 2
    drift = abs(float(np.median(right[half:]) - np.median(right[:half])))
    if abs(height) < max(LEAST_HEIGHT, NOISES * noise) or drift > abs(height) / 3:
        return None
    return Step(int(at[i]), height)
