"""Shrinkage: paid time lost to contacts by kind, day and hour, and what it comes to through the week."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import DataTable, Static

from planner.base.errors import CuadranteError
from planner.base.i18n import percent, t
from tui.frame.base import PlannerScreen
from tui.frame.messages import Report, Run
from tui.frame.modals import Field
from tui.frame.tables import PlanTable, cell, right

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.db.workspace import Workspace
    from planner.domain.demand import Channel
    from planner.domain.shrinkage import Away, ShrinkageKind

OTHER = "other"
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class ShrinkageScreen(PlannerScreen):
    """The kinds of one channel, and the week they make."""

    title_text = "Shrinkage"
    AUTO_FOCUS: ClassVar[str | None] = "#kinds"
    help_text = (
        "Paid time lost to contacts. Planned kinds (leave, training, meetings) add up; unplanned ones (sickness, "
        "lateness) strike those who are left: 1 − (1 − planned) × (1 − unplanned). People required are those who must "
        "be there divided by 1 − shrinkage. An entry for certain days or hours counts there instead of the general one "
        "of its kind. Kinds that last the whole day are drawn by shift when the roster is simulated, the others by "
        "interval. Absences entered as such are out of the roster already: leave them out here."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("k", "channel(1)", "Channel"),
        Binding("n", "add", "Add"),
        Binding("enter", "change", "Change", show=False),
        Binding("x", "remove", "Take out"),
        Binding("f", "file", "Read a file"),
        Binding("e", "export", "Export"),
    ]
    CSS = """
    ShrinkageScreen #state { height: 1; padding: 0 1; }
    ShrinkageScreen #kinds { height: auto; max-height: 12; margin: 1 1 0 1; }
    ShrinkageScreen #week-name { height: 1; margin: 1 1 0 1; text-style: bold; }
    ShrinkageScreen #week { height: auto; max-height: 14; margin: 0 1; }
    ShrinkageScreen.-low #kinds { max-height: 7; margin: 0 1; }
    ShrinkageScreen.-low #week-name { margin: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.channels: tuple[Channel, ...] = ()
        self._channel = 0

    def body(self) -> ComposeResult:
        """What it comes to, the kinds, the days."""
        yield Static("", id="state")
        yield PlanTable(
            id="kinds",
            own_export=False,
            help_text="One line an entry; Enter changes it, x takes it out, n adds one. Without any, one share counts "
            "for every hour (t on the Requirement screen).",
        )
        yield Static("", id="week-name")
        yield PlanTable(
            id="week",
            own_export=False,
            help_text="What each kind takes on each day, in the hours the channel is open; two figures where hours "
            "differ.",
        )

    # -- loading ----------------------------------------------------------------------------------------------------

    def load(self, ws: Workspace, monday: date) -> tuple[Channel, ...]:
        """The channels with their kinds."""
        from planner.shop.store.channels import read_channels

        return read_channels(ws)

    def show(self, data: Any) -> None:
        """Fill both tables."""
        self.channels = data
        if not self.channels:
            self.empty(t("There are no channels yet."), t("6  imports the contact history"))
            return
        self.filled()
        self._channel = min(self._channel, len(self.channels) - 1)
        self._draw()
        if self.focused is None:
            self.query_one("#kinds").focus()

    @property
    def channel(self) -> Channel:
        """The channel shown."""
        return self.channels[self._channel]

    # -- drawing ----------------------------------------------------------------------------------------------------

    def _draw(self) -> None:
        channel = self.channel
        mean = percent(channel.mean_shrinkage(), 1)
        parts: list[tuple[str, str]] = [
            (f" {self.planner.label(channel.name)} ", "bold $background on $primary"),
            (f"  {t('{share} of paid time lost on average', share=mean)}", "bold"),
        ]
        if channel.shrinkage_kinds:
            planned, unplanned = (percent(v, 1) for v in channel.mean_away())
            parts.append((f"  {t('planned {a}, unplanned {b}', a=planned, b=unplanned)}", "$foreground 80%"))
        else:
            parts.append((f"  {t('one share for every hour; n adds kinds in its place')}", "$foreground 80%"))
        self.query_one("#state", Static).update(Content.assemble(*parts))
        header = (t("Kind"), t("Share"), t("Known before"), t("Lasts"), t("Days"), t("Hours of day"))
        rows: list[list[str | Text]] = [
            [
                cell(t(k.kind), "bold"), right(percent(k.share, 1)), t("planned") if k.planned else t("unplanned"),
                t("the whole day") if k.whole_day else t("a moment"),
                ", ".join(t(DAYS[d]) for d in k.weekdays) or t("every day"),
                f"{k.hours[0]}–{k.hours[1]}" if k.hours else t("all"),
            ]
            for k in channel.shrinkage_kinds
        ]  # fmt: skip
        if not rows:
            rows = [
                [
                    cell(t("all together"), "bold"),
                    right(percent(channel.shrinkage, 1)),
                    "",
                    "",
                    t("every day"),
                    t("all"),
                ]
            ]
        self.query_one("#kinds", PlanTable).fill(header, rows)
        self.query_one("#week-name", Static).update(Content(t("By day, in the opening hours")))
        self.query_one("#week", PlanTable).fill(("", *(t(d) for d in DAYS)), self._week_rows(channel))

    def _week_rows(self, channel: Channel) -> list[list[str | Text]]:
        from planner.domain.shrinkage import in_force

        opened = [[h for h in range(24) if channel.open_at(d, time(h))] for d in range(7)]

        def line(label: str, share: Callable[[int, int], float], style: str = "") -> list[str | Text]:
            cells: list[str | Text] = [cell(label, style)]
            for d, hours in enumerate(opened):
                values = [share(d, h) for h in hours]
                cells.append(right(_span(values) if values else t("closed"), style if values else "dim"))
            return cells

        def of_kind(name: str) -> Callable[[int, int], float]:
            def share(d: int, h: int) -> float:
                return sum(k.share for k in in_force(channel.shrinkage_kinds, d, h) if k.kind == name)

            return share

        def part(pick: Callable[[Away], Any]) -> Callable[[int, int], float]:
            return lambda d, h: float(pick(channel.away_at(d, h)))

        names = list(dict.fromkeys(k.kind for k in channel.shrinkage_kinds))
        rows = [line(t(name), of_kind(name)) for name in names]
        if names:
            rows.append(line(t("planned"), part(lambda a: a.planned)))
            rows.append(line(t("unplanned"), part(lambda a: a.unplanned)))
        rows.append(line(t("all together"), part(lambda a: a.total), "bold"))
        return rows

    # -- actions ----------------------------------------------------------------------------------------------------

    def action_channel(self, step: int) -> None:
        """The kinds of another channel."""
        if self.channels:
            self._channel = (self._channel + step) % len(self.channels)
            self._draw()

    def _under_cursor(self) -> ShrinkageKind | None:
        kinds, at = self.channel.shrinkage_kinds, self.query_one("#kinds", PlanTable).cursor_row
        return kinds[at] if 0 <= at < len(kinds) else None

    @work
    async def action_add(self) -> None:
        """A new kind, or a kind's share in certain days or hours."""
        from planner.domain.shrinkage import ShrinkageKind
        from planner.requirement.shrinkage import USUAL

        nature = {name: (planned, whole) for name, planned, whole in USUAL}
        names = dict.fromkeys([*nature, *(k.kind for k in self.channel.shrinkage_kinds)])
        picked = await self.planner.choose(
            t("What is the time lost to?"), [*((n, t(n)) for n in names), (OTHER, t("something else"))],
            t("A kind that is there already may have another share on certain days or hours."),
        )  # fmt: skip
        if picked is None:
            return
        known = next((k for k in self.channel.shrinkage_kinds if k.kind == picked), None)
        planned, whole = (known.planned, known.whole_day) if known else nature.get(picked, (True, False))
        await self._edit(ShrinkageKind("" if picked == OTHER else picked, 0.0, planned, whole_day=whole), None)

    @on(DataTable.RowSelected, "#kinds")
    def _chosen(self) -> None:
        self.action_change()

    @work
    async def action_change(self) -> None:
        """Change the entry under the cursor."""
        one = self._under_cursor()
        if one is not None:
            await self._edit(one, one)

    async def _edit(self, one: ShrinkageKind, old: ShrinkageKind | None) -> None:
        from planner.requirement import shrinkage

        app, channel = self.planner, self.channel
        yes = {True: t("yes"), False: t("no")}
        days = ";".join(t(shrinkage.WEEKDAYS[d]) for d in one.weekdays)
        hours = f"{one.hours[0]}-{one.hours[1]}" if one.hours else ""
        fields = [
            Field("kind", t("Kind"), t(one.kind) if one.kind else "", "", _filled),
            Field("share", t("Share, %"), f"{round(one.share * 100, 4):g}" if old else "", t("of the paid time"),
                  _checked(lambda text: shrinkage.share(f"{text}%"))),
            Field("planned", t("Known before the roster is made"), yes[one.planned], t("yes or no"), _yes_or_no),
            Field("whole_day", t("Lasts the whole day"), yes[one.whole_day], t("yes or no"), _yes_or_no),
            Field("weekdays", t("Only on these days"), days, t("mon;tue or mon-fri; empty: every day"),
                  _checked(shrinkage.weekdays)),
            Field("hours", t("Only in these hours"), hours, t("8-12; empty: all day"), _checked(shrinkage.hours)),
        ]  # fmt: skip
        if old is None:
            fields.append(Field("everywhere", t("On every channel"), yes[False], t("yes or no"), _yes_or_no))
        title = t("Shrinkage of {channel}", channel=app.label(channel.name))
        answer = await app.form(title, fields, verb=t("save"))
        if answer is None:
            return
        translated = {t(k): k for k in [*(name for name, _, _ in shrinkage.USUAL), one.kind] if k}
        answer["kind"] = translated.get(answer["kind"], answer["kind"])
        answer["share"] += "%"
        answer["from_hour"], _, answer["to_hour"] = answer.pop("hours").replace("–", "-").partition("-")
        everywhere = answer.pop("everywhere", "").lower() in _YES

        def save(_report: Report) -> str:
            ws, made = app.workspace(), shrinkage.parsed(answer)
            rest = [k for k in channel.shrinkage_kinds if k != old]
            if old is not None:
                shrinkage.set_kinds(ws, channel.name, [*shrinkage.with_nature(rest, made), made])
            else:
                shrinkage.put(ws, shrinkage.ALL if everywhere else channel.name, made)
            return self._said(channel)

        self.begin("kinds", save, t("Saving"))

    def _said(self, before: Channel) -> str:
        """What became of the one share, and the next step."""
        from planner.requirement import shrinkage
        from planner.shop.store.channels import read_channels

        now = next(c for c in read_channels(self.planner.workspace()) if c.name == before.name)
        swapped = bool(now.shrinkage_kinds) != bool(before.shrinkage_kinds)
        return "\n".join(
            [*([shrinkage.replaced(now)] if swapped else []), t("3 then r works the requirement out with it.")]
        )

    @work
    async def action_remove(self) -> None:
        """Take the entry under the cursor out."""
        from planner.requirement import shrinkage

        one, app, channel = self._under_cursor(), self.planner, self.channel
        if one is None:
            return
        what = {"kind": t(one.kind), "share": percent(one.share, 1), "channel": app.label(channel.name)}
        if not await app.confirm(t("Take out"), t("{kind} {share} of {channel} is taken out.", **what), t("take out")):
            return

        def save(_report: Report) -> str:
            shrinkage.set_kinds(app.workspace(), channel.name, [k for k in channel.shrinkage_kinds if k != one])
            return self._said(channel)

        self.begin("kinds", save, t("Saving"))

    @work
    async def action_file(self) -> None:
        """Replace the kinds of the channels that a file names."""
        from planner.requirement import shrinkage

        app, channel = self.planner, self.channel
        note = t("Columns: {names}", names=", ".join(shrinkage.COLUMNS))
        field = Field("path", t("File"), "", ".csv .xlsx", _there)
        answer = await app.form(t("Read shrinkage from a file"), [field], note, t("read"))
        if answer is None:
            return
        path = Path(answer["path"]).expanduser()

        def read(_report: Report) -> str:
            shrinkage.load(app.workspace(), path)
            return self._said(channel)

        self.begin("kinds", read, t("Reading {path}", path=path.name))

    @work
    async def action_export(self) -> None:
        """Every entry of every channel as CSV or Excel."""
        app = self.planner
        path = await app.ask_file(t("Export shrinkage"), f"{t('shrinkage')}.csv", (".csv", ".xlsx"))
        if path is None:
            return

        def export(_report: Report) -> str:
            from planner.requirement import shrinkage

            return t("{n} rows written to {path}", n=shrinkage.export(app.workspace(), path), path=path)

        self.begin("export", export, t("Writing {path}", path=path.name))

    def run_done(self, run: Run, result: Any) -> None:
        """Say what was done."""
        self.planner.toast(str(result))
        if run.kind != "export":
            self.planner.changed()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What makes sense now."""
        if action in ("channel", "add", "export", "file"):
            return True if self.channels else None
        if action in ("change", "remove"):
            return True if self.channels and self.channel.shrinkage_kinds else None
        return True


_YES = ("yes", "y", "sí", "si", "s")


def _yes_or_no(text: str) -> str:
    return "" if text.lower() in (*_YES, "no", "n") else t("write yes or no")


def _filled(text: str) -> str:
    return "" if text else t("give it a name")


def _there(text: str) -> str:
    return "" if Path(text).expanduser().is_file() else t("there is no such file")


def _checked(read: Callable[[str], object]) -> Callable[[str], str]:
    """A check that says why a service cannot read the text."""

    def check(text: str) -> str:
        try:
            read(text)
        except CuadranteError as error:
            return str(error)
        return ""

    return check


def _span(values: list[float]) -> str:
    """A share, or the least and the most where hours differ."""
    low, high = min(values), max(values)
    return percent(low, 1) if high - low < 5e-5 else f"{percent(low)}–{percent(high)}"
