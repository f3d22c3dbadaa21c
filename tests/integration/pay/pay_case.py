"""A month that uses every kind of component, for tests of the workbook."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from engagement.pay.inputs import Absence, Hours, Kpi, PeriodInputs, Person, Refund, Sale
from engagement.pay.plan import Period, Plan
from engagement.pay.plan_toml import loads

D = Decimal

PLAN = """
id = "shop-2026"
name = "Shop plan"
version = 2
effective_from = 2026-01-01
protected_leave = "keep_target"
negative = "carry"
cap = "900.00"
budget = "4200.00"
draw = "50.00"

[[gate]]
metric = "csat"
min = "85.0"
fail_factor = "0.50"

[[component]]
id = "commission"
kind = "flat"
name = "Commission"
rate = "0.02"
channels = ["phone", "chat"]
cap = "320.00"

[[component.gate]]
metric = "attendance"
min = "95.0"
fail_factor = "0.80"
min_n = 2

[[component]]
id = "slices"
kind = "tier_marginal"
tiers = [["0", "0.001"], ["3000", "0.002"], ["7000", "0.003"]]

[[component]]
id = "whole"
kind = "tier_whole"
tiers = [["0.5", "0.002"], ["1", "0.004"]]
tiers_of_quota = true
quota = "6000.00"
stages = ["pre"]

[[component]]
id = "bonus"
kind = "bonus"
target_bonus = "300.00"
quota = "9000.00"
curve = [["0.80", "0.50"], ["1.00", "1.00"]]
above_slope = "2"
cap_factor = "1.50"
individual_weight = "0.70"
team_weight = "0.30"
ramp = ["0.50", "0.75"]

[[component]]
id = "simple"
kind = "bonus"
target_bonus = "120.00"
quota = "8000.00"
curve = [["0.60", "0.30"], ["0.90", "0.90"], ["1.00", "1.00"]]
above_slope = "0.5"
cap_factor = "1.20"

[[component]]
id = "speed"
kind = "bonus"
target_bonus = "80.00"
measure = "first_response_s"
target = "60"
lower_is_better = true
curve = [["0.80", "0.80"]]
cap_factor = "1.20"

[[component.gate]]
metric = "first_response_s"
max = "60"
fail_factor = "0.90"

[[component]]
id = "card"
kind = "scorecard"
target_bonus = "150.00"

[[component.item]]
id = "sales"
weight = "0.60"
quota = "8000.00"
threshold = "0.50"
cap_factor = "1.50"

[[component.item]]
id = "csat"
weight = "0.40"
target = "90"
threshold = "0.80"
cap_factor = "1.00"

[[component]]
id = "friday"
kind = "spiff"
per_unit = "2.00"
from = 2026-11-27
to = 2026-11-30
budget = "60.00"

[[component]]
id = "pot"
kind = "pot"
pot = "500.00"
share_by = "hours"

[[component]]
id = "chat-only"
kind = "flat"
rate = "0.0013"
teams = ["chat"]

[[component]]
id = "pots"
kind = "pot"
pot = "100.01"
share_by = "units"
per_team = true

[[component]]
id = "sold-pots"
kind = "pot"
rate = "0.0017"
share_by = "hours"
per_team = true
teams = ["phone", "chat"]

[[component]]
id = "teampot"
kind = "pot"
rate = "0.0031"
share_by = "sales"
weight = "0.5"
"""


def plan() -> Plan:
    return loads(PLAN)


def people() -> tuple[Person, ...]:
    return (
        Person("ana", "Ana Núñez", "phone", employee_code="0001"),
        Person("blas", "=HYPERLINK(1)", "chat", start=date(2026, 11, 10), fte=D("0.75"), language="en"),
        Person("cira", "+Cira", "chat", employee_code="0003"),
        Person("dani", "Dani 😀", "phone", end=date(2026, 11, 17)),
        Person("eva", "Eva", "phone", employee_code="=0005"),
        Person("fina", "Fina", "chat", end=date(2026, 10, 1)),
    )


def inputs(seed: int = 7, lines: int = 160) -> PeriodInputs:
    """A deterministic month: sales of three currencies, splits, refunds, KPIs with gaps, leave and two teams."""
    state = seed

    def draw(limit: int) -> int:
        nonlocal state
        state = (state * 1_103_515_245 + 12_345) % 2**31
        return (state >> 8) % limit

    agents = ["ana", "blas", "cira", "dani", "eva"]
    begin = datetime(2026, 11, 1, 8, tzinfo=UTC)
    sales, refunds = [], []
    for index in range(lines):
        at = begin + timedelta(hours=draw(29 * 24))
        currency, rate = (("EUR", None), ("GBP", D("0.8613")), ("USD", D("1.0837")))[draw(3)]
        split: tuple[tuple[str, Decimal], ...] = ()
        agent = agents[draw(5)]
        if draw(4) == 0:
            split, agent = tuple((who, D(1)) for who in agents[: 2 + draw(3)]), ""
        elif draw(6) == 0:
            split, agent = (("ana", D("0.70")), ("cira", D("0.30"))), ""
        amount = D(500 + draw(60_000)) / 100
        channel, stage = ("phone", "chat", "email")[draw(3)], ("pre", "during", "post")[draw(3)]
        sale = Sale(f"O{index}", "1", agent, at, amount, currency, rate, channel, stage, "", split)
        sales.append(sale)
        if draw(9) == 0:
            refunds.append(Refund(sale.order_id, "1", at + timedelta(days=1), amount if draw(2) else amount / 2))
    kpis = (
        Kpi("ana", "csat", D("84.95"), 40), Kpi("blas", "csat", D("85.0"), 12), Kpi("cira", "csat", D("92.5"), 30),
        Kpi("dani", "csat", D("70"), 3), Kpi("eva", "csat", D("80"), 9),
        Kpi("ana", "attendance", D("94.0"), 20), Kpi("cira", "attendance", D("99.1"), 20),
        Kpi("eva", "attendance", D("90"), 1),
        *(Kpi(who, "first_response_s", D(value), 50) for who, value in
          (("ana", 75), ("blas", 50), ("cira", 76), ("dani", 60), ("eva", 61), ("fina", 60))),
    )  # fmt: skip
    hours = (
        Hours("ana", "phone", D("151")), Hours("blas", "chat", D("147.5")), Hours("cira", "chat", D("96")),
        Hours("cira", "phone", D("64")), Hours("dani", "phone", D("98.25")), Hours("eva", "phone", D("160")),
    )  # fmt: skip
    return PeriodInputs(
        Period("2026-11"),
        people(),
        tuple(sales),
        tuple(refunds),
        kpis=kpis,
        absences=(Absence("eva", date(2026, 11, 3), date(2026, 11, 12), "birth"),),
        hours=hours,
        quotas={("ana", "bonus"): D("7000.00"), ("cira", "card.sales"): D("5000.00")},
        team_quotas={("phone", "bonus"): D("15000.00")},
        as_of=date(2026, 12, 3),
    )
