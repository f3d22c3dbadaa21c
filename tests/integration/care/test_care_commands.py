"""Everything about people by commands, as scripts and cron would: data on stdout, narration on stderr, exit codes."""

import csv
import json
from datetime import date

import pytest

from planner.db.opening import open_workspace
from planner.domain.people import Agent, Contract
from planner.entry.main import run as command
from planner.shop.store.channels import ensure_channels
from planner.shop.store.people import write_agents


@pytest.fixture
def shop(tmp_path, monkeypatch, blank):
    """A workspace with six people, in the folder in which the commands run."""
    monkeypatch.chdir(tmp_path)
    with open_workspace(blank(tmp_path / "shop.sqlite")) as ws:
        ensure_channels(ws, ["phone"])
        start = date(2024, 1, 1)
        write_agents(
            ws, [Agent(f"A{i}", f"Person {i}", "North", ("phone",), Contract(2400), start_date=start) for i in range(6)]
        )
    return tmp_path


@pytest.fixture
def run(shop, capsys, monkeypatch):
    """One command: parsed JSON where it was asked for, otherwise (stdout, stderr)."""

    def go(*words, exit_code=0, lang="en", code=""):
        monkeypatch.setenv("CUADRANTE_CODE", code)
        capsys.readouterr()
        done = command(["--workspace", str(shop / "shop.sqlite"), "--lang", lang, "care", *words])
        out, err = capsys.readouterr()
        assert done == exit_code, (words, out, err)
        return json.loads(out) if "--json" in words and not exit_code else (out, err)

    return go


def test_thanks_votes_and_a_decision_by_commands_alone(run, shop):
    run("codes", "codes.csv")
    codes = {r["agent_id"]: r["code"] for r in csv.DictReader((shop / "codes.csv").open(encoding="utf-8-sig"))}
    made = run("thank", "Person 2", "=You helped me", "--json", code=codes["A1"])["id"]
    assert run("wall", "--export", "wall.csv", "--json")[0]["by"] == "Person 1"
    assert "\n=" not in (shop / "wall.csv").read_text(encoding="utf-8-sig").replace(",=", "\n=")  # text stays text
    run("withdraw", made, "--code", codes["A1"])
    assert run("wall", "--json") == []
    words = ("propose", "Gift night", "--start", "2026-12-09", "--uplift", "18", "--why", "Asked for", "--json")
    proposal = run(*words, "--code", codes["A2"])["proposal"]
    run("vote", proposal, "yes", "--code", codes["A3"])
    assert run("vote", proposal, "no", "--code", codes["A3"], "--json") == {
        "proposal": proposal,
        "yes": 0,
        "no": 1,
    }
    assert run("accept", proposal, "--json")["events"] == 1
    run("undo", proposal)
    run("decline", proposal, "--reason", "Too early")
    assert run("proposals", "--json")[0]["reason"] == "Too early"


def test_coaching_turnover_and_cost_by_commands_alone(run, shop):
    plan = run("coach", "A1", "--goal", "Listen", "--follow-up", "2026-11-20", "--json")["plan"]
    assert run("coaching", "--due", "--json")[0]["due"] == "soon"
    run("talk", plan, "Held", "--follow-up", "2026-12-01")
    assert run("coaching", "--talks", plan, "--json")[0]["note"] == "Held"
    run("follow-up", plan, "none")
    run("coached", plan, "reached", "--outcome", "Done")
    run("leaving", "A5", "voluntary", "--last-day", "2026-10-31", "--reason", "moves")
    found = run("turnover", "--by", "company", "--export", "turnover.xlsx", "--json")
    assert (found[0]["leavers"], found[0]["voluntary_leavers"], found[0]["note"]) == (1, None, "kinds")
    assert (shop / "turnover.xlsx").exists()
    assert run("leavers", "--json")[0]["reason"] == "moves"
    run("assume", "training_hours", "10,5")
    assert next(a for a in run("assume", "--json") if a["name"] == "training_hours")["value"] == "10.5"
    run("cost")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("vote", "x", "yes"), 2, "--code"),
        (("vote", "x", "yes", "--code", "guess"), 1, "no personal code"),
        (("thank", "Nobody", "x"), 1, "no agent Nobody"),
        (("coach", "A1", "--goal", "x", "--follow-up", "tomorrow"), 2, "2026-11-23"),
        (("talk", "x", "y"), 1, "care coaching"),
        (("turnover", "--by", "moon"), 2, "company, team, tenure, month"),
        (("turnover", "--months", "0"), 2, "1 to 120"),
        (("leaving", "A1", "bored"), 2, "voluntary"),
        (("leaving", "A1", "voluntary"), 1, "last day"),
        (("assume", "training_hours"), 2, "default"),
        (("assume", "training_hours", "many"), 2, "12.5"),
        (("satisfaction",), 1, "roster publish"),
        (("satisfaction", "--quarter", "autumn"), 1, "roster publish"),
        (("propose", "x", "--start", "2026-12-09", "--why", "y", "--channel", "fax"), 1, "phone"),
        (("accept", "x"), 1, "care proposals"),
        (("codes", "codes.txt"), 2, ".csv or .xlsx"),
        (("codes", "nowhere/codes.csv"), 1, "codes.csv"),
    ],
)
def test_what_cannot_be_is_one_line_with_the_mend(run, words, code, said):
    out, err = run(*words, exit_code=code)
    assert out == ""
    assert said in err
    assert len(err.strip().splitlines()) == 1, err


def test_spanish_speaks_spanish(run, shop):
    run("thank", "A1", "gracias", lang="es")
    _, err = run("turnover", lang="es")
    assert "Nadie se fue en estos meses." in err
