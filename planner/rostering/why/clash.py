"""A CP-SAT model whose constraints stand behind assumptions: what clashes, shrunk, and the least that mends it.

Every constraint belongs to a `Key` (rule, who, day). What is infeasible with all keys is shrunk until no key can be
left out in the time; a rule that is let go may be broken at a price instead. Nothing is claimed that the solver did
not prove: a search that ends by its time says so.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ortools.sat.python import cp_model

from planner.rostering.rules.context.span import Key

TRIAL = 0.2  # share of the time left for one trial of leaving keys out, so that a hard one leaves time to the others


class Breach(NamedTuple):
    """What may be broken of a rule that is let go: how many (literal or count), whose and when, units of one, where."""

    amount: Any
    key: Key
    units: int
    at: Hashable = None


@dataclass(frozen=True)
class Core:
    """Keys that cannot be kept together (None: not decided in the time, empty: they can); `smallest` when shrunk."""

    keys: tuple[Key, ...] | None
    smallest: bool = True


@dataclass(frozen=True)
class Mending:
    """Units broken, with key and place, with which all the rest is kept (none: not found).

    `least` when that is proven to be the least; it takes `bound` units at least.
    """

    broken: tuple[tuple[Key, int, Hashable], ...] = ()
    least: bool = True
    bound: float = 0.0


@dataclass
class Clash:
    """A model under construction; `until` is the moment of `time.perf_counter` at which every search ends."""

    until: float
    let_go: str = ""
    """The rule that may be broken at a price; '' none."""
    keep: Callable[[Key], bool] | None = None
    """Which keys stand at all (None: every one)."""
    shrink_until: float = 0.0
    """The moment at which shrinking ends, where it may take longer than finding that something clashes."""
    linear: int = 2
    """How much of the model the linear programme sees: 2 all of it (sums over people clash in 0.02 s, not 6)."""
    cp: Any = None
    assumed: dict[Key, Any] = field(default_factory=dict)
    breaches: list[Breach] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.cp = cp_model.CpModel()

    def when(self, key: Key, constraint: Any, units: int = 1, at: Hashable = None) -> None:
        """Put a constraint behind its assumption, or behind a breach where its rule is let go."""
        if self.keep is not None and not self.keep(key):
            constraint.only_enforce_if(self.cp.new_bool_var(""))
        elif key.rule == self.let_go:
            kept = self.cp.new_bool_var("")
            constraint.only_enforce_if(kept)
            self.breaches.append(Breach(1 - kept, key, units, at))
        else:
            if key not in self.assumed:
                self.assumed[key] = self.cp.new_bool_var("")
            constraint.only_enforce_if(self.assumed[key])

    def nothing(self, key: Key, amount: Any, units: int = 1, at: Hashable = None) -> None:
        """An amount that must be 0, or costs where its rule is let go."""
        if key.rule == self.let_go and (self.keep is None or self.keep(key)):
            self.breaches.append(Breach(amount, key, units, at))
        else:
            self.when(key, self.cp.add(amount == 0))

    # -- what is asked of it ----------------------------------------------------------------------------------------

    def core(self, groups: Sequence[Callable[[Key], Hashable]]) -> Core:
        """The keys that clash, shrunk: each function of `groups` puts keys together that are left out at once.

        What is tried is fixed as constraints, not assumed: presolve then sees most clashes at once. What cannot be
        judged in the time stays in.
        """
        kept = list(self.assumed)
        status = self._status(kept)
        if status != cp_model.INFEASIBLE:
            return Core(() if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else None)
        self.until = max(self.until, self.shrink_until)
        smallest = True
        for group in groups:
            for name in dict.fromkeys(group(key) for key in kept):
                trial = [key for key in kept if group(key) != name]
                if len(trial) == len(kept) or not trial:
                    continue
                status = self._status(trial, TRIAL)
                if status == cp_model.INFEASIBLE:
                    kept = trial
                elif status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
                    smallest = False
        return Core(tuple(kept), smallest)

    def _status(self, keys: Iterable[Key], share: float = 1.0) -> int:
        if time.perf_counter() >= self.until:
            return int(cp_model.UNKNOWN)
        model = self.cp.clone()
        for key in keys:
            model.add(model.get_bool_var_from_proto_index(self.assumed[key].index) == 1)
        return int(self._solver(share).solve(model))

    def mend(self) -> Mending:
        """The cheapest breaches of the rule let go with which everything else is kept."""
        if time.perf_counter() >= self.until or not self.breaches:
            return Mending(least=False)
        for literal in self.assumed.values():
            self.cp.add(literal == 1)
        self.cp.minimize(sum(b.amount * b.units for b in self.breaches))
        solver = self._solver()
        status = solver.solve(self.cp)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            bound = 0.0 if status == cp_model.INFEASIBLE else max(0.0, solver.best_objective_bound)
            return Mending(least=status == cp_model.INFEASIBLE, bound=bound)
        broken = tuple((b.key, n * b.units, b.at) for b in self.breaches if (n := int(solver.value(b.amount))))
        return Mending(broken, status == cp_model.OPTIMAL, max(0.0, solver.best_objective_bound))

    def _solver(self, share: float = 1.0) -> Any:
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = max(0.02, share * (self.until - time.perf_counter()))
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 0
        solver.parameters.linearization_level = self.linear
        return solver
