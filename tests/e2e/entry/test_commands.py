"""Everything the screens do is also a command: data on stdout, narration on stderr, exit 0, 1 or 2."""

import csv
import io
import json
import os
from pathlib import Path

import pytest

from tests.e2e.spoken import apart, here

WEEK = ("--week", "2026-W48")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("cli")


@pytest.fixture(scope="module")
def week(home):
    """The sample week planned by commands only."""
    for words in (
        ("init", "--sample"),
        ("forecast", "run", "--start", "2026-11-23", "--weeks", "1", "--export", "forecast.csv"),
        ("staffing", "run", *WEEK, "--export", "requirement.csv"),
        ("roster", "solve", *WEEK, "--seconds", "2", "--seed", "1"),
    ):
        done = apart(home, *words)
        assert done.returncode == 0, (words, done.stderr)
    return home


def rows(path):
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def test_the_exported_tables_have_the_columns_that_scripts_rely_on(week):
    forecast = rows(week / "forecast.csv")
    assert list(forecast[0])[:9] == ["interval_start", "channel", "mean", "q025", "q10", "q50", "q90", "q975", "aht_s"]
    assert len(forecast) >= 5 * 150
    assert list(rows(week / "requirement.csv")[0])[:3] == ["interval_start", "channel", "required"]


def test_the_audit_is_clean_and_says_so_on_stderr_only(week):
    done = apart(week, "roster", "audit", *WEEK)
    assert (done.returncode, done.stdout) == (0, "")
    assert "Clean" in done.stderr


def test_publish_then_export_to_each_kind_of_file(week):
    assert here(week, "roster", "publish", *WEEK).returncode == 0
    for name in ("week.xlsx", "week.csv", "week.ics"):
        assert here(week, "roster", "export", *WEEK, name).returncode == 0
        assert (week / name).stat().st_size > 500
    shifts = rows(week / "week.csv")
    assert list(shifts[0])[:7] == ["agent_id", "date", "start", "end", "breaks", "work_minutes", "skills"]
    assert (week / "week.ics").read_text(encoding="utf-8").count("BEGIN:VEVENT") == len(shifts)
    again = here(week, "roster", "publish", *WEEK)
    assert again.returncode == 1 and "already" in again.stderr


def test_every_table_comes_as_json(week):
    done = here(week, "staffing", "run", *WEEK, "--json")
    table = json.loads(done.stdout)
    assert {"channel", "agent_hours", "peak"} <= set(table[0])
    assert {row["channel"] for row in table} == {"phone", "chat", "whatsapp", "email", "social"}


def test_a_higher_probability_of_meeting_the_targets_asks_for_more_hours(week):
    def hours(*words):
        done = here(week, "staffing", "run", *WEEK, "--json", *words)
        assert done.returncode == 0, done.stderr
        return sum(row["agent_hours"] for row in json.loads(done.stdout))

    assert hours("--probability", "0.5") < hours("--probability", "0.9")
    hours()


def test_the_coverage_table_is_consistent(week):
    assert here(week, "roster", "export", *WEEK, "coverage.csv", "--coverage").returncode == 0
    table = rows(week / "coverage.csv")
    assert list(table[0])[:5] == ["interval_start", "channel", "required", "scheduled", "short"]
    for row in table:
        missing = max(0.0, float(row["required"]) - float(row["scheduled"]))
        assert float(row["short"]) == pytest.approx(missing, abs=0.02)


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("roster", "solve", "--week", "48"), 2, "2026-W48"),
        (("roster", "solve"), 2, "--week"),
        (("forecast", "run", "--start", "23/11/2026"), 2, "2026-11-23"),
        (("bogus",), 2, "bogus"),
        (("--lang", "fr", "roster", "audit", *WEEK), 2, "fr"),
        (("import", "contacts", "nowhere.csv"), 1, "nowhere.csv"),
        (("roster", "publish", "--week", "2020-W01"), 1, "roster solve"),
        (("--workspace", "missing.sqlite", "roster", "audit", *WEEK), 1, "missing.sqlite"),
        (("init",), 1, "exists"),
        (("init", "--time-zone", "Mars/Olympus", "--workspace", "m.sqlite"), 2, "Mars/Olympus"),
        (("init", "--region", "XX-YY", "--workspace", "m.sqlite"), 2, "XX-YY"),
    ],
)
def test_what_cannot_be_done_is_one_line_with_the_mend(week, words, code, says):
    done = here(week, *words)
    assert done.returncode == code, done.stderr
    assert done.stdout == ""
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_messages_follow_the_language(week):
    assert "cuadrante" in apart(week, "roster", "publish", "--week", "2020-W01", "--lang", "es").stderr
    assert "No hay cuadrante" in here(week, "roster", "publish", "--week", "2020-W01", lang="es").stderr


def test_the_calculator_answers_each_row_or_names_its_problem(home):
    (home / "calc.csv").write_text(
        "model,volume,interval_s,aht_s,sl,awt_s\nerlang_c,100,1800,180,0.8,20\nerlang_c,-5,1800,180,0.8,20\n"
    )
    done = here(home, "staffing", "calc", "calc.csv", "--json")
    good, bad = json.loads(done.stdout)
    assert good["agents"] == "14" and float(good["sl"]) == pytest.approx(0.888350019179, rel=1e-9)
    assert bad["problem"]


def test_without_a_terminal_the_demo_prints_the_week_and_writes_the_files(home):
    done = apart(home, "demo", lang="es")
    assert done.returncode == 0, done.stderr
    for word in ("Previsión", "Dotación", "Cuadrante", "Publicado", "Black Friday"):
        assert word in done.stdout
    peaks = [line for line in done.stdout.splitlines() if "pico de" in line]
    assert len({line.index(" h   pico") for line in peaks}) == 1, "the figures stand below each other"
    written = [Path(line.strip()) for line in done.stdout.splitlines() if line.strip().startswith(os.sep)]
    assert {p.suffix for p in written} == {".xlsx", ".csv", ".ics"}
    assert all(p.stat().st_size > 500 for p in written)
