"""The roster of a week: solve, edit by hand, audit, publish, export."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from threading import Event
from typing import TYPE_CHECKING

from planner.base.errors import Refused
from planner.base.i18n import number, t
from planner.db import audit as log
from planner.db.transactions import reads, writes
from planner.domain.people import TimeOff
from planner.domain.roster import Coverage, ListedVersion, Roster, RosterState, RosterVersion, Shift
from planner.domain.spoken import remark
from planner.requirement import requirements
from planner.roster.problem import placed, problem_of
from planner.roster.rules import in_force, set_aside
from planner.roster.store import rosters
from planner.roster.views import EditEffect, Finding, RosterView, SolveProgress, mended, worse
from planner.roster.words import called
from planner.rostering.packs.registry import title
from planner.shop.labels import labels_of

if TYPE_CHECKING:
    from planner.db.workspace import Workspace
    from planner.rostering.problem import Progress, Reason, RosterProblem
    from planner.rostering.rules.findings import Penalty, Violation


ALIKE = 6  # reasons of one kind that are told one by one


@reads
def view(ws: Workspace, first_day: date, weeks: int = 1, version_id: str | None = None) -> RosterView:
    """The newest version of the span's roster (or the one asked for) with coverage and findings."""
    days = weeks * 7
    versions, chosen = rosters.shown_version(ws, first_day, days, version_id or "")
    return view_of(ws, first_day, days, chosen, versions)


@reads
def view_of(
    ws: Workspace,
    first_day: date,
    days: int,
    version: RosterVersion | None,
    versions: tuple[ListedVersion, ...],
    notes: tuple[str, ...] = (),
) -> RosterView:
    """A version already read, with people, requirement and rules as they stand."""

    problem, labels = problem_of(ws, first_day, days, version), labels_of(ws)
    coverage: Coverage | None = None
    findings: tuple[Finding, ...] = ()
    required = problem.requirement if problem.requirement.required else None
    if version is not None:
        problem = placed(problem, version.roster)
        coverage, findings = _judge(problem, version.roster, labels)
    return RosterView(
        first_day, days, problem.grid.zone, problem.agents, problem.time_off, problem.preferences, required, version,
        versions, coverage, findings, notes, problem, labels,
    )  # fmt: skip


def _judge(problem: RosterProblem, roster: Roster, labels: Mapping[str, str]) -> tuple[Coverage, tuple[Finding, ...]]:
    from planner.rostering.audit import judged
    from planner.rostering.hands import coverage

    hard, soft = judged(problem, roster)
    return coverage(problem, roster), _findings([*hard, *soft], labels)


def _findings(broken: Iterable[Violation | Penalty], labels: Mapping[str, str]) -> tuple[Finding, ...]:
    """Rules broken and bent in words; shortage itself is told by the coverage, not as a finding."""
    return tuple(
        Finding(b.rule, not hasattr(b, "cost"), b.agent_id, b.day, called(b, labels).text(), getattr(b, "cost", 0.0),
                b.source, b.amount, b.about)
        for b in broken
        if b.rule != "shortage"
    )  # fmt: skip


