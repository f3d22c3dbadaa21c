"""Corrections of the forecast by command: made with a reason, listed, taken back, refused in locked weeks."""

import json

import pytest

from planner.entry.main import run as command


@pytest.fixture
def run(small, capsys):
    """`run(words...)`: the command on the small shop; exit code, stdout, stderr."""
    target = str(small.path)

    def go(*words):
        code = command(["--workspace", target, "--lang", "en", "forecast", *words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return go


def test_a_correction_is_made_listed_and_taken_back(run):
    code, out, _ = run("correct", "--first", "2026-11-27", "--percent", "15", "--reason", "newsletter", "--json")
    made = json.loads(out)
    assert code == 0 and made["operation"] == "percent" and made["reason"] == "newsletter"
    assert run("undo", str(made["override_id"]))[0] == 0
    listed = json.loads(run("corrections", "--week", "2026-W48", "--json")[1])
    assert [(r["value"], r["undone"]) for r in listed] == [(15.0, True)]
    assert (listed[0]["start"], listed[0]["end"]) == ("2026-11-27T00:00:00+01:00", "2026-11-28T00:00:00+01:00")
    assert run("undo", str(made["override_id"]))[0] == 1


def test_a_correction_says_exactly_one_change_and_a_locked_week_says_who_locked_it(run):
    assert run("correct", "--first", "2026-11-27", "--reason", "x")[0] == 2
    assert run("correct", "--first", "2026-11-27", "--percent", "1", "--set", "2", "--reason", "x")[0] == 2
    assert run("publish", "--week", "2026-W48")[0] == 0
    code, _, err = run("correct", "--first", "2026-11-27", "--percent", "5", "--reason", "x")
    assert code == 1 and "locked" in err and "forecast release" in err
