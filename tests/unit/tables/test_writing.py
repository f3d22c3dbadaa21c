"""Whatever leaves the house goes through one writer: text stays text, numbers stay numbers, files are whole or old."""

import ast
import csv
import errno
import io
import os
import stat
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engagement.pay.credit import Credit
from planner.base.errors import Refused
from planner.domain.people import Agent, Contract
from planner.pay.files.lines import PayrollProfile, PayrollRow, write_lines, write_payroll
from planner.roster.files import write_coverage, write_roster
from planner.tables import writing
from planner.tables.guard import NUMBER, safe_text, starts_formula, without_guard
from planner.tables.writing import CsvForm, replace_file, tab_separated, write_table
from tests.unit.tables.test_files_export import COVERAGE, FLAT, ROSTER

ROOT = Path(__file__).resolve().parents[3]
SIGNS = "=+-@＝＋－＠﹦﹢﹣﹫"
SKIPPED = ["", " ", "\u00a0", "\ufeff", "\u200b", "\u202e", "\x01", "\t", "\r\n"]
PAYLOADS = ["1+1", "cmd|'/c calc'!A0", "A1"]
HOSTILE = [skipped + sign + rest for skipped in SKIPPED for sign in SIGNS for rest in PAYLOADS]
HOSTILE += [start + rest for start in "\t\r\n" for rest in PAYLOADS]
quotes = st.sampled_from(["", "'", "''"])
texts = st.one_of(
    st.builds(lambda a, b, c: a + b + c, quotes, st.sampled_from(HOSTILE), st.text(max_size=8)), st.text(max_size=20)
)


def runs(cell: str) -> bool:
    """Whether a spreadsheet may run it: after what no eye sees comes a sign, and it is not just a number."""
    if cell[:1] in "\t\r\n" and cell:
        return True
    seen = cell.lstrip().lstrip("\ufeff\u200b\u202e\x01\u00a0 ")
    return seen[:1] != "" and seen[0] in SIGNS and NUMBER.fullmatch(cell) is None and not is_figure(cell)


def is_figure(cell: str) -> bool:
    """Digits with a sign, marks and a unit: nothing in it could call or point anywhere."""
    return set(cell) <= set("0123456789+-.,%€ \u00a0\u202feE") and not set(cell[1:]) & set("+-")


def test_nothing_hostile_is_left_to_run():
    assert [value for value in HOSTILE if safe_text(value) != f"'{value}" or runs(safe_text(value))] == []


@settings(max_examples=400)
@given(texts)
def test_the_guard_is_taken_off_again_and_only_once(value):
    assert without_guard(safe_text(value)) == value
    assert not runs(safe_text(value))


NUMBERS = ["-12", "+3.5", "+62 %", "-1,5", "-1.234,50 €", "+1,234.5", "-€12.30", "1e5", "-1.5e3"]


@pytest.mark.parametrize("value", [*NUMBERS, "ordinary", "", "a=b"])
def test_numbers_and_plain_text_stay_as_they_are(value):
    assert safe_text(value) == value


@pytest.mark.parametrize("value", ["+34 600 11", "-2+3", "+1%%", "-1-1", "=5", "+-3", "-1.2.3"])
def test_what_only_looks_like_a_number_is_guarded(value):
    assert starts_formula(value)