def solve(
    ws: Workspace,
    first_day: date,
    *,
    weeks: int = 1,
    seconds: float = 20.0,
    seed: int = 0,
    base: ListedVersion | None = None,
    keep_published: bool = False,
    progress: Callable[[SolveProgress], None] | None = None,
    stop: Event | None = None,
    author: str = "",
) -> RosterView:
    """Solve the span and store the result as a new draft; locked shifts of `base` (the newest when None) stay.

    Computes the requirement first where it is missing or stale and a forecast is there. Raises Refused when there are
    no agents or no requirement, Conflict when `base` is no longer what it was; when the rules cannot all be kept, the
    best roster is stored and `notes` say why.
    """
    from planner.rostering.hands import coverage
    from planner.rostering.solve import solve as optimise

    days = weeks * 7
    if (ground := _ground(ws, first_day, days, base)) is None:
        requirements.run(ws, first_day, days)
        ground = _ground(ws, first_day, days, base, anyway=True)
    assert ground is not None
    problem, start, published, labels, left_out = ground
    if not problem.agents:
        raise Refused(
            t("There is nobody to roster in the week of {day}.", day=first_day),
            t("Import the agents first: {command}", command="cuadrante import agents FILE"),
        )
    if not keep_published:
        published = None
    if published is not None:
        problem = replace(problem, baseline=published.roster.shifts)

    def relay(p: Progress) -> None:
        if progress is not None:
            covered = None if p.roster is None else coverage(problem, p.roster)
            progress(SolveProgress(p.elapsed_s, p.cost, p.bound, p.gap, t(p.phase), p.roster, covered))

    result = optimise(problem, seconds=seconds, seed=seed, progress=relay, stop=stop)
    notes = told(result.reasons, problem, labels)
    if result.roster is None:
        raise Refused(t("No roster was found."), " ".join(notes) or t("Give it more time."))
    settled = published.roster if published is not None else None
    roster = with_channels(problem, _with_notes(result.roster, start), settled)
    notes += tuple(
        t("{team}: {rule} of the team's own rules is for everybody together and is left out.", team=team, rule=title)
        for team, title in left_out
    )
    draft = RosterVersion(
        "", 0, RosterState.DRAFT, 0, remark("solved", seed=seed), author=author, cost=result.cost, bound=result.bound,
        roster=roster,
    )  # fmt: skip
    with ws.write():
        saved = rosters.save_version(ws, draft)
        log.append(ws, "roster solved", saved.roster_id, {"day": str(first_day), "seed": seed, "cost": result.cost})
        return view_of(ws, first_day, days, saved, rosters.list_versions(ws, first_day, days), notes)


Ground = tuple[
    "RosterProblem", "RosterVersion | None", "RosterVersion | None", Mapping[str, str], tuple[tuple[str, str], ...]
]
"""A problem to solve, the version whose locks and notes stay, the one in force, channels' names, rules left out."""


@reads
def _ground(
    ws: Workspace, first_day: date, days: int, base: ListedVersion | None, *, anyway: bool = False
) -> Ground | None:
    """What a solve stands on; None while the requirement is missing or stale, unless `anyway`."""
    required = requirements.view(ws, first_day, days)
    if not anyway and (required.requirement is None or required.stale):
        return None
    start = rosters.still(ws, base) if base is not None else rosters.read_span(ws, first_day, days)[1]
    problem = problem_of(ws, first_day, days, start)
    published = rosters.published_version(ws, first_day, days)
    return problem, start, published, labels_of(ws), _left_out(ws, problem)


def told(reasons: Iterable[Reason], problem: RosterProblem, labels: Mapping[str, str]) -> tuple[str, ...]:
    """Why something could not be had, in words, with people's and channels' names; each sentence once.

    Of a kind that concerns many people or weeks the first `ALIKE` are told, and how many there are besides.
    """
    names = {a.agent_id: a.name or a.agent_id for a in problem.agents}
    kinds: dict[str, dict[str, None]] = {}
    for r in reasons:
        said = replace(called(r, labels), agent_id=names.get(r.agent_id, r.agent_id)).text()
        kinds.setdefault(r.code, {})[said] = None
    found: list[str] = []
    for alike in kinds.values():
        found += list(alike)[:ALIKE]
        if len(alike) > ALIKE:
            found.append(t("... and {n} more", n=len(alike) - ALIKE))
    return tuple(found)


def with_channels(problem: RosterProblem, roster: Roster, settled: Roster | None = None) -> Roster:
    """The roster with the channel of every interval; shifts that stand in `settled` just so keep theirs.

    Locked shifts keep the channels they have; beside `settled`, so does whatever brings them whole (an edit undone).
    Nobody keeps a channel in training or a meeting; who had some where there is none now gets channels anew.
    """
    from planner.rostering.channels import assign, told_at_work, told_whole

    skills = {a.agent_id: set(a.skills) for a in problem.agents}
    off: dict[str, list[TimeOff]] = {}
    for one in problem.time_off:
        off.setdefault(one.agent_id, []).append(one)
    old = {(s.agent_id, s.start): s for s in settled.shifts} if settled is not None else {}
    shifts, keep = list(roster.shifts), set()
    for place, shift in enumerate(roster.shifts):
        away = off.get(shift.agent_id, ())
        there = old.get((shift.agent_id, shift.start))
        if there is not None and there.activities and (there.end, there.breaks) == (shift.end, shift.breaks):
            told = replace(shift, activities=told_at_work(there, away))
            if told_whole(told, away):
                shifts[place] = told
                keep.add((shift.agent_id, shift.start))
                continue
        known = {a.channel for a in shift.activities} <= skills.get(shift.agent_id, set())
        if shift.locked and shift.activities if settled is None else known and told_whole(shift, away):
            keep.add((shift.agent_id, shift.start))
    return assign(problem, replace(roster, shifts=tuple(shifts)), keep)


