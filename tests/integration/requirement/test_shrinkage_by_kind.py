"""Paid time lost by kind reaches requirement, trial, sliders, value and files; bad entries are named."""

import csv
import json
from dataclasses import replace
from datetime import date, time
from fractions import Fraction

import pytest

from planner.base.errors import Refused
from planner.domain.shrinkage import ShrinkageKind
from planner.entry.main import run
from planner.requirement import requirements, shrinkage, whatif
from planner.requirement.staffing_inputs import group_roster, read_inputs
from planner.roster import rosters
from planner.shop.channels import set_channel
from planner.shop.store.channels import read_channels
from planner.trial import feedback, simulation, value

MONDAY = date(2026, 11, 23)
LEAVE = ShrinkageKind("leave", 0.08, whole_day=True)
SICK = ShrinkageKind("sickness", 0.06, planned=False, whole_day=True)
MEETING = ShrinkageKind("meetings", 0.25, weekdays=(0,), hours=(9, 10))


def phone(ws):
    return next(c for c in read_channels(ws) if c.name == "phone")


def test_kinds_are_kept_with_the_channel_and_outlive_a_change_of_its_targets(ws):
    shrinkage.set_kinds(ws, "phone", [LEAVE, SICK, MEETING])
    assert phone(ws).shrinkage_kinds == (LEAVE, SICK, MEETING)
    set_channel(ws, replace(phone(ws), min_staff=2))
    assert phone(ws).shrinkage_kinds == (LEAVE, SICK, MEETING)


def test_the_requirement_of_each_hour_has_the_kinds_of_that_hour(ws):
    shrinkage.set_kinds(ws, "phone", [LEAVE, SICK, MEETING])
    view = requirements.run(ws, MONDAY)
    drivers = next(c for c in view.channels if c.channel.name == "phone").drivers
    at = {(s.date(), s.time()): d for s, d in zip(view.requirement.grid.local_starts, drivers, strict=True)}
    nine, ten = at[MONDAY, time(9)], at[MONDAY, time(10)]
    assert nine.shrinkage == pytest.approx(1 - 0.67 * 0.94) and ten.shrinkage == pytest.approx(1 - 0.92 * 0.94)
    assert nine.required == pytest.approx(float(Fraction(round(nine.agents)) / (Fraction(67, 100) * Fraction(94, 100))))
    assert not view.stale
    shrinkage.set_kinds(ws, "phone", [LEAVE])
    assert requirements.view(ws, MONDAY).stale


def test_what_is_lost_is_read_in_words(ws):
    shrinkage.set_kinds(ws, "phone", [LEAVE, SICK, MEETING])
    assert shrinkage.in_words(phone(ws), 0, 9) == "leave 8.0% + meetings 25.0%, then sickness 6.0% = 37.0%"
    assert shrinkage.in_words(phone(ws), 1, 9) == "leave 8.0%, then sickness 6.0% = 13.5%"
    assert shrinkage.in_words(replace(phone(ws), shrinkage_kinds=()), 1, 9) == "10.0%"


def test_a_roster_is_tried_with_whole_days_lost_by_shift_and_moments_by_interval(ws):
    shrinkage.set_kinds(ws, "all", [SICK, MEETING])
    shown = rosters.view(ws, MONDAY)
    data = read_inputs(ws, shown.requirement.grid)
    groups = group_roster(shown.problem, shown.roster, data)
    assert len(groups.shifts.away) == len(shown.roster.shifts)
    assert groups.shifts.away == pytest.approx(0.06)
    monday_nine = data.grid.local_starts.index(next(s for s in data.grid.local_starts if s.hour == 9))
    assert groups.present[:, monday_nine] == pytest.approx(0.75)
    assert groups.present[:, monday_nine + 2] == pytest.approx(1.0)
    ill = simulation.simulate(ws, MONDAY, simulated_days=700)
    shrinkage.set_kinds(ws, "all", [replace(SICK, share=0.0)])
    well = simulation.simulate(ws, MONDAY, simulated_days=700)
    assert ill.channel("phone").total_sl[0] < well.channel("phone").total_sl[0]


def test_a_corrected_requirement_has_the_kinds_of_each_hour(ws):
    shrinkage.set_kinds(ws, "all", [SICK, MEETING])
    after, done = feedback.feedback(ws, MONDAY)
    assert after.source == "simulation" and done.short_after == 0
    drivers = next(c for c in after.channels if c.channel.name == "phone").drivers
    for d in drivers:
        there = d.required * (1 - d.shrinkage)
        assert there == pytest.approx(round(there), abs=1e-4), "whole agents there, divided by that hour's share"
    assert {round(d.shrinkage, 4) for d in drivers} == {0.06, 0.295}


def test_the_mean_of_the_kinds_costs_what_the_same_single_share_does(ws):
    value.set_sales(ws, "phone", value.Sales(0.3, 80.0, 0.4))
    plain = value.value(ws, MONDAY, use_roster=False)
    shrinkage.set_kinds(ws, "phone", [ShrinkageKind("leave", 0.1)])
    assert value.value(ws, MONDAY, use_roster=False).channels[0].rows == plain.channels[0].rows
    shrinkage.set_kinds(ws, "phone", [ShrinkageKind("leave", 0.1), MEETING])
    rows = value.value(ws, MONDAY, use_roster=False).channels[0].rows
    assert rows[0].cost == pytest.approx(16.4 / 0.65) and rows[2].cost == pytest.approx(16.4 / 0.9)


