"""Team calendar: what the team proposes, how it votes, and what the team lead takes into the promotional calendar."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.binding import Binding, BindingType

from planner.base.i18n import day as day_text
from planner.base.i18n import t
from tui.frame.forms import required
from tui.frame.modals import Field
from tui.frame.tables import Row, cell, right
from tui.screens.care.care import CareScreen, cut, short_name
from tui.screens.care.proposals import proposal_fields, propose_from, span, uplift_text
from tui.text import bar, plural

if TYPE_CHECKING:
    from planner.care.promos import Item
    from planner.db.workspace import Workspace

MARKS = {"open": "?", "accepted": "✓", "declined": "✗", "withdrawn": "–"}


class PromosScreen(CareScreen):
    """Proposals to be decided first."""

    title_text = "Team calendar"
    help_text = (
        "What the team proposes for the promotional calendar. ? is to be decided, ✓ in the calendar, ✗ declined. n "
        "proposes under your login; employees propose and vote at the shared terminal (k) with their personal code, "
        "one vote each. y takes a proposal into the calendar: the next forecast uses its expected change. d declines "
        "it with a reason, u undoes either."
    )
    table_help = "? to be decided, ✓ in the calendar, ✗ declined. c copies the table, e exports it."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "accept", "Accept"),
        Binding("d", "decline", "Decline"),
        Binding("u", "undo", "Undo"),
        Binding("n", "propose", "Propose"),
        Binding("k", "kiosk", "Shared terminal"),
        Binding("x", "withdraw", "Take it back"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.items: tuple[Item, ...] = ()
        self.channels: tuple[str, ...] = ()
        self.voters = 0

    @property
    def table_id(self) -> str:
        """The exported file is `proposals.csv`."""
        return "proposals"

    def load(self, ws: Workspace, monday: date) -> tuple[tuple[Item, ...], tuple[str, ...], int]:
        """Proposals with votes, the channels there are, and how many may vote."""
        from planner.base.config import today
        from planner.care import members, promos
        from planner.shop.store.channels import read_channels

        voters = sum(a.employed_on(today()) for a in members.everybody(ws))
        return promos.items(ws), tuple(c.name for c in read_channels(ws)), voters

    def show(self, data: Any) -> None:
        """Fill the list."""
        self.items, self.channels, self.voters = data
        if not self.items:
            self.nothing(
                t("Nothing has been proposed for the calendar yet."),
                t("n  proposes an event\nk  makes this terminal the team's, to propose and vote"),
            )
            return
        waiting = sum(x.proposal.state == "open" for x in self.items)
        taken = sum(x.proposal.state == "accepted" for x in self.items)
        self.tell(
            (plural(waiting, "{n} proposal to be decided", "{n} proposals to be decided"), "bold"),
            (f"  ✓ {t('{n} in the calendar', n=taken)}", "$success"),
        )
        header: tuple[str, ...] = ("", t("Event"), t("Days"), t("Contacts"), t("Yes"), t("No"), t("Proposed by"))
        rows: list[Row] = [
            [MARKS[x.proposal.state], cell(cut(x.proposal.name, 24), "bold" if x.proposal.state == "open" else "dim"),
             span(x.proposal), right(uplift_text(x.proposal)), right(str(x.yes)), right(str(x.no)),
             short_name(x.proposal.by_name)]
            for x in self.items
        ]  # fmt: skip
        whole: list[Row] = [
            (MARKS[p.state], p.name, span(p), uplift_text(p), str(x.yes), str(x.no), p.by_name)
            for x in self.items
            if (p := x.proposal)
        ]
        if 120 <= self.size.width < 150:  # who proposed stands in the panel
            header, rows, whole = header[:-1], [r[:-1] for r in rows], [w[:-1] for w in whole]
        self.table.fill(header, rows, [x.proposal.proposal_id for x in self.items], whole)
        self.settle()

    @property
    def current(self) -> Item | None:
        """The proposal under the cursor."""
        return next((x for x in self.items if x.proposal.proposal_id == self.table.current_id), None)

    def show_detail(self) -> None:
        """Why, votes, and the decision."""
        from planner.care.promos import STATE_WORDS

        one = self.current
        if one is None:
            return
        p = one.proposal
        where = ", ".join(self.planner.label(c) for c in p.channels) or t("all channels")
        parts: list[tuple[str, str]] = [
            (f"{p.name}\n", "bold $primary"), (f"{span(p)} · {where} · {uplift_text(p)}\n\n", ""),
            (f"{p.why}\n", ""), (f"{p.by_name}, {day_text(p.created_at, year=True)}\n\n", "dim"),
        ]  # fmt: skip
        most = max(one.yes + one.no, 1)
        for name, n, style in ((t("Yes"), one.yes, "$success"), (t("No"), one.no, "$error")):
            parts += [(f"{name:<4}", ""), (bar(n / most, 16), style), (f" {n}\n", "bold")]
        silent = max(0, self.voters - one.yes - one.no)
        parts.append((plural(silent, "{n} has not voted", "{n} have not voted") + "\n\n", "dim"))
        parts.append((t(STATE_WORDS[p.state]).capitalize(), "bold"))
        if p.decided_at is not None:
            parts.append((f" · {p.decided_by or p.by_name}, {day_text(p.decided_at, year=True)}", "dim"))
        if p.reason:
            parts.append((f"\n{p.reason}", ""))
        self.detail(*parts)

    def export(self, ws: Workspace, path: Path) -> int:
        """Every proposal with its votes and decision."""
        from planner.care import promos

        return promos.export(ws, path)

    # -- keys -------------------------------------------------------------------------------------------------------

    @work
    async def action_propose(self) -> None:
        """Propose under the login."""
        note = t("Under your login; employees propose with their code at the shared terminal (k).")
        answer = await self.planner.form(t("Propose an event"), proposal_fields(self.channels), note, t("propose"))
        if answer is not None:
            self.do("propose", lambda ws: propose_from(ws, answer), t("Proposing"))

    @work
    async def action_accept(self) -> None:
        """Into the calendar."""
        one = self.current
        if one is None:
            return
        p = one.proposal
        text = t(
            "«{name}» ({days}, {uplift}) becomes an event of the calendar; the next forecast uses it. u undoes it.",
            name=p.name, days=span(p), uplift=uplift_text(p),
        )  # fmt: skip
        if await self.planner.confirm(t("Accept"), text, t("accept")):

            def accept(ws: Workspace) -> str:
                from planner.care import promos

                promos.accept(ws, p.proposal_id)
                return t("In the calendar. 2 opens the forecast: run it again to use it.")

            self.do("accept", accept, t("Keeping"))

    @work
    async def action_decline(self) -> None:
        """Not now, and why."""
        one = self.current
        if one is None:
            return
        field = Field("reason", t("Why not"), "", t("the team reads it"), required)
        answer = await self.planner.form(t("Decline «{name}»", name=one.proposal.name), [field], "", t("decline"))
        if answer is not None:

            def decline(ws: Workspace) -> str:
                from planner.care import promos

                promos.decline(ws, one.proposal.proposal_id, answer["reason"])
                return t("Declined, with the reason.")

            self.do("decline", decline, t("Keeping"))

    @work
    async def action_undo(self) -> None:
        """Open again."""
        one = self.current
        if one is None:
            return
        text = t(
            "«{name}» is to be decided again; an event that came of it leaves the calendar.", name=one.proposal.name
        )
        if await self.planner.confirm(t("Undo"), text, t("undo it")):

            def undo(ws: Workspace) -> str:
                from planner.care import promos

                promos.undo(ws, one.proposal.proposal_id)
                return t("To be decided again.")

            self.do("undo", undo, t("Keeping"))

    @work
    async def action_withdraw(self) -> None:
        """Take one's own back."""
        one = self.current
        if one is None:
            return
        text = t("«{name}» is no longer proposed.", name=one.proposal.name)
        if await self.planner.confirm(t("Take it back"), text, t("take back")):

            def back(ws: Workspace) -> str:
                from planner.care import promos

                promos.withdraw(ws, one.proposal.proposal_id)
                return t("Taken back.")

            self.do("withdraw", back, t("Taking back"))

    def action_kiosk(self) -> None:
        """Make this terminal the team's."""
        from tui.screens.care.member_kiosk import MemberKiosk

        self.app.push_screen(MemberKiosk(), lambda _: self.planner.changed())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What fits the state of the proposal under the cursor."""
        p = self.current.proposal if self.items and self.current else None
        if action in ("accept", "decline"):
            return True if p and p.state == "open" else None
        if action == "undo":
            return True if p and p.state in ("accepted", "declined") else None
        if action == "withdraw":
            mine = p is not None and p.state == "open" and not p.agent_id and p.author == self.planner.opened().person
            return True if mine else None
        return True
