"""The English words of every code: why nothing is due, what a flag means, why a step is refused.

The texts are templates over the code's values and the keys of translations elsewhere; this module speaks to nobody.
"""

from __future__ import annotations

from engagement.pay.flags import Flag
from engagement.pay.results import Reason

REASONS: dict[str, str] = {
    "period_open": "The period is still open until {end}; the result is provisional",
    "not_active": "Not employed on any day of the period",
    "quota_missing": "No quota was set, so nothing can be computed",
    "actual_missing": "No measured value of {measure}, so nothing can be computed",
    "team_missing": "No team and no scheduled hours, so the team part cannot be computed",
    "leave_all_period": "On protected leave the whole period",
    "pot_without_weights": "Nobody has a weight in the pot, so nothing of it is paid",
    "under_threshold": "Under the threshold by {missing} ({part})",
    "under_threshold_ratio": "Attainment {attainment} is under the threshold {threshold} ({part})",
    "gate_failed": "Gate missed: {metric} is {value}, at least {min} was asked",
    "gate_over": "Gate missed: {metric} is {value}, at most {max} was allowed",
    "other_team": "Only for {teams}",
    "no_sales": "No credited sales in this component",
    "no_units": "No credited units in this component",
    "budget_spent": "The budget of {limit} left nothing for this line",
    "rounds_to_zero": "Less than half a cent",
    "nothing_earned": "The result is zero",
    "earlier_balance": "Earlier balance of {balance} takes the month's earnings",
    "negative_result": "Refunds and adjustments exceed the earnings ({earned})",
}

FLAGS: dict[str, str] = {
    "quota_missing": "No quota was set: set one, or decide by hand (an unset target may mean that all is due)",
    "actual_missing": "No measured value of {measure}: import it, or decide by hand",
    "team_missing": "No team and no scheduled hours: name a team",
    "leave_all_period": "Protected leave the whole period: decide by hand what is due",
    "pot_without_weights": "Nobody has a weight in the pot, so nothing of it is paid: import hours or sales",
    "gate_no_data": "{metric}: {n} answers, at least {min_n} needed; the gate was not applied",
    "plan_not_in_force": "{plan} is not in force in {period}: choose the right version",
    "plan_ends_in_period": "{plan} ends on {end}, inside the period",
    "plan_overlaps": "{plan} pays people whom {other} pays too",
    "tier_cliff": "At {at} of sales one cent changes the pay by {jump}",
    "duplicate_person": "Listed more than once: keep one row",
    "fte_not_positive": "Working time {fte} is not above zero: mend it",
    "dates_swapped": "Left before joining: mend the dates",
    "agent_outside_plan": "Has {sales} of sales, but the plan does not cover this person",
    "unknown_agent_in_rows": "Rows of {rows} name somebody who is not known",
    "kpi_twice": "{metric} is given twice: keep one value",
    "duplicates_ignored": "Rows that had been imported before were ignored",
    "conflicting_duplicate": "Two different rows have the same order and line: keep the right one",
    "sale_after_period": "Ordered after the period; left for the next one",
    "sale_before_period": "Ordered before the period; belongs to a closed one",
    "sale_without_agent": "Orders without agent; nobody is credited",
    "unknown_agent": "Sales name somebody who is not known: add the person or mend the row",
    "agent_not_active": "Sales dated outside this person's employment",
    "split_negative": "A split has a negative weight: mend the row",
    "split_not_one": "A split does not add to 1; it was shared in proportion",
    "rate_on_euros": "An exchange rate on an order in euros was ignored",
    "fx_rate_missing": "No exchange rate for {currency} on the order's date: import it",
    "fx_rate_of_earlier_day": "No rate of {currency} on the order's date; the last one published before was taken",
    "two_currencies_in_order": "One order in two currencies; each line was converted at its own rate",
    "refund_without_order": "A refund without its order is set aside and takes nothing back: import the order",
    "refund_of_other_period": "A refund of an order of another period; it becomes an adjustment",
    "refund_over_sale": "Refunds exceed the order line",
    "budget_scaled": "{uncapped} was scaled down to the budget of {budget}",
    "open_balance_at_leaving": "Leaves with an open balance of {balance}: a person decides; salary is never touched",
    "open_balance_outside_plan": "Open balance of {balance} of somebody the plan does not cover",
    "adjustment_outside_plan": "Adjustments for somebody the plan does not cover",
    "closed_line_not_calculable": "A line of closed {period} can no longer be computed: mend its inputs",
}

REFUSALS: dict[str, str] = {
    "wrong_state": "The month is {state}; it must be {expected} first",
    "other_period": "The run is of {run}, not of {period}",
    "inputs_changed": "The inputs changed since the review: review again",
    "period_open": "The period is open until {end}",
    "open_flags": "{count} flags are open, the first is {first}",
    "open_disputes": "{count} disputes are open, the first by {agent}",
    "cannot_reopen": "A month that is {state} is corrected by adjustments only",
    "closed": "{period} is closed",
    "no_such_dispute": "There is no open dispute {id}",
}

CAUSES: dict[str, str] = {
    "refund": "Refund after close",
    "late_sale": "Sale that arrived after close",
    "plan_change": "Plan changed in retrospect",
    "correction": "Corrected inputs",
}


def reason_text(reason: Reason) -> str:
    """Template of a reason."""
    return REASONS[reason.code]


def flag_text(flag: Flag) -> str:
    """Template of a flag; all gates share one."""
    is_gate = flag.code.startswith("gate_") and flag.code.endswith("_no_data")
    return FLAGS["gate_no_data" if is_gate else flag.code]
