"""A roster out of the house: a workbook for the wall and for each person, a CSV for other programs, calendar files.

Times are local. The CSV columns are the stable interface; shifts that end at midnight end at 00:00.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.page import PageMargins

from planner.base.config import now
from planner.base.errors import Misuse, Refused
from planner.base.i18n import day as day_text
from planner.base.i18n import number, os_reason, t
from planner.domain.people import Agent, TimeOff
from planner.domain.roster import Coverage, Roster, Shift
from planner.domain.time import midnight
from planner.tables.writing import replace_file, set_text, write_table

ROSTER_COLUMNS = ("agent_id", "date", "start", "end", "breaks", "work_minutes", "skills", "note")
PRODUCT, OWN_NAME = "PRODID:-//cuadrante//roster//EN", "X-CUADRANTE-FILE"
COVERAGE_COLUMNS = ("interval_start", "channel", "required", "scheduled", "short")


@dataclass(frozen=True)
class Wording:
    """What a workbook or a calendar says beside the shifts: draft or published, absences, what channels are called."""

    state: str = ""
    time_off: tuple[TimeOff, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Written:
    """What an export left behind: files written, and files of earlier exports that were taken away or left."""

    files: tuple[Path, ...]
    removed: tuple[Path, ...] = ()
    left: tuple[Path, ...] = ()

    def said(self) -> tuple[str, ...]:
        """In words what became of the files of earlier exports; nothing when there were none."""
        lines = []
        if self.removed:
            lines.append(t("Calendars of people without a shift in this roster, removed: {names}.",
                           names=", ".join(p.stem for p in self.removed)))  # fmt: skip
        if self.left:
            lines.append(t("Left in {folder}, as this program did not write them: {names}.",
                           folder=self.left[0].parent, names=", ".join(p.name for p in self.left)))  # fmt: skip
        return tuple(lines)


def write_roster(
    path: Path,
    roster: Roster,
    agents: Sequence[Agent],
    coverage: Coverage | None = None,
    wording: Wording = Wording(),
) -> Written:
    """Write by the file's ending: .xlsx, .csv or .ics; returns the files written and what became of earlier ones.

    An .ics holds everybody; beside it, in a folder of the same name, stands one file for each person. Files that an
    earlier export wrote there for people who have no shift now go away; files of anybody else stay. Refused without
    shifts: a calendar of nothing is no calendar.
    """
    ending = path.suffix.lower()
    if ending == ".csv":
        write_table(path, ROSTER_COLUMNS, roster_rows(roster, agents))
        return Written((path,))
    if ending == ".xlsx":
        replace_file(path, lambda handle: _workbook(roster, agents, coverage, wording).save(handle))
        return Written((path,))
    if ending == ".ics":
        if not roster.shifts:
            raise Refused(t("There are no shifts to put into a calendar."), t("Solve the roster first."))
        return _calendars(path, roster, agents, wording)
    raise Misuse(t("{file} must end in .xlsx, .csv or .ics.", file=path.name))


def write_coverage(path: Path, coverage: Coverage) -> int:
    """Write required, scheduled and short agents as CSV or XLSX; returns the rows written."""
    return write_table(path, COVERAGE_COLUMNS, coverage_rows(coverage))


def coverage_rows(coverage: Coverage) -> Iterable[tuple[str, str, float, float, float]]:
    """Rows of the coverage export: intervals with their offset, channel by channel."""
    for channel, required in coverage.required.items():
        scheduled = coverage.scheduled.get(channel, (0.0,) * len(required))
        short = coverage.short.get(channel, (0.0,) * len(required))
        for start, r, s, missing in zip(coverage.grid.local_starts, required, scheduled, short, strict=True):
            yield start.isoformat(timespec="minutes"), channel, round(r, 4), round(s, 4), round(missing, 4)


def roster_rows(roster: Roster, agents: Sequence[Agent]) -> list[tuple[Any, ...]]:
    """Rows of the roster export, by agent and time."""
    skills = {agent.agent_id: agent.skills for agent in agents}
    tz = ZoneInfo(roster.zone)
    return [
        (
            shift.agent_id,
            shift.day,
            clock(shift.start, tz),
            clock(shift.end, tz),
            ";".join(f"{clock(b.start, tz)}-{clock(b.end, tz)}" for b in shift.breaks),
            shift.work_minutes,
            ";".join(channels_of(shift, skills)),
            shift.note,
        )
        for shift in sorted(roster.shifts, key=lambda s: (s.agent_id, s.start))
    ]


def channels_of(shift: Shift, skills: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The channels a shift serves: those of its activities, else all the agent's skills."""
    return tuple(dict.fromkeys(a.channel for a in shift.activities)) or skills.get(shift.agent_id, ())


