"""Order lines credited to agents, refunds and monthly KPIs, from May to 22 November 2026.

Lines follow the contacts of each channel day by day, the agent's team and contract, and absences. Amounts are net of
VAT and shipping, after discounts, with two decimals; two orders are in pounds with the rate of their day (pounds per
euro). Orders before, during and after the purchase have different sizes; some sales are shared between two agents.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from sample_data.calendar_model import FIRST_DAY, LAST_DAY
from sample_data.contacts_model import daily_mean
from sample_data.people_model import absences_table, agents_table

START = date(2026, 5, 1)
MONTHS = tuple(f"2026-{month:02d}" for month in range(5, 12))
STAGES = ("pre", "during", "post")
REFUND_SHARE = 0.07  # of order lines that come back
REFUND_DELAY_DAYS = 18  # mean days from order to refund
SPLIT_SHARE = 0.03  # of lines that two agents share
CAMPAIGN_SHARE = 0.65  # of the lines sold within a campaign that carry its name
SATURDAY_AT_WORK, WEEKDAY_AT_WORK = 0.45, 0.80


@dataclass(frozen=True)
class TeamSales:
    """How a team sells: order lines a week at 40 h, chances of each stage and of each channel."""

    lines_per_week: float
    stages: tuple[float, float, float]
    channels: tuple[tuple[str, float], ...]


TEAMS = {
    "Atención": TeamSales(6.5, (0.20, 0.25, 0.55), (("phone", 0.8), ("email", 0.2))),
    "Mensajería": TeamSales(9.5, (0.35, 0.40, 0.25), (("chat", 0.55), ("whatsapp", 0.45))),
    "Ventas": TeamSales(21.0, (0.50, 0.35, 0.15), (("phone", 0.6), ("chat", 0.4))),
}
MEAN_AMOUNT = {"pre": 78.0, "during": 52.0, "post": 34.0}  # euros a line; upsell after the purchase is small
CAMPAIGNS = (
    ("Aniversario Casa Mirlo", date(2026, 6, 4), date(2026, 6, 7)),
    ("Rebajas de verano", date(2026, 7, 1), date(2026, 8, 31)),
    ("Días sin IVA", date(2026, 9, 17), date(2026, 9, 20)),
    ("Envío gratis", date(2026, 10, 17), date(2026, 10, 18)),
    ("Singles' Day", date(2026, 11, 11), date(2026, 11, 11)),
)
QUOTA_40H = {"Atención": 1300, "Mensajería": 2700, "Ventas": 6000}  # euros a month
POUNDS = ((1200, "0.8512"), (3100, "0.8674"))  # the n-th line is in pounds, at this many pounds a euro


def _absent() -> set[tuple[str, date]]:
    away = set()
    for row in absences_table().itertuples():
        day, last = date.fromisoformat(str(row.start)), date.fromisoformat(str(row.end))
        while day <= last:
            away.add((str(row.agent_id), day))
            day += timedelta(days=1)
    return away


def _campaign(day: date) -> str:
    return next((name for name, start, end in CAMPAIGNS if start <= day <= end), "")


def sales_table(seed: int) -> pd.DataFrame:
    """Order lines in the columns of the import, by time; `split` is `A01:0.6;A02:0.4`, empty for one agent."""
    rng = np.random.default_rng([seed, 101])
    agents, away = agents_table(), _absent()
    factor = {c: daily_mean(c) / daily_mean(c)[-200:].mean() for c in ("phone", "chat", "whatsapp", "email")}
    talent = dict(zip(agents["agent_id"], rng.gamma(25, 1 / 25, len(agents)), strict=True))
    orders: list[tuple[object, ...]] = []
    for offset in range((LAST_DAY - START).days + 1):
        day = START + timedelta(days=offset)
        index = (day - FIRST_DAY).days
        at_work = WEEKDAY_AT_WORK if day.weekday() < 5 else SATURDAY_AT_WORK
        for agent in agents.itertuples():
            agent_id, team = str(agent.agent_id), TEAMS[str(agent.team)]
            employed = str(agent.start_date) <= day.isoformat() <= (str(agent.end_date) or "9999")
            if not employed or (agent_id, day) in away or rng.random() > at_work:
                continue
            # A person sells on the channels of the team that they are skilled for.
            skills = str(agent.skills).split(";")
            options = [(c, w) for c, w in team.channels if c in skills]
            weights = np.asarray([w for _, w in options])
            channel = options[int(rng.choice(len(options), p=weights / weights.sum()))][0]
            busy = factor[channel][index] ** 0.7
            hours = int(str(agent.contract_hours)) / 40
            mean = team.lines_per_week / 4.6 * hours * talent[agent_id] * busy
            left = int(rng.poisson(mean))
            while left > 0:
                lines = min(left, int(rng.choice((1, 2, 3), p=(0.72, 0.21, 0.07))))
                left -= lines
                orders.append((day, agent_id, str(agent.team), channel, lines))
    return _lines(orders, agents, rng)


def _lines(orders: list[tuple[object, ...]], agents: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    colleagues = {team: list(group["agent_id"]) for team, group in agents.groupby("team")}
    started = dict(zip(agents["agent_id"], agents["start_date"], strict=True))
    rows = []
    for day, agent_id, team, channel, lines in orders:
        assert isinstance(day, date) and isinstance(lines, int)
        first, last = (10, 20) if day.weekday() == 6 else (9, 22)
        minute = int(rng.integers(first * 60, last * 60))
        stage = STAGES[int(rng.choice(3, p=TEAMS[str(team)].stages))]
        name = _campaign(day)
        campaign = name if name and rng.random() < CAMPAIGN_SHARE else ""
        split = ""
        if rng.random() < SPLIT_SHARE:
            others = [a for a in colleagues[str(team)] if a != agent_id and started[a] <= day.isoformat()]
            share = int(rng.choice((5, 6, 7)))
            split = f"{agent_id}:0.{share};{others[int(rng.integers(len(others)))]}:0.{10 - share}"
        when = f"{day.isoformat()} {minute // 60:02d}:{minute % 60:02d}"
        for line in range(1, lines + 1):
            amount = MEAN_AMOUNT[stage] * rng.gamma(2.2, 1 / 2.2) * (0.9 if campaign else 1.0) + 4
            rows.append((when, line, agent_id, f"{amount:.2f}", channel, stage, campaign, split))
    rows.sort(key=lambda row: row[0])
    table = pd.DataFrame(
        rows, columns=["ordered_at", "line_id", "agent_id", "net_amount", "channel", "stage", "campaign", "split"]
    )
    # Lines of an order stay together under a stable sort; a new order starts where line 1 stands.
    table.insert(0, "order_id", [f"CM26{number:06d}" for number in (table["line_id"] == 1).cumsum()])
    table["currency"], table["eur_rate"] = "EUR", ""
    for number, rate in POUNDS:
        order = table["order_id"] == table.loc[number, "order_id"]
        table.loc[order, "currency"], table.loc[order, "eur_rate"] = "GBP", rate
    columns = [
        "order_id",
        "line_id",
        "agent_id",
        "ordered_at",
        "net_amount",
        "currency",
        "eur_rate",
        "channel",
        "stage",
    ]
    return table[[*columns, "campaign", "split"]]


def refunds_table(seed: int, sales: pd.DataFrame) -> pd.DataFrame:
    """Whole and partial refunds of order lines, often in a later month; amounts positive, in the order's currency."""
    rng = np.random.default_rng([seed, 102])
    rows = []
    for sale in sales.itertuples():
        back, whole, delay = rng.random(), rng.random() < 0.75, 2 + rng.exponential(REFUND_DELAY_DAYS - 2)
        part = rng.uniform(0.3, 0.8)
        if back >= REFUND_SHARE:
            continue
        when = pd.Timestamp(str(sale.ordered_at)) + pd.Timedelta(days=round(delay))
        if when.date() > LAST_DAY:
            continue
        amount = float(str(sale.net_amount)) * (1.0 if whole else part)
        rows.append((sale.order_id, sale.line_id, f"{when:%Y-%m-%d %H:%M}", f"{amount:.2f}"))
    rows.sort(key=lambda row: str(row[2]))
    return pd.DataFrame(rows, columns=["order_id", "line_id", "refunded_at", "net_amount"])


