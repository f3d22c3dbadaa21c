"""The rules of the engine as spreadsheet formulas over addresses. Each mirrors one function of the engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

NOT_CALCULABLE = '"n/a"'


def cents(value: str) -> str:
    """The one rounding (`money.round_line`)."""
    return f"ROUND(ROUND({value},8),2)"


def at_least(left: str, right: str) -> str:
    """left >= right without binary noise."""
    return f"ROUND({left}-{right},6)>=0"


def curve(numerator: str, denominator: str, points: Sequence[tuple[str, str]], slope: str, cap: str) -> str:
    """Factor of a payout curve (`curve.Curve.factor`); thresholds compare amounts, not ratios."""
    ratio = f"{numerator}/{denominator}"
    x_last, y_last = points[-1]
    result = f"{y_last}+{slope}*({ratio}-{x_last})"
    for (x0, y0), (x1, y1) in reversed(list(pairwise(points))):
        between = f"{y0}+({y1}-{y0})*({ratio}-{x0})/({x1}-{x0})"
        result = f"IF({at_least(numerator, f'{x1}*{denominator}')},{result},{between})"
    if cap:
        result = f"MIN({cap},{result})"
    return f"IF({at_least(numerator, f'{points[0][0]}*{denominator}')},{result},0)"


def tier_rate(base: str, steps: Sequence[tuple[str, str]], unit: str) -> str:
    """Rate of the tier reached (`curve.Tiers.rate`)."""
    result = "0"
    for bound, rate in steps:
        result = f"IF({at_least(f'MAX({base},0)', f'{bound}*{unit}' if unit else bound)},{rate},{result})"
    return result


def tier_marginal(base: str, rate: str, steps: Sequence[tuple[str, str]], unit: str) -> str:
    """Each slice at its own rate (`curve.Tiers.amount`); a negative base takes the rate at 0."""
    slices = []
    for index, (bound, step_rate) in enumerate(steps):
        low = f"{bound}*{unit}" if unit else bound
        rise = f"({step_rate}-{steps[index - 1][1]})" if index else step_rate
        slices.append(f"MAX({base}-{low},0)*{rise}")
    return f"IF({base}<0,{base}*{rate},{'+'.join(slices)})"


def gate(value: str, n: str, limit: str, least: str, fail: str, *, at_most: bool = False) -> str:
    """Factor of one gate (`bonus.pass_gates`): neutral without data."""
    no_data = f'OR({value}="",AND({n}<>"",{n}<{least}))'
    return f"IF({no_data},1,IF(ROUND({value}-{limit},9){'<=' if at_most else '>='}0,1,{fail}))"


@dataclass(frozen=True)
class Remainder:
    """Addresses of one row's helper cells for a largest-remainder sharing, and the ranges of their columns.

    `member` is a condition on a row of the group, written over whole columns for SUMPRODUCT.
    """

    share: str
    floor: str
    rest: str
    order: str
    floors: str
    rests: str
    orders: str
    member: str

    def share_cents(self, amount: str, weight: str, weights: str) -> str:
        """Exact share in cents."""
        return f"IF({weights}>0,ROUND(ABS({amount})*100*{weight}/{weights},7),0)"

    def floor_cents(self) -> str:
        """Whole cents of the share."""
        return f"INT({self.share})"

    def rest_cents(self) -> str:
        """What is left of the share."""
        return f"ROUND({self.share}-{self.floor},7)"

    def result(self, amount: str) -> str:
        """The share in euros: whole cents, and one more for the largest rests (`money.allocate`)."""
        spare = f"ROUND(ABS({amount})*100-SUMPRODUCT({self.member}*{self.floors}),0)"
        rank = (
            f"SUMPRODUCT({self.member}*({self.rests}>{self.rest}))"
            f"+SUMPRODUCT({self.member}*({self.rests}={self.rest})*({self.orders}<{self.order}))"
        )
        return f"SIGN({amount})*({self.floor}+IF({rank}<{spare},1,0))/100"
