"""A packed month comes out as it went in, whatever stands in it."""

from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from engagement.pay.inputs import Absence, Contact, Hours, Kpi, PeriodInputs, Person, Refund, Sale, input_hash
from engagement.pay.plan import Period
from engagement.pay.plan_toml import loads
from engagement.pay.results import Adjustment
from planner.pay.snapshot import Packed, pack, unpack
from tests.integration.pay.pay_shop import PLAN

words = st.text(st.characters(exclude_categories=("Cs",)), max_size=8)
money = st.decimals(-10000, 10000, places=3)
instants = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
days = st.dates(date(2020, 1, 1), date(2030, 1, 1))
inputs = st.builds(
    PeriodInputs,
    period=st.just(Period("2026-09")),
    people=st.tuples(st.builds(Person, words, words, words, st.none() | days, st.none() | days, money)),
    sales=st.tuples(
        st.builds(Sale, words, words, words, instants, money, st.just("GBP"), st.none() | money, words, words, words,
                  st.lists(st.tuples(words, money), max_size=2).map(tuple)),
    ),
    refunds=st.tuples(st.builds(Refund, words, words, instants, money)),
    contacts=st.tuples(st.builds(Contact, words, words, instants, st.booleans())),
    kpis=st.tuples(st.builds(Kpi, words, words, st.none() | money, st.none() | st.integers(0, 99))),
    absences=st.tuples(st.builds(Absence, words, days, days, words)),
    hours=st.tuples(st.builds(Hours, words, words, money)),
    quotas=st.dictionaries(st.tuples(words, words), money, max_size=2),
    team_quotas=st.dictionaries(st.tuples(words, words), money, max_size=2),
    fx_rates=st.dictionaries(st.tuples(words, days), money, max_size=2),
    as_of=st.none() | days,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(inputs, st.dictionaries(words, money, max_size=2))
def test_a_packed_month_comes_out_as_it_went_in(month, carried):
    plan = loads(PLAN)
    booked = (Adjustment("a", "b", "2026-08", "2026-09", Decimal("1.00"), Decimal(0), Decimal(1), "refund", ("O",)),)
    made = Packed(plan, month, carried, booked)
    found = unpack(pack(made))
    assert found == made
    assert input_hash(found.inputs, found.plan, found.adjustments) == input_hash(month, plan, booked)
