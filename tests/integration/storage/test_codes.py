"""What the program says is stored as codes and spoken to whoever reads; early workspaces keep all they had said."""

import hashlib
import json
import sqlite3
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from planner.base.i18n import catalogue
from planner.db.opening import open_workspace
from planner.db.workspace import sibling
from planner.domain.remark import Remark, packed, unpacked
from planner.domain.roster import Roster, RosterState, RosterVersion
from planner.domain.spoken import REMARKS, remark, spoken
from planner.forecast.store import forecasts
from planner.pay.store import pay
from planner.requirement.requirements import view
from planner.roster.store import rosters
from planner.shop.channels import set_channel
from planner.shop.store import people
from planner.shop.store.channels import read_channels
from planner.workspace import upkeep

EARLY = Path(__file__).with_name("early_workspace.sql")
MONDAY = date(2026, 9, 7)


@pytest.fixture
def early(tmp_path):
    """A workspace as the program of 22 November 2026 made it, in Spanish and English, by its own dump."""
    path = tmp_path / "early.sqlite"
    for part in EARLY.read_text(encoding="utf-8").split("-- file ")[1:]:
        name, _, sql = part.partition("\n")
        with sqlite3.connect(path if name == "core" else sibling(path, name)) as raw:
            raw.executescript(sql)
    return path


def counts(path):
    """Rows by table in every file of a workspace."""
    found = {}
    for file in (path, sibling(path, "answers"), sibling(path, "pay")):
        with sqlite3.connect(file) as raw:
            for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                if name != "alembic_version":
                    found[name] = raw.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
    return found


def test_an_early_workspace_upgrades_with_all_it_had_and_speaks_the_readers_language(early, monkeypatch):
    before = counts(early)
    upkeep.upgrade(str(early))
    assert {name: n for name, n in counts(early).items() if name in before} == before
    names = {"A02": "Luis Gil"}
    with open_workspace(early) as ws:
        labels = [v.label for v in reversed(rosters.list_versions(ws, MONDAY, 7))]
        assert labels == [
            remark("solved", seed=3),
            remark("by_hand"),
            remark("repair", what=(remark("volume", change=0.2, day="2026-09-07"), remark("away", agent="A02"))),
            remark("swap", what=(remark("swapped", agent="Ana Ruiz", day="2026-09-07", other="Luis Gil",
                                        other_day="2026-09-08"),)),
            remark("mended"),
            "[mine] keep this",
            remark("repair", what=("algo más", remark("away", agent="A02"))),
        ]  # fmt: skip
        assert [spoken(one, names, "en") for one in labels] == [
            "solved, seed 3", "by hand", "repair: volume +20 % Mon 7 Sep, Luis Gil away",
            "swap: Ana Ruiz Mon 7 Sep ↔ Luis Gil Tue 8 Sep", "repair", "[mine] keep this",
            "repair: algo más, Luis Gil away",
        ]  # fmt: skip
        assert spoken(labels[2], names, "es") == "reparación: volumen +20 % lun 7 sep, Luis Gil ausente"
        reasons = [o.reason for o in forecasts.read_overrides(ws)]
        assert reasons == [remark("volume_changed"), remark("what_if_aht"),
                           remark("reforecast", time="12:30", came=40, expected=30), "campaña de radio"]  # fmt: skip
        assert view(ws, MONDAY, 1).warnings == (
            remark("no_forecast", channel="phone"), remark("outside_hours", channel="phone", n=12),
            remark("no_handling_time", channel="phone"), "dicho de otra manera",
        )  # fmt: skip
        (month,) = pay.read_periods(ws)
        assert [(e["action"], e["note"]) for e in month.body["history"]] == [("review", ""), ("outdated", "")]
        assert month.body["acknowledged"] == ["period_open|A01|"]
        assert [a.name for a in people.read_agents(ws)] == ["Ana Ruiz", "Luis Gil"]


