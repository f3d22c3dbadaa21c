"""The sample shop is what its description says: repeatable, whole, plausible, and in the columns of the import."""

import gzip
import io
import math
import re
import subprocess
import sys
import tomllib
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

import sample_data
from engagement.surveys.templates import ENGAGEMENT
from sample_data import calendar_model, generate
from sample_data.contacts_model import CHANNELS, channel_frame
from sample_data.sales_model import sales_table

MADRID = ZoneInfo("Europe/Madrid")
COLUMNS = {
    "contacts": "interval_start channel contacts aht_s answered abandoned",
    "events": "name kind start end channel uplift_pct",
    "agents": "agent_id name team skills contract_hours languages email start_date end_date hourly_cost days_per_week",
    "absences": "agent_id start end kind",
    "preferences": "agent_id weekday date start end wish weight",
    "sales": "order_id line_id agent_id ordered_at net_amount currency eur_rate channel stage campaign split "
    "customer_id product basket_amount new_customer",
    "refunds": "order_id line_id refunded_at net_amount",
    "kpis": "agent_id period metric value n",
    "conversations": "contact_id customer_id agent_id started_at ended_at channel stage human",
    "rates": "date currency eur_rate",
    "campaign_costs": "campaign period cost",
    "answers": "survey question answer response team tenure",
}


def table(kind: str) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(sample_data.read_bytes(kind)), dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def contacts() -> pd.DataFrame:
    frame = table("contacts")
    instant = pd.to_datetime(frame["interval_start"], utc=True)
    local = instant.dt.tz_convert(MADRID)
    return frame.assign(
        contacts=frame["contacts"].astype(int),
        answered=frame["answered"].astype(int),
        abandoned=frame["abandoned"].astype(int),
        aht=pd.to_numeric(frame["aht_s"]),
        instant=instant,
        local=local.dt.tz_localize(None),
        day=local.dt.date,
    )


