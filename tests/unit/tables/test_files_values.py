"""Cells and dialects: what a number, a date, a time of day means, and what is never guessed."""

import csv
import io
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from planner.base.errors import CuadranteError, InputProblems
from planner.shop.intake.contacts.facts import FactReader, FileReading
from planner.shop.intake.reading import Reading, map_header, parsed_rows, settled
from planner.shop.intake.recognise import own_profile
from planner.shop.intake.registry import MODULES, kind_named
from planner.tables import values
from planner.tables.dialect import Dialect, date_order_of, decimal_of, delimiter_of, encoding_of, settle
from planner.tables.tabular import chunks, open_table
from planner.tables.values import CellError, Habits

POINT, COMMA, OPEN = Habits("."), Habits(",", "DMY"), Habits("")
number = values.number(-1e12, 1e12)


@pytest.mark.parametrize(
    ("cell", "habits", "value"),
    [
        ("1234.5", POINT, 1234.5),
        ("1,234.5", POINT, 1234.5),
        ("1.234,5", COMMA, 1234.5),
        ("1.234", COMMA, 1234),
        ("1.234", POINT, 1.234),
        ("1 234,5", COMMA, 1234.5),
        ("1\u202f234", OPEN, 1234),
        ("-7", OPEN, -7),
        ("\u22127", OPEN, -7),
        ("12 €", OPEN, 12),
        ("62,5 %", COMMA, 62.5),
        ("1e3", POINT, 1000),
        (7, OPEN, 7),
        (7.25, COMMA, 7.25),
        ("0,5", COMMA, 0.5),
        (".5", POINT, 0.5),
    ],
)
def test_a_number_is_read_as_the_file_spells_it(cell, habits, value):
    assert number(cell, habits) == value


@pytest.mark.parametrize(
    ("cell", "habits"),
    [
        ("1.234", OPEN), ("1,5", OPEN), ("1.23.4", COMMA), ("12,34.5", POINT), ("1,23", POINT), ("abc", POINT),
        ("--1", POINT),
        ("nan", POINT), ("inf", POINT), (float("nan"), POINT), (float("inf"), POINT), ("1_000", POINT), ("٣", POINT),
        ("1e999", POINT), ("0x10", POINT), (".", POINT), (",", COMMA), ("1e13", POINT), ("=1+1", POINT),
    ],
)  # fmt: skip
def test_what_is_no_clear_number_is_a_problem(cell, habits):
    with pytest.raises(CellError):
        number(cell, habits)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**8), max_value=10**8, places=4))
def test_money_survives_every_spelling_to_the_last_digit(value):
    read = values.exact("-100000000", "100000000")
    english = f"{value:,.4f}"
    spanish = english.translate(str.maketrans(",.", ".,"))
    assert read(english, POINT) == read(spanish, COMMA) == read(f"{value:f}", POINT) == Decimal(value)


@pytest.mark.parametrize(
    ("cells", "delimiter", "mark"),
    [
        (["1", "2"], ";", ""),
        (["1.234"], ";", ""),
        (["1,234"], ";", ""),
        (["1,5"], ";", ","),
        (["1.5"], ";", "."),
        (["1.234,5"], ";", ","),
        (["1,234.5"], ";", "."),
        (["1.234.567"], ";", ","),
        (["0.125"], ";", "."),
        (["1.234"], ",", "."),
        (["1,234"], ",", ""),
        (["1,5"], ",", ","),
        ([], ",", "."),
    ],
)
def test_the_decimal_mark_is_decided_by_the_file_or_left_open(cells, delimiter, mark):
    assert decimal_of(cells, delimiter) == mark


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["01/02/2026"], ""),
        (["13/02/2026"], "DMY"),
        (["02/13/2026"], "MDY"),
        (["13/02/2026", "02/13/2026"], ""),
        ([], ""),
    ],
)
def test_the_order_of_day_and_month_is_decided_by_the_file_or_left_open(cells, order):
    assert date_order_of(cells) == order


def test_what_was_told_is_not_decided_again():
    told = Dialect(delimiter=";", decimal=".", date_order="MDY")
    assert settle(told, ["1,5"], ["13/02/2026"]) == told


@pytest.mark.parametrize("text", ["añoñ,b\n1,2\n" * 50, "a,b\n1,2\n" * 50])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_encodings_are_told_apart(text, encoding):
    found = encoding_of(text.encode(encoding), whole=True)
    assert text.encode(encoding).decode(found) == text


def test_a_character_cut_by_the_first_bytes_is_still_utf_8():
    assert encoding_of("ñ".encode()[:1], whole=False) == "utf-8"
    assert encoding_of("ñ".encode()[:1], whole=True) == "cp1252"


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_separator_is_the_one_that_cuts_evenly(mark):
    out = io.StringIO()
    csv.writer(out, delimiter=mark).writerows([["a", "b", "c"], ["1,5", "x;y", "z|w"], ["2", "a, b; c", ""]])
    assert delimiter_of(out.getvalue()) == mark


