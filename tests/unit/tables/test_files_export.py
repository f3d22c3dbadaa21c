"""Files that leave the house: stable columns, text that stays text, calendars that calendars can read."""

import csv
import io
import subprocess
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.base.errors import InputProblems, Misuse, Refused
from planner.domain.people import Agent, Contract, TimeOff
from planner.domain.roster import Activity, Break, Coverage, Roster, Shift
from planner.domain.time import TimeGrid
from planner.roster.files import Wording, write_coverage, write_roster
from planner.tables.tables import read_records
from planner.tables.values import Habits, text
from planner.tables.writing import write_table

MONDAY = date(2026, 11, 23)
AT_NINE = datetime(2026, 11, 23, 8, tzinfo=UTC)
EVIL = ["=1+1", "+34 600", "-x", "@SUM(A1)", "\t=1", " =1", "＝1+1", '=HYPERLINK("http://x")', "|calc"]


def shift(agent="A01", day=0, start=9, hours=8.0, **more):
    begin = datetime(2026, 11, 23 + day, start, tzinfo=ZoneInfo("Europe/Madrid")).astimezone(UTC)
    lunch = Break(begin + timedelta(hours=4), begin + timedelta(hours=4.5))
    coffee = Break(begin + timedelta(hours=2), begin + timedelta(hours=2, minutes=15), paid=True)
    return Shift(agent, MONDAY + timedelta(days=day), begin, begin + timedelta(hours=hours), (coffee, lunch), **more)


AGENTS = (
    Agent("A01", "Íñigo Muñoz 🎧", "Norte", ("phone", "chat"), Contract(2400)),
    Agent("A02", "=cmd|'/c calc'!A0", "Norte", ("phone",), Contract(1200)),
    Agent("A/03", "Íñigo Muñoz 🎧", "Sur [2]", ("email",), Contract(2400)),
    Agent("A04", "Nobody Rostered", "Sur [2]", ("email",), Contract(2400)),
)
ROSTER = Roster(
    MONDAY, 7, "Europe/Madrid",
    (
        shift(activities=(Activity("chat", AT_NINE, AT_NINE + timedelta(hours=2)),)),
        shift(day=1, note="=1+1; \"note\",\nnext"),
        shift("A02", 2, 16),
        shift("A/03", 6, 8, 6),
    ),
)  # fmt: skip
GRID = TimeGrid(MONDAY, 7, 60, "Europe/Madrid")
FLAT = (2.0,) * len(GRID)
COVERAGE = Coverage(GRID, {"phone": FLAT}, {"phone": (1.5,) * len(GRID)}, {"phone": (0.5,) * len(GRID)})


def test_the_roster_csv_has_the_stable_columns_in_local_time(tmp_path):
    path = tmp_path / "roster.csv"
    write_roster(path, ROSTER, AGENTS, COVERAGE)
    raw = path.read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(raw.decode())))
    assert list(rows[0]) == ["agent_id", "date", "start", "end", "breaks", "work_minutes", "skills", "note"]
    assert [r["agent_id"] for r in rows] == ["A/03", "A01", "A01", "A02"]
    first = rows[1]
    assert (first["date"], first["start"], first["end"]) == ("2026-11-23", "09:00", "17:00")
    assert first["breaks"] == "11:00-11:15;13:00-13:30"
    assert first["work_minutes"] == "450"
    assert first["skills"] == "chat"
    assert rows[2]["skills"] == "phone;chat"
    assert rows[3]["end"] == "00:00"
    assert rows[2]["note"].startswith("'=1+1")


def test_the_workbook_has_a_wall_a_coverage_and_a_sheet_for_each_person(tmp_path):
    path = tmp_path / "roster.xlsx"
    write_roster(path, ROSTER, AGENTS, COVERAGE)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[:3] == ["Roster", "Coverage", "Data"]
    assert len(book.sheetnames) == 6
    assert len({name.lower() for name in book.sheetnames}) == 6
    wall = [[cell.value for cell in row] for row in book["Roster"].iter_rows()]
    flat = [value for row in wall for value in row]
    assert "09:00–17:00" in flat
    assert "Nobody Rostered" in flat
    assert {row[0]: row[8] for row in wall}["=cmd|'/c calc'!A0"] == pytest.approx(7.5)
    person = next(name for name in book.sheetnames if name.startswith("Íñigo"))
    assert book[person]["A1"].value == "Íñigo Muñoz 🎧"
    assert book["Coverage"]["F2"].value == 0.5
    assert book["Coverage"]["G2"].value == "short"


def test_no_cell_of_any_workbook_is_a_formula(tmp_path):
    roster, table = tmp_path / "roster.xlsx", tmp_path / "table.xlsx"
    write_roster(roster, ROSTER, AGENTS, COVERAGE)
    write_table(table, ["=evil", "b"], [[value, 1] for value in EVIL])
    for path in (roster, table):
        for sheet in openpyxl.load_workbook(path):
            for row in sheet.iter_rows():
                assert not [cell.coordinate for cell in row if cell.data_type == "f"]
    assert [row[0].value for row in openpyxl.load_workbook(table).active.iter_rows(min_row=2)] == EVIL


