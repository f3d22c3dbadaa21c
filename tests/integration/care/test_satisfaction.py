"""Rosters as worked beside the published answers of the same teams, never beside raw ones."""

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from planner.base.errors import Misuse, Refused
from planner.care import satisfaction
from planner.domain.people import Preference, TimeOff, Wish
from planner.domain.roster import Roster, RosterState, RosterVersion, Shift
from planner.domain.time import midnight
from planner.roster.store import rosters
from planner.shop.intake import imports
from planner.shop.store.people import read_agents, write_agents, write_preferences, write_time_off
from planner.surveys import closing, launch, surveys
from planner.surveys.desk import SurveyDesk
from tests.integration.care.conftest import people

ZONE = "Europe/Madrid"
MONDAY = date(2026, 10, 19)  # its Sunday is the day of 25 hours


def shift(agent, day, start, end):
    at = midnight(MONDAY + timedelta(days=day), ZONE)
    return Shift(agent, MONDAY + timedelta(days=day), at + timedelta(hours=start), at + timedelta(hours=end))


def publish(ws, shifts):
    draft = rosters.save_version(
        ws,
        RosterVersion(
            "",
            0,
            RosterState.DRAFT,
            0,
            roster=Roster(MONDAY, 7, ZONE, tuple(sorted(shifts, key=lambda s: (s.agent_id, s.start)))),
        ),
    )
    rosters.publish(ws, draft.roster_id, draft.row_version)


def line(found, team):
    return next(x for x in found.lines if x.team == team)


def test_what_was_published_last_counts_and_what_moved_since_is_told(team):
    first = [shift("A00", 0, 9, 17), shift("A00", 5, 14, 22), shift("A02", 1, 9, 17), shift("A01", 0, 15, 23)]
    publish(team, first)
    publish(team, [*first[:2], shift("A02", 1, 10, 18), shift("A04", 2, 9, 17), first[3]])
    found = satisfaction.view(team)
    assert (found.quarter, found.days, found.late_from) == ("2026-Q4", 7, "20:00")
    north, south = line(found, "North").worked, line(found, "South").worked
    assert (north.people, north.shifts, north.late, north.weekend, north.night) == (3, 4, 1, 1, 0)
    assert (north.changed, north.published) == (2, 4)  # one moved, one new
    assert (south.shifts, south.late, south.night, south.changed) == (1, 1, 1, 0)


def test_on_the_day_of_25_hours_the_wall_clock_decides(team):
    """A shift that ends at 20:00 by the clock is not late, though 21 hours have passed since midnight."""
    at = midnight(MONDAY + timedelta(days=6), ZONE)
    publish(team, [Shift("A00", MONDAY + timedelta(days=6), at + timedelta(hours=13), at + timedelta(hours=21))])
    assert line(satisfaction.view(team), "North").worked.late == 0


def test_wishes_count_on_published_days_except_when_away(team):
    write_preferences(team, [Preference("A00", Wish.OFF, weekday=0), Preference("A00", Wish.EARLY, weekday=1),
                             Preference("A02", Wish.OFF, day=MONDAY + timedelta(days=2)),
                             Preference("A04", Wish.OFF, day=date(2026, 9, 1))])  # fmt: skip
    away = midnight(MONDAY + timedelta(days=2), ZONE)
    write_time_off(team, [TimeOff("A02", away, away + timedelta(days=1), "leave")])
    publish(team, [shift("A00", 0, 9, 17), shift("A00", 1, 9, 17)])
    worked = line(satisfaction.view(team), "North").worked
    assert (worked.wishes_met, worked.wishes) == (1, 2)


def test_nothing_published_and_odd_quarters_are_said(team):
    with pytest.raises(Refused, match="published yet"):
        satisfaction.view(team)
    publish(team, [shift("A00", 0, 9, 17)])
    for bad in ("2026-Q5", "autumn", "0000-Q1", "", "20260-Q1"):
        if bad:
            with pytest.raises(Misuse, match="no quarter"):
                satisfaction.view(team, bad)
    assert satisfaction.view(team, "2026-T4").quarter == "2026-Q4"
    empty = satisfaction.view(team, "2026-Q3")
    assert (empty.days, empty.lines) == (0, ())
    with pytest.raises(Refused, match="no closed survey"):
        satisfaction.view(team, "", "nothing")