def _left_out(ws: Workspace, problem: RosterProblem) -> tuple[tuple[str, str], ...]:
    found = set_aside(in_force(ws, (a.team for a in problem.agents)))
    return tuple((team, title(rule_id)) for team, rule_id in found)


def _with_notes(roster: Roster, newest: RosterVersion | None) -> Roster:
    """The roster with the locks and notes that the planner put on shifts of the version before."""
    marked = {(s.agent_id, s.start, s.end): s for s in newest.roster.shifts if s.locked or s.note} if newest else {}
    shifts = tuple(
        replace(s, locked=old.locked, note=old.note) if (old := marked.get((s.agent_id, s.start, s.end))) else s
        for s in roster.shifts
    )
    return Roster(roster.first_day, roster.days, roster.zone, shifts)


def edit_effect(shown: RosterView, current: Roster, old: Shift | None, new: Shift | None) -> EditEffect:
    """What replacing `old` by `new` (either None: add, remove) in `current` would do. Saves nothing, reads no storage.

    `current` is the roster on screen, with the edits made since `shown` was read.
    """
    from planner.rostering.edit import effect

    assert shown.problem is not None
    e = effect(shown.problem, current, old, new)
    came, went = _findings(e.came, shown.labels), _findings(e.went, shown.labels)
    said = _effect_text(e.short_hours_change, worse(came, went), mended(came, went))
    return EditEffect(e.roster, e.coverage, e.short_hours_change, came, went, said)


def ready_for_edits(shown: RosterView) -> None:
    """Count everybody once, so that the first hand edit answers as fast as the following ones (for a thread)."""
    from planner.rostering.edit import effect

    if shown.problem is not None and shown.version is not None:
        effect(shown.problem, shown.roster, None, None)


def _effect_text(short_change: float, new: tuple[Finding, ...], gone: tuple[Finding, ...]) -> str:
    if abs(short_change) < 0.005:
        parts = [t("Shortage unchanged")]
    else:
        parts = [t("Shortage {change} h", change=("+" if short_change > 0 else "−") + number(abs(short_change), 1))]
    if broken := [f for f in new if f.hard]:
        parts.append(t("breaks: {what}", what=broken[0].text))
    elif bent := [f for f in new if not f.hard]:
        parts.append(t("bends: {what}", what=bent[0].text))
    if kept := [f for f in gone if f.hard]:
        parts.append(t("mends: {what}", what=kept[0].text))
    return " · ".join(parts)


@writes
def save(ws: Workspace, shown: RosterView, roster: Roster, *, author: str = "") -> RosterView:
    """Store an edited roster in the draft shown (a published one gets a new draft).

    Raises RosterConflict when the draft was changed, or another draft was made of the published roster, meanwhile.
    """
    version = shown.version
    if shown.problem is not None:
        roster = with_channels(shown.problem, roster, shown.roster)
    mine = version is not None and version.state is RosterState.DRAFT and not rosters.shared(ws, version.roster_id)
    if version is not None and not mine:
        rosters.no_other_draft(ws, replace(version, roster=roster), shown.versions)
    if version is None or not mine:
        version = RosterVersion("", 0, RosterState.DRAFT, 0, remark("by_hand"), author=author, roster=roster)
    else:
        version = replace(version, roster=roster, cost=None, bound=None, author=author or version.author)
    saved = rosters.save_version(ws, version)
    log.append(ws, "roster edited", saved.roster_id, {"day": str(shown.first_day)})
    return view_of(ws, shown.first_day, shown.days, saved, rosters.list_versions(ws, shown.first_day, shown.days))
