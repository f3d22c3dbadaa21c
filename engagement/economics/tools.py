"""What tools cost against what service sells: licences, telephony, chat platform."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from engagement.economics.sales import share
from engagement.pay.money import exact, round_line


@dataclass(frozen=True, slots=True)
class Tool:
    """A subscription: `monthly` euros, once and for each of `seats`."""

    name: str
    monthly: Decimal = Decimal(0)
    per_seat: Decimal = Decimal(0)
    seats: int = 0

    @property
    def cost(self) -> Decimal:
        """Euros a month."""
        return round_line(exact(self.monthly) + exact(self.per_seat) * self.seats)


@dataclass(frozen=True, slots=True)
class ToolCost:
    """All tools: euros, share of service sales, euros per order; None without sales or orders."""

    total: Decimal
    share_of_sales: Decimal | None
    per_order: Decimal | None


def tool_cost(tools: Sequence[Tool], service_sales: Decimal, orders: int) -> ToolCost:
    """Cost of tools against service sales and orders."""
    total = sum((tool.cost for tool in tools), Decimal("0.00"))
    return ToolCost(total, share(total, service_sales), share(total, orders, 2))
