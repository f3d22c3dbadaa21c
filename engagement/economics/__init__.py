"""Does service pay for itself: payback, share of sales, customer value, scorecards. Pure functions on plain data.

payback.payback(...)            additional margin against team cost, break-even line
sales.service_share(...)        service sales in all sales; by channel, campaign, stage, team
sales.funnel(...)               conversion, average order, upsell and cross-sell
customers.repeat_rate(...)      customers who bought again; ltv, cac; customer_value(...) all of them at a month's end
conversations.conversions(...)  conversations with known customers that became orders; upsell and cross-sell
scorecard.scorecard(...)        measures against targets; scorecard.satisfaction_index(...)
tools.tool_cost(...)            subscriptions against sales
"""
