"""Make the files of the sample shop again: `python -m sample_data.generate [FOLDER]`. Same seed, same bytes.

The model, with its parameters and units, stands in the modules beside this one:

    calendar_model.py   holidays, Black Friday, Christmas, sales, campaigns and outages, as factors on contacts
    contacts_model.py   level, trend, season, weekday, profile of the day, noise, handle times (s) and hang-ups
    people_model.py     agents, contracts (h a week), hourly cost (€), absences, wishes
    sales_model.py      order lines and refunds (€ net of VAT), KPIs (% and s) and quotas (€ a month)
    survey_model.py     last year's survey
    customers_model.py  whose orders they are, conversations, campaign costs (€ a month), pounds for a euro
    care_model.py       the survey on rosters of the second quarter

The shop is sized so that its 28 agents (930 paid hours a week) cover a normal week with little to spare and cannot
cover that of Black Friday. The history ends the day before that week; what would come next is not in the files.
`shop.toml`, `plan.toml`, `pay_settings.toml` and `care.toml` are written by hand and not touched here.
"""

from __future__ import annotations

import gzip
import sys
from pathlib import Path

import pandas as pd

from sample_data.calendar_model import CAMPAIGNS, LOCAL_HOLIDAYS, OUTAGES
from sample_data.care_model import roster_survey_table
from sample_data.contacts_model import contacts_table
from sample_data.customers_model import campaign_costs_table, conversations_table, rates_table, with_customers
from sample_data.people_model import absences_table, agents_table, preferences_table
from sample_data.sales_model import kpis_table, refunds_table, sales_table
from sample_data.survey_model import survey_table

SEED = 20261122


def events_table() -> pd.DataFrame:
    """Campaigns with the uplift marketing announced or saw, local fiestas and outages; local days inclusive."""
    rows: list[tuple[str, str, str, str, str, str]] = [
        (c.name, c.kind, c.start.isoformat(), c.end.isoformat(), "", str(c.uplift_pct or "")) for c in CAMPAIGNS
    ]
    rows += [
        ("San Isidro" if day.month == 5 else "La Almudena", "holiday", day.isoformat(), day.isoformat(), "", "")
        for day in LOCAL_HOLIDAYS
    ]
    rows += [(o.name, "outage", f"{o.start:%Y-%m-%d}", f"{o.start:%Y-%m-%d}", o.channel, "") for o in OUTAGES]
    table = pd.DataFrame(rows, columns=["name", "kind", "start", "end", "channel", "uplift_pct"])
    return table.sort_values(["start", "name"], kind="stable")


def tables(seed: int = SEED) -> dict[str, pd.DataFrame]:
    """Every table by the name of its file."""
    sales = sales_table(seed)
    orders = with_customers(sales, seed)
    return {
        "contacts.csv.gz": contacts_table(seed),
        "events.csv": events_table(),
        "agents.csv": agents_table(),
        "absences.csv": absences_table(),
        "preferences.csv": preferences_table(),
        "sales.csv.gz": orders,
        "refunds.csv": refunds_table(seed, sales),
        "kpis.csv": kpis_table(seed),
        "conversations.csv.gz": conversations_table(orders, seed),
        "rates.csv": rates_table(sales, seed),
        "campaign_costs.csv": campaign_costs_table(),
        "survey_answers.csv": survey_table(seed),
        "roster_survey.csv": roster_survey_table(seed),
    }


def csv_bytes(table: pd.DataFrame) -> bytes:
    """UTF-8, commas, line feeds, a header."""
    return table.to_csv(index=False, lineterminator="\n").encode()


def write(folder: Path, seed: int = SEED) -> dict[str, int]:
    """Write every file into `folder`; returns rows by file. Archives carry no time, so that bytes repeat."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = {}
    for name, table in tables(seed).items():
        data = csv_bytes(table)
        (folder / name).write_bytes(gzip.compress(data, 9, mtime=0) if name.endswith(".gz") else data)
        rows[name] = len(table)
    return rows


def main(arguments: list[str]) -> int:
    """Write into the folder named, or into the package itself, and say what was written."""
    folder = Path(arguments[0]) if arguments else Path(__file__).parent / "shop"
    for name, rows in write(folder).items():
        print(f"{name}: {rows} rows, {(folder / name).stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
