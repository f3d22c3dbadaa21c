"""Cases worked by hand, replayed through the public functions as `python -m benchmarks vectors pay` does."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.vectors_pay import replay

CURVE = {"curve": [["0.80", "0.50"], ["1.00", "1.00"]], "above_slope": "2", "cap_factor": "1.50"}
BONUS = {"target_bonus": "300.00", "quota": "20000.00", **CURVE}
TIERS = {"tiers": [["0", "0.01"], ["10000", "0.02"], ["20000", "0.03"]]}
GATES = [{"metric": "csat", "min": "85.0", "fail_factor": "0.50"}]
SLOW = [{"metric": "response_s", "max": "60", "fail_factor": "0.90"}]
UNKNOWN = {"payout": None, "status": "not_calculable", "blocks_approval": True}

CASES: dict[str, tuple[str, dict[str, Any], dict[str, Any], dict[str, Any]]] = {
    # base: 60.50 / 1.21 = 50; 50 x 0.0101 = 0.505
    "a half cent of commission goes up": (
        "flat_net_of_vat",
        {"rate": "0.0101", "vat": "0.21"},
        {"gross_incl_vat": "60.50"},
        {"base": "50.00", "payout": "0.51"},
    ),
    "discounts and refunds leave the base": (
        "flat_net_of_vat",
        {"rate": "0.03", "vat": "0.21"},
        {"gross_incl_vat": "145.20", "discount_incl_vat": "12.10", "refund_incl_vat": "12.10"},
        {"base": "100.00", "payout": "3.00"},
    ),
    # 16000.01 / 20000 = 0.8000005; 0.50 + 0.50 x 0.0000005 / 0.20 = 0.50000125
    "a cent over the threshold": ("bonus", BONUS, {"sales": "16000.01"}, {"payout": "150.00", "cap_applied": False}),
    # 0.30 + 0.50 x 0.15 / 0.20 = 0.675; 333.33 x 0.675 = 224.99775
    "interpolation on the second of three points": (
        "bonus",
        {
            "target_bonus": "333.33",
            "quota": "10000",
            "above_slope": "1",
            "curve": [["0.70", "0.30"], ["0.90", "0.80"], ["1.00", "1.00"]],
        },
        {"sales": "8500"},
        {"payout": "225.00"},
    ),
    "a decelerator beyond the target": (
        "bonus",
        {**BONUS, "target_bonus": "200.00", "above_slope": "0.5"},
        {"sales": "26000.00"},
        {"payout": "230.00", "lost_to_cap": "0.00"},
    ),
    "a bonus without measured sales": ("bonus", BONUS, {"sales": None}, {**UNKNOWN, "reason": "actual_missing"}),
    "a bonus without quota": (
        "zero_target",
        {"target_bonus": "300.00", "quota": None},
        {"sales": "1.00"},
        {**UNKNOWN, "reason": "quota_missing"},
    ),
    "a negative base takes the rate at zero": ("tier_marginal", TIERS, {"sales": "-500.00"}, {"payout": "-5.00"}),
    "slices up to a bound": ("tier_marginal", TIERS, {"sales": "10000.00"}, {"payout": "100.00", "rate": "0.02"}),
    "one rate on all of it at the bound": (
        "tier_whole",
        TIERS,
        {"sales": "10000.00"},
        {"payout": "200.00", "rate": "0.02"},
    ),
    "a cent under the first bound pays nothing": (
        "tier_whole",
        {"tiers": [["5000", "0.02"]]},
        {"sales": "4999.99"},
        {"payout": "0.00", "rate": "0"},
    ),
    "both gates missed: the worst, once": (
        "gated",
        {"component_cap": "100.00", "gates": [*GATES, {"metric": "qa", "min": "90", "fail_factor": "0.25"}]},
        {
            "component_uncapped": "250.00",
            "min_n": 5,
            "metrics": {"csat": {"value": "84.9", "n": 9}, "qa": {"value": "89.99", "n": 9}},
        },
        {"payout": "25.00", "failed": ["csat", "qa"]},
    ),
    "at the maximum a time passes": (
        "gated",
        {"component_cap": None, "gates": SLOW},
        {"component_uncapped": "100.00", "metrics": {"response_s": {"value": "60", "n": 9}}, "min_n": 5},
        {"payout": "100.00", "flags": []},
    ),
    "over the maximum it fails": (
        "gated",
        {"component_cap": None, "gates": SLOW},
        {"component_uncapped": "100.00", "metrics": {"response_s": {"value": "60.01", "n": 9}}, "min_n": 5},
        {"payout": "90.00", "flags": []},
    ),
    "a sample one short is neutral and flagged": (
        "gated",
        {"component_cap": None, "gates": GATES},
        {"component_uncapped": "100.00", "metrics": {"csat": {"value": "10", "n": 4}}, "min_n": 5},
        {"payout": "100.00", "flags": ["gate_csat_no_data"]},
    ),
    "a missed gate forgives no negative result": (
        "gated",
        {"component_cap": "10.00", "gates": GATES},
        {"component_uncapped": "-40.00", "metrics": {"csat": {"value": "10", "n": 40}}, "min_n": 5},
        {"payout": "-40.00"},
    ),
    # 0.50 x 1.50 (capped from 1.62) + 0.50 x 0.80 (at the threshold) = 1.15
    "a capped item and one at its threshold": (
        "scorecard",
        {
            "target_bonus": "99.99",
            "components": [
                {"id": "a", "weight": "0.50", "threshold": "0.80", "cap": "1.50"},
                {"id": "b", "weight": "0.50", "threshold": "0.80", "cap": "1.00"},
            ],
        },
        {"attainment": {"a": "1.62", "b": "0.80"}},
        {"payout": "114.99"},
    ),
    "a scorecard item without data is no silent zero": (
        "scorecard",
        {"target_bonus": "100", "components": [{"id": "a", "weight": "1", "threshold": "0", "cap": "1"}]},
        {"attainment": {"a": None}},
        UNKNOWN,
    ),
    "twice as fast, capped": (
        "inverse_kpi",
        {"target_bonus": "100.00", "target": "60", "threshold": "0.80", "cap": "1.20"},
        {"actual": "30"},
        {"payout": "120.00"},
    ),
    "a time of zero was not measured": (
        "inverse_kpi",
        {"target_bonus": "100.00", "target": "60", "threshold": "0.80", "cap": "1.20"},
        {"actual": "0"},
        {**UNKNOWN, "reason": "actual_missing"},
    ),
    "a team part under its threshold leaves the own part": (
        "weighted",
        {
            "target_bonus": "250.00",
            "threshold": "0.80",
            "parts": [{"w": "0.70", "att": "0.80"}, {"w": "0.30", "att": "0.79999"}],
        },
        {},
        {"payout": "140.00"},
    ),
    # shares 1/3 and 2/3; 0.5 x 1 + 0.5 x (1/3 x 1.2 + 2/3 x 0.9) = 1
    "two teams by hours that do not divide": (
        "two_teams",
        {"target_bonus": "100.00", "w_individual": "0.50", "w_team": "0.50", "threshold": "0.80"},
        {
            "individual_att": "1",
            "teams": [{"id": "a", "hours": "50", "att": "1.2"}, {"id": "b", "hours": "100", "att": "0.9"}],
        },
        {"payout": "100.00"},
    ),
    "a team without hours has no share": (
        "two_teams",
        {"target_bonus": "100.00", "w_individual": "0", "w_team": "1", "threshold": "0"},
        {
            "individual_att": "1",
            "teams": [{"id": "a", "hours": "0", "att": None}, {"id": "b", "hours": "8", "att": "0.9"}],
        },
        {"payout": "90.00"},
    ),
    "no hours in any team": (
        "two_teams",
        {"target_bonus": "100.00", "w_individual": "0.5", "w_team": "0.5", "threshold": "0"},
        {"individual_att": "1", "teams": [{"id": "a", "hours": "0", "att": "1"}]},
        {**UNKNOWN, "reason": "team_missing"},
    ),
    # 310 x 15/31 x 0.5 = 75; 12400 x 15/31 x 0.5 = 3000
    "a joiner in the middle of January at half time": (
        "prorated_bonus",
        {"target_bonus": "310.00", "quota": "12400.00", **CURVE},
        {"period": ["2026-01-01", "2026-01-31"], "active": ["2026-01-17", None], "fte": "0.5", "sales": "3000.00"},
        {"days_active": 15, "days_period": 31, "quota": "3000.00", "target": "75.00", "payout": "75.00"},
    ),
    "somebody who left before is owed nothing": (
        "prorated_bonus",
        {"target_bonus": "310.00", "quota": "12400.00"},
        {"period": ["2026-02-01", "2026-02-28"], "active": ["2020-01-01", "2026-01-31"], "fte": "1", "sales": "5.00"},
        {"days_active": 0, "payout": "0.00", "reason": "not_active"},
    ),
    "leave all month with the target kept is for a person to decide": (
        "protected_leave",
        {"target_bonus": "200.00", "quota": "9000.00", "policy": "keep_target"},
        {"days_period": 30, "days_protected_leave": 30, "sales": "0.00"},
        {**UNKNOWN, "reason": "leave_all_period"},
    ),
    "leave all month with both prorated is nothing": (
        "protected_leave",
        {"target_bonus": "200.00", "quota": "9000.00", "policy": "prorate_both"},
        {"days_period": 30, "days_protected_leave": 30, "sales": "0.00"},
        {"payout": "0.00"},
    ),
    # quota 9000 x 18/30 = 5400; 4319.99 / 5400 is under 0.80
    "a cent under the threshold of a quota that leave shrank": (
        "protected_leave",
        {"target_bonus": "200.00", "quota": "9000.00", "policy": "keep_target", "threshold": "0.80"},
        {"days_period": 30, "days_protected_leave": 12, "sales": "4319.99"},
        {"payout": "0.00", "quota": "5400.00"},
    ),
    "leave without a policy is not computed": (
        "protected_leave",
        {"target_bonus": "200.00", "quota": "9000.00"},
        {"days_period": 30, "days_protected_leave": 12, "sales": "5400.00"},
        UNKNOWN,
    ),
    "negative halves go away from zero": (
        "round_lines",
        {"rate": "0.015"},
        {"bases": ["-1.00", "1.00", "0.33"]},
        {"lines": ["-0.02", "0.02", "0.00"], "total": "0.00"},
    ),
    "spare cents go to the smaller ids": (
        "pot",
        {"pot": "0.05"},
        {"weights": {"c": "1", "a": "1", "b": "1"}},
        {"shares": {"a": "0.02", "b": "0.02", "c": "0.01"}},
    ),
    # 33.333 and 66.667: the larger rest takes the cent, whatever the id
    "the larger remainder takes the cent": (
        "pot",
        {"pot": "100.00"},
        {"weights": {"a": "1", "b": "2"}},
        {"shares": {"a": "33.33", "b": "66.67"}},
    ),
    "a negative pot mirrors": (
        "pot",
        {"pot": "-0.05"},
        {"weights": {"c": "1", "a": "1", "b": "1"}},
        {"shares": {"a": "-0.02", "b": "-0.02", "c": "-0.01"}},
    ),
    "a pot that nobody has a weight in": ("pot", {"pot": "5.00"}, {"weights": {"a": "0"}}, UNKNOWN),
    # 12000 -> 100 + 40; 9000 -> 90
    "a refund after close out of a marginal tier, larger than the month": (
        "refund_after_close",
        {"tiers": [["0", "0.01"], ["10000", "0.02"]], "type": "tier_marginal"},
        {
            "closed_period": "2026-01",
            "closed_sales": "12000.00",
            "refund": "3000.00",
            "refund_booked_in": "2026-02",
            "open_period_own_earning": "20.00",
        },
        {
            "closed_statement_unchanged": "140.00",
            "recomputed_closed": "90.00",
            "adjustment_line": "-50.00",
            "open_period_payable": "0.00",
            "open_period_carry": "-30.00",
        },
    ),
    # 21000 / 20000 = 1.05 -> 1.10 -> 330; 15999.99 / 20000 is under the threshold
    "a refund after close that drops a bonus under its threshold": (
        "refund_after_close",
        BONUS,
        {"closed_period": "2026-03", "closed_sales": "21000.00", "refund": "5000.01", "refund_booked_in": "2026-04"},
        {
            "closed_statement_unchanged": "330.00",
            "recomputed_closed": "0.00",
            "adjustment_line": "-330.00",
            "carry": "-330.00",
        },
    ),
    "a balance is paid off over months": (
        "carry",
        {"carry": True},
        {"months": [{"earned": "-10.00"}, {"earned": "4.01"}, {"earned": "6.00"}]},
        {"pay": ["0.00", "0.00", "0.01"], "carry": ["-10.00", "-5.99", "0.00"]},
    ),
    "without carry nothing follows": (
        "carry",
        {"carry": False},
        {"months": [{"earned": "-10.00"}, {"earned": "4.01"}]},
        {"pay": ["0.00", "4.01"], "carry": ["0.00", "0.00"]},
    ),
    "refunds beyond sales are carried": (
        "negative_sales",
        {"rate": "0.025", "policy": "carry"},
        {"sales": "67.00", "refunds": "100.00"},
        {"pay": "0.00", "carry": "-0.83"},
    ),
    "a cent that two people share": (
        "split",
        {"rate": "0.5"},
        {"sale": "0.01", "weights": {"b": "0.5", "a": "0.5"}},
        {"credits": {"a": "0.01", "b": "0.00"}, "commissions": {"a": "0.01", "b": "0.00"}},
    ),
    "a negative line in thirds": (
        "split",
        {"rate": "0.05"},
        {"sale": "-100.00", "weights": {"a": "1", "b": "1", "c": "1"}},
        {"credits": {"a": "-33.34", "b": "-33.33", "c": "-33.33"}},
    ),
    # 12:00 +02:00 is 10:00 Z; 11:00 +01:00 on the day of 25 hours is 10:00 Z of the next day
    "twenty-four hours on the day of twenty-five": (
        "window",
        {"hours": "24", "rate": "0.03"},
        {"contact": "2026-10-24T12:00:00+02:00", "order": "2026-10-25T11:00:00+01:00", "net": "50.00"},
        {"credited": True, "payout": "1.50"},
    ),
    "a second more is outside": (
        "window",
        {"hours": "24", "rate": "0.03"},
        {"contact": "2026-10-24T12:00:00+02:00", "order": "2026-10-25T11:00:01+01:00", "net": "50.00"},
        {"credited": False, "payout": "0.00"},
    ),
    "the hour that comes twice is told apart by its offset": (
        "window",
        {"hours": "0.5", "rate": "1"},
        {"contact": "2026-10-25T02:40:00+02:00", "order": "2026-10-25T02:10:00+01:00", "net": "1.00"},
        {"credited": True},
    ),
    "a contact after the order earns nothing": (
        "window",
        {"hours": "72", "rate": "0.03"},
        {"contact": "2026-11-02T10:00:01+01:00", "order": "2026-11-02T10:00:00+01:00", "net": "50.00"},
        {"credited": False},
    ),
    "the last human contact, never the bot": (
        "window",
        {"hours": "72", "rate": "0.03"},
        {
            "order": "2026-11-02T10:00:00+01:00",
            "net": "50.00",
            "contacts": [
                {"agent": "ana", "at": "2026-11-01T10:00:00+01:00"},
                {"agent": "blas", "at": "2026-11-02T09:00:00+01:00"},
                {"agent": "bot", "at": "2026-11-02T09:59:00+01:00", "human": False},
            ],
        },
        {"credited": True, "agent": "blas"},
    ),
    # 0.69 / 1.2 = 0.575; -0.69 / 1.2 = -0.575; 10.00 / 3 = 3.333...
    "each foreign order to cents before adding": (
        "fx",
        {"rate": "1"},
        {
            "orders": [
                {"amount": "0.69", "currency": "USD", "eur_rate": "1.2"},
                {"amount": "10.00", "currency": "XXX", "eur_rate": "3"},
                {"amount": "10.00", "currency": "XXX", "eur_rate": "3"},
            ]
        },
        {"base": "7.24", "payout": "7.24"},
    ),
    "a foreign order without rate": (
        "fx",
        {"rate": "1"},
        {"orders": [{"amount": "1.00", "currency": "USD"}]},
        {**UNKNOWN, "reason": "fx_rate_missing"},
    ),
    "a draw under a negative month": (
        "draw",
        {"draw": "300.00"},
        {"earned": ["-50.00", "700.00"]},
        {"pay": ["300.00", "350.00"], "balance": ["350.00", "0.00"]},
    ),
    "a spiff inside its budget is not touched": (
        "spiff",
        {"per_unit": "1.005", "budget": "3.02"},
        {"units": {"a": "1", "b": "2"}},
        {"uncapped": "3.02", "shares": {"a": "1.01", "b": "2.01"}},
    ),
    "exactly the cost is paid back": (
        "payback",
        {},
        {
            "additional_net_sales": "4000.00",
            "margin": "0.33",
            "salaries": "1000.00",
            "employer_ss": "0.32",
            "variable": "0.00",
        },
        {
            "margin_eur": "1320.00",
            "team_cost": "1320.00",
            "ratio": "1.0000",
            "pays_salaries": True,
            "break_even_sales": "4000.00",
        },
    ),
    "a plan of slices at three levels, within a budget": (
        "whatif",
        {**TIERS, "quota": "20000.00", "agents": 2, "budget": "650.00"},
        {"levels": ["0.5", "1", "1.2"]},
        {"cost": ["200.00", "600.00", "650.00"]},
    ),
    "a rate that applies from later on changes no closed month": (
        "retro",
        {"old_rate": "0.02", "new_rate": "0.03", "effective_from": "2026-02-01", "approved_in": "2026-03"},
        {"closed_period": "2026-01", "closed_base": "100.00"},
        {"closed_statement_unchanged": "2.00", "adjustment_line": "0.00"},
    ),
    # 60 of refund by 0.70 / 0.30, under the line's own key, before its order and twice
    "a refund under the key of its line, given twice and first": (
        "refund_split_idempotent",
        {},
        {
            "rows": [
                {"order": "A1", "line": "1", "net": "-60.00", "split": None},
                {"order": "A1", "line": "1", "net": "300.00", "split": {"ana": "0.70", "blas": "0.30"}},
                {"order": "A1", "line": "1", "net": "-60.00", "split": None},
            ]
        },
        {"credits": {"ana": "168.00", "blas": "72.00"}, "duplicates_ignored": 1, "total": "240.00"},
    ),
}


@pytest.mark.parametrize(("kind", "plan", "inputs", "expected"), CASES.values(), ids=CASES.keys())
def test_a_case_worked_by_hand(
    kind: str, plan: dict[str, Any], inputs: dict[str, Any], expected: dict[str, Any]
) -> None:
    assert replay({"kind": kind, "plan": plan, "inputs": inputs, "expected": expected}) == expected
