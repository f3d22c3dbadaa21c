"""Workbooks of all sorts: the odd ones are read right, the dangerous ones are refused with one message."""

import io
import re
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from planner.base.errors import InputProblems
from planner.shop.intake.reading import Reading, map_header, parsed_rows, settled
from planner.shop.intake.registry import kind_named
from planner.tables import xlsx
from planner.tables.tabular import chunks, open_table


def book_bytes(rows, epoch_1904=False, sheets=("data",)):
    book = openpyxl.Workbook()
    book.remove(book.active)
    if epoch_1904:
        book.epoch = openpyxl.utils.datetime.MAC_EPOCH
    for name in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rewritten(data, change):
    """The same archive with some parts changed: `change(name, bytes) -> bytes`."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, change(name, source.read(name)))
    return out.getvalue()


def in_sheet(change):
    return lambda name, data: change(data) if name == "xl/worksheets/sheet1.xml" else data


@pytest.fixture
def file(tmp_path):
    def write(data, name="book.xlsx"):
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


def rows_of(path, **options):
    table = open_table(path, options)
    return [list(row) for chunk in chunks(table) for row in chunk.rows]


def contacts(path):
    """Parsed events of a file (a kind with two dates), with its problems."""
    table, kind = open_table(path, {}), kind_named("requirement")
    mapping = map_header(table, kind)
    _, habits, _ = settled(table, kind, mapping, "Europe/Madrid")
    reading = Reading()
    values = [parsed.value for parsed in parsed_rows(table, kind, mapping, habits, reading)]
    return values, reading.problems.found


HEADER = ["interval_start", "channel", "required"]


def test_a_wrong_dimension_tag_hides_no_row(file):
    good = book_bytes([["a", "b"], *([n, n] for n in range(500))])
    lying = rewritten(good, in_sheet(lambda d: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:B2"', d)))
    assert b'ref="A1:B2"' in zipfile.ZipFile(io.BytesIO(lying)).read("xl/worksheets/sheet1.xml")
    assert rows_of(file(lying)) == [[n, n] for n in range(500)]


def test_a_workbook_without_dimensions_is_read_whole(file):
    data = rewritten(book_bytes([["a"], [1], [2]]), in_sheet(lambda d: re.sub(rb"<dimension [^>]*/>", b"", d)))
    assert rows_of(file(data)) == [[1], [2]]


@pytest.mark.parametrize("epoch_1904", [False, True])
def test_dates_mean_the_same_in_both_epochs_typed_or_as_serials(file, epoch_1904):
    moment = datetime(2026, 11, 27, 9, 30)
    serial = (moment - (datetime(1904, 1, 1) if epoch_1904 else datetime(1899, 12, 30))).total_seconds() / 86400
    path = file(book_bytes([HEADER, [moment, "phone", 1], [serial, "chat", 1]], epoch_1904))
    assert open_table(path, {}).dialect.epoch_1904 is epoch_1904
    values, problems = contacts(path)
    assert problems == []
    assert {value.interval_start.isoformat() for value in values} == {"2026-11-27T08:30:00+00:00"}


def test_excels_29_february_1900_is_refused_with_its_row(file):
    _, problems = contacts(file(book_bytes([HEADER, [datetime(2026, 11, 27), "phone", 1], [60, "phone", 1]])))
    (problem,) = problems
    assert (problem.row, problem.column) == (3, "interval_start")
    assert "29 February 1900" in problem.message


def test_serial_60_in_a_date_format_is_refused_too(file):
    data = book_bytes([HEADER, [date(1900, 3, 5), "phone", 1]])
    data = rewritten(data, in_sheet(lambda d: re.sub(rb"<v>65</v>", b"<v>60</v>", d)))
    _, problems = contacts(file(data))
    assert [(p.row, p.column) for p in problems] == [(2, "interval_start")]


def test_a_sheet_is_chosen_by_name_and_a_wrong_name_lists_what_there_is(file):
    path = file(book_bytes([["a"], [1]], sheets=("Enero", "Febrero")))
    assert open_table(path, {}).dialect.sheet == "Enero"
    assert open_table(path, {"sheet": "Febrero"}).dialect.sheet == "Febrero"
    with pytest.raises(InputProblems) as caught:
        open_table(path, {"sheet": "Marzo"})
    assert "Enero, Febrero" in caught.value.problems[0].mend


def test_a_workbook_named_csv_or_xls_is_read_for_what_it_is(file):
    assert rows_of(file(book_bytes([["a"], [1]]), "odd.csv")) == [[1]]


def bomb(size=1 << 31):
    """A sheet that unpacks to gigabytes from a small file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(size >> 24):
                part.write(b" " * (1 << 24))
    return out.getvalue()


