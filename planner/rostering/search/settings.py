"""The parameters of the search, as data, and the operators that a kind of line is made with."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from planner.rostering.kernels.arrays import Core, Work, work_space
from planner.rostering.kernels.cover import rebuild
from planner.rostering.kernels.crowd import anneal, insert_all, price_classes


@dataclass(frozen=True)
class Settings:
    """How the time of a run is spent. Heats are in units of the cheapest step of demand; shares are of the whole time.

    Seconds of work are estimated from the size of the problem, so that a seed gives the same sequence on any machine.
    """

    # annealing
    heats: tuple[float, ...] = (1.0, 2.5, 0.5)  # of the cycles in turn: what one cannot leave, another can
    cooling: float = 0.05  # of the heat at the end of a cycle
    shake: float = 0.05  # how far prices are disturbed, in units of the heat
    lean: float = 1.5  # how far prices lean towards the programme's (0: not at all)
    most: tuple[int, int] = (6, 4)  # people taken out at once, in each thread
    most_leaning: tuple[int, int] = (8, 5)  # the same in small teams whose prices lean
    turn_s: float = 0.15  # seconds of work between two looks at the best
    least_lot: int = 20  # steps of such a turn at least
    per_step: float = 2.6  # pricings of a person that a step takes
    first_cycle: int = 4  # turns of the first cycle
    grow: int = 2  # each cycle is so many times as long as the last,
    longest: int = 64  # up to so many turns,
    longest_share: float = 0.0  # or this share of the time
    unit: float | None = None  # the cheapest step of demand, where the rows do not tell it
    # phases
    small: int = 60  # people up to whom dives and annealing from hot take turns
    opening: tuple[float, float] = (0.03, 0.5)  # share and seconds before the programme,
    opening_heat: float = 3.0
    after: tuple[float, float] = (0.06, 4.0)  # after it and after each dive,
    after_heat: float = 0.2
    hot: tuple[float, float] = (0.15, 10.0)  # and in small teams from hot
    hot_heat: float = 1.0
    last_heat: tuple[float, float] = (1.0, 0.2)  # of what time is left, in small teams and in large ones
    # the programme
    patient_s: float = 5.0  # seconds from which on it may not take them all
    converge_share: float = 0.7  # of the time until it has to have converged
    opened_share: float = 0.4  # of the time left, where weeks by themselves gave its prices
    dive_share: float = 0.4  # of the time that a dive may take
    dive_rounds: tuple[int, int] = (6, 3)  # pricings between two lots, in small teams and in large ones
    blur: float = 0.5  # by how much a dive after the first is left to chance
    # the tree of small teams
    tree_s: float | None = 20.0  # seconds from which on it is worth it: its first dive ends after ten to thirty
    tree_turn: int = 50_000  # steps of GLOP after which the tree waits for the other thread: as many as a dive takes
    tree_near: float = 0.3  # how far from whole the lines are that a dive from a leaf takes as they are
    tree_lot: int = 4  # nodes looked at between two questions
    tree_steps: int = 10_000  # of GLOP a solve: five times as many as the longest solve measured took
    tree_ease: float = 1e-5  # of the programme's rows (`Programme.ask`)
    tree_lines: int = 25  # a person, beyond which those that matter least are left out
    tree_patience: int = 16  # nodes made without a higher bound before rosters are looked for
    # several weeks
    weeks_share: float = 0.75  # of the time left that the weeks may take together
    weeks_compile: float = 0.1  # share of the time that the problem may take to compile, for its weeks to be solved


def person_seconds(core: Core) -> float:
    """About how long it takes to price one person."""
    arcs = float(max((core.layer[:, -1] - core.layer[:, 0]).tolist(), default=1))
    duties = float(max((core.duty_first[1:] - core.duty_first[:-1]).tolist(), default=1))
    rows = float(core.hit.shape[1] * core.inc.shape[0])
    return 1e-9 * (6.0 * arcs + 80.0 * duties + (2.0 * rows + 100.0) * core.cells + 4000.0)


@dataclass(frozen=True)
class Operators:
    """How lines are made, put into a roster, and priced; `alike` tells apart people whom their arrays do not.

    `extra` are further arguments of `anneal` for a part of a cycle; `prove` stands for column generation and dives.
    """

    insert: Callable[..., float] = insert_all
    anneal: Callable[..., tuple[float, float, int]] = anneal
    price: Callable[..., None] = price_classes
    rebuild: Callable[..., float] = rebuild
    work_space: Callable[[Core], Work] = work_space
    seconds: Callable[[Core], float] = person_seconds
    alike: Callable[[Core, int], Hashable] = lambda core, i: None
    extra: Callable[[Any, tuple[float, float]], tuple[Any, ...]] = lambda run, part: ()
    prove: Callable[[Any, Any], None] | None = None
    programme: type[Any] | None = None