def test_sliders_move_planned_and_unplanned_in_proportion_and_make_it_so(ws):
    shrinkage.set_kinds(ws, "phone", [LEAVE, SICK, MEETING])
    start = whatif.base(ws, MONDAY)
    lever = start.lever("phone")
    assert lever.unplanned == 0.06 and lever.planned == pytest.approx(0.08 + 0.25 / 84, abs=1e-6)
    now = whatif.outcome(start, {})
    then = whatif.outcome(start, {"phone": replace(lever, unplanned=0.12)}, now)
    assert then.channel("phone").there == now.channel("phone").there
    assert then.channel("phone").hours == pytest.approx(now.channel("phone").hours * 0.94 / 0.88)
    whatif.apply(ws, start, {"phone": replace(lever, unplanned=0.12)})
    assert [k.share for k in phone(ws).shrinkage_kinds] == [0.08, 0.12, 0.25]
    with pytest.raises(Refused, match="by kind"):
        whatif.outcome(start, {"phone": replace(lever, shrinkage=0.3)})
    with pytest.raises(Refused, match="no shrinkage by kind"):
        whatif.outcome(start, {"chat": replace(start.lever("chat"), planned=0.3)})


@pytest.mark.parametrize(
    ("kinds", "words"),
    [
        ([ShrinkageKind("", 0.1)], "no name"),
        ([ShrinkageKind("a", 1.0)], "not a share"),
        ([ShrinkageKind("a", -0.1)], "not a share"),
        ([ShrinkageKind("a", float("nan"))], "not a share"),
        ([ShrinkageKind("a", 0.1, weekdays=(7,))], "no day"),
        ([ShrinkageKind("a", 0.1, hours=(12, 8))], "no hours"),
        ([ShrinkageKind("a", 0.1, hours=(8, 9), whole_day=True)], "whole days"),
        ([ShrinkageKind("a", 0.1), ShrinkageKind("a", 0.2)], "twice"),
        ([ShrinkageKind("a", 0.1), ShrinkageKind("a", 0.2, False, weekdays=(0,))], "both"),
        ([ShrinkageKind("a", 0.6), ShrinkageKind("b", 0.6)], "nobody"),
    ],
)
def test_entries_that_make_no_sense_are_refused(ws, kinds, words):
    with pytest.raises(Refused, match=words):
        shrinkage.set_kinds(ws, "phone", kinds)
    assert phone(ws).shrinkage_kinds == ()


@pytest.mark.parametrize(
    ("text", "days"), [("", ()), ("mon;tue", (0, 1)), ("lun, mié", (0, 2)), ("fri-mon", (0, 4, 5, 6)), ("1-7", ())]
)
def test_days_are_read_in_both_languages(text, days):
    assert shrinkage.weekdays(text) == days


def test_a_file_goes_out_and_comes_back_and_a_wrong_line_changes_nothing(ws, target, tmp_path, capsys):
    def command(*words):
        code = run(["staffing", "shrinkage", *words, "--workspace", target])
        seen = capsys.readouterr()
        return code, seen.out, seen.err

    assert command("all", "--set", "leave=8%", "--whole-day")[0] == 0
    code, _, said = command("phone", "--set", "sickness=0,06", "--unplanned", "--weekdays", "mon-fri")
    assert code == 0 and "staffing run" in said
    file = tmp_path / "kinds.csv"
    assert command("--export", str(file))[0] == 0
    assert tuple(next(csv.reader(file.open(encoding="utf-8")))) == shrinkage.COLUMNS
    before = {c.name: c.shrinkage_kinds for c in read_channels(ws)}
    assert command("all", "--clear")[0] == 0 and phone(ws).shrinkage_kinds == ()
    assert command("--file", str(file))[0] == 0
    assert {c.name: c.shrinkage_kinds for c in read_channels(ws)} == before
    file.write_text("channel,kind,share\nphone,leave,0.1\nphone,training,much\n", encoding="utf-8")
    code, _, said = command("--file", str(file))
    assert code == 1 and "row 3" in said and "much" in said
    assert phone(ws).shrinkage_kinds == before["phone"]
    code, out, _ = command("phone", "--hours", "--json")
    assert json.loads(out)[0]["total"] == pytest.approx(1 - 0.92 * 0.94)
    assert command("phone", "--remove", "leave")[0] == 0
    assert [k.kind for k in phone(ws).shrinkage_kinds] == ["sickness"]
    for words in (("phone", "--remove", "leave"), ("fax", "--set", "leave=1%"), ("phone", "--set", "leave=101%")):
        assert command(*words)[0] == 1
    for words in (("--set", "leave=1%"), ("phone", "--set", "a=1%", "--clear"), ("phone", "--weekdays", "mon")):
        assert command(*words)[0] == 2