def clock(moment: datetime, tz: ZoneInfo) -> str:
    """Local time of day as 09:30."""
    return f"{moment.astimezone(tz):%H:%M}"


def said_clock(moment: datetime, tz: ZoneInfo) -> str:
    """The same for people: in the hour that comes twice when summer time ends, which of the two it is."""
    here = moment.astimezone(tz)
    if here.replace(fold=0).utcoffset() == here.replace(fold=1).utcoffset():
        return f"{here:%H:%M}"
    offset = here.strftime("%z")
    return f"{here:%H:%M} (UTC{offset[:3]}:{offset[3:]})"


# --- the workbook


def _workbook(roster: Roster, agents: Sequence[Agent], coverage: Coverage | None, wording: Wording) -> Any:
    book: Any = Workbook()
    book.remove(book.active)
    names = _SheetNames()
    _wall(book.create_sheet(names.take(t("Roster"))), roster, agents, wording)
    if coverage is not None and coverage.required:
        _coverage_sheet(book.create_sheet(names.take(t("Coverage"))), coverage, wording.labels)
    _data(book.create_sheet(names.take(t("Data"))), roster, agents)
    for agent in sorted(agents, key=lambda a: (a.team, a.name, a.agent_id)):
        if any(s.agent_id == agent.agent_id for s in roster.shifts):
            _person(book.create_sheet(names.take(agent.name or agent.agent_id)), roster, agent, wording)
    return book