@pytest.fixture(scope="module")
def shop() -> dict:
    return tomllib.loads(sample_data.SHOP.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def agents() -> pd.DataFrame:
    return table("agents")


def week(contacts: pd.DataFrame, monday: date) -> int:
    return int(contacts.loc[contacts["day"].between(monday, monday + timedelta(days=6)), "contacts"].sum())


# --- files -----------------------------------------------------------------------------------------------------------


def test_the_committed_files_are_what_the_script_makes(tmp_path):
    generate.write(tmp_path)
    for name in (path.name for path in sample_data.files().values()):
        made, kept = (tmp_path / name).read_bytes(), (sample_data.FOLDER / name).read_bytes()
        if name.endswith(".gz"):  # the packed bytes may differ between builds of zlib, the content may not
            made, kept = gzip.decompress(made), gzip.decompress(kept)
        assert made == kept, name


def test_the_same_seed_gives_the_same_bytes_and_another_seed_other_ones():
    first, again, other = (generate.csv_bytes(channel_frame("social", seed)) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_packed_files_carry_no_time_so_that_they_repeat():
    packed = sample_data.files()["contacts"].read_bytes()
    assert packed[4:8] == b"\0\0\0\0"


def test_everything_together_stays_under_five_megabytes():
    assert sum(path.stat().st_size for path in sample_data.FOLDER.iterdir()) < 5_000_000


@pytest.mark.parametrize("kind", COLUMNS)
def test_columns_are_those_of_the_import(kind):
    assert list(table(kind).columns) == COLUMNS[kind].split()


def test_unpacking_writes_plain_csv_files_that_can_be_imported_one_after_the_other(tmp_path):
    written = sample_data.unpack(tmp_path / "new" / "folder")
    assert list(written) == list(sample_data.files())
    for kind, path in written.items():
        assert path.suffix == ".csv"
        assert path.read_text(encoding="utf-8").splitlines()[0] == ",".join(COLUMNS[kind].split())


def test_asking_for_the_files_costs_no_heavy_import():
    code = "import sample_data, sys; sample_data.files(); print({'pandas', 'numpy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


# --- shop ------------------------------------------------------------------------------------------------------------


def test_the_shop_names_every_channel_of_the_history_in_both_languages(shop, contacts):
    assert set(shop["channels"]) == set(contacts["channel"])
    for channel in shop["channels"].values():
        assert channel["label_es"]
        assert channel["label_en"]
        assert channel["kind"] in {"live", "concurrent", "deferred"}
        assert len(channel["opening"]) == 7
        if channel["kind"] == "concurrent":
            assert len(channel["handle_s_by_level"]) == channel["concurrency"]


def test_the_sample_stands_on_the_sunday_before_black_friday_week(shop):
    assert shop["today"] == date(2026, 11, 22) == calendar_model.LAST_DAY
    assert shop["week"] == f"{shop['today'] + timedelta(days=1):%G-W%V}"
    assert calendar_model.black_friday(2026) == date(2026, 11, 27)


# --- contacts --------------------------------------------------------------------------------------------------------


def test_the_history_covers_two_and_a_half_years_to_the_last_half_hour(contacts):
    assert contacts["local"].min() == datetime(2024, 5, 1, 0, 0)
    assert contacts["local"].max() == datetime(2026, 11, 22, 23, 30)


def test_no_interval_stands_twice(contacts):
    assert not contacts.duplicated(["instant", "channel"]).any()


def test_channels_open_all_day_have_46_and_50_half_hours_on_the_days_of_the_clock_change(contacts):
    for channel in ("email", "social"):
        sizes = contacts[contacts["channel"] == channel].groupby("day").size()
        odd = sizes[sizes != 48].to_dict()
        assert odd == {
            date(2024, 10, 27): 50, date(2025, 3, 30): 46, date(2025, 10, 26): 50, date(2026, 3, 29): 46,
            date(2026, 10, 25): 50,
        }  # fmt: skip


def test_live_channels_have_exactly_the_intervals_of_their_opening_hours(contacts, shop):
    for name, channel in shop["channels"].items():
        if channel["kind"] == "deferred":
            continue
        rows = contacts[contacts["channel"] == name]
        by_day = rows.groupby("day")["local"].agg(["min", "max", "size"])
        closed = {day for year in (2024, 2025, 2026) for day in (date(year, 1, 1), date(year, 12, 25))}
        for offset in range((calendar_model.LAST_DAY - calendar_model.FIRST_DAY).days + 1):
            day = calendar_model.FIRST_DAY + timedelta(days=offset)
            if day in closed:
                assert day not in by_day.index
                continue
            start, end = (datetime.combine(day, datetime.strptime(t, "%H:%M").time())
                          for t in channel["opening"][day.weekday()])  # fmt: skip
            row = by_day.loc[day]
            assert (row["min"], row["max"]) == (start, end - timedelta(minutes=30))
            assert row["size"] == (end - start) / timedelta(minutes=30)


def test_answered_and_abandoned_add_up_and_handle_times_stand_where_something_was_answered(contacts):
    assert (contacts["answered"] + contacts["abandoned"] == contacts["contacts"]).all()
    assert (contacts["contacts"] >= 0).all()
    assert ((contacts["answered"] > 0) == contacts["aht"].notna()).all()
    assert contacts["aht"].dropna().between(20, 3600 * 2).all()


def test_black_friday_week_brings_over_half_more_contacts_than_the_weeks_before(contacts):
    for year in (2024, 2025):
        monday = calendar_model.black_friday(year) - timedelta(days=4)
        before = sum(week(contacts, monday - timedelta(weeks=w)) for w in range(1, 5)) / 4
        assert 1.5 < week(contacts, monday) / before < 1.85


def test_sales_lift_the_weeks_they_open_in_and_august_is_the_quietest_month(contacts):
    for year in (2025, 2026):
        winter, summer = date.fromisocalendar(year, 2, 1), date(year, 7, 1) - timedelta(days=date(year, 7, 1).weekday())
        assert week(contacts, winter) > 1.2 * week(contacts, winter + timedelta(weeks=6))
        assert week(contacts, summer) > 1.1 * week(contacts, summer - timedelta(weeks=1))
    year = contacts[contacts["day"].between(date(2025, 1, 1), date(2025, 12, 31))]
    months = (
        year.groupby(year["local"].dt.month)["contacts"].sum() / year.groupby(year["local"].dt.month)["day"].nunique()
    )
    assert months.idxmin() == 8


def test_the_phone_is_all_but_silent_while_the_switchboard_is_down(contacts):
    phone = contacts[contacts["channel"] == "phone"].set_index("local")["contacts"]
    for outage in calendar_model.OUTAGES:
        if outage.channel == "phone":
            last = outage.start + timedelta(hours=outage.hours, minutes=-30)
            week_later = timedelta(days=7)
            assert phone[outage.start : last].sum() < 0.3 * phone[outage.start + week_later : last + week_later].sum()


def test_counts_scatter_more_than_poisson_counts_would(contacts):
    """From Tuesday to Thursday of an autumn without campaigns the variance of a half-hour exceeds its mean."""
    rows = contacts[(contacts["channel"] == "phone") & contacts["local"].dt.day_of_week.between(1, 3)]
    autumn = rows[rows["day"].between(date(2026, 9, 22), date(2026, 11, 10))]
    by_time = autumn.groupby([autumn["local"].dt.day_of_week, autumn["local"].dt.time])["contacts"].agg(["mean", "var"])
    assert by_time["var"].sum() > 1.1 * by_time["mean"].sum()


def test_a_normal_week_fits_the_contracts_and_black_friday_week_does_not(contacts, shop, agents):
    """Work alone (contacts · AHT, chats side by side, shrinkage) takes a third of the paid hours in a normal week.

    Small teams on many channels pay for short waits with idle time: the staffing asks for twice the pure work.
    """
    paid = agents["contract_hours"].astype(int).sum()
    rows = contacts[contacts["day"].between(date(2026, 11, 2), date(2026, 11, 15))]
    hours = 0.0
    for name, channel in shop["channels"].items():
        part = rows[rows["channel"] == name]
        side_by_side = channel.get("concurrency", 1)
        work = (part["answered"] * part["aht"].fillna(0)).sum() / 3600 / 2 / side_by_side
        hours += work / (1 - channel["shrinkage"])
    assert 0.28 < hours / paid < 0.42


# --- people ----------------------------------------------------------------------------------------------------------


def test_twenty_eight_agents_share_930_paid_hours_in_three_teams(agents):
    assert len(agents) == agents["agent_id"].nunique() == 28
    assert agents["contract_hours"].value_counts().to_dict() == {"40": 14, "30": 9, "20": 5}
    assert agents["team"].nunique() == 3
    assert agents["email"].is_unique
    assert agents["email"].map(lambda a: bool(re.fullmatch(r"[a-z.]+@example\.com", a))).all()
    assert (agents["hourly_cost"].map(Decimal) > 0).all()


def test_all_agents_are_employed_in_the_sample_week_and_every_channel_has_several(agents, shop):
    monday, sunday = "2026-11-23", "2026-11-29"
    assert (agents["start_date"] <= monday).all()
    assert ((agents["end_date"] == "") | (agents["end_date"] >= sunday)).all()
    for channel in shop["channels"]:
        assert agents["skills"].map(lambda s, c=channel: c in s.split(";")).sum() >= 5
    assert agents["skills"].map(lambda s: set(s.split(";")) <= set(shop["channels"])).all()


def test_absences_and_wishes_belong_to_agents_and_name_known_days(agents):
    absences, wishes = table("absences"), table("preferences")
    assert set(absences["agent_id"]) | set(wishes["agent_id"]) <= set(agents["agent_id"])
    assert (absences["start"].map(date.fromisoformat) <= absences["end"].map(date.fromisoformat)).all()
    assert set(wishes["wish"]) == {"off", "on", "early", "late"}
    assert ((wishes["weekday"] == "") | (wishes["date"] == "")).all()


def test_nobody_is_absent_twice_on_one_day():
    seen = set()
    for row in table("absences").itertuples():
        day = date.fromisoformat(row.start)
        while day <= date.fromisoformat(row.end):
            assert (row.agent_id, day) not in seen
            seen.add((row.agent_id, day))
            day += timedelta(days=1)


def test_the_promotional_calendar_reaches_into_next_year():
    events = table("events")
    assert set(events["kind"]) == {"promotion", "holiday", "outage", "other"}
    promotions = events[events["kind"] == "promotion"]
    assert (promotions["uplift_pct"] != "").all()
    assert promotions["start"].str.startswith("2027").any()
    assert (events.loc[events["kind"] == "outage", "end"] < "2026-11-22").all()
    assert (events["start"] <= events["end"]).all()


# --- sales, KPIs, survey ---------------------------------------------------------------------------------------------


def test_order_lines_are_unique_and_credit_people_who_were_employed(agents):
    every = table("sales")
    assert not every.duplicated(["order_id", "line_id"]).any()
    sales = every[every["agent_id"] != ""].merge(
        agents[["agent_id", "start_date", "end_date"]], on="agent_id", how="left"
    )
    assert (sales["start_date"] <= sales["ordered_at"].str[:10]).all()
    assert set(sales["stage"]) == {"pre", "during", "post"}
    assert (
        sales["net_amount"].map(lambda a: Decimal(a) > 0 and Decimal(a) == Decimal(a).quantize(Decimal("0.01"))).all()
    )
    assert sales.groupby("order_id")["agent_id"].nunique().max() == 1
    assert sales["ordered_at"].str[:7].nunique() == 7


def test_splits_name_two_agents_and_add_to_one(agents):
    splits = [s for s in table("sales")["split"] if s]
    assert splits
    for split in splits:
        shares = dict(part.split(":") for part in split.split(";"))
        assert len(shares) == 2
        assert set(shares) <= set(agents["agent_id"])
        assert sum(map(Decimal, shares.values())) == 1


def test_two_orders_are_in_another_currency_with_the_rate_of_their_day():
    sales = table("sales")
    foreign = sales[sales["currency"] != "EUR"]
    assert foreign["order_id"].nunique() == 2
    assert (foreign["eur_rate"].map(Decimal) > 0).all()
    assert (sales.loc[sales["currency"] == "EUR", "eur_rate"] == "").all()


def test_refunds_follow_their_order_and_never_exceed_it_and_some_come_in_a_later_month():
    both = table("refunds").merge(table("sales"), on=["order_id", "line_id"], how="left", suffixes=("", "_sold"))
    assert both["ordered_at"].notna().all()
    assert (both["refunded_at"] > both["ordered_at"]).all()
    assert (both["net_amount"].map(Decimal) <= both["net_amount_sold"].map(Decimal)).all()
    assert 0.2 < (both["refunded_at"].str[:7] > both["ordered_at"].str[:7]).mean() < 0.8


def test_kpis_hold_one_value_a_person_month_and_metric_in_plausible_ranges(agents):
    kpis = table("kpis")
    assert not kpis.duplicated(["agent_id", "period", "metric"]).any()
    assert set(kpis["agent_id"]) == set(agents["agent_id"])
    assert {"csat", "qa", "fcr", "attendance", "quota"} <= set(kpis["metric"])
    shares = kpis[kpis["metric"].isin(["csat", "qa", "fcr", "attendance"])]
    assert shares["value"].astype(float).between(50, 100).all()
    assert (shares["n"].astype(int) > 0).all()


def test_every_full_month_has_a_quota_for_everybody_who_sold_and_most_reach_about_it():
    sales, kpis = table("sales").query("agent_id != ''"), table("kpis")
    sold = sales.assign(period=sales["ordered_at"].str[:7], amount=sales["net_amount"].astype(float))
    sold = sold.groupby(["agent_id", "period"])["amount"].sum()
    quota = kpis[kpis["metric"] == "quota"].set_index(["agent_id", "period"])["value"].astype(float)
    full = sold[sold.index.get_level_values("period") < "2026-11"]
    assert set(full.index) <= set(quota.index)
    attainment = (full / quota).dropna()
    assert 0.8 < attainment.median() < 1.2
    assert (attainment < 0.8).any()
    assert (attainment > 1.2).any()


# --- customers -------------------------------------------------------------------------------------------------------


def test_customers_change_nothing_of_what_the_model_of_sales_credits_to_agents():
    """Agents, amounts, splits and refunds are those of the order lines before customers were added."""
    made = sales_table(generate.SEED)
    kept = table("sales").query("agent_id != ''")[list(made.columns)].reset_index(drop=True)
    assert (made.astype(str).to_numpy() == kept.to_numpy()).all()
    assert not set(table("refunds")["order_id"]) - set(made["order_id"])


def test_every_order_has_one_customer_and_a_customer_is_new_once_at_most():
    sales = table("sales")
    assert (sales["customer_id"] != "").all()
    assert (sales["product"] != "").all()
    assert sales.groupby("order_id")["customer_id"].nunique().max() == 1
    new = sales[sales["new_customer"] == "yes"].drop_duplicates("order_id")
    assert new["customer_id"].is_unique
    first = sales.drop_duplicates("customer_id").set_index("customer_id")["order_id"]
    assert (new["order_id"].to_numpy() == first[new["customer_id"]].to_numpy()).all()


def test_orders_that_customers_placed_alone_name_no_agent_no_channel_and_no_basket():
    sales = table("sales")
    alone = sales[sales["agent_id"] == ""]
    assert 0.05 < len(alone) / len(sales) < 0.25
    assert (alone[["split", "channel", "stage", "campaign", "basket_amount"]] == "").all(axis=None)


def test_conversations_are_held_by_people_employed_with_the_skill_or_by_the_bot(agents):
    talks = table("conversations").merge(agents, on="agent_id", how="left")
    assert talks["contact_id"].is_unique
    bots = talks["human"] == "no"
    assert 0 < bots.mean() < 0.1
    assert (talks.loc[bots, "agent_id"] == "").all()
    people = talks[~bots]
    assert (people["start_date"] <= people["started_at"].str[:10]).all()
    assert all(c in s.split(";") for c, s in zip(people["channel"], people["skills"], strict=True))
    assert (talks["started_at"] < talks["ended_at"]).all()


def test_conversations_begin_while_the_shop_is_open(shop):
    for row in table("conversations").itertuples():
        opens, closes = shop["channels"][row.channel]["opening"][date.fromisoformat(row.started_at[:10]).weekday()]
        assert opens <= row.started_at[11:] < closes


def test_every_month_has_costs_and_the_rate_of_a_foreign_order_is_that_of_its_day():
    sales, rates = table("sales"), table("rates")
    assert set(table("campaign_costs")["period"]) == set(sales["ordered_at"].str[:7])
    for order in sales[sales["currency"] != "EUR"].itertuples():
        before = rates[(rates["currency"] == order.currency) & (rates["date"] <= order.ordered_at[:10])]
        assert before["eur_rate"].iloc[-1] == order.eur_rate


@pytest.fixture(scope="module")
def filled(tmp_path_factory) -> str:
    """The sample shop in a workspace."""
    from planner.workspace import opening

    folder = tmp_path_factory.mktemp("filled")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CUADRANTE_HOME", str(folder))
        patch.setenv("CUADRANTE_TODAY", "2026-11-22")
        opening.init(str(folder / "shop.sqlite"), sample=True, language="en").close()
    return str(folder / "shop.sqlite")


@pytest.mark.parametrize("month", ["2026-10", "2026-11"])
def test_payback_of_the_sample_lacks_no_data_and_says_plausible_things(filled, month):
    """Customers come again, are worth more than they cost, and about a third of conversations sell on every channel."""
    from planner.db.opening import open_workspace
    from planner.pay import economics

    with open_workspace(filled) as ws:
        found = economics.economics(ws, month)
    assert found.missing == ()
    assert 0.1 < found.service_sales / found.shop_sales < 0.4
    value = found.customers
    assert 0.2 < value.repeat_others.rate < value.repeat.rate < value.repeat_served.rate < 0.5
    assert 2 < value.ltv_to_cac < 15
    assert {talk.key for talk in found.talks} == {"phone", "chat", "whatsapp", "email"}
    for talk in found.talks:
        assert 0.15 < talk.conversion < 0.5
        assert 0 < talk.upsell.rate < 1
        assert 0 < talk.cross_sell < 0.5
    assert all(score.value is not None for score in found.scores)


def test_last_years_survey_has_enough_answers_in_every_team_and_tenure_band():
    answers = table("answers")
    people = answers.drop_duplicates("response")
    assert len(people) >= 25
    assert people["team"].value_counts().min() >= 5
    assert people["tenure"].value_counts().min() >= 5
    assert set(answers["question"]) == {question.id for question in ENGAGEMENT.questions}
    assert answers[answers["question"].str.contains(r"_\d$")]["answer"].isin(list("12345")).all()
    scores = answers[answers["question"] == "recommend"]["answer"].astype(int)
    assert scores.between(0, 10).all()
    assert (answers["question"] == "one_change").sum() >= 5


def test_survey_rows_tell_nothing_of_who_answered_when():
    answers = table("answers")
    assert answers["response"].is_monotonic_increasing
    assert not answers.duplicated(["response", "question"]).any()


def test_models_keep_their_promises_about_mean_one_noise():
    """Noise must not move the level: over the whole history the phone's sum lies near its expectation."""
    from sample_data.contacts_model import daily_mean

    phone = table("contacts")
    total = phone.loc[phone["channel"] == "phone", "contacts"].astype(int).sum()
    assert math.isclose(total, daily_mean("phone").sum(), rel_tol=0.03)
    assert set(CHANNELS) == set(phone["channel"])
