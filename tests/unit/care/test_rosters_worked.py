"""Rosters as worked are counted as people read a clock, and set beside answers with care."""

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import planner
from engagement.care.rosters import MINIMUM_TEAMS, Worked, WorkedShift, count_shifts, is_night, together

ROOT = Path(planner.__file__).resolve().parents[1]


@pytest.mark.parametrize(
    ("start", "end", "night"),
    [
        ("09:00", "17:00", False),
        ("14:00", "22:00", False),
        ("14:00", "22:15", True),
        ("05:45", "13:00", True),
        ("06:00", "14:00", False),
        ("22:00", "30:00", True),
        ("26:00", "29:00", True),
    ],
)
def test_night_is_any_minute_from_ten_to_six(start, end, night):
    def minutes(text):
        hours, rest = text.split(":")
        return int(hours) * 60 + int(rest)

    assert is_night(minutes(start), minutes(end)) is night


@given(st.integers(0, 1439), st.integers(1, 1440))
def test_night_agrees_with_looking_at_every_minute(start, length):
    assert is_night(start, start + length) == any(
        m % 1440 >= 22 * 60 or m % 1440 < 6 * 60 for m in range(start, start + length)
    )


def test_shifts_are_late_after_the_hour_and_weekend_by_the_day_they_begin():
    shifts = [WorkedShift("a", 4, 840, 1200), WorkedShift("a", 5, 840, 1201), WorkedShift("b", 6, 600, 960)]
    assert count_shifts(shifts, 1200) == Worked(people=2, shifts=3, late=1, weekend=2, night=0)


def test_shares_of_nothing_are_unknown_not_zero():
    assert Worked().share("late") is None
    assert Worked(people=1, shifts=4, late=1, wishes=0).share("wishes_met") is None
    assert Worked(people=1, shifts=4, late=1).share("late") == 0.25


def test_nothing_is_said_of_fewer_than_eight_teams():
    seven = {f"t{i}": i / 10 for i in range(MINIMUM_TEAMS - 1)}
    assert together("late", "enps", seven, {t: -v for t, v in seven.items()}).r is None


def test_a_clear_relation_over_many_teams_is_more_than_chance_and_noise_could_be_chance():
    late = {f"t{i}": i / 12 for i in range(12)}
    clear = together("late", "favourable", late, {t: 80 - 50 * v + (i % 2) for i, (t, v) in enumerate(late.items())})
    assert clear.r < -0.9
    assert clear.could_be_chance is False
    noise = together("late", "favourable", late, {t: float(i * 7 % 5) for i, t in enumerate(late)})
    assert noise.could_be_chance is True


def test_teams_without_a_figure_are_left_out():
    late = {f"t{i}": i / 12 for i in range(12)}
    said = {t: (None if i < 3 else v) for i, (t, v) in enumerate(late.items())}
    assert together("late", "enps", late, said).teams == 9


def test_nothing_about_people_ever_reaches_pay():
    """No module of variable pay names the modules that keep or work out what belongs to people."""
    ours = {"people_care", "promo_calendar", "recognition", "coaching", "turnover", "satisfaction", "members", "care"}
    pay = [*(ROOT / "engagement" / "pay").rglob("*.py"), *(ROOT / "planner").rglob("pay*.py")]
    assert len(pay) > 20
    for path in pay:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom | ast.Import):
                names = {part for a in node.names for part in a.name.split(".")}
                names |= set((getattr(node, "module", "") or "").split("."))
                assert not names & ours, f"{path.name} imports {names & ours}"
