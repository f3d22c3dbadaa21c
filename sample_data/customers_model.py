"""Customers of the shop: who ordered, which conversations they had, what campaigns cost, and the pound's rate.

Orders of the service keep agent, amount and split as `sales_model` made them; here they get a customer, a product (SKU)
and, while conversations are known, what the basket was worth before. Orders that customers placed alone stand beside
them without agent. They are those of customers with an account, a part of the shop's sales; all of them together are
one figure in `pay_settings.toml`.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd

from sample_data.calendar_model import LAST_DAY
from sample_data.sales_model import POUNDS, START

TALKS_FROM = date(2026, 10, 1)  # since when the contact centre writes down which customer it speaks to
ALONE_PER_DAY = 5.0  # orders a day without service
ALONE_AMOUNT = 58.0  # euros, mean
KNOWN_SHARE = 0.36  # of orders placed by somebody who has ordered since May
COMES_BACK_ALONE = 0.6  # whose first order was without service comes back this often, the others 1
OLD_SHARE = 0.45  # of customers first seen here who had ordered before May
PRODUCTS = 80
RECORDED = 0.9  # of service orders whose conversation is recorded
OTHERS_PER_ORDER = 2.0  # conversations that sell nothing, for each order
BOT_SHARE = 0.08  # of those, held by the bot
OTHER_STAGES = (0.30, 0.15, 0.55)  # pre, during, post
MINUTES = {"phone": 5.5, "chat": 8.7, "whatsapp": 10.2, "email": 6.7}  # mean length of a conversation

STEADY_COSTS = {"Buscadores": (3150, 3180, 3320, 2870, 3240, 3410, 2650), "Redes": (1580, 1640, 1710, 1390, 1620,
                                                                                  1700, 1310)}  # fmt: skip
CAMPAIGN_COSTS = (
    ("Aniversario Casa Mirlo", "2026-06", 1450), ("Rebajas de verano", "2026-07", 2300),
    ("Rebajas de verano", "2026-08", 900), ("Días sin IVA", "2026-09", 1250), ("Envío gratis", "2026-10", 640),
    ("Singles' Day", "2026-11", 780),
)  # fmt: skip


def with_customers(sales: pd.DataFrame, seed: int) -> pd.DataFrame:
    """The order lines with their customers, and the orders customers placed alone, all by time."""
    rng = np.random.default_rng([seed, 104])
    table = pd.concat([sales, _alone(sales.columns, rng)]).sort_values("ordered_at", kind="stable", ignore_index=True)
    heads = table.drop_duplicates("order_id")
    bought = table.assign(net=pd.to_numeric(table["net_amount"])).groupby("order_id")["net"].sum()
    whose: dict[str, tuple[str, str]] = {}
    baskets: dict[str, str] = {}
    seen: list[tuple[str, bool]] = []
    for row in heads.itertuples():
        order, served = str(row.order_id), bool(row.agent_id)
        customer = _again(seen, rng) if seen and rng.random() < KNOWN_SHARE else ""
        new = "no"
        if not customer:
            customer, new = f"K{len(seen) + 1:05d}", "no" if rng.random() < OLD_SHARE else "yes"
            seen.append((customer, served))
        whose[order] = customer, new
        grown, factor = rng.random(), rng.uniform(0.55, 0.95)
        if served and row.stage != "post" and str(row.ordered_at)[:10] >= TALKS_FROM.isoformat():
            baskets[order] = f"{bought[order] * (factor if grown < 0.5 else 1.0):.2f}"
    table["customer_id"] = [whose[order][0] for order in table["order_id"]]
    popular = 1 / np.arange(1, PRODUCTS + 1) ** 0.7
    numbers = rng.choice(PRODUCTS, len(table), p=popular / popular.sum())
    table["product"] = [f"MIR-{number + 101}" for number in numbers]
    # What the basket was worth stands on the first line of the order.
    first = table["line_id"] == 1
    table["basket_amount"] = [baskets.get(o, "") if f else "" for o, f in zip(table["order_id"], first, strict=True)]
    table["new_customer"] = [whose[order][1] for order in table["order_id"]]
    return table


def _again(seen: list[tuple[str, bool]], rng: np.random.Generator) -> str:
    """Somebody seen before, rather lately; '' when the one drawn does not come back."""
    place = len(seen) - 1 - min(len(seen) - 1, int(rng.exponential(700)))
    customer, served = seen[place]
    return customer if served or rng.random() < COMES_BACK_ALONE else ""


def _alone(columns: pd.Index, rng: np.random.Generator) -> pd.DataFrame:
    rows = []
    for offset in range((LAST_DAY - START).days + 1):
        day = START + timedelta(days=offset)
        for minute in sorted(rng.integers(8 * 60, 24 * 60, rng.poisson(ALONE_PER_DAY))):
            amount = ALONE_AMOUNT * rng.gamma(2.2, 1 / 2.2) + 4
            rows.append((f"{day.isoformat()} {minute // 60:02d}:{minute % 60:02d}", f"{amount:.2f}"))
    table = pd.DataFrame(rows, columns=["ordered_at", "net_amount"])
    table["order_id"], table["line_id"] = [f"CW26{number:06d}" for number in range(1, len(rows) + 1)], 1
    table["currency"] = "EUR"
    return table.reindex(columns=columns, fill_value="")


def conversations_table(sales: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Conversations with known customers since October: those before orders, those that sold nothing, and the bot's."""
    rng = np.random.default_rng([seed, 105])
    heads = sales.drop_duplicates("order_id")
    customers = heads["customer_id"].drop_duplicates().to_numpy()
    served = heads[(heads["agent_id"] != "") & (heads["ordered_at"] >= TALKS_FROM.isoformat())]
    rows: list[tuple[datetime, datetime, str, str, str, str, str]] = []
    for sale in served.itertuples():
        at, channel = datetime.fromisoformat(str(sale.ordered_at)), str(sale.channel)
        opens = at.replace(hour=10 if at.weekday() == 6 else 9, minute=0)
        long = timedelta(minutes=round(2 + rng.gamma(2, MINUTES[channel] / 2)))
        before = timedelta(minutes=int(rng.integers(5, 45) if rng.random() < 0.8 else rng.integers(45, 420)))
        if rng.random() < RECORDED:
            start = max(at - before, opens)
            rows.append(
                (start, start + long, str(sale.customer_id), str(sale.agent_id), channel, str(sale.stage), "yes")
            )
        closes = opens.replace(hour=20 if at.weekday() == 6 else 22)
        for _ in range(rng.poisson(OTHERS_PER_ORDER)):
            start = opens + timedelta(minutes=int(rng.integers(0, (closes - opens).seconds // 60 - 45)))
            stage = ("pre", "during", "post")[int(rng.choice(3, p=OTHER_STAGES))]
            # Who asks before buying is often nobody's customer yet.
            known = rng.random() < (0.4 if stage == "pre" else 0.9)
            who = str(customers[int(rng.integers(len(customers)))]) if known else f"L{int(rng.integers(1, 9999)):04d}"
            bot = channel in ("chat", "whatsapp") and rng.random() < BOT_SHARE
            end = start + timedelta(minutes=round(2 + rng.gamma(2, MINUTES[channel] / 2)))
            rows.append((start, end, who, "" if bot else str(sale.agent_id), channel, stage, "no" if bot else "yes"))
    rows.sort(key=lambda row: (row[0], row[2], row[3]))
    found = [(f"C{number:06d}", who, agent, f"{start:%Y-%m-%d %H:%M}", f"{end:%Y-%m-%d %H:%M}", channel, stage, human)
             for number, (start, end, who, agent, channel, stage, human) in enumerate(rows, 1)]  # fmt: skip
    columns = ["contact_id", "customer_id", "agent_id", "started_at", "ended_at", "channel", "stage", "human"]
    return pd.DataFrame(found, columns=columns)


def campaign_costs_table() -> pd.DataFrame:
    """Euros by campaign and month: what runs all year, and the shop's campaigns. November as known on the 22nd."""
    steady = [(name, f"2026-{month:02d}", cost) for name, costs in STEADY_COSTS.items()
              for month, cost in enumerate(costs, 5)]  # fmt: skip
    rows = sorted([*steady, *CAMPAIGN_COSTS], key=lambda row: (row[1], row[0]))
    return pd.DataFrame([(name, month, f"{cost:.2f}") for name, month, cost in rows],
                        columns=["campaign", "period", "cost"])  # fmt: skip


def rates_table(sales: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Pounds for a euro on working days; on the days of the orders in pounds, the rate that they carry."""
    rng = np.random.default_rng([seed, 106])
    days = [d.date() for d in pd.bdate_range(START, LAST_DAY)]
    foreign = sales[sales["currency"] == "GBP"].drop_duplicates("order_id")
    # On a Saturday or Sunday the rate of Friday stands.
    fixed = {max(d for d in days if d.isoformat() <= str(row.ordered_at)[:10]): str(row.eur_rate)
             for row in foreign.itertuples()}  # fmt: skip
    assert len(fixed) == len(POUNDS)
    known = sorted(fixed)
    middle = np.interp([d.toordinal() for d in days], [d.toordinal() for d in known], [float(fixed[d]) for d in known])
    noise = rng.normal(0, 0.0011, len(days))
    rows = [(d.isoformat(), "GBP", fixed.get(d, f"{m + n:.4f}")) for d, m, n in zip(days, middle, noise, strict=True)]
    return pd.DataFrame(rows, columns=["date", "currency", "eur_rate"])
