"""From a channel's targets and its expected contacts to the agents required in each interval of a week.

Order, always the same: least whole agents that meet every target -> floor of minimum staff -> divided by
(1 - shrinkage) and kept fractional -> one exact ceiling where people of a pooled group are counted (`pooled_heads`).
Shrinkage is decimal arithmetic: 21 agents at 30 % are exactly 30 heads, not 31.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import NormalDist
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from planner.base.errors import Refused
from planner.base.i18n import t
from planner.domain.demand import Channel, ChannelKind, ServiceTarget
from planner.domain.remark import Remark
from planner.domain.shrinkage import exact
from planner.staffing.concurrent import chat, ladder, required_chat
from planner.staffing.deferred import BLENDED_OCCUPANCY_MAX, DeferredWork, deferred_work, flat_need
from planner.staffing.erlang import Floats, checked, erlang_a, offered_load, required_a

Share = float | Fraction
PlanOn = Literal["mean", "expected"] | float
"""The mean volume; the service level expected over its distribution; or a probability of meeting the targets."""

_NODES = 15  # volumes of equal probability that stand for an interval's distribution


def scheduled_agents(agents: float | Fraction, shrinkage: float | Fraction) -> Fraction:
    """Agents to schedule so that `agents` are there: agents / (1 - shrinkage), exact and fractional."""
    share = shrinkage if isinstance(shrinkage, Fraction) else exact(shrinkage)
    if not 0 <= share < 1:
        raise ValueError(f"shrinkage is {float(share):g}; it must be at least 0 and below 1")
    count = agents if isinstance(agents, Fraction) else exact(agents)
    if count < 0:
        raise ValueError(f"agents is {float(count):g}; it must not be negative")
    return count / (1 - share)


def pooled_heads(parts: Iterable[tuple[float | Fraction, float | Fraction]]) -> int:
    """Whole people for a pooled group: the one ceiling, after adding up (agents, shrinkage) of its channels."""
    return math.ceil(sum((scheduled_agents(n, s) for n, s in parts), Fraction(0)))


def volume_at(levels: Sequence[float], quantiles: Sequence[ArrayLike], probability: float) -> Floats:
    """The volume not exceeded with `probability`, from forecast quantiles.

    Args:
        levels: increasing probabilities, such as (0.025, 0.1, 0.5, 0.9, 0.975).
        quantiles: one array of volumes for each level, all of one shape.
        probability: strictly between 0 and 1.

    Straight lines between the quantiles on the scale of normal deviates, carried on beyond the outermost; not below 0.
    """
    if not 0 < probability < 1:
        raise ValueError(f"probability is {probability}; it must lie between 0 and 1")
    if len(levels) < 2 or list(levels) != sorted(set(levels)) or len(levels) != len(quantiles):
        raise ValueError("quantiles need two or more increasing levels and one array for each")
    z = [NormalDist().inv_cdf(p) for p in levels]
    table = np.maximum.accumulate(np.stack([checked("quantile", q) for q in quantiles]), axis=0)
    x = NormalDist().inv_cdf(probability)
    k = min(max(int(np.searchsorted(z, x)) - 1, 0), len(z) - 2)
    share = (x - z[k]) / (z[k + 1] - z[k])
    return np.asarray(np.maximum(table[k] + share * (table[k + 1] - table[k]), 0.0))


def spread_of(mean: ArrayLike, levels: Sequence[float], quantiles: Sequence[ArrayLike]) -> Floats:
    """Log-scale spread of the contact rate that, with Poisson arrivals on top, gives the forecast's quantiles.

    The variance read off the outermost quantiles less the Poisson variance (the mean), as a share of the mean squared.
    """
    m = checked("mean", mean)
    sd = _deviation(levels, quantiles)
    with np.errstate(divide="ignore", invalid="ignore"):
        cv2 = np.where(m > 0, np.maximum(sd * sd - m, 0.0) / (m * m), 0.0)
    return np.asarray(np.sqrt(np.log1p(cv2)))


def rate_quantiles(mean: ArrayLike, levels: Sequence[float], quantiles: Sequence[ArrayLike]) -> list[Floats]:
    """Quantiles of the contact rate from those of the contacts: drawn towards the mean by the Poisson variance."""
    m = checked("mean", mean)
    sd = _deviation(levels, quantiles)
    with np.errstate(divide="ignore", invalid="ignore"):
        factor = np.where(sd > 0, np.sqrt(np.maximum(1.0 - m / (sd * sd), 0.0)), 0.0)
    return [np.maximum(m + factor * (np.asarray(q, float) - m), 0.0) for q in quantiles]


def _deviation(levels: Sequence[float], quantiles: Sequence[ArrayLike]) -> Floats:
    width = NormalDist().inv_cdf(levels[-1]) - NormalDist().inv_cdf(levels[0])
    return np.asarray((np.asarray(quantiles[-1], float) - np.asarray(quantiles[0], float)) / width)


def volume_nodes(levels: Sequence[float], quantiles: Sequence[ArrayLike], count: int = _NODES) -> Floats:
    """`count` equally likely volumes, lowest first, one row each: the midpoints of the distribution's slices."""
    return np.stack([volume_at(levels, quantiles, (k + 0.5) / count) for k in range(count)])


