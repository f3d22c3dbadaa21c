"""Conventions of variable pay, each in one sentence."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from engagement.pay.bonus import Reading, attainment, pass_gates, team_shares
from engagement.pay.credit import within_window
from engagement.pay.curve import Curve, Tiers, curve_cliffs, linear, tier_cliffs
from engagement.pay.ledger import settle, settle_months
from engagement.pay.money import allocate, exact, net_of_vat, round_line, scale_to_budget, to_euros
from engagement.pay.plan import Gate
from engagement.pay.prorate import Proration, active_days, leave_days, ramp_factor

D = Decimal
CURVE = Curve(((D("0.80"), D("0.50")), (D(1), D(1))), D(2), D("1.50"))


@pytest.mark.parametrize(
    ("value", "cents"), [("0.825", "0.83"), ("-0.825", "-0.83"), ("0.8249", "0.82"), ("0", "0.00")]
)
def test_halves_round_away_from_zero_as_in_spreadsheets(value: str, cents: str) -> None:
    assert str(round_line(D(value))) == cents
    assert str(round_line(exact(value))) == cents


def test_a_third_of_a_half_cent_is_not_lost_to_binary_or_decimal_noise() -> None:
    assert round_line(exact(1) / 3 * exact("0.015")) == D("0.01")


def test_floats_are_refused_as_money() -> None:
    with pytest.raises(TypeError, match="never float"):
        exact(0.1)  # type: ignore[arg-type]


def test_the_base_is_net_of_vat_without_shipping_and_after_discounts() -> None:
    assert net_of_vat(D("12221.00"), D("121.00"), D("0.21")) == 10000
    assert net_of_vat(D("12221.00"), D("121.00"), D("0.21"), discounts=D("1210.00")) == 9000


def test_foreign_orders_become_cents_at_foreign_units_per_euro() -> None:
    assert to_euros(D("99.99"), D("0.8600")) == D("116.27")
    assert to_euros(D("-99.99"), D("0.8600")) == D("-116.27")
    with pytest.raises(ValueError, match="not positive"):
        to_euros(D(1), D(0))


def test_a_pot_goes_out_to_the_cent_with_ties_to_the_smaller_id() -> None:
    assert allocate(D("1000.00"), {"cira": 1, "ana": 1, "blas": 1}) == {
        "cira": D("333.33"), "ana": D("333.34"), "blas": D("333.33"),
    }  # fmt: skip
    assert allocate(D("-100.00"), {"a": 1, "b": 1, "c": 1})["a"] == D("-33.34")
    with pytest.raises(ValueError, match="nobody has a weight"):
        allocate(D("1.00"), {"a": 0})
    with pytest.raises(ValueError, match="negative"):
        allocate(D("1.00"), {"a": -1, "b": 2})


def test_a_budget_scales_only_what_exceeds_it_and_never_what_is_negative() -> None:
    assert scale_to_budget({"a": exact(240), "b": exact(190), "c": exact(120)}, D("400.00")) == {
        "a": D("174.55"), "b": D("138.18"), "c": D("87.27"),
    }  # fmt: skip
    assert scale_to_budget({"a": exact(10), "b": exact(-4)}, D("5.00")) == {"a": D("9.00"), "b": D("-4.00")}
    assert scale_to_budget({"a": exact("1.005")}, None) == {"a": D("1.01")}


def test_the_threshold_is_inclusive_and_one_cent_less_pays_nothing() -> None:
    assert CURVE.factor(Fraction(16000, 20000)).value == Fraction(1, 2)
    under = CURVE.factor(Fraction(1599999, 2000000))
    assert under.value == 0 and under.under_threshold


def test_a_cap_that_is_just_reached_does_not_bite() -> None:
    assert not CURVE.factor(exact("1.25")).cap_applied
    beyond = CURVE.factor(exact("1.5"))
    assert beyond.cap_applied and beyond.value == exact("1.5") and beyond.uncapped == 2


def test_curves_and_tiers_must_rise() -> None:
    with pytest.raises(ValueError, match="rise"):
        Curve(((D(1), D(1)), (D(1), D(2))))
    with pytest.raises(ValueError, match="rise"):
        Tiers(((D(10), D(1)), (D(5), D(2))))


def test_tiers_are_inclusive_below_and_negative_bases_take_the_first_rate() -> None:
    steps = ((D(0), D("0.01")), (D(10000), D("0.02")), (D(20000), D("0.03")))
    assert Tiers(steps).amount(D(23500)) == 405
    whole = Tiers(steps, whole=True)
    assert whole.amount(D(20000)) == 600
    assert round_line(whole.amount(D("19999.99"))) == D("400.00")
    assert Tiers(steps).amount(D(-600)) == whole.amount(D(-600)) == -6


def test_cliffs_show_what_the_last_cent_is_worth() -> None:
    tiers = Tiers(((D(0), D("0.01")), (D(10000), D("0.02")), (D(20000), D("0.03"))), whole=True)
    assert [(c.at, c.jump) for c in tier_cliffs(tiers)] == [(D(10000), D("100.00")), (D(20000), D("200.00"))]
    assert tier_cliffs(Tiers(tiers.steps)) == ()
    assert curve_cliffs(CURVE, D(300), D(20000))[0].jump == D("150.00")


def test_no_quota_and_no_measure_are_reasons_and_not_errors() -> None:
    assert attainment(D(5000), D(0)).reason == "quota_missing"
    assert attainment(D(5000), None).reason == "quota_missing"
    assert attainment(D(0), D(60), lower_is_better=True).reason == "actual_missing"
    assert attainment(None, D(60)).reason == "actual_missing"
    assert attainment(D(75), D(60), lower_is_better=True).value == Fraction(4, 5)


def test_the_worst_gate_wins_and_absent_data_is_neutral() -> None:
    gates = (Gate("csat", D("85.0"), D("0.50")), Gate("attendance", D(95), D("0.80")))
    both = pass_gates(gates, {"csat": Reading(D("84.95"), 40), "attendance": Reading(D(94), 20)}, 5)
    assert both.factor == Fraction(1, 2) and not both.no_data
    thin = pass_gates(gates, {"csat": Reading(D(10), 4), "attendance": Reading(D(95))}, 5)
    assert thin.factor == 1 and thin.flags == ("gate_csat_no_data",)
    enough = pass_gates(gates, {"csat": Reading(D(10), 5)}, 5)
    assert enough.factor == Fraction(1, 2) and enough.flags == ("gate_attendance_no_data",)
    assert pass_gates(gates, {}, 5).flags == ("gate_csat_no_data", "gate_attendance_no_data")


def test_hours_share_the_team_part() -> None:
    assert team_shares({"chat": 96, "phone": 64}) == {"chat": Fraction(3, 5), "phone": Fraction(2, 5)}
    assert team_shares({"chat": 0}) == {}


def test_proration_counts_calendar_days_with_both_ends() -> None:
    start, end = date(2028, 2, 1), date(2028, 2, 29)
    assert active_days(start, end, date(2028, 2, 12), None) == 18
    assert active_days(start, end, None, date(2028, 1, 31)) == 0
    share = Proration(29, 18, fte=D("0.75"))
    assert share.quota_share * 14500 == 6750 and share.target_share * 290 == 135


def test_overlapping_leaves_count_each_day_once_and_only_while_employed() -> None:
    leaves = [(date(2026, 11, 3), date(2026, 11, 12)), (date(2026, 11, 10), date(2026, 11, 20))]
    assert leave_days(date(2026, 11, 1), date(2026, 11, 30), date(2026, 11, 5), None, leaves) == 16


def test_protected_leave_is_an_explicit_choice() -> None:
    kept, both = Proration(30, 30, 12, policy="keep_target"), Proration(30, 30, 12, policy="prorate_both")
    assert (kept.quota_share, kept.target_share) == (Fraction(3, 5), 1)
    assert (both.quota_share, both.target_share) == (Fraction(3, 5), Fraction(3, 5))
    with pytest.raises(ValueError, match="needs a policy"):
        Proration(30, 30, 12)


def test_a_ramp_lowers_the_quota_of_the_first_calendar_months() -> None:
    ramp = (D("0.5"), D("0.75"))
    months = [date(2026, month, 1) for month in (10, 11, 12)]
    assert [ramp_factor(ramp, date(2026, 10, 20), month) for month in months] == [D("0.5"), D("0.75"), D(1)]


def test_pay_is_never_negative_and_the_balance_is_carried() -> None:
    months = settle_months([D("-116.00"), D("40.00"), D("300.00")])
    assert [m.pay for m in months] == [D("0.00"), D("0.00"), D("224.00")]
    assert [m.balance_after for m in months] == [D("-116.00"), D("-76.00"), D("0.00")]
    assert settle(D("-12.00"), policy="floor_zero").balance_after == 0


def test_a_draw_is_recovered_from_what_exceeds_it() -> None:
    months = settle_months([D(180), D(450), D(350)], draw=D(300))
    assert [m.pay for m in months] == [300, 330, 350]
    assert [m.balance_after for m in months] == [-120, 0, 0]


def test_an_assisted_sale_counts_elapsed_time_across_the_clock_change() -> None:
    contact = datetime.fromisoformat("2026-03-27T10:00:00+01:00")
    assert within_window(contact, datetime.fromisoformat("2026-03-30T11:00:00+02:00"), D(72))
    assert not within_window(contact, datetime.fromisoformat("2026-03-30T11:00:01+02:00"), D(72))
    assert not within_window(contact, datetime(2026, 3, 27, 8, 59, tzinfo=UTC), D(72))
    with pytest.raises(ValueError, match="no time zone"):
        within_window(datetime(2026, 3, 27), contact, D(72))


def test_a_linear_score_pays_its_attainment_from_the_threshold_to_the_cap() -> None:
    line = linear("0.80", "1.00")
    assert [line.factor(exact(x)).value for x in ("0.79", "0.80", "0.96", "1.3")] == [0, exact("0.8"), exact("0.96"), 1]


def test_formulas_are_said_in_spanish_word_by_word_and_measures_keep_their_names():
    from planner.base.i18n import set_language
    from planner.pay.words import figure, formula

    set_language("es")
    try:
        assert formula("base / quota") == "base / objetivo"
        assert formula("capped * gate * weight") == "tras el tope * filtro * peso"
        assert formula("weight 1 * factor 1 + weight 2 * factor 2") == "peso 1 * factor 1 + peso 2 * factor 2"
        assert formula("plan cap * weighted / all, largest remainder") == (
            "tope del plan * ponderado / todos, resto mayor"
        )
        assert formula("csat") == "csat"
        assert figure("amount", Decimal("128.3")) == "128,30"
    finally:
        set_language("en")
    assert formula("weight 1 * factor 1") == "weight 1 * factor 1"