class _SheetNames:
    """Sheet titles as Excel allows them: 31 characters, no []:*?/\\, each once whatever the case."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, wanted: str) -> str:
        base = re.sub(r"[\[\]:*?/\\\x00-\x1f\ud800-\udfff]", " ", wanted).strip(" '")[:31] or "-"
        title, n = base, 1
        while title.lower() in self._taken or title.lower() == "history":
            n += 1
            title = f"{base[: 30 - len(str(n))]} {n}"
        self._taken.add(title.lower())
        return title


def _put(sheet: Any, row: int, column: int, value: Any, **style: Any) -> Any:
    cell = sheet.cell(row, column)
    if isinstance(value, str):
        set_text(cell, value)
    else:
        cell.value = value
    for name, part in style.items():
        setattr(cell, name, part)
    return cell


def _wall(sheet: Any, roster: Roster, agents: Sequence[Agent], wording: Wording) -> None:
    """The sheet for the wall: a row for each person, a column for each day, teams one under the other."""
    tz, days = ZoneInfo(roster.zone), [roster.first_day + timedelta(days=d) for d in range(roster.days)]
    bold, middle = Font(bold=True), Alignment(horizontal="center", vertical="center", wrap_text=True)
    thin = Side(style="thin", color="BBBBBB")
    line = Border(top=thin, bottom=thin, left=thin, right=thin)
    head, weekend, free = (PatternFill("solid", fgColor=c) for c in ("1F4E5F", "E8EEF1", "F7F7F7"))
    _put(sheet, 1, 1, t("Roster from {start} to {end}", start=day_text(days[0], year=True),
                        end=day_text(days[-1], year=True)), font=Font(bold=True, size=14))  # fmt: skip
    _put(sheet, 2, 1, wording.state, font=Font(italic=True, color="555555"))
    titles = [t("Name"), *(day_text(d) for d in days), t("Hours")]
    for column, title in enumerate(titles, start=1):
        _put(sheet, 3, column, title, font=Font(bold=True, color="FFFFFF"), fill=head, alignment=middle, border=line)
    by_agent: dict[str, list[Shift]] = {}
    for shift in roster.shifts:
        by_agent.setdefault(shift.agent_id, []).append(shift)
    known = {agent.agent_id: agent for agent in agents}
    people = sorted([(a.team, a.name, a.agent_id) for a in agents] + [("", i, i) for i in by_agent if i not in known])
    row, team = 4, None
    for person_team, name, agent_id in people:
        if person_team != team:
            team = person_team
            _put(sheet, row, 1, team or t("Without a team"), font=bold)
            row += 1
        _put(sheet, row, 1, name, border=line, alignment=Alignment(vertical="center"))
        shifts = by_agent.get(agent_id, [])
        for column, day in enumerate(days, start=2):
            texts = [_span(s.start, s.end, tz) for s in shifts if s.day == day]
            cell = _put(
                sheet,
                row,
                column,
                "\n".join(texts) or _away(wording, agent_id, day, roster.zone) or t("free"),
                border=line,
                alignment=middle,
            )
            if not texts:
                cell.fill, cell.font = free, Font(color="888888")
            elif day.weekday() >= 5:
                cell.fill = weekend
        hours = sum(s.work_minutes for s in shifts) / 60
        _put(sheet, row, len(days) + 2, hours, border=line, number_format="0.00")
        sheet.row_dimensions[row].height = 15 * max(1, *(sum(s.day == d for s in shifts) for d in days), 1) + 3
        row += 1
    sheet.column_dimensions["A"].width = 26
    for column in range(2, len(days) + 2):
        sheet.column_dimensions[sheet.cell(3, column).column_letter].width = 14
    sheet.freeze_panes = "B4"
    _page(sheet, "3:3")


def _page(sheet: Any, titles: str, orientation: str = "landscape") -> None:
    """A4, as wide as one page, narrow margins, the heading on every page."""
    sheet.page_setup.orientation = orientation
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0
    sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.4, bottom=0.4)
    sheet.print_title_rows = titles


def _away(wording: Wording, agent_id: str, day: date, zone: str) -> str:
    """Away, training or meeting; empty when neither. Why somebody is away is nobody's business on a wall."""
    noon = midnight(day, zone) + timedelta(hours=12)
    off = next((o for o in wording.time_off if o.agent_id == agent_id and o.start <= noon < o.end), None)
    return "" if off is None else t(off.kind) if off.at_work else t("away")


def _at_work(shift: Shift, time_off: Iterable[TimeOff]) -> list[tuple[datetime, datetime, str]]:
    """Training and meetings of a shift's agent within it: from, to, what."""
    return [
        (max(o.start, shift.start), min(o.end, shift.end), t(o.kind))
        for o in time_off
        if o.agent_id == shift.agent_id and o.at_work and o.start < shift.end and shift.start < o.end
    ]


def _span(start: datetime, end: datetime, tz: ZoneInfo) -> str:
    return f"{said_clock(start, tz)}–{said_clock(end, tz)}"


def _coverage_sheet(sheet: Any, coverage: Coverage, labels: Mapping[str, str]) -> None:
    """Required, scheduled and short by channel; short intervals stand out by colour and by a mark."""
    titles = (t("Day"), t("Time"), t("Channel"), t("Required"), t("Scheduled"), t("Short"), "")
    for column, title in enumerate(titles, start=1):
        _put(sheet, 1, column, title, font=Font(bold=True))
    red = PatternFill("solid", fgColor="F4C7C3")
    row = 2
    for channel, required in coverage.required.items():
        scheduled = coverage.scheduled.get(channel, (0.0,) * len(required))
        short = coverage.short.get(channel, (0.0,) * len(required))
        for start, r, s, missing in zip(coverage.grid.local_starts, required, scheduled, short, strict=True):
            if not r and not s:
                continue
            values = (
                start.date(),
                f"{start:%H:%M}",
                labels.get(channel, channel),
                round(r, 2),
                round(s, 2),
                round(missing, 2),
            )
            for column, value in enumerate(values, start=1):
                cell = _put(sheet, row, column, value)
                if column == 1:
                    cell.alignment = Alignment(horizontal="left")
                elif column > 3:
                    cell.number_format = "0.0"
                if missing > 0:
                    cell.fill = red
            if missing > 0:
                _put(sheet, row, 7, t("short"))
            row += 1
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:F{max(2, row - 1)}"
    _page(sheet, "1:1", "portrait")
    for letter, width in zip("ABCDEFG", (12, 8, 18, 13, 13, 10, 10), strict=True):
        sheet.column_dimensions[letter].width = width