@dataclass(frozen=True)
class ChannelStaffing:
    """Requirement of one channel, one value an interval.

    `agents` meet the targets (fractional for deferred channels); `required` has floor and shrinkage in it and stays
    fractional. Measures are those at `agents` on the mean volume; nan where a measure does not apply.
    `binding` says what decides: sl, asa, abandonment, occupancy, stability, deadline, minimum, spread (the volume's
    distribution, where the mean would meet the targets with fewer) or none.
    """

    load: Floats
    agents: Floats
    required: Floats
    service_level: Floats
    asa_s: Floats
    p_abandon: Floats
    occupancy: Floats
    binding: tuple[str, ...]
    deferred: DeferredWork | None
    warnings: tuple[Remark, ...]


def requirement_for(
    channel: Channel,
    volumes: ArrayLike,
    aht_s: ArrayLike | None = None,
    interval_s: float = 1800.0,
    *,
    open_: ArrayLike | None = None,
    shrinkage: Share | Sequence[Share] | None = None,
    plan_on: PlanOn = "mean",
    levels: Sequence[float] = (),
    quantiles: Sequence[ArrayLike] = (),
    counts: bool = True,
    opening_backlog_min: float = 0.0,
) -> ChannelStaffing:
    """Agents required by interval.

    Args:
        channel: kind, targets, patience, concurrency, minimum staff, shrinkage.
        volumes: expected contacts of each interval (1-d).
        aht_s: handling time by interval; the channel's own where None, nan or 0 with no volume. Ignored when the
            channel gives handle times by level.
        open_: which intervals are open (all when None). Live contacts of closed intervals are left out, with a warning.
        shrinkage: share, or one by interval (exact as fractions: `Channel.away_at`); the channel's own when None.
        plan_on: "mean" volume; "expected" service level over the quantiles; or the probability with which the
            interval's volume shall meet its targets (the requirement at that quantile of the volume).
        levels, quantiles: the volume's distribution, as for `volume_at`.
        counts: the quantiles are of contacts, chance of their arrivals included, as a forecast gives them; it is taken
            out (`rate_quantiles`), because the queueing formula has it already. False: quantiles of the rate itself.
        opening_backlog_min: agent-minutes of deferred work that wait at the start.

    Raises:
        Refused: a target that no number of agents reaches.
        ValueError: values that are negative, missing or out of range; a channel with shrinkage by kind and no
            `shrinkage`, because kinds differ by hour and nothing here has a clock.
    """
    volume = np.atleast_1d(checked("volume", volumes)).astype(float)
    handle = _handle(channel, aht_s, volume)
    is_open = np.ones(volume.shape, bool) if open_ is None else np.broadcast_to(np.asarray(open_, bool), volume.shape)
    warnings: list[Remark] = []
    _refuse_unreachable(channel)
    if plan_on != "mean" and not len(quantiles):
        raise ValueError("planning on the volume's distribution needs its quantiles")
    if plan_on != "mean" and counts:
        quantiles = rate_quantiles(volume, levels, quantiles)
    planned = volume if isinstance(plan_on, str) else volume_at(levels, quantiles, plan_on)
    share = _shares(channel, shrinkage, volume.size)
    if channel.kind is ChannelKind.DEFERRED:
        return _deferred(channel, planned, handle, interval_s, is_open, share, opening_backlog_min)
    shut = float(volume[~is_open].sum())
    if shut > 0:
        warnings.append(Remark("outside_hours", {"channel": channel.name, "n": round(shut)}))
    volume, planned = np.where(is_open, volume, 0.0), np.where(is_open, planned, 0.0)
    if ((handle == 0) & (volume > 0)).any():
        warnings.append(Remark("no_handling_time", {"channel": channel.name}))
    agents = least_agents(channel, planned, handle, interval_s)
    if plan_on == "expected":
        nodes = np.where(is_open, volume_nodes(levels, quantiles), 0.0)
        agents = _least_expected(channel, nodes, handle, interval_s, agents)
    sl, asa, ab, occ = performance(channel, volume, handle, interval_s, agents)
    floored = np.where(is_open, np.maximum(agents, channel.min_staff), 0.0)
    binding = _binding(channel, planned, handle, interval_s, agents, floored)
    return ChannelStaffing(
        offered_load(volume, interval_s, handle), agents, shrunk(floored, share), sl, asa, ab, occ, binding, None,
        tuple(warnings),
    )  # fmt: skip