def test_no_cell_of_a_csv_starts_a_formula_and_our_reader_gives_the_text_back(tmp_path):
    path = tmp_path / "t.csv"
    write_table(path, ["name"], [[value] for value in EVIL])
    cells = [row[0] for row in csv.reader(path.open(encoding="utf-8", newline=""))][1:]
    for cell in cells:
        assert cell.lstrip()[:1] not in ("=", "+", "-", "@", "＝", "＋", "－", "＠")
    assert text(cells[0], Habits()) == "=1+1"


def test_numbers_stay_numbers_in_both_forms(tmp_path):
    values = [-5, -5.25, Decimal("-1234567.89"), "-7", "0.5", "007", date(2026, 11, 27), None, float("nan"), True]
    write_table(tmp_path / "t.csv", ["v"], [[v] for v in values])
    cells = [row[0] if row else "" for row in csv.reader((tmp_path / "t.csv").open(newline=""))][1:]
    assert cells == ["-5", "-5.25", "-1234567.89", "-7", "0.5", "007", "2026-11-27", "", "", "true"]
    write_table(tmp_path / "t.xlsx", ["v", "x"], [[v, "."] for v in values])
    found = [row[0].value for row in openpyxl.load_workbook(tmp_path / "t.xlsx").active.iter_rows(min_row=2)]
    assert found[:6] == [-5, -5.25, -1234567.89, -7, 0.5, "007"]
    assert found[7:] == [None, None, True]


@settings(max_examples=60, deadline=None)
@given(value=st.text(max_size=60))
def test_any_text_can_be_written_and_is_no_formula(tmp_path_factory, value):
    folder = tmp_path_factory.mktemp("text")
    write_table(folder / "t.xlsx", ["v"], [[value]])
    cell = openpyxl.load_workbook(folder / "t.xlsx").active["A2"]
    assert cell.data_type != "f"
    write_table(folder / "t.csv", ["v", "w"], [[value, "end"]])
    rows = list(csv.reader((folder / "t.csv").open(encoding="utf-8", newline="")))
    assert len(rows) == 2
    assert rows[1][1] == "end"


def unfolded(path):
    data = path.read_bytes()
    assert data.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    return data.decode().replace("\r\n ", "").split("\r\n")


def test_calendars_name_channels_as_people_do(tmp_path):
    working = shift(activities=(Activity("phone", AT_NINE, AT_NINE + timedelta(hours=2)),))
    wording = Wording("", (), {"phone": "Teléfono"})
    write_roster(tmp_path / "x.ics", Roster(MONDAY, 7, "Europe/Madrid", (working,)), AGENTS, None, wording)
    assert any("Teléfono" in line for line in unfolded(tmp_path / "x" / "A01.ics"))


def test_training_stands_among_the_channels_of_a_person_and_in_the_calendar(tmp_path):
    on, off = AT_NINE + timedelta(hours=2), AT_NINE + timedelta(hours=4)
    working = shift(activities=(Activity("phone", AT_NINE, on), Activity("phone", off, AT_NINE + timedelta(hours=8))))
    wording = Wording("", (TimeOff("A01", on, off, "training"), TimeOff("A02", on, off, "meeting")))
    write_roster(tmp_path / "x.xlsx", Roster(MONDAY, 7, "Europe/Madrid", (working,)), AGENTS, None, wording)
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx")["Íñigo Muñoz 🎧"]
    assert sheet["F4"].value == "09:00–11:00 phone\n11:00–13:00 training\n13:00–17:00 phone"
    write_roster(tmp_path / "x.ics", Roster(MONDAY, 7, "Europe/Madrid", (working,)), AGENTS, None, wording)
    assert any("training 11:00–13:00" in line for line in unfolded(tmp_path / "x" / "A01.ics"))
    assert not any("meeting" in line for line in unfolded(tmp_path / "x.ics"))


def test_calendars_for_all_and_for_each_person(tmp_path):
    files = write_roster(tmp_path / "week.ics", ROSTER, AGENTS).files
    assert len(files) == 4
    assert len({file.name for file in files}) == 4
    everybody = unfolded(tmp_path / "week.ics")
    assert everybody.count("BEGIN:VEVENT") == 4
    assert "DTSTART:20261123T080000Z" in everybody
    assert "DTEND:20261123T160000Z" in everybody
    ana = unfolded(tmp_path / "week" / "A01.ics")
    assert ana.count("BEGIN:VEVENT") == 2
    note = next(line for line in ana if "next" in line)
    assert '=1+1\\; "note"\\,\\nnext' in note
    uids = [line for line in everybody if line.startswith("UID:")]
    assert len(set(uids)) == 4
    assert set(uids) >= {line for line in ana if line.startswith("UID:")}


