"""Contacts and handling times -> agents required, and rosters tried before they are worked.

Public API (import the submodules; this package itself imports nothing heavy):

    erlang      erlang_b(agents, load) · erlang_c(volume, interval_s, aht_s, agents, awt_s) -> ErlangC ·
                erlang_a(..., patience_s) -> ErlangA · required_c(...) · required_a(..., sl, sl_kind, awt_s,
                abandon_max, asa_max_s, occ_max) · offered_load(volume, interval_s, aht_s): numbers or arrays
    concurrent  chat(volume, interval_s, handle_s_by_level, agents, awt_s, patience_s) -> Chat · required_chat(...)
    deferred    flat_need(work, open_, deadline_open_slots, backlog) -> FlatNeed · fifo(...) -> Fifo ·
                deferred_work(volume, aht_s, open_, deadline_open_slots, backlog_min) -> DeferredWork(released, due)
    required    requirement_for(channel, volumes, aht_s, interval_s, ...) -> ChannelStaffing ·
                scheduled_agents(agents, shrinkage) · pooled_heads(parts) · volume_at(levels, quantiles, probability)
    table       calc_rows(rows) -> rows: the calculator behind `cuadrante staffing calc`
    simulate    simulate(channels, groups, on_duty, ...) -> Simulation: a roster against the forecast's distribution
    feedback    corrected_requirement(...) -> Corrected: fewest agents that meet every interval in simulation
    value       value_of_agents(...) -> AgentValue: margin of one more agent-hour against its cost

Invariants: units stand in names; numbers in, numbers out, and arrays in, arrays out; nan means "does not exist" or
"not reachable", never a number that looks right.
"""
