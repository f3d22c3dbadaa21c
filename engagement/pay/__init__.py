"""Variable pay to the cent: plans, calculation, statements, workbook model. Pure functions on plain data, no files.

API, by module (everything is immutable; money is Decimal, ratios are exact fractions inside):

    plan_toml.loads(text, source) -> Plan           plan_fields.PlanError names every mistake, nearest key on a typo
    plan_toml.from_table(table, source); plan_text.dumps(plan)
    plan.Plan, Component, Part, Gate, Filter, Period("2026-11", zone); plan.effective(plans, id, day), overlaps(plans)
    inputs.PeriodInputs(period, people, sales, refunds, contacts, kpis, absences, hours, quotas, team_quotas, …)
    inputs.Person, Sale, Refund, Contact, Kpi, Absence, Hours; input_hash(inputs, plan, extra)
    engine.run(plan, inputs, carried=, adjustments=, progress=) -> results.Run
        Run.statements[].lines[] (amount, status, steps, parts, reasons, rule_version), .payable, .settlement
        Run.flags (severity blocks | acknowledge | note), .blocked, .credits, .measures, .input_hash
    adjust.close_run(run) -> ClosedPeriod; adjust.adjustments(closed, recomputed, booked_in, booked) -> (lines, flags)
    ledger.settle(earned, balance, policy=, draw=), settle_months(months, …)
    periods.advance | acknowledge | dispute | resolve | reopen | refresh (PeriodState -> PeriodState), open_flags
    whatif.cost_at_attainment, replay, compare, cliffs, payout_at, payout_curve
    reasons.REASONS, FLAGS, REFUSALS, CAUSES; reason_text(reason), flag_text(flag): English templates over values
    book.model.workbook(run, titles, detail_limit=, statements=, progress=) -> book.cells.Book
    credit.credit_sales(inputs, assisted_window_h, progress) -> CreditReport; within_window, split_credit
    money.allocate, scale_to_budget, round_line, to_euros, net_of_vat; curve.Curve, Tiers, linear, tier_cliffs

Order of calculation, rounding and every other convention stand in `engine`, `money` and `docs/variable-pay.md`.
"""