def entities(data):
    doctype = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    return re.sub(rb"(<\?xml[^>]*\?>)?", lambda m: m[0] + doctype, data, count=1)


GOOD = book_bytes([HEADER, [datetime(2026, 11, 27), "phone", 1]])
DANGEROUS = {
    "bomb": lambda: bomb(1 << 26),
    "entities in the sheet": lambda: rewritten(GOOD, in_sheet(entities)),
    "entities in the workbook": lambda: rewritten(GOOD, lambda n, d: entities(d) if n == "xl/workbook.xml" else d),
    "entities in the styles": lambda: rewritten(GOOD, lambda n, d: entities(d) if n == "xl/styles.xml" else d),
    "truncated": lambda: GOOD[: len(GOOD) // 2],
    "broken sheet": lambda: rewritten(GOOD, in_sheet(lambda d: d[: len(d) // 2])),
    "no workbook": lambda: rewritten(GOOD, lambda n, d: d if "Content" in n else b"x"),
    "another zip": lambda: zipped("hello.txt", b"hello"),
    "only a signature": lambda: b"PK\x03\x04",
    "html": lambda: b"<html><body><table><tr><td>interval_start</td></tr></table></body></html>",
    "html with a mark": lambda: b"\xef\xbb\xbf\r\n<!DOCTYPE html><html></html>",
    "xml spreadsheet": lambda: b'<?xml version="1.0"?><Workbook/>',
    "old xls": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
    "pdf": lambda: b"%PDF-1.7 ...",
    "binary": lambda: bytes(range(256)) * 20,
}


def zipped(name, data):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize("sort", DANGEROUS)
@pytest.mark.parametrize("name", ["book.xlsx", "book.xls", "book.csv"])
def test_what_is_no_sound_table_is_refused_with_one_kind_of_message(file, sort, name):
    path = file(DANGEROUS[sort](), name)
    with pytest.raises(InputProblems, match=f"{name} cannot be read") as caught:
        rows_of(path)
    (problem,) = caught.value.problems
    assert problem.message
    assert problem.mend


def test_too_many_cells_are_refused_while_reading(file, monkeypatch):
    monkeypatch.setattr(xlsx, "MAX_CELLS", 100)
    with pytest.raises(InputProblems, match="cannot be read"):
        rows_of(file(book_bytes([["a", "b"], *([n, n] for n in range(500))])))


def test_rows_that_the_workbook_leaves_out_keep_the_numbers_of_the_others(file):
    book = openpyxl.Workbook()
    for place, value in {"A1": "interval_start", "B1": "channel", "C1": "required"}.items():
        book.active[place] = value
    book.active["A40"], book.active["B40"], book.active["C40"] = datetime(2026, 11, 27), "phone", "many"
    out = io.BytesIO()
    book.save(out)
    _, problems = contacts(file(out.getvalue()))
    assert [(p.row, p.column) for p in problems] == [(40, "required")]


def test_errors_and_uncalculated_formulas_are_row_problems(file):
    rows = [HEADER, [datetime(2026, 11, 27), "phone", "=1+1"], [datetime(2026, 11, 28), "#N/A", 1]]
    _, problems = contacts(file(book_bytes(rows)))
    assert {(p.row, p.column) for p in problems} == {(2, "required"), (3, "channel")}