def kpis_table(seed: int) -> pd.DataFrame:
    """Monthly KPIs of every agent employed: shares in per cent, quota in euros, first response in seconds.

    November holds what was known on the 22nd; whoever started on 16 November has no quota yet.
    """
    rng = np.random.default_rng([seed, 103])
    agents, away = agents_table(), _absent()
    quality = rng.normal(0, 1, len(agents))
    rows: list[tuple[str, str, str, str, str]] = []
    for month in MONTHS:
        first = date.fromisoformat(f"{month}-01")
        last = min(LAST_DAY, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))
        for skill, agent in zip(quality, agents.itertuples(), strict=True):
            agent_id, hours = str(agent.agent_id), int(str(agent.contract_hours))
            days = [first + timedelta(days=i) for i in range((last - first).days + 1)]
            present = [d for d in days if d.isoformat() >= str(agent.start_date) and (agent_id, d) not in away]
            if not any(d.isoformat() >= str(agent.start_date) for d in days):
                continue
            size = len(present) / 30 * hours / 40
            if str(agent.start_date) < "2026-11-16":
                rows.append((agent_id, month, "quota", f"{QUOTA_40H[str(agent.team)] * hours / 40:.2f}", ""))
            for metric, level, spread, cases, noise in (
                ("csat", 88.5, 2.6, 46, 9.0), ("fcr", 76.0, 3.5, 90, 9.0), ("qa", 90.0, 2.2, 5, 7.0),
                ("treatment", 92.0, 2.0, 46, 7.0), ("times", 79.0, 2.5, 46, 10.0), ("unboxing", 86.0, 0.5, 46, 8.0),
            ):  # fmt: skip
                n = int(rng.poisson(cases * size))
                value = level + spread * skill + rng.normal(0, noise / np.sqrt(max(n, 1)))
                if n:
                    rows.append((agent_id, month, metric, f"{min(100.0, value):.1f}", str(n)))
            due = round(len(present) * 5 / 7)
            if due:
                missed = int(rng.binomial(due, 0.025))
                rows.append((agent_id, month, "attendance", f"{100 * (due - missed) / due:.1f}", str(due)))
                n = int(rng.poisson(310 * size)) + 1
                rows.append((agent_id, month, "first_response_s", f"{64 - 5 * skill + rng.normal(0, 4):.0f}", str(n)))
    return pd.DataFrame(rows, columns=["agent_id", "period", "metric", "value", "n"])
