"""Casa Mirlo, a small invented online shop to try everything on; made by `python -m sample_data.generate`.

    shop/shop.toml            name, time zone, holiday region, the planning day, channels with targets and opening hours
    shop/contacts.csv.gz      half-hourly contacts and AHT on five channels, 2024-05-01 to 2026-11-22
    shop/events.csv           promotional calendar and outages, 2024 to 2027
    shop/agents.csv           28 agents; shop/absences.csv and shop/preferences.csv belong to them
    shop/sales.csv.gz         order lines credited to agents, and those customers bought alone, May to 22 November 2026
    shop/refunds.csv          what came back of them
    shop/conversations.csv.gz conversations with known customers since October
    shop/rates.csv            pounds for a euro; shop/campaign_costs.csv what campaigns cost a month
    shop/kpis.csv             monthly quality, quota and attendance of every agent over the same months
    shop/plan.toml            the plan of variable pay; shop/pay_settings.toml the shop's sales, tools and targets
    shop/survey_answers.csv   last year's engagement survey
    shop/roster_survey.csv    the survey on rosters after the second quarter of 2026
    shop/care.toml            who left, thanks, coaching, proposals for the calendar

Everything is invented; no row comes from a real shop or person. Columns are those that `cuadrante import` takes.
"""

from __future__ import annotations

from pathlib import Path

_FILES = {
    "contacts": "contacts.csv.gz",
    "events": "events.csv",
    "agents": "agents.csv",
    "absences": "absences.csv",
    "preferences": "preferences.csv",
    "sales": "sales.csv.gz",
    "refunds": "refunds.csv",
    "kpis": "kpis.csv",
    "conversations": "conversations.csv.gz",
    "rates": "rates.csv",
    "campaign_costs": "campaign_costs.csv",
    "answers": "survey_answers.csv",
}

FOLDER = Path(__file__).parent / "shop"
SHOP = FOLDER / "shop.toml"
PLAN = FOLDER / "plan.toml"
PAY_SETTINGS = FOLDER / "pay_settings.toml"
CARE = FOLDER / "care.toml"
ROSTER_SURVEY = FOLDER / "roster_survey.csv"


def files() -> dict[str, Path]:
    """Kind of import → file, in an order in which they can be imported; the larger ones are gzipped (see `unpack`)."""
    return {kind: FOLDER / name for kind, name in _FILES.items()}


def read_bytes(kind: str) -> bytes:
    """The plain CSV of one kind, in UTF-8, unzipped where it is stored zipped; KeyError for an unknown kind."""
    import gzip

    path = files()[kind]
    data = path.read_bytes()
    return gzip.decompress(data) if path.suffix == ".gz" else data


def unpack(folder: Path) -> dict[str, Path]:
    """Write every file as plain CSV into `folder` (made when missing): kind → path, in order of import."""
    folder.mkdir(parents=True, exist_ok=True)
    written = {}
    for kind, path in files().items():
        written[kind] = folder / path.name.removesuffix(".gz")
        written[kind].write_bytes(read_bytes(kind))
    return written