def test_what_a_person_wrote_is_kept_to_the_letter_even_where_it_looks_like_a_code(ws):
    for text in ("by hand", '["solved",{"seed":3}]', '"quoted"', "[", ""):
        roster = Roster(MONDAY, 7, "Europe/Madrid")
        saved = rosters.save_version(ws, RosterVersion("", 0, RosterState.DRAFT, 0, text, roster=roster))
        assert saved.label == text and rosters.list_versions(ws, MONDAY, 7)[0].label == text


def test_every_remark_has_its_spanish_with_the_same_places():
    spanish = catalogue("es")
    untranslated = [code for code, text in REMARKS.items() if text not in spanish]
    assert untranslated == ["swapped", "these"]  # names and days, or other remarks: the same in every language


def test_a_remark_survives_json_and_a_code_of_a_newer_program_is_shown_not_lost():
    for code in REMARKS:
        told = Remark(code, {"n": 2, "what": (remark("away", agent="A01"), "words")})
        assert unpacked(json.loads(json.dumps(packed(told)))) == told
    assert spoken(Remark("from_tomorrow", {"n": 7})) == "from_tomorrow n=7"
    with pytest.raises(ValueError):
        unpacked({"code": "solved"})


AS_HASHED = (
    "[7, [], [\"Channel(name='phone', kind=<ChannelKind.LIVE: 'live'>, target=ServiceTarget(sl=0.8, awt_s=20, "
    "asa_max_s=None, abandon_max=None, occ_max=None, response_s=None), aht_s=300.0, patience_s=120.0, concurrency=1, "
    "handle_s_by_level=(), min_staff=0, shrinkage=0.0, opening={0: (datetime.time(9, 0), datetime.time(21, 0))}, "
    "label_es='', label_en='', shrinkage_kinds=())\"]]"
)
"""What the early program hashed of one channel and forecast 7: the Python text of its objects."""


def test_a_requirement_that_was_up_to_date_in_an_early_workspace_still_is_and_a_stale_one_still_is_stale(early):
    config = {
        "kind": "live", "target": {"sl": 0.8, "awt_s": 20, "asa_max_s": None, "abandon_max": None, "occ_max": None,
                                   "response_s": None},
        "aht_s": 300.0, "patience_s": 120.0, "concurrency": 1, "handle_s_by_level": [], "min_staff": 0,
        "shrinkage": 0.0, "opening": {"0": ["09:00", "21:00"]}, "label_es": "", "label_en": "", "shrinkage_kinds": [],
    }  # fmt: skip
    days = [date(2026, 10, 5), date(2026, 10, 12)]
    with sqlite3.connect(early) as raw:
        raw.execute("DELETE FROM channel")
        raw.execute("DELETE FROM forecast")
        raw.execute("INSERT INTO channel VALUES ('phone', 1, ?)", (json.dumps(config),))
        raw.execute("INSERT INTO forecast (forecast_id, start, \"end\", minutes, model, details, author, created_at, "
                    "published) SELECT 7, '2026-10-04 22:00:00.000000', '2026-10-18 22:00:00.000000', 30, '', '{}', '',"
                    " '2026-10-01 00:00:00.000000', 0")  # fmt: skip
        for day, text in zip(days, (AS_HASHED, AS_HASHED.replace("300.0", "301.0")), strict=True):
            hashed = hashlib.sha256(text.encode()).hexdigest()[:16]
            details = json.dumps({"source": "forecast", "from": hashed, "channels": {}, "warnings": []})
            raw.execute("INSERT INTO requirement (first_day, days, minutes, zone, required, details, author, "
                        "created_at, content_hash) VALUES (?, 7, 30, 'Europe/Madrid', '{}', ?, '', "
                        "'2026-10-01 00:00:00.000000', '')", (day.isoformat(), details))  # fmt: skip
    upkeep.upgrade(str(early))
    with open_workspace(early) as ws:
        assert [view(ws, day).stale for day in days] == [False, True]
        set_channel(ws, replace(read_channels(ws)[0], label_en="Telephone", purpose="sales"))
        assert not view(ws, days[0]).stale, "what a channel is called changes nothing"
        set_channel(ws, replace(read_channels(ws)[0], aht_s=301.0))
        assert view(ws, days[0]).stale
