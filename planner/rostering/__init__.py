"""Rosters: who works when, close to the provable best, every rule kept or told why not.

The interface (stable; added to only)
    problem.RosterProblem(grid, agents, requirement, time_off=(), preferences=(), fixed=(), previous=(), baseline=(),
        change_weight=None, rules=load_pack("es"), holidays, minors, pairs, history, days_fixed, deferred)
    problem.Progress(elapsed_s, cost, bound, gap, phase, roster)          what a solve reports
    problem.RosterResult(roster, cost, bound, gap, status, seconds, breakdown, reasons, first_s, bound_s)
    problem.Reason(code, agent_id, day, params).text(lang)                why something could not be had
    solve.solve(problem, *, seconds, seed=0, progress=None, stop=None) -> RosterResult
    solve.warm_up(progress=None) -> None                                  compiles the kernels (once an installation)
    audit.audit(problem, roster) -> tuple[Violation, ...]                 every hard rule, without the engine
    audit.penalties(problem, roster) -> tuple[Penalty, ...]               every soft rule
    audit.breakdown(penalties) -> {rule: cost}
    audit.notice_violations(problem, roster, now) -> tuple[Violation, ...]
    coverage.coverage(roster, agents, requirement) -> Coverage
    hands.coverage(problem, roster) -> Coverage                           as the auditor counts it
    coverage.assign_channels(roster, agents, requirement) -> Roster       shifts with activities by channel
    edit.effect(problem, roster, old, new) -> EditEffect                  what a hand edit would change
    channels.assign(roster, agents, requirement, keep=()) -> Roster       the channel of every interval, in stretches
    conflict.conflicts(problem, *, seconds, roster) -> tuple[Conflict, ...]   smallest sets of rules in conflict
    explain.why_short(problem, roster, index, channel) -> tuple[Candidate, ...]
    explain.why_refused(problem, roster, wish, day, *, seconds) -> WishCost
    repair.repair(problem, published, *, seconds, now, ...) -> RepairResult   least change against the published
    repair.swap_check(problem, roster, one, two) -> SwapCheck
    rules.load_pack(name_or_path), rules.parse_pack(text, name), RulePack.replace({...})   the rules in force

Modules: `problem` data in and out; `rules/` packs and one function a rule; `audit`, `coverage`, `hands`, `edit` need no
solver; `model` turns a problem into `arrays` (demand by `hall`, people by `costs` and `line_rules`, all from a
`setting`), `graph` the rules of a line (`line_types`) into a layered graph, a day at a time by `line_states`; the numba
kernels are `cover` (demand), `lines` (one person), `search` (many people), `activities` and `activity_days` (shifts cut
into activities); `master` is the linear programme over week lines, `engine` drives them, `solve`
speaks to users. Why it is so: `conflict` (a person), `team_conflict` (several; `team_hours` the coarse model) over
`span` in a `clash`; `explain` (who could work, priced by `hands`) and `wish_price`.
"""
