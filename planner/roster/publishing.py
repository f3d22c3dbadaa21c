"""Acting on a version of a roster: audit, publish, export. Each does so on the very version that was shown.

Invariant: nothing here looks the newest version up; a version that was changed, published or deleted since it was shown
is a Conflict that says so.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from planner.base.errors import Conflict, Refused
from planner.base.i18n import t
from planner.db import audit as log
from planner.db.transactions import reads, writes
from planner.domain.roster import RosterState
from planner.roster.files import Wording, Written, write_coverage, write_roster
from planner.roster.rosters import view, view_of
from planner.roster.spans import no_roster
from planner.roster.store import rosters
from planner.roster.views import Finding, RosterView

if TYPE_CHECKING:
    from planner.db.workspace import Workspace
    from planner.roster.files import Written


@reads
def audit(ws: Workspace, shown: RosterView) -> tuple[Finding, ...]:
    """Every hard rule re-checked on the version on show, without the solver; empty when clean."""
    return tuple(f for f in _as_shown(ws, shown).findings if f.hard)


@writes
def publish(ws: Workspace, shown: RosterView, *, author: str = "") -> RosterView:
    """Make the version on show binding, whatever other drafts there are.

    Refused while a hard rule is broken. Raises Conflict when the version, or what is published, is not what was shown.
    """
    now = _as_shown(ws, shown)
    version = now.version
    assert version is not None
    if version.state is RosterState.PUBLISHED:
        raise Refused(t("Version {n} is published already.", n=version.number), t("Edit or solve a new draft."))
    known = {v.roster_id for v in shown.versions if v.state is RosterState.PUBLISHED}
    for other in now.versions:
        if other.state is RosterState.PUBLISHED and other.roster_id not in known and rosters.speaks_for(
            ws, other.roster_id, {a.team for a in now.agents}
        ):  # fmt: skip
            raise Conflict(
                t("{who} has published version {n} meanwhile.", who=other.changed_by or t("Somebody"), n=other.number),
                t("Look at what yours changes against it, then publish again."),
            )
    broken = [f for f in now.findings if f.hard]
    if broken:
        raise Refused(
            t(
                "{n} hard rules are broken, so this roster is not published: {first}",
                n=len(broken),
                first=broken[0].text,
            ),
            t("Mend them on the roster screen, or solve again."),
        )
    saved = rosters.publish(ws, version.roster_id, version.row_version, author)
    log.append(ws, "roster published", saved.roster_id, {"day": str(shown.first_day), "number": saved.number})
    return view_of(ws, shown.first_day, shown.days, saved, rosters.list_versions(ws, shown.first_day, shown.days))


def export(ws: Workspace, shown: RosterView, path: Path, *, coverage: bool = False) -> Written:
    """Write the version on show as .xlsx, .csv or .ics by the file's ending (or its coverage as .csv/.xlsx).

    Raises Conflict when it is not what was shown any more.
    """
    now = _as_shown(ws, shown)
    assert now.version is not None and now.coverage is not None
    if coverage:
        write_coverage(path, now.coverage)
        return Written((path,))
    published = now.version.state is RosterState.PUBLISHED
    said = t("Version {n}, published", n=now.version.number) if published else t(
        "Version {n}, a draft: not binding", n=now.version.number)  # fmt: skip
    done = write_roster(path, now.roster, now.agents, now.coverage, Wording(said, now.time_off, now.labels))
    log.append(ws, "roster exported", now.version.roster_id, {"file": path.name})
    return done


@reads
def _as_shown(ws: Workspace, shown: RosterView) -> RosterView:
    """The version on show with people and rules as they stand now. Raises Conflict when it was changed since."""
    if shown.version is None:
        raise no_roster(ws, shown.first_day, shown.days // 7)
    stored = rosters.still(ws, shown.version)
    if stored.state is RosterState.PUBLISHED:  # where leads publish side by side, others' shifts are in it too
        stored = replace(stored, roster=shown.version.roster)
    return view_of(ws, shown.first_day, shown.days, stored, rosters.list_versions(ws, shown.first_day, shown.days))


@reads
def existing(ws: Workspace, first_day: date, weeks: int = 1, number: int | None = None) -> RosterView:
    """The version of that number, the newest when None. Raises Refused when it is not there."""
    if number is None:
        shown = view(ws, first_day, weeks)
        if shown.version is None:
            raise no_roster(ws, first_day, weeks)
        return shown
    known = {v.number: v.roster_id for v in rosters.list_versions(ws, first_day, weeks * 7)}
    if not known:
        raise no_roster(ws, first_day, weeks)
    if number not in known:
        raise Refused(t("There is no version {n} of this week.", n=number),
                      t("Known: {keys}.", keys=", ".join(map(str, sorted(known)))))  # fmt: skip
    return view(ws, first_day, weeks, known[number])