def _handle(channel: Channel, aht_s: ArrayLike | None, volume: Floats) -> Floats:
    if aht_s is None:
        return np.full(volume.shape, channel.aht_s)
    given = np.broadcast_to(np.asarray(aht_s, dtype=float), volume.shape)
    given = np.where(np.isnan(given) | ((given == 0) & (volume == 0)), channel.aht_s, given)
    return checked("aht_s", given)


def _refuse_unreachable(channel: Channel) -> None:
    target = channel.target
    forever = channel.patience_s is None or math.isinf(channel.patience_s)
    deferred = channel.kind is ChannelKind.DEFERRED
    if target.sl is not None and target.sl >= 1 and not deferred:
        raise Refused(
            t("{channel}: a service level of 100 % is not reached by any number of agents.", channel=channel.name),
            t("Set it below 100 %, such as 99.5 %."),
        )
    for name, value in (("asa_max_s", target.asa_max_s), ("occ_max", target.occ_max)):
        if value is not None and value <= 0:
            raise Refused(t("{channel}: {name} of 0 is not reached by any number of agents.", channel=channel.name,
                            name=name), t("Set it above 0."))  # fmt: skip
    if target.abandon_max is not None and target.abandon_max <= 0 and not forever and not deferred:
        raise Refused(t("{channel}: {name} of 0 is not reached by any number of agents.", channel=channel.name,
                        name="abandon_max"), t("Set it above 0."))  # fmt: skip


def _patience(channel: Channel) -> float:
    return math.inf if channel.patience_s is None else channel.patience_s


def _awt(target: ServiceTarget) -> float:
    return 20.0 if target.awt_s is None else target.awt_s


def least_agents(channel: Channel, volumes: Floats, aht_s: Floats, interval_s: float) -> Floats:
    """Least whole agents of a live or concurrent channel that meet all its targets in each interval (any shape)."""
    target = channel.target
    if channel.kind is ChannelKind.LIVE:
        return np.asarray(
            required_a(
                volumes, interval_s, aht_s, patience_s=_patience(channel), sl=target.sl, awt_s=_awt(target),
                abandon_max=target.abandon_max, asa_max_s=target.asa_max_s, occ_max=target.occ_max,
            )
        )  # fmt: skip
    out = np.zeros(volumes.shape)
    for levels, mask in _ladders(channel, np.broadcast_to(aht_s, volumes.shape)):
        out[mask] = required_chat(
            volumes[mask], interval_s, levels, patience_s=_patience(channel), sl=target.sl, awt_s=_awt(target),
            abandon_max=target.abandon_max, asa_max_s=target.asa_max_s, occ_max=target.occ_max,
        )  # fmt: skip
    return out


