"""Hand edits on the roster screen: their effect at once; the edited roster is shown, and stored in the background.

Invariants: `view` is what is on show and may be ahead of `_stored`, which the workspace has; while an edit is being
tried nothing that comes from the workspace takes its place.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from planner.base.errors import Conflict, CuadranteError
from planner.base.i18n import t
from planner.domain.roster import Coverage, Roster, RosterVersion
from tui.frame.bars import LATER
from tui.frame.messages import Report
from tui.screens.roster.solving import SolvingPanels
from tui.widgets.roster.grid import RosterGrid
from tui.widgets.roster.view import Effect, effect_of, effect_parts

if TYPE_CHECKING:
    from planner.roster.views import Finding, RosterView


class EditingPanels(SolvingPanels):
    """What the grid's edits do, and u."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("u", "undo", "Undo", group=LATER)]

    def __init__(self) -> None:
        super().__init__()
        self._due = False
        self._late: RosterView | None = None
        """What was loaded while an edit was being tried."""
        self._stored: RosterView | None = None
        self._undo: list[Roster] = []
        self._saving: Roster | None = None

    def _draw_coverage(self, coverage: Coverage | None) -> None:
        raise NotImplementedError

    def _say_cursor(self) -> None:
        raise NotImplementedError

    # -- tried and kept ---------------------------------------------------------------------------------------------

    @on(RosterGrid.Edited)
    def _edited(self, message: RosterGrid.Edited) -> None:
        view = self.view
        if view is None or view.version is None:
            return
        if not self.query_one(RosterGrid).editable:
            self.planner.toast(t("This roster is only to read: o goes to the newest version."), "warning")
            return
        try:
            effect = effect_of(view, message.changes)
        except CuadranteError as error:
            self.planner.fail(error)
            return
        self._draw_coverage(effect.coverage)
        self._say_effect(view, message, effect)
        if message.final:
            self._undo.append(view.roster)
            findings = tuple(f for f in view.findings if f not in effect.went)
            self._take(view, effect.roster, effect.coverage, (*findings, *effect.came))

    def _say_effect(self, view: RosterView, message: RosterGrid.Edited, effect: Effect) -> None:
        names = {a.agent_id: a.name for a in view.agents}
        hint = t("u takes it back") if message.final else t("Enter keeps it, Esc leaves it")
        parts = effect_parts(effect, message.changes, names, view.zone, self.size.width - 2, hint)
        self.query_one("#effect", Static).update(Content.assemble(*parts), layout=False)

    def _take(self, view: RosterView, roster: Roster, coverage: Coverage, findings: tuple[Finding, ...]) -> None:
        """Show an edited roster and have it stored."""
        assert view.version is not None
        version = replace(view.version, roster=roster, cost=None, bound=None)
        self.view = replace(view, version=version, coverage=coverage, findings=findings)
        self.query_one(RosterGrid).renew(roster.shifts)
        self._say_state()
        self._due = True
        self.call_after_refresh(self._store)  # the answer is drawn first; the thread that stores would slow it

    @on(RosterGrid.Choosing)
    def _choosing(self) -> None:
        self.query_one("#effect", Static).update(
            Content.styled(t("↑ ↓ choose who takes the shift; what they have on that day comes back."), "bold $accent"),
            layout=False,
        )

    @on(RosterGrid.Abandoned)
    def _abandoned(self) -> None:
        newest = self._late or self._stored
        self._late = None
        if newest is not None and not self.unsaved() and self.view is not newest:
            self.show(newest)
        elif self.view is not None:
            self._draw_coverage(self.view.coverage)
        self._say_cursor()

    def action_undo(self) -> None:
        """Take the last hand edit back."""
        view, grid = self.view, self.query_one(RosterGrid)
        if not self._undo or view is None or view.version is None or grid.mode or not grid.editable:
            return
        roster = self._undo.pop()
        effect = effect_of(replace(view, version=replace(view.version, roster=roster)), ())
        self._draw_coverage(effect.coverage)
        self._take(view, roster, effect.coverage, view.findings)
        said = Content.styled(t("The last edit is taken back."), "bold")
        self.query_one("#effect", Static).update(said, layout=False)

    # -- storing ----------------------------------------------------------------------------------------------------

    def _store(self, onto: RosterView | None = None) -> None:
        """Store the roster on show in the background; what is edited meanwhile is stored after it."""
        view, app = self.view, self.planner
        base = onto or self._stored
        self._due = False
        if self.running("save") or view is None or base is None:
            return
        roster = self._saving = view.roster

        def save(_report: Report) -> RosterView:
            from planner.roster import rosters

            saved = rosters.save(app.workspace(), base, roster)
            rosters.ready_for_edits(saved)
            return saved

        self.begin("save", save, quiet=True)

    def _kept(self, saved: RosterView) -> None:
        """A save ended: store what has come since, or show what is stored now."""
        view = self.view
        self._stored, self._late = saved, None
        if view is not None and view.roster is not self._saving:
            self._store()
            return
        if saved.first_day != self.planner.week:
            self.reload()
            return
        if not self.query_one(RosterGrid).mode:
            said = self.query_one("#effect", Static).content
            self.show(saved)
            self.query_one("#effect", Static).update(said, layout=False)
        self.changed_here()

    def unsaved(self) -> bool:
        """Whether an edit is not stored yet."""
        return self._due or super().unsaved()

    @work
    async def _conflict(self, error: Conflict) -> None:
        """Somebody else changed the draft: both sides are drawn, and each day is taken from one of them."""
        from planner.roster import merge
        from tui.screens.roster.conflict import ConflictModal

        base, view, app = self._stored, self.view, self.planner
        theirs: RosterVersion | None = getattr(error, "theirs", None)
        if base is None or view is None or view.version is None or theirs is None:
            self.reload()
            return
        mine = view.roster
        found = merge.differences(base.roster, mine, theirs.roster)
        names = {a.agent_id: a.name for a in view.agents}
        choice = await app.ask(ConflictModal(error.title, found, names, view.zone)) if found else "theirs"
        self._undo.clear()
        if choice == "theirs" or choice is None:
            self.reload()
            return
        if choice == "beside":
            onto = replace(base, version=None)
        else:
            taken = [d for i, d in enumerate(found) if i in choice]
            mine = merge.merged(theirs.roster, found, taken)
            onto = replace(base, version=theirs)
        self.view = replace(view, version=replace(view.version, roster=mine))
        self._store(onto)
