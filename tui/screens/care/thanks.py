"""Thanks: the wall on which everybody reads who thanks whom for what."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.binding import Binding, BindingType

from planner.base.i18n import day as day_text
from planner.base.i18n import t
from tui.frame.forms import file_to_write, required
from tui.frame.modals import Field
from tui.frame.tables import Row, cell
from tui.screens.care.care import CareScreen, cut, short_name
from tui.text import plural

if TYPE_CHECKING:
    from planner.care.recognition import Thanks
    from planner.db.workspace import Workspace
    from planner.domain.people import Agent


class ThanksScreen(CareScreen):
    """The newest thanks on top."""

    title_text = "Thanks"
    help_text = (
        "The wall of thanks, for everybody to read. n thanks somebody under your login; x takes one of yours back. k "
        "makes this terminal the team's: each employee says who they are with a personal code and thanks, votes or "
        "proposes under their own name. o writes these codes. Nothing here ever counts for pay."
    )
    table_help = "One line a thank-you. c copies the wall, e exports it."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "thank", "Thank somebody"),
        Binding("k", "kiosk", "Shared terminal"),
        Binding("x", "withdraw", "Take it back"),
        Binding("o", "codes", "Personal codes"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.lines: tuple[Thanks, ...] = ()
        self.agents: tuple[Agent, ...] = ()

    @property
    def table_id(self) -> str:
        """The exported file is `thanks.csv`."""
        return "thanks"

    def load(self, ws: Workspace, monday: date) -> tuple[tuple[Thanks, ...], tuple[Agent, ...]]:
        """The wall, and whom one may thank."""
        from planner.base.config import today
        from planner.care import members, recognition

        employed = [a for a in members.everybody(ws) if a.employed_on(today())]
        return recognition.wall(ws), tuple(sorted(employed, key=lambda a: a.name))

    def show(self, data: Any) -> None:
        """Fill the wall."""
        self.lines, self.agents = data
        if not self.lines:
            self.nothing(
                t("Nobody has been thanked yet."),
                t("n  thanks somebody\nk  makes this terminal the team's\no  writes the personal codes for it"),
            )
            return
        thanked = len({x.thanked_id for x in self.lines})
        self.tell(
            (plural(len(self.lines), "{n} thank-you", "{n} thanks"), "bold"),
            (f"  {plural(thanked, 'for {n} person', 'for {n} people')}", "$foreground 80%"),
        )
        room = 28 if self.size.width < 120 else 24 if self.size.width < 150 else 60
        rows: list[Row] = [
            [cell(day_text(x.day, weekday=False), "dim"), short_name(x.by), cell(f"→ {short_name(x.thanked)}", "bold"),
             cell(cut(x.message, room))]
            for x in self.lines
        ]  # fmt: skip
        header = (t("Day"), t("Thanked by"), t("Thanked"), t("For"))
        whole = [(day_text(x.day, weekday=False, year=True), x.by, x.thanked, x.message) for x in self.lines]
        self.table.fill(header, rows, [x.recognition_id for x in self.lines], whole)
        self.settle()

    @property
    def current(self) -> Thanks | None:
        """The line under the cursor."""
        return next((x for x in self.lines if x.recognition_id == self.table.current_id), None)

    def show_detail(self) -> None:
        """The whole text."""
        one = self.current
        if one is not None:
            who = f"{one.thanked}, {one.team}" if one.team else one.thanked
            mine = t("Yours: x takes it back.") if one.mine else ""
            self.detail(
                (f"{one.by} → {who}\n", "bold $primary"), (f"{day_text(one.day, year=True)}\n\n", "dim"),
                (one.message, ""), (f"\n\n{mine}" if mine else "", "$accent"),
            )  # fmt: skip

    def export(self, ws: Workspace, path: Path) -> int:
        """The wall."""
        from planner.care import recognition

        return recognition.export(ws, path)

    # -- keys -------------------------------------------------------------------------------------------------------

    @work
    async def action_thank(self) -> None:
        """Thank somebody under the login."""
        app = self.planner
        choices = [(a.agent_id, f"{a.name} · {a.team}" if a.team else a.name) for a in self.agents]
        whom = await app.choose(t("Whom do you thank?"), choices, t("Under your login; employees use their code (k)."))
        if whom is None:
            return
        name = next(a.name for a in self.agents if a.agent_id == whom)
        field = Field("message", t("What for"), "", t("everybody reads it"), required)
        answer = await app.form(t("Thank {name}", name=name), [field], "", t("thank"))
        if answer is None:
            return

        def thank(ws: Workspace) -> str:
            from planner.care import recognition

            recognition.thank(ws, whom, answer["message"])
            return t("{name} is thanked on the wall.", name=name)

        self.do("thank", thank, t("Thanking"))

    @work
    async def action_withdraw(self) -> None:
        """Take one of one's own back."""
        one = self.current
        if one is None:
            return
        text = t("«{message}» to {name} leaves the wall.", message=one.message[:80], name=one.thanked)
        if await self.planner.confirm(t("Take it back"), text, t("take back")):

            def back(ws: Workspace) -> str:
                from planner.care import recognition

                recognition.withdraw(ws, one.recognition_id)
                return t("Taken back.")

            self.do("withdraw", back, t("Taking back"))

    @work
    async def action_codes(self) -> None:
        """New personal codes as a file."""
        app = self.planner
        answer = await app.form(
            t("Personal codes"),
            [
                Field("agents", t("Ids"), "", t("with commas; empty: everybody who has none")),
                Field("path", t("File"), "codes.csv", ".csv .xlsx", file_to_write(".csv", ".xlsx")),
            ],
            t("With a code an employee thanks, proposes and votes at a shared terminal. A new code ends the old one."),
            t("write"),
        )
        if answer is None:
            return
        from pathlib import Path

        path = Path(answer["path"]).expanduser()
        wanted = [a.strip() for a in answer["agents"].split(",") if a.strip()]
        if path.exists() and not await app.confirm(
            t("Personal codes"), t("{path} exists. Write over it?", path=path), t("write over")
        ):
            return

        def write(ws: Workspace) -> str:
            from planner.care import members

            n = members.issue_codes(ws, path, wanted)
            return t("{n} codes written to {path}. Hand them out and delete the file.", n=n, path=path)

        self.do("codes", write, t("Writing"))

    def action_kiosk(self) -> None:
        """Make this terminal the team's."""
        from tui.screens.care.member_kiosk import MemberKiosk

        self.app.push_screen(MemberKiosk(), lambda _: self.planner.changed())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Taking back only one's own; thanking only where there is somebody."""
        if action == "withdraw":
            return True if self.lines and self.current and self.current.mine else None
        if action in ("thank", "kiosk", "codes"):
            return True if self.agents else None
        return True
