"""What commands print for people: lists and settings in words, reasons of the system in their language."""

import json

import pytest

from planner.cli.output import document, table
from planner.errors import Refused
from planner.i18n import os_reason, set_language
from planner.rostering.rules.pack import load_pack


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


def test_what_the_system_refuses_is_said_in_spanish(tmp_path):
    set_language("es")
    with pytest.raises(Refused, match=r"none.toml: no existe el fichero o la carpeta\."):
        load_pack(tmp_path / "none.toml")
    assert os_reason(FileNotFoundError(2, "No such file or directory")) == "no existe el fichero o la carpeta"
    assert os_reason(OSError(5, "Input/output error {x}")) == "Input/output error {x}"
    set_language("en")
    assert os_reason(PermissionError(13, "Permission denied")) == "Permission denied"
