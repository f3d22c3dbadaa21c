"""What commands print for people: lists and settings in words, reasons of the system in their language."""

import json

import pytest

from planner.base.errors import Refused
from planner.base.i18n import os_reason, set_language
from planner.console.output import document, table
from planner.rostering.packs.pack import load_pack


def test_lists_stand_one_below_the_other_and_settings_in_words(capsys):
    value = {
        "rows": 3,
        "notes": ["One thing.", "Another."],
        "dialect": {"Encoding": "utf-8"},
        "extra": [],
        "none": None,
    }
    document(value, False)
    assert capsys.readouterr().out.splitlines() == [
        "rows     3", "notes    One thing.", "         Another.", "dialect  Encoding: utf-8", "extra", "none",
    ]  # fmt: skip
    document(value, True)
    assert json.loads(capsys.readouterr().out) == value


def test_nothing_is_never_less_than_nothing(capsys):
    table([{"n": round(-0.001, 2), "m": -0.5}], False)
    assert capsys.readouterr().out.split() == ["n", "m", "0", "-0.5"]


WIDE = [
    {"id": "406c8cd7e9e9", "agent_id": "A01", "possible": False, "stops": "Contract hours: 39 h planned; " * 5,
     "wish": "", "points": 12.5, "note": "my sister's wedding"},
    {"id": "092ffc2e3028", "agent_id": "A05", "possible": True, "stops": "", "wish": "", "points": None, "note": ""},
]  # fmt: skip


@pytest.mark.parametrize("room", [40, 80, 100])
def test_on_a_terminal_no_line_of_a_table_is_wider_than_the_screen_and_nothing_is_lost(capsys, monkeypatch, room):
    monkeypatch.setattr("planner.console.output._room", lambda: room)
    table(WIDE, False)
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= room
    text = " ".join(" ".join(lines).split())
    for row in WIDE:
        for cell in row.values():
            assert cell is None or " ".join(str(cell).split()) in text
    assert [line.split()[0] for line in lines if not line.startswith(" ")] == ["id", "406c8cd7e9e9", "092ffc2e3028"]


def test_files_and_pipes_have_every_column_in_its_place(capsys):
    table(WIDE, False)
    head, *lines = capsys.readouterr().out.splitlines()
    assert head.split() == list(WIDE[0])
    assert len(lines) == len(WIDE)


def test_a_table_that_fits_is_printed_as_ever(capsys, monkeypatch):
    table([{"a": 1, "b": ""}], False)
    piped = capsys.readouterr().out
    monkeypatch.setattr("planner.console.output._room", lambda: 80)
    table([{"a": 1, "b": ""}], False)
    assert capsys.readouterr().out == piped


def test_what_the_system_refuses_is_said_in_spanish(tmp_path):
    set_language("es")
    with pytest.raises(Refused, match=r"none.toml: no existe el fichero o la carpeta\."):
        load_pack(tmp_path / "none.toml")
    assert os_reason(FileNotFoundError(2, "No such file or directory")) == "no existe el fichero o la carpeta"
    assert os_reason(OSError(5, "Input/output error {x}")) == "Input/output error {x}"
    set_language("en")
    assert os_reason(PermissionError(13, "Permission denied")) == "Permission denied"
