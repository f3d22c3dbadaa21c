"""Rosters: who works when, close to the provable best, every rule kept or told why not.

The interface (stable; added to only)
    problem.RosterProblem(grid, agents, requirement, time_off=(), preferences=(), fixed=(), previous=(), baseline=(),
        change_weight=None, rules=load_pack("es"), holidays, minors, pairs, history, days_fixed, deferred)
    problem.Progress(elapsed_s, cost, bound, gap, phase, roster)          what a solve reports
    problem.RosterResult(roster, cost, bound, gap, status, seconds, breakdown, reasons, first_s, bound_s)
    problem.Reason(code, agent_id, day, params).text(lang)                why something could not be had
    solve.solve(problem, *, seconds, seed=0, steps=None, progress=None, stop=None) -> RosterResult
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
    why.conflict.conflicts(problem, *, seconds, roster) -> tuple[Conflict, ...]   smallest sets of rules in conflict
    why.explain.why_short(problem, roster, index, channel) -> tuple[Candidate, ...]
    why.explain.why_refused(problem, roster, wish, day, *, seconds) -> WishCost
    repair.repair(problem, published, *, seconds, now, ...) -> RepairResult   least change against the published
    repair.swap_check(problem, roster, one, two) -> SwapCheck
    packs.pack.load_pack(name_or_path), parse_pack(text, name), RulePack.replace({...})   the rules in force

Folders, each above those before it: `packs` (what a rule is, which there are, packs of them), `rules` (one module a
rule, and what it is given), `kernels` (numba), `lines` (a person's line as a graph), `model` (a problem as arrays),
`search` (the engine), `why` (conflicts, who could come, what a wish costs). Beside them `problem` (data in and out),
`audit`, `coverage`, `hands`, `edit`, which need no solver, `solve`, `repair`. See `docs/rostering.md`; to add a
rule: `docs/house-rule.md`.
"""
