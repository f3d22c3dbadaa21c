"""The team's terminal: an employee says who they are with a personal code, thanks, votes, proposes, and is forgotten.

Whoever sets it up gets a PIN; without it the screen is not left, as with the shared terminal of surveys. The person is
forgotten on leaving the menu and when nobody touches a key for a while.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from planner.base.errors import CuadranteError
from planner.base.i18n import day as day_text
from planner.base.i18n import language, set_language, t
from tui.frame.forms import required
from tui.frame.modals import Field, HelpModal, keys_line

if TYPE_CHECKING:
    from planner.care.members import Member
    from planner.db.workspace import Workspace
    from tui.app import CuadranteApp

T = TypeVar("T")
IDLE_S = 120
FORM_IDLE_S = 300
MENU = {
    "vote": "Vote on the team's calendar",
    "propose": "Propose an event for it",
    "thank": "Thank somebody",
    "wall": "Read the wall of thanks",
    "mine": "Take something of mine back",
    "about": "See everything that is stored with my name",
    "done": "Done: the next person",
}


class MemberKiosk(Screen[None]):
    """Code, menu, and back to the code."""

    locked = True
    """The program neither quits nor opens its palette while this stands (`CuadranteApp.check_action`)."""
    DEFAULT_CSS = """
    MemberKiosk { align: center middle; }
    MemberKiosk #kiosk { width: 76; max-width: 100%; height: auto; max-height: 100%; padding: 1 2;
                         border: round $primary; }
    MemberKiosk #ask, MemberKiosk #say, MemberKiosk #kiosk-keys { height: auto; width: 100%; }
    MemberKiosk #say { margin-top: 1; }
    MemberKiosk #kiosk-keys { margin-top: 1; }
    MemberKiosk OptionList { height: auto; max-height: 14; margin-top: 1; }
    MemberKiosk Input { margin-top: 1; }
    MemberKiosk .-gone { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "language", "Español / English", priority=True),
        Binding("escape", "leave_menu", "Back"),
        Binding("ctrl+q", "nothing", "", show=False, priority=True),
        Binding("ctrl+p", "nothing", "", show=False, priority=True),
        Binding("ctrl+c", "nothing", "", show=False, priority=True),
    ]

    def __init__(self, pin: str = "") -> None:
        super().__init__()
        self.pin = pin or f"{secrets.randbelow(10000):04d}"
        self.member: Member | None = None
        self._first_language = language()
        self._timer: Any = None
        self._said = ""

    @property
    def planner(self) -> CuadranteApp:
        """The program."""
        return cast("CuadranteApp", self.app)

    def compose(self) -> ComposeResult:
        """One box for everything."""
        with Vertical(id="kiosk"):
            yield Static("", id="ask")
            yield Input("", id="code", max_length=40, password=True)
            yield OptionList(id="options")
            yield Static("", id="say")
            yield Static("", id="kiosk-keys")

    def on_mount(self) -> None:
        """Begin with the PIN, for whoever sets the terminal up."""
        self.begin(t("Keep this PIN: typing it instead of a code leaves this screen: {pin}", pin=self.pin))

    # -- who is there -----------------------------------------------------------------------------------------------

    def begin(self, said: str = "") -> None:
        """Ready for the next person."""
        self.member = None
        self._wake()
        self._show("code")
        self.query_one("#ask", Static).update(Content.styled(t("Type your personal code"), "bold $primary"))
        self.query_one("#code", Input).value = ""
        self.query_one("#code").focus()
        self._say(said)
        self._keys(("Enter", t("begin")), ("F2", "Español / English"))

    def _say(self, text: str) -> None:
        self._said = text
        self.query_one("#say", Static).update(Content.styled(text, "bold $accent") if text else "")

    def _keys(self, *pairs: tuple[str, str]) -> None:
        self.query_one("#kiosk-keys", Static).update(keys_line(*pairs))

    def _show(self, name: str) -> None:
        for one in ("code", "options"):
            self.query_one(f"#{one}").set_class(one != name, "-gone")

    def _wake(self, seconds: float = IDLE_S) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(seconds, self._idle)

    def _idle(self) -> None:
        """Forget somebody who went away, with whatever stands over this screen."""
        if self.member is None:
            return
        for screen in reversed(self.app.screen_stack):
            if screen is self:
                break
            screen.dismiss(None)
        self.begin(t("Nobody was here for a while; the person was forgotten."))

    def on_key(self) -> None:
        """Somebody is here."""
        self._wake()

    @on(Input.Submitted, "#code")
    def _typed(self, event: Input.Submitted) -> None:
        code = event.value.strip()
        self.query_one("#code", Input).value = ""
        if code == self.pin:
            self._leave()
        elif code:
            self._look(code)

    def _leave(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        set_language(self._first_language)
        self.dismiss(None)

    @work(exclusive=True)
    async def _look(self, code: str) -> None:
        from planner.care import members

        found = await self._call(lambda ws: members.identify(ws, code))
        if found is not None:
            self.member = found
            await self._menu()

    async def _call(self, ask: Callable[[Workspace], T]) -> T | None:
        """Ask a service in a thread; what it refuses is said, and None returned."""
        ws = self.planner.opened()
        try:
            return await asyncio.to_thread(ask, ws)
        except CuadranteError as error:
            self._say(str(error))
            return None

    # -- menu -------------------------------------------------------------------------------------------------------

    async def _menu(self, said: str = "", at: int = 0) -> None:
        from planner.care import promos

        member = self.member
        if member is None:
            return
        self._say(said)
        items = await self._call(lambda ws: promos.items(ws, member)) or ()
        waiting = sum(x.proposal.state == "open" and not x.mine for x in items)
        hello = t("Hello, {name}", name=member.name)
        self.query_one("#ask", Static).update(Content.styled(hello, "bold $primary"))
        lines = []
        for name, text in MENU.items():
            more = f"  ● {t('{n} without your vote', n=waiting)}" if name == "vote" and waiting else ""
            lines.append(Option(Content.assemble(t(text), (more, "bold $warning")), id=name))
        options = self.query_one("#options", OptionList)
        options.clear_options()
        options.add_options(lines)
        options.highlighted = at
        self._show("options")
        options.focus()
        self._wake()
        self._keys(("↑↓", ""), ("Enter", t("choose")), ("Esc", t("done")), ("F2", "Español / English"))

    @on(OptionList.OptionSelected, "#options")
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        name = event.option.id or ""
        if name == "done":
            self.begin()
        else:
            self._do(name, event.option_index)

    @work(exclusive=True)
    async def _do(self, name: str, at: int) -> None:
        member = self.member
        if member is None:
            return
        self._wake(FORM_IDLE_S)
        flows = {"vote": self._vote, "propose": self._propose, "thank": self._thank, "wall": self._wall,
                 "mine": self._mine, "about": self._about}  # fmt: skip
        said = await flows[name](member)
        if self.member is member:
            await self._menu(said, at)

    async def _vote(self, member: Member) -> str:
        from planner.care import promos
        from tui.screens.care.proposals import span, uplift_text

        items = await self._call(lambda ws: promos.items(ws, member)) or ()
        going = [x for x in items if x.proposal.state == "open"]
        if not going:
            return t("Nothing is to be decided just now.")
        marks = {"yes": "✓", "no": "✗", "": "·"}
        lines = []
        for x in going:
            p = x.proposal
            lines.append((p.proposal_id, f"{marks[x.mine]} {p.name} · {span(p)} · {uplift_text(p)}"))
        chosen = await self.planner.choose(t("Which one?"), lines, t("✓ you said yes, ✗ you said no, · not yet"))
        one = next((x for x in going if x.proposal.proposal_id == chosen), None)
        if one is None:
            return ""
        p = one.proposal
        said = await self.planner.choose(
            p.name,
            [("yes", t("Yes, do it")), ("no", t("No, better not")), ("none", t("No vote"))],
            f"{p.why} ({p.by_name})\n{t('Yes')} {one.yes} · {t('No')} {one.no}",
        )
        if said is None:
            return ""
        vote = "" if said == "none" else said

        def cast_vote(ws: Workspace) -> bool:
            promos.vote(ws, member, p.proposal_id, vote)
            return True

        done = await self._call(cast_vote)
        return t("Your vote on «{name}» counts. You can change it.", name=p.name) if done else self._heard()

    async def _propose(self, member: Member) -> str:
        from planner.shop.store.channels import read_channels
        from tui.screens.care.proposals import proposal_fields, propose_from

        channels = await self._call(read_channels) or ()
        answer = await self.planner.form(
            t("Propose an event"), proposal_fields(tuple(c.name for c in channels)), "", t("propose")
        )
        if answer is None:
            return ""
        return await self._call(lambda ws: propose_from(ws, answer, member)) or self._heard()

    async def _thank(self, member: Member) -> str:
        from planner.base.config import today
        from planner.care import members, recognition

        everybody = await self._call(members.everybody) or ()
        others = sorted(
            (a for a in everybody if a.employed_on(today()) and a.agent_id != member.agent_id), key=lambda a: a.name
        )
        choices = [(a.agent_id, f"{a.name} · {a.team}" if a.team else a.name) for a in others]
        whom = await self.planner.choose(t("Whom do you thank?"), choices)
        agent = next((a for a in others if a.agent_id == whom), None)
        if agent is None:
            return ""
        field = Field("message", t("What for"), "", t("everybody reads it"), required)
        answer = await self.planner.form(t("Thank {name}", name=agent.name), [field], "", t("thank"))
        if answer is None:
            return ""
        done = await self._call(lambda ws: recognition.thank(ws, agent.agent_id, answer["message"], member))
        return t("{name} is thanked on the wall.", name=agent.name) if done else self._heard()

    async def _wall(self, member: Member) -> str:
        from planner.care import recognition

        lines = await self._call(lambda ws: recognition.wall(ws, member)) or ()
        texts = [(f"{x.by} → {x.thanked}  ({day_text(x.day, weekday=False)})", x.message) for x in lines[:50]]
        await self.planner.ask(HelpModal(t("Thanks"), texts or [(t("Nobody has been thanked yet."), "")], ()))
        return ""

    async def _mine(self, member: Member) -> str:
        from planner.care import promos, recognition

        thanks = await self._call(lambda ws: recognition.wall(ws, member)) or ()
        items = await self._call(lambda ws: promos.items(ws, member)) or ()
        own = [(x.recognition_id, f"→ {x.thanked}: {x.message[:50]}") for x in thanks if x.mine]
        proposed = [
            (x.proposal.proposal_id, f"? {x.proposal.name}")
            for x in items
            if x.proposal.state == "open" and x.proposal.agent_id == member.agent_id
        ]
        if not own and not proposed:
            return t("There is nothing of yours to take back.")
        note = t("Votes are changed by voting again.")
        chosen = await self.planner.choose(t("Take it back"), [*proposed, *own], note)
        if chosen is None:
            return ""
        service = promos.withdraw if any(i == chosen for i, _ in proposed) else recognition.withdraw

        def take_back(ws: Workspace) -> bool:
            service(ws, chosen, member)
            return True

        done = await self._call(take_back)
        return t("Taken back.") if done else self._heard()

    async def _about(self, member: Member) -> str:
        from planner.surveys import results
        from tui.screens.surveys.parts import about_paragraphs

        found = await self._call(lambda ws: results.about_me(ws, member.agent_id))
        if found is None:
            return self._heard()
        title = t("Stored about {agent}", agent=member.name)
        await self.planner.ask(HelpModal(title, about_paragraphs(found, member.agent_id), ()))
        return ""

    def _heard(self) -> str:
        """What a refusal said, so that the menu says it again."""
        return self._said

    def action_leave_menu(self) -> None:
        """Done; at the code, empty what was typed."""
        self.begin()

    def action_language(self) -> None:
        """The other language, until this screen is left."""
        set_language("en" if language() == "es" else "es")
        if self.member is None:
            self.begin()
        else:
            self._again()

    @work(exclusive=True)
    async def _again(self) -> None:
        await self._menu()

    def action_nothing(self) -> None:
        """Keys that must not lead out of here."""
