"""Do the additional sales pay the team's salaries?

margin of additional sales / team cost, where the team costs salaries and variable pay, both with employer social
security (variable pay is salary), and whatever tools one counts in. A ratio of 1 or more pays the salaries.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from engagement.pay.money import exact, round_line, round_to


@dataclass(frozen=True, slots=True)
class Payback:
    """Euros and the ratio to four decimals; `pays_salaries` compares the exact figures, not the rounded ratio."""

    margin_eur: Decimal
    team_cost: Decimal
    ratio: Decimal | None
    pays_salaries: bool
    break_even_sales: Decimal | None
    missing_sales: Decimal | None


def payback(
    additional_net_sales: Decimal,
    margin: Decimal,
    salaries: Decimal,
    employer_ss: Decimal,
    variable: Decimal,
    tools: Decimal = Decimal(0),
) -> Payback:
    """Margin of additional sales over team cost.

    Args:
        additional_net_sales: euros net of VAT that service brought on top.
        margin: share of net sales (0.35).
        salaries: gross fixed salaries of the period.
        employer_ss: employer social security as a share of salary (0.32), on variable pay too.
        variable: variable pay of the period.
        tools: cost of tools counted into the team.

    Returns:
        The figures; `ratio` is None without cost, break-even None without margin.
    """
    earned = exact(additional_net_sales) * exact(margin)
    cost = (exact(salaries) + exact(variable)) * (1 + exact(employer_ss)) + exact(tools)
    needed = cost / exact(margin) if exact(margin) > 0 else None
    missing = None if needed is None else max(needed - exact(additional_net_sales), exact(0))
    return Payback(
        margin_eur=round_line(earned),
        team_cost=round_line(cost),
        ratio=round_to(earned / cost, 4) if cost else None,
        pays_salaries=earned >= cost,
        break_even_sales=None if needed is None else round_line(needed),
        missing_sales=None if missing is None else round_line(missing),
    )