def cells_of(path: Path, **form) -> list[str]:
    """Every cell of a CSV file, or of every sheet of a workbook those that are text; a formula is an error."""
    if path.suffix == ".csv":
        text = path.read_text(encoding=form.get("encoding", "utf-8"))
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=form.get("delimiter", ","))
        return [cell for row in rows for cell in row]
    cells = [cell for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    return []


def exported(folder: Path, values: list[str]):
    """Texts of somebody's in every form in which they leave the house: what was written, and how it is read."""
    agents = [Agent(f"A{n:03d}", v, v, (v,), Contract(2400)) for n, v in enumerate(values)]
    first = replace(ROSTER.shifts[0], agent_id="A000", note=values[0])
    roster = replace(ROSTER, shifts=(first, *(replace(first, agent_id=v, note=v) for v in values)))
    for name in ("table.csv", "table.xlsx"):
        write_table(folder / name, values, [values, values])
    write_table(folder / "people.csv", values, [values], form=writing.FOR_PEOPLE)
    write_roster(folder / "roster.csv", roster, agents)
    write_roster(folder / "roster.xlsx", roster, agents[:20], COVERAGE)
    write_coverage(folder / "coverage.csv", replace(COVERAGE, required=dict.fromkeys(values[:20], FLAT)))
    profile = PayrollProfile((("name", "name"), ("employee_code", "employee_code"), (values[0], "component")))
    write_payroll([PayrollRow("A", v, v, "2026-11", Decimal(1), v) for v in values], folder / "payroll.csv", profile)
    write_lines([credit(v) for v in values], folder / "lines.csv")
    for path in folder.iterdir():
        yield path, {"encoding": "utf-8-sig", "delimiter": ";" if path.stem == "payroll" else ","}


def credit(value: str) -> Credit:
    return Credit(value, value, False, value, date(2026, 11, 3), value, value, value, False, Decimal(1), value,
                  Decimal(1), Decimal(1), Decimal(1), Decimal(1), Decimal(1), 1)  # fmt: skip


def test_no_exporter_lets_a_text_run(tmp_path):
    for path, form in exported(tmp_path, HOSTILE):
        assert not [cell for cell in cells_of(path, **form) if runs(cell)], path.name


@settings(max_examples=100, deadline=None)
@given(value=texts)
def test_any_text_is_one_cell_that_does_not_run(tmp_path_factory, value):
    path = tmp_path_factory.mktemp("out") / "t.csv"
    write_table(path, ["a", "b"], [[value, "end"]])
    _, row = csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))
    assert row[1:] == ["end"] and not runs(row[0])
    lines = tab_separated([value], [[value, "b"]]).split("\n")
    assert len(lines) == 2 and not [cell for line in lines for cell in line.split("\t") if runs(cell)]


def test_numbers_are_numbers_in_every_form(tmp_path):
    values = [-5, -5.25, Decimal("-1E+3"), "-7", date(2026, 11, 27)]
    write_table(tmp_path / "t.csv", ["v"], [[v] for v in values])
    assert cells_of(tmp_path / "t.csv") == ["v", "-5", "-5.25", "-1000", "-7", "2026-11-27"]
    assert tab_separated(["v"], [["-5"], ["−3,5 %"], ["+62 %"]]) == "v\n-5\n−3,5 %\n+62 %"


# -- whole or not at all ----------------------------------------------------------------------------------------------