def test_calendars_of_people_who_have_no_shift_any_more_go_away_and_those_of_others_stay(tmp_path):
    first = write_roster(tmp_path / "week.ics", ROSTER, AGENTS)
    assert first.removed == first.left == () and not first.said()
    folder = tmp_path / "week"
    gone = {file.name for file in first.files[1:]} - {"A01.ics"}
    (folder / "holidays.ics").write_text("BEGIN:VCALENDAR\r\nPRODID:-//other//EN\r\nEND:VCALENDAR\r\n")
    (folder / "my copy.ics").write_bytes((folder / "A01.ics").read_bytes())
    (folder / "notes.txt").write_text("mine")

    only_one = Roster(MONDAY, 7, "Europe/Madrid", tuple(s for s in ROSTER.shifts if s.agent_id == "A01"))
    again = write_roster(tmp_path / "week.ics", only_one, AGENTS)
    assert {file.name for file in again.removed} == gone
    assert {file.name for file in again.left} == {"holidays.ics", "my copy.ics"}
    assert {p.name for p in folder.iterdir()} == {"A01.ics", "holidays.ics", "my copy.ics", "notes.txt"}
    assert all(file.stem in again.said()[0] for file in again.removed)
    assert "holidays.ics, my copy.ics" in again.said()[1]


def test_a_file_in_place_of_the_folder_of_calendars_is_refused_in_words(tmp_path):
    (tmp_path / "week").write_text("a file, not a folder")
    with pytest.raises(Refused, match="Cannot make"):
        write_roster(tmp_path / "week.ics", ROSTER, AGENTS)


def test_a_long_name_folds_without_cutting_a_character(tmp_path):
    agent = Agent("A01", "ñ🎧" * 60, "T", ("phone",), Contract(2400))
    write_roster(tmp_path / "x.ics", Roster(MONDAY, 7, "Europe/Madrid", (shift(),)), [agent])
    assert any("ñ🎧" * 60 in line for line in unfolded(tmp_path / "x.ics"))


def test_the_coverage_export_has_every_interval_also_on_the_day_of_25_hours(tmp_path):
    grid = TimeGrid(date(2026, 10, 25), 1, 30, "Europe/Madrid")
    values = tuple(float(i) for i in range(50))
    write_coverage(tmp_path / "c.csv", Coverage(grid, {"phone": values}, {"phone": values}, {"phone": (0.0,) * 50}))
    rows = list(csv.DictReader((tmp_path / "c.csv").open(newline="")))
    assert list(rows[0]) == ["interval_start", "channel", "required", "scheduled", "short"]
    assert len({row["interval_start"] for row in rows}) == 50
    assert rows[5]["interval_start"] == "2026-10-25T02:30+02:00"
    assert rows[7]["interval_start"] == "2026-10-25T02:30+01:00"


def test_an_unknown_ending_is_misuse_and_a_closed_folder_is_refused(tmp_path):
    with pytest.raises(Misuse):
        write_roster(tmp_path / "x.pdf", ROSTER, AGENTS)
    with pytest.raises(Misuse):
        write_table(tmp_path / "x.txt", ["a"], [])
    with pytest.raises(Refused, match="Cannot write"):
        write_table(tmp_path / "no" / "x.csv", ["a"], [])


def test_a_failed_export_leaves_the_old_file(tmp_path):
    path = tmp_path / "x.csv"
    write_table(path, ["a"], [[1]])

    def rows():
        yield [2]
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_table(path, ["a"], rows())
    assert path.read_text() == "a\n1\n"
    assert [p.name for p in tmp_path.iterdir()] == ["x.csv"]


def test_a_small_table_is_read_as_text_with_points(tmp_path):
    path = tmp_path / "calc.csv"
    path.write_text('model;volume;aht_s;handle_s_by_level\nerlang_c;100,5;1.250,0;"300;390"\n\nchat;7;60;\n')
    assert read_records(path) == [
        {"model": "erlang_c", "volume": "100.5", "aht_s": "1250.0", "handle_s_by_level": "300;390"},
        {"model": "chat", "volume": "7", "aht_s": "60", "handle_s_by_level": ""},
    ]
    path.write_text("model;volume\nerlang_c;1,234\n")
    with pytest.raises(InputProblems):
        read_records(path)
    assert read_records(path, decimal=",")[0]["volume"] == "1.234"


@pytest.mark.system
@pytest.mark.slow
def test_libreoffice_opens_the_workbook_and_reads_the_same_text(tmp_path, require_program):
    office = require_program("soffice")
    path = tmp_path / "roster.xlsx"
    write_roster(path, ROSTER, AGENTS, COVERAGE)
    command = [
        office, "--headless", "--norestore", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to",
        "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1", "--outdir",
        str(tmp_path), str(path),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    converted = {file.stem.removeprefix("roster-"): file.read_text(encoding="utf-8") for file in tmp_path.glob("*.csv")}
    assert {"Roster", "Coverage", "Data"} <= set(converted)
    assert "=cmd|'/c calc'!A0" in converted["Roster"]
    assert "=1+1" in converted["Data"]
    assert "09:00–17:00" in converted["Roster"]
    assert not [name for name, content in converted.items() if "#NAME?" in content or "Err:" in content]