@pytest.mark.parametrize(
    ("cell", "habits", "value"),
    [
        ("2026-11-27 09:30", OPEN, datetime(2026, 11, 27, 9, 30)),
        ("2026-11-27T09:30:15", OPEN, datetime(2026, 11, 27, 9, 30, 15)),
        ("2026-11-27", OPEN, datetime(2026, 11, 27)),
        ("2026/1/7", OPEN, datetime(2026, 1, 7)),
        ("2026-11-27T09:30+01:00", OPEN, datetime(2026, 11, 27, 8, 30, tzinfo=UTC)),
        ("2026-11-27 09:30:00Z", OPEN, datetime(2026, 11, 27, 9, 30, tzinfo=UTC)),
        ("27/11/2026 9:30", COMMA, datetime(2026, 11, 27, 9, 30)),
        ("01.02.26", COMMA, datetime(2026, 2, 1)),
        ("01/02/2026", Habits(date_order="MDY"), datetime(2026, 1, 2)),
        ("1/2/2026 12:15 AM", Habits(date_order="MDY"), datetime(2026, 1, 2, 0, 15)),
        ("1/2/2026 12:15 p.m.", Habits(date_order="MDY"), datetime(2026, 1, 2, 12, 15)),
        (datetime(2026, 11, 27, 9, 29, 59, 999_900), OPEN, datetime(2026, 11, 27, 9, 30)),
        (date(2026, 11, 27), OPEN, datetime(2026, 11, 27)),
    ],
)
def test_a_date_is_read_as_the_file_spells_it(cell, habits, value):
    assert values.local(cell, habits) == value


@pytest.mark.parametrize(
    ("cell", "habits"),
    [
        ("01/02/2026", OPEN), ("13/13/2026", COMMA), ("2026-02-29", OPEN), ("2026-11-27 25:00", OPEN),
        ("20261127", OPEN),
        ("2026-W48-1", OPEN), (46353, OPEN), ("46353", Habits(typed=True)), ("1/2/2026 13:00 PM", COMMA),
        ("9999-01-01", OPEN),
        ("0001-01-01", OPEN), ("2026-11-27 09:30 CET", OPEN), ("", OPEN), ("2026-11-27 09:30+99:00", OPEN),
        (float("nan"), Habits(typed=True)), (-1, Habits(typed=True)), (1e300, Habits(typed=True)),
    ],
)  # fmt: skip
def test_what_is_no_clear_date_is_a_problem(cell, habits):
    with pytest.raises(CellError):
        values.local(cell, habits)


@pytest.mark.parametrize(
    ("cell", "value"),
    [("09:30", time(9, 30)), ("9.30", time(9, 30)), ("24:00", time()), (time(9), time(9)), ("9h05", time(9, 5))],
)
def test_a_time_of_day(cell, value):
    assert values.clock(cell, OPEN) == value


@pytest.mark.parametrize("cell", ["9", "25:00", "09:60", "24:30", "noon", 0.5])
def test_what_is_no_time_of_day_is_a_problem(cell):
    with pytest.raises(CellError):
        values.clock(cell, OPEN)


def read_all(path, kind):
    """Read a file as a kind, problems and all."""
    table = open_table(path, {})
    mapping = map_header(table, kind_named(kind))
    _, habits, _ = settled(table, kind_named(kind), mapping, "Europe/Madrid")
    if kind == "contacts":
        found = FileReading()
        reader = FactReader(table, own_profile(kind_named(kind)), habits, found, str.lower, {})
        rows = [int(row) for facts, _ in reader.chunks() for row in facts.row]
        return len(set(rows) - {problem.row for problem in found.problems.found}), found
    reading = Reading()
    return sum(1 for _ in parsed_rows(table, kind_named(kind), mapping, habits, reading)), reading


@settings(max_examples=150, deadline=None)
@given(
    data=st.binary(max_size=400),
    head=st.sampled_from([b"", b"PK\x03\x04", b"interval_start,channel,contacts\n", b"a;b\n"]),
)
@example(data=b'"' * 200_000, head=b"a,b\n")
@example(data=b"\xff\xfe\x00\xd8", head=b"")
def test_whatever_bytes_a_file_holds_it_is_read_or_refused(tmp_path_factory, data, head):
    path = tmp_path_factory.mktemp("fuzz") / "x.csv"
    path.write_bytes(head + data)
    try:
        for chunk in chunks(open_table(path, {})):
            assert chunk.rows
        read_all(path, "contacts")
    except CuadranteError as error:
        assert "\n" not in error.title


CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["2026-11-27 09:30", "27/11/2026", "1.234,5", "", "phone", "-1", "1e9", "nan", "A01", "=1", "0", "mon", "off"]
    ),
)


@settings(max_examples=150, deadline=None)
@given(
    kind=st.sampled_from(sorted(MODULES)),
    rows=st.lists(st.lists(CELLS, max_size=12), max_size=6),
    mark=st.sampled_from(",;\t"),
)
def test_whatever_the_cells_say_every_row_is_taken_or_has_a_problem(tmp_path_factory, kind, rows, mark):
    path = tmp_path_factory.mktemp("fuzz") / "x.csv"
    with path.open("w", encoding="utf-8", errors="replace", newline="") as handle:
        writer = csv.writer(handle, delimiter=mark)
        writer.writerow([spec.field for spec in kind_named(kind).columns])
        writer.writerows(rows)
    try:
        taken, reading = read_all(path, kind)
    except InputProblems:
        return
    bad_rows = {problem.row for problem in reading.problems.found}
    assert taken + len(bad_rows) + reading.duplicates == reading.rows
    assert all(problem.message and problem.row >= 2 for problem in reading.problems.found)