def test_an_export_that_fails_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    path = tmp_path / "x.csv"
    write_table(path, ["a"], [[1]])

    def full(handle):
        handle.write(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(Refused, match="No space left"):
        replace_file(path, full)
    monkeypatch.setattr(os, "fsync", lambda number: full(io.BytesIO()))
    with pytest.raises(Refused, match="No space left"):
        write_table(path, ["a"], [[2]])
    assert path.read_text() == "a\n1\n" and [p.name for p in tmp_path.iterdir()] == ["x.csv"]


def test_a_file_is_on_disk_before_it_takes_its_name(tmp_path, monkeypatch):
    steps = []
    sync, move = os.fsync, Path.replace
    monkeypatch.setattr(os, "fsync", lambda n: (steps.append("sync"), sync(n))[1])
    monkeypatch.setattr(Path, "replace", lambda a, b: (steps.append("move"), move(a, b))[1])
    write_table(tmp_path / "x.csv", ["a"], [])
    assert steps[:2] == ["sync", "move"]


def test_what_holds_people_is_its_owner_s_also_where_an_open_file_stood(tmp_path):
    for name in ("x.csv", "x.xlsx"):
        (tmp_path / name).touch(0o666)
        write_table(tmp_path / name, ["a"], [], private=True)
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_a_link_keeps_pointing_and_a_pipe_is_written_into(tmp_path):
    (tmp_path / "real.csv").write_text("old")
    (tmp_path / "link.csv").symlink_to("real.csv")
    write_table(tmp_path / "link.csv", ["a"], [])
    assert (tmp_path / "link.csv").is_symlink() and (tmp_path / "real.csv").read_text() == "a\n"
    os.mkfifo(tmp_path / "pipe.csv")
    reader = os.open(tmp_path / "pipe.csv", os.O_RDONLY | os.O_NONBLOCK)
    write_table(tmp_path / "pipe.csv", ["a"], [[1]])
    assert os.read(reader, 99) == b"a\n1\n" and stat.S_ISFIFO((tmp_path / "pipe.csv").stat().st_mode)
    os.close(reader)


def test_a_name_as_long_as_the_system_takes_can_be_written(tmp_path):
    path = tmp_path / ("n" * 251 + ".csv")
    write_table(path, ["a"], [])
    assert path.exists()


def test_a_character_that_a_strict_encoding_lacks_leaves_no_file(tmp_path):
    with pytest.raises(UnicodeEncodeError):
        write_table(tmp_path / "x.csv", ["a"], [["漢"]], form=CsvForm("cp1252", strict=True))
    assert list(tmp_path.iterdir()) == []


# -- there is no other writer -----------------------------------------------------------------------------------------

OTHERS = {
    "planner/tables/writing.py",  # the writer
    "planner/base/log.py", "planner/base/streams.py",  # the log; the standard streams
    # the workspace's own files
    "planner/db/audit.py", "planner/db/lockfile.py", "planner/db/backup.py", "planner/db/restore.py",
    "planner/db/exchange.py",
    "planner/tables/opening.py", "planner/shop/intake/cli.py",  # what comes in, unpacked into a temporary folder
    "planner/surveys/store/intake.py",  # a survey's secret, overwritten in its place
    "planner/pay/files/workbook.py",  # an empty workbook in memory
    "planner/roster/last_shown.py",  # what this user looked at last, beside the workspaces
    "planner/roster/files.py",  # a workbook into the writer's own handle
    "sample_data/__init__.py", "sample_data/generate.py",  # the sample shop
}  # fmt: skip
WRITERS = {"write_text", "write_bytes", "to_csv", "to_excel", "writer", "DictWriter", "save", "fdopen", "writestr"}


def writes(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Attribute) and node.func.attr in WRITERS:
        return node.func.attr != "save" or ast.unparse(node.func.value) in ("book", "workbook", "wb")
    named = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    modes = (a.value for a in (*node.args, *(k.value for k in node.keywords)) if isinstance(a, ast.Constant))
    return named == "open" and any(isinstance(m, str) and len(m) < 4 and set(m) & set("wax+") for m in modes)


def test_nobody_else_writes_files_or_tables_for_people():
    found = {
        path.relative_to(ROOT).as_posix()
        for room in ("planner", "tui", "engagement", "forecasting", "sample_data")
        for path in (ROOT / room).rglob("*.py")
        if any(writes(node) for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    }
    assert found <= OTHERS, "through planner.tables.writing, please"


def test_every_table_on_the_clipboard_is_guarded():
    """What is copied is one text of a person's own screen, or a table that `tab_separated` made."""
    prose = {"tui/frame/modals.py", "tui/screens/roster/explain.py", "tui/screens/surveys/results.py"}
    tables = {"tui/frame/tables.py", "tui/screens/roster/roster.py", "tui/screens/roster/findings.py"}
    copying = (p for p in (ROOT / "tui").rglob("*.py") if "copy_to_clipboard" in p.read_text(encoding="utf-8"))
    assert {p.relative_to(ROOT).as_posix() for p in copying} == prose | tables