@pytest.fixture
def asked(sqlite_ws):
    """Ten people in North and three in South; a survey on rosters that all of them answered; both teams worked."""
    ws = sqlite_ws
    agents = people(13)
    write_agents(ws, [replace(a, team="North" if i < 10 else "South") for i, a in enumerate(agents)])
    publish(ws, [shift(a.agent_id, 0, 9, 17) for a in read_agents(ws)])
    survey_id = surveys.new(ws, "schedule")
    launch.launch(ws, survey_id, launch.LaunchPlan(anonymous=False, attributes=("team",)))
    desk = SurveyDesk(ws)
    for i, link in enumerate(surveys.links(ws, survey_id, "http://x")):
        answers = {f"schedule_{n}": 1 + (i * 3 + n) % 5 for n in range(1, 6)}
        assert desk.submit(survey_id, link.code, answers).result(30) == "stored"
    desk.stop()
    return ws, survey_id


def test_an_open_survey_tells_nothing(asked):
    ws, survey_id = asked
    found = satisfaction.view(ws)
    assert found.survey is None
    assert {x.favourable.value for x in found.lines} == {None}
    with pytest.raises(Refused, match="no closed survey"):
        satisfaction.view(ws, "", survey_id)


def test_figures_are_those_of_the_published_set_and_a_hidden_team_stays_hidden(asked):
    ws, survey_id = asked
    results = closing.close(ws, survey_id)
    found = satisfaction.view(ws)
    assert found.survey.survey_id == survey_id
    for team in ("North", "South"):
        published = results.figure(f"team={team}", "dimension:schedule", "favourable")
        said = line(found, team).favourable
        if published is None or published.value is None:
            assert said.value is None
            assert satisfaction.said_text(said) in ("–", published.display if published else "–")
        else:
            assert said.value == float(published.value)
    assert line(found, "South").favourable.value is None  # three people
    assert line(found, "South").worked.people == 3  # what they worked is on every roster
    exported = satisfaction.rows(found)
    assert next(r for r in exported if r["team"] == "South")["favourable_pct"] is None


def test_without_eight_teams_no_relation_is_claimed(asked):
    ws, survey_id = asked
    closing.close(ws, survey_id)
    found = satisfaction.view(ws)
    assert all(x.r is None for x in found.together)
    assert "from 8 teams" in satisfaction.sentences(found)[0]


def test_with_eight_teams_the_relation_is_told_with_its_doubt(sqlite_ws, tmp_path, monkeypatch):
    """Eight teams of six: the more late shifts, the fewer favourable answers; what has no pattern could be chance."""
    seeded = random.Random(1)  # the blur of the published counts, the same every time
    monkeypatch.setattr(random, "SystemRandom", lambda: seeded)
    ws, teams = sqlite_ws, [f"T{i}" for i in range(8)]
    agents = people(48)
    write_agents(ws, [replace(a, team=teams[i // 6]) for i, a in enumerate(agents)])
    shifts, rows = [], ["survey,question,answer,response,team"]
    for i, a in enumerate(agents):
        place, team = i % 6, i // 6
        late = place < team - 1
        shifts.append(shift(a.agent_id, 0, 14 if late else 9, 22 if late else 17))
        for n in range(1, 5):
            answer = 4 if (place * 2 + n) % 12 >= team + 2 else 1 + (place + n) % 3
            rows.append(f"Rosters,schedule_{n},{answer},r{i},{teams[team]}")
        rows.append(f"Rosters,recommend,{(i * 7) % 11},r{i},{teams[team]}")
    publish(ws, shifts)
    (tmp_path / "answers.csv").write_text("\n".join(rows), encoding="utf-8")
    imports.commit(ws, imports.preview(ws, "answers", tmp_path / "answers.csv"))
    found = satisfaction.view(ws)
    said_by = [x.favourable.value if x.favourable.value is not None else x.favourable.display for x in found.lines]
    true = [83.4, 75.0, 66.7, 58.3, 50.0, 41.7, 33.3, 25.0]
    assert all(isinstance(x, str) or abs(x - y) < 25 for x, y in zip(said_by, true, strict=True))
    late = next(x for x in found.together if (x.measure, x.figure) == ("late", "favourable"))
    assert (late.teams, late.could_be_chance) == (sum(isinstance(x, float) for x in said_by), False)
    assert late.r < -0.75
    said = satisfaction.sentences(found)[0]
    assert f"over {late.teams} teams; this is more than chance explains. It is no cause." in said
    enps = next(x for x in found.together if (x.measure, x.figure) == ("late", "enps"))
    assert enps.r is None or enps.could_be_chance  # teams beyond an end have no figure to compare
    assert found.enps_survey == found.survey  # the same survey asked both