def performance(
    channel: Channel, volumes: Floats, aht_s: Floats, interval_s: float, agents: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    """Service level (offered), mean wait, abandonment and occupancy of a live or concurrent channel."""
    awt = _awt(channel.target)
    if channel.kind is ChannelKind.LIVE:
        a = erlang_a(volumes, interval_s, aht_s, agents, awt, _patience(channel))
        return a.sl_offered, a.asa_all_s, a.p_abandon, a.occupancy
    out = np.zeros((4, *volumes.shape))
    for levels, mask in _ladders(channel, np.broadcast_to(aht_s, volumes.shape)):
        c = chat(volumes[mask], interval_s, levels, np.broadcast_to(agents, volumes.shape)[mask], awt,
                 _patience(channel))  # fmt: skip
        out[0][mask], out[1][mask], out[2][mask], out[3][mask] = c.sl_offered, c.asa_all_s, c.p_abandon, c.occupancy
    return out[0], out[1], out[2], out[3]


def _ladders(channel: Channel, aht_s: Floats) -> Iterable[tuple[tuple[float, ...], NDArray[np.bool_]]]:
    if channel.handle_s_by_level:
        return [(channel.handle_s_by_level, np.ones(aht_s.shape, bool))]
    return [(ladder(float(h), channel.concurrency), aht_s == h) for h in np.unique(aht_s)]


def _least_expected(channel: Channel, nodes: Floats, aht_s: Floats, interval_s: float, agents: Floats) -> Floats:
    """Raise or lower `agents` until the measures over all contacts of the equally likely volumes meet the targets."""
    contacts = nodes.sum(axis=0)
    busy = np.flatnonzero(contacts > 0)
    n = np.where(contacts > 0, np.maximum(agents, 1.0), 0.0)

    def missed(at: NDArray[np.intp], count: Floats) -> NDArray[np.bool_]:
        """Of intervals `at` with `count` agents each: whether any target is missed."""
        sl, asa, ab, occ = performance(channel, nodes[:, at], np.broadcast_to(aht_s[at], (len(nodes), at.size)),
                                       interval_s, np.broadcast_to(count, (len(nodes), at.size)))  # fmt: skip
        share = nodes[:, at] / contacts[at]
        target = channel.target
        bad = np.zeros(at.size, bool)
        if target.sl is not None:
            bad |= (sl * share).sum(axis=0) < target.sl - 1e-12
        if target.asa_max_s is not None:
            waits = np.where(share > 0, np.where(np.isnan(asa), np.inf, asa) * share, 0.0).sum(axis=0)
            bad |= waits > target.asa_max_s * (1 + 1e-12)
        if target.abandon_max is not None:
            bad |= (ab * share).sum(axis=0) > target.abandon_max * (1 + 1e-12)
        if target.occ_max is not None:
            bad |= occ.mean(axis=0) > target.occ_max * (1 + 1e-12)
        return bad

    short = busy
    enough: list[NDArray[np.intp]] = []  # intervals that met their targets with the first number tried
    for attempt in range(100_000):
        if not short.size:
            break
        bad = missed(short, n[short])
        if attempt == 0:
            enough.append(short[~bad])
        short = short[bad]
        n[short] += 1.0
    generous = enough[0][n[enough[0]] > 1] if enough else busy
    while generous.size:
        generous = generous[~missed(generous, n[generous] - 1.0)]
        n[generous] -= 1.0
        generous = generous[n[generous] > 1]
    return n


def _binding(
    channel: Channel, volumes: Floats, aht_s: Floats, interval_s: float, agents: Floats, floored: Floats
) -> tuple[str, ...]:
    """The first target that one agent fewer would miss, in the order service level, wait, abandonment, occupancy."""
    target = channel.target
    fewer = np.maximum(agents - 1, 0)
    sl, asa, ab, occ = performance(channel, volumes, aht_s, interval_s, fewer)
    out = []
    for k in range(agents.size):
        if floored[k] > agents[k]:
            out.append("minimum")
        elif agents[k] == 0:
            out.append("none")
        elif target.sl is not None and sl[k] < target.sl:
            out.append("sl")
        elif target.asa_max_s is not None and not asa[k] <= target.asa_max_s:
            out.append("asa")
        elif target.abandon_max is not None and ab[k] > target.abandon_max:
            out.append("abandonment")
        elif target.occ_max is not None and occ[k] > target.occ_max:
            out.append("occupancy")
        else:
            out.append("stability" if np.isnan(asa[k]) else "spread")
    return tuple(out)


def _shares(channel: Channel, given: Share | Sequence[Share] | None, count: int) -> list[Share]:
    """A share for each interval."""
    if given is None:
        if channel.shrinkage_kinds:
            raise ValueError(f"{channel.name} has its shrinkage by kind; give the share of each interval")
        given = channel.shrinkage
    shares = [given] * count if isinstance(given, (int, float, Fraction)) else list(given)
    if len(shares) != count:
        raise ValueError(f"{len(shares)} shares of shrinkage for {count} intervals")
    return shares


def shrunk(agents: Floats, share: Sequence[Share]) -> Floats:
    """agents / (1 - share), each the float nearest the exact quotient."""
    seen: dict[tuple[float, int], float] = {}  # by the share's identity: fractions are slow to hash
    out = np.empty(agents.shape)
    for k, (n, lost) in enumerate(zip(agents.tolist(), share, strict=True)):
        key = (n, id(lost))
        if key not in seen:
            seen[key] = float(scheduled_agents(n, lost))
        out[k] = seen[key]
    return out


def response_slots(target: ServiceTarget, interval_s: float) -> int:
    """Whole open intervals within the response time promised (a working day of 8 h when none is)."""
    return max(1, int((target.response_s or 8 * 3600.0) // interval_s))


def deferred_bounds(
    channel: Channel, volumes: Floats, aht_s: Floats, interval_s: float, is_open: NDArray[np.bool_], backlog_min: float
) -> DeferredWork:
    """Bounds on deferred work: the promised share within the response time, the rest within twice that."""
    slots = response_slots(channel.target, interval_s)
    sl = 1.0 if channel.target.sl is None else channel.target.sl
    first = deferred_work(volumes, aht_s, is_open, slots, backlog_min)
    rest = deferred_work(volumes, aht_s, is_open, 2 * slots, backlog_min)
    return DeferredWork(first.released, sl * first.due + (1 - sl) * rest.due, backlog_min)


def _deferred(
    channel: Channel, volumes: Floats, aht_s: Floats, interval_s: float, is_open: NDArray[np.bool_],
    share: Sequence[Share], backlog_min: float,
) -> ChannelStaffing:  # fmt: skip
    minutes = interval_s / 60.0
    if not is_open.any() and (volumes.sum() > 0 or backlog_min > 0):
        raise Refused(t("{channel}: work arrives and the channel never opens.", channel=channel.name),
                      t("Give the channel opening hours."))  # fmt: skip
    bounds = deferred_bounds(channel, volumes, aht_s, interval_s, is_open, backlog_min)
    cap = channel.target.occ_max or BLENDED_OCCUPANCY_MAX
    if channel.target.sl is None or channel.target.sl >= 1:
        hours = volumes * aht_s / 3600.0
        flat = flat_need(hours, is_open, response_slots(channel.target, interval_s), backlog_min / 60.0,
                         interval_s / 3600.0).agents  # fmt: skip
    else:
        flat = bounds.flat_agents(is_open, minutes)
    agents = np.where(is_open, flat / cap, 0.0)
    floored = np.where(is_open, np.maximum(agents, channel.min_staff), 0.0)
    nan = np.full(volumes.shape, math.nan)
    binding = tuple(
        "none" if not o or f == 0 else ("minimum" if f > a else "deadline")
        for o, f, a in zip(is_open, floored, agents, strict=True)
    )
    return ChannelStaffing(
        offered_load(volumes, interval_s, aht_s), agents, shrunk(floored, share), nan, nan, nan,
        np.where(is_open & (floored > 0), np.minimum(cap, cap * agents / np.where(floored > 0, floored, 1.0)), 0.0),
        binding, bounds, (),
    )  # fmt: skip