def _data(sheet: Any, roster: Roster, agents: Sequence[Agent]) -> None:
    """The rows of the CSV, for whoever goes on working with them."""
    for column, title in enumerate(ROSTER_COLUMNS, start=1):
        _put(sheet, 1, column, title, font=Font(bold=True))
    for row, values in enumerate(roster_rows(roster, agents), start=2):
        for column, value in enumerate(values, start=1):
            _put(sheet, row, column, value)
    for letter, width in zip("ABCDEFGH", (10, 11, 7, 7, 14, 14, 24, 20), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    _page(sheet, "1:1")


def _person(sheet: Any, roster: Roster, agent: Agent, wording: Wording) -> None:
    """One person's shifts with breaks and channels, to print or send."""
    tz = ZoneInfo(roster.zone)
    labels = wording.labels
    _put(sheet, 1, 1, agent.name, font=Font(bold=True, size=14))
    _put(sheet, 2, 1, wording.state, font=Font(italic=True, color="555555"))
    for column, title in enumerate(
        (t("Day"), t("Shift start"), t("Shift end"), t("Breaks"), t("Hours"), t("Channels"), t("Note")), 1
    ):
        _put(sheet, 3, column, title, font=Font(bold=True), alignment=Alignment("center" if column == 5 else None))
    row, minutes = 4, 0
    for shift in roster.of_agent(agent.agent_id):
        breaks = "\n".join(_span(b.start, b.end, tz) for b in shift.breaks)
        spans = [(a.start, a.end, labels.get(a.channel, a.channel)) for a in shift.activities]
        spans = sorted([*spans, *_at_work(shift, wording.time_off)])
        channels = "\n".join(f"{_span(start, end, tz)} {what}" for start, end, what in spans)
        channels = channels or ", ".join(labels.get(s, s) for s in agent.skills)
        values = (day_text(shift.day), said_clock(shift.start, tz), said_clock(shift.end, tz), breaks)
        for column, value in enumerate((*values, shift.work_minutes / 60, channels, shift.note), start=1):
            middle = "center" if column == 5 else None
            cell = _put(sheet, row, column, value, alignment=Alignment(middle, "top", wrap_text=True))
            if column == 5:
                cell.number_format = "0.00"
        lines = max(1, len(shift.breaks), len(spans), -(-len(shift.note) // 28))
        sheet.row_dimensions[row].height = 14 * lines + 3
        minutes += shift.work_minutes
        row += 1
    _put(sheet, row + 1, 1, t("{hours} hours in all", hours=number(minutes / 60, 2)), font=Font(bold=True))
    for letter, width in zip("ABCDEFG", (14, 9, 9, 16, 9, 28, 30), strict=True):
        sheet.column_dimensions[letter].width = width
    _page(sheet, "3:3")


# --- calendars (RFC 5545)


def _calendars(path: Path, roster: Roster, agents: Sequence[Agent], wording: Wording) -> Written:
    names = {agent.agent_id: agent.name for agent in agents}
    skills = {agent.agent_id: agent.skills for agent in agents}
    written = [path]
    whole = calendar(roster, roster.shifts, names, skills, everybody=True, wording=wording)
    replace_file(path, lambda handle: _save(handle, whole))
    folder = path.with_suffix("")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(
            t("Cannot make {path}: {why}.", path=folder, why=os_reason(error)),
            t("Choose a folder that you may write to."),
        ) from error
    for agent_id in sorted({s.agent_id for s in roster.shifts}):
        file = folder / f"{_file_name(agent_id)}.ics"
        text = calendar(
            roster, roster.of_agent(agent_id), names, skills, everybody=False, wording=wording, file=file.name
        )
        replace_file(file, lambda handle, text=text: _save(handle, text))  # type: ignore[misc]
        written.append(file)
    removed, left = _clear(folder, {file.name for file in written[1:]})
    return Written(tuple(written), removed, left)


def _clear(folder: Path, current: set[str]) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Take away the calendars that this program wrote into `folder` earlier, but for `current`: removed, left.

    A file is ours when it says so and says the name it still has: one that was copied, renamed or rewritten by another
    program is somebody's own and stays.
    """
    removed, left = list[Path](), list[Path]()
    for file in sorted(folder.glob("*.ics")):
        if file.name in current:
            continue
        try:
            with file.open("rb") as handle:
                head = handle.read(1024).replace(b"\r\n ", b"").decode(errors="replace").split("\r\n")
            ours = PRODUCT in head and f"{OWN_NAME}:{_escaped(file.name)}" in head
            if ours:
                file.unlink()
        except OSError:
            ours = False
        (removed if ours else left).append(file)
    return tuple(removed), tuple(left)


def _save(handle: Any, text: str) -> None:
    handle.write(text.encode("utf-8", errors="replace"))


def _file_name(agent_id: str) -> str:
    """A file name from an id: letters and digits stay, anything else makes it unique by a hash."""
    plain = re.sub(r"[^\w-]+", "_", agent_id)[:60]
    return plain if plain == agent_id else f"{plain}-{hashlib.sha256(agent_id.encode()).hexdigest()[:8]}"


def calendar(
    roster: Roster,
    shifts: Iterable[Shift],
    names: dict[str, str],
    skills: dict[str, tuple[str, ...]],
    *,
    everybody: bool,
    wording: Wording = Wording(),
    file: str = "",
) -> str:
    """Shifts as an iCalendar text in UTC. The same person's shift of a day keeps its UID: a new file replaces it.

    `wording` names channels for people, brings training and meetings, and says whether the roster is binding. `file`,
    the name it is written under, lets a later export know the file as one of its own.
    """
    tz, called = ZoneInfo(roster.zone), wording.labels
    stamp = _utc(now())
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        PRODUCT,
        "CALSCALE:GREGORIAN",
        *([f"{OWN_NAME}:{_escaped(file)}"] if file else []),
    ]  # no METHOD: a publication needs an organizer's address (RFC 5546), and without one it is a file to import
    counts: dict[tuple[str, object], int] = {}
    for shift in sorted(shifts, key=lambda s: (s.agent_id, s.start)):
        nth = counts[shift.agent_id, shift.day] = counts.get((shift.agent_id, shift.day), 0) + 1
        uid = hashlib.sha256(f"{shift.agent_id}|{shift.day}|{nth}".encode()).hexdigest()[:32]
        span = _span(shift.start, shift.end, tz)
        name = names.get(shift.agent_id, shift.agent_id)
        notes = [
            t("Break {start}–{end}", start=said_clock(b.start, tz), end=said_clock(b.end, tz)) for b in shift.breaks
        ]
        notes += [f"{what} {_span(start, end, tz)}" for start, end, what in _at_work(shift, wording.time_off)]
        channels = ", ".join(called.get(c, c) for c in channels_of(shift, skills))
        notes += [t("Channels: {names}", names=channels)] if channels else []
        notes += [text for text in (shift.note, wording.state) if text]
        lines += [
            "BEGIN:VEVENT",
            f"UID:{uid}@cuadrante",
            f"DTSTAMP:{stamp}",
            f"DTSTART:{_utc(shift.start)}",
            f"DTEND:{_utc(shift.end)}",
            "SUMMARY:" + _escaped(f"{name} {span}" if everybody else t("Shift {span}", span=span)),
            "DESCRIPTION:" + _escaped("\n".join(notes)),
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(_folded(line) for line in lines)


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", re.sub(r"\r\n|\r|\n", "\\\\n", text))


def _folded(line: str) -> str:
    """A content line in pieces of at most 75 octets, never cutting a character, each ended by CRLF."""
    pieces, piece, size = [], "", 0
    for char in line:
        octets = len(char.encode("utf-8", errors="replace"))
        if size + octets > 75:
            pieces.append(piece)
            piece, size = " ", 1
        piece += char
        size += octets
    return "\r\n".join([*pieces, piece]) + "\r\n"
