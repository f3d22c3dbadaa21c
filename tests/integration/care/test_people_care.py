"""Thanks, coaching, leaving and the calendar by the team, on both databases."""

import csv
import stat
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from planner.base.errors import Conflict, Misuse, Refused
from planner.care import coaching, members, promos, recognition, turnover
from planner.care.store import people
from planner.care.store import promos as store
from planner.db import audit
from planner.domain.workspace import Event
from planner.forecast import events
from planner.shop.store.events import read_events, write_events
from planner.shop.store.people import read_agents, write_agents
from planner.surveys import results

DAY = date(2026, 12, 9)


# -- personal codes -------------------------------------------------------------------------------------------------


def test_a_code_is_its_holder_and_only_its_hash_is_stored(team, tmp_path):
    path = tmp_path / "codes.csv"
    assert members.issue_codes(team, path) == 12
    rows = list(csv.DictReader(path.open(encoding="utf-8-sig")))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len({r["code"] for r in rows}) == 12
    code = rows[3]["code"]
    assert members.identify(team, f" {code[:4]}-{code[4:].upper()} ").agent_id == rows[3]["agent_id"]
    with team.read() as c:
        stored = str(c.execute(people.member_code.select()).all())
    assert not any(r["code"] in stored for r in rows)
    assert members.issue_codes(team, path) == 0  # everybody has one


def test_a_new_code_ends_the_old_one_and_leaving_ends_both(team, code_of):
    old, new = code_of(team, "A01"), code_of(team, "A01")
    assert members.identify(team, new).name == "Person 1"
    with pytest.raises(Refused, match="no personal code"):
        members.identify(team, old)
    agent = next(a for a in read_agents(team) if a.agent_id == "A01")
    write_agents(team, [replace(agent, end_date=date(2026, 11, 17))])
    with pytest.raises(Refused, match="no personal code"):
        members.identify(team, new)
    with pytest.raises(Refused, match="not employed today"):
        code_of(team, "A01")


@pytest.mark.parametrize("bad", ["", " ", "1234", "x" * 5000, "'; DROP TABLE agent; --", "código"])
def test_what_is_no_code_is_refused(team, code_of, bad):
    code_of(team, "A01")
    with pytest.raises(Refused, match="no personal code"):
        members.identify(team, bad)


# -- recognition ----------------------------------------------------------------------------------------------------


def test_everybody_reads_who_thanks_whom_and_only_the_author_takes_it_back(team, member, tmp_path):
    ana, bea = member(team, "A01"), member(team, "A02")
    made = recognition.thank(team, "person 5", "You stayed late for me.", ana)
    mine = recognition.thank(team, "A06", "The new macros.")
    wall = {x.recognition_id: x for x in recognition.wall(team)}
    assert (wall[made].by, wall[made].thanked, wall[made].team) == ("Person 1", "Person 5", "South")
    assert wall[mine].by == team.person
    assert (wall[made].mine, wall[mine].mine) == (False, True)
    for stranger in (None, bea):
        with pytest.raises(Refused, match="Only its author"):
            recognition.withdraw(team, made, stranger)
    assert recognition.export(team, tmp_path / "wall.csv") == 2
    recognition.withdraw(team, made, ana)
    assert [x.recognition_id for x in recognition.wall(team)] == [mine]
    assert recognition.export(team, tmp_path / "wall.xlsx") == 1
    with pytest.raises(Refused, match="no thank-you"):
        recognition.withdraw(team, made, ana)


def test_thanks_that_make_no_sense_are_refused(team, member):
    ana = member(team, "A01")
    agent = next(a for a in read_agents(team) if a.agent_id == "A02")
    write_agents(team, [replace(agent, end_date=date(2026, 1, 1)), replace(agent, agent_id="A20", name="Person 3")])
    for whom, text, match in (
        ("A01", "me", "oneself"),
        ("A02", "bye", "not employed"),
        ("Nobody", "x", "no agent"),
        ("Person 3", "which", "2 people"),
        ("A05", " \u200b\n ", "empty"),
        ("A05", "x" * 501, "501 characters"),
    ):
        with pytest.raises(Refused, match=match):
            recognition.thank(team, whom, text, ana)
    assert recognition.wall(team) == ()


def test_control_and_direction_marks_never_reach_the_wall(team):
    recognition.thank(team, "A01", "thanks\u202e\x1b[31m a lot\x00 שלום")
    assert recognition.wall(team)[0].message == "thanks [31m a lot שלום"


# -- coaching -------------------------------------------------------------------------------------------------------


def test_a_plan_from_its_goal_to_its_end(team):
    made = coaching.begin(team, "A03", "Confirm before hanging up", date(2026, 11, 20), "Luis")
    assert coaching.get(team, made).due == "soon"
    coaching.talk(team, made, "Listened to three calls.", date(2026, 11, 17))
    assert coaching.get(team, made).plan.follow_up_on == date(2026, 11, 20)  # still to come
    coaching.talk(team, made, "Goes well.", follow_up_on=date(2026, 12, 4))
    found = coaching.get(team, made)
    assert (found.due, [x.note for x in found.talks]) == ("later", ["Goes well.", "Listened to three calls."])
    coaching.follow_up(team, made, None)
    assert coaching.get(team, made).due == "none"
    coaching.finish(team, made, "reached", "Nine of ten.")
    assert coaching.get(team, made).plan.closed_on == date(2026, 11, 18)
    for change in (
        lambda: coaching.talk(team, made, "again"),
        lambda: coaching.follow_up(team, made, DAY),
        lambda: coaching.finish(team, made, "stopped"),
    ):
        with pytest.raises(Refused, match="closed"):
            change()


def test_holding_the_talk_settles_the_follow_up_that_was_due(team, monkeypatch):
    made = coaching.begin(team, "A03", "x", date(2026, 11, 18))
    monkeypatch.setenv("CUADRANTE_TODAY", "2026-11-19")
    assert coaching.get(team, made).due == "overdue"
    coaching.talk(team, made, "Held a day late.")
    assert coaching.get(team, made).due == "none"
    assert coaching.due(team) == ()


def test_home_names_what_is_due_and_says_nothing_otherwise(team):
    from planner.workspace import home

    assert coaching.due_sentence(team) == ""
    for who, day in (("A01", 18), ("A02", 24), ("A03", 25)):
        coaching.begin(team, who, "x", date(2026, 11, day))
    assert coaching.due_sentence(team) == "Coaching: 2 follow-ups due within 7 days (C)."
    assert len(coaching.due(team)) == 2
    assert coaching.due_sentence(team) in home.week_answer(team, date(2026, 11, 23)).sentences


def test_plans_that_make_no_sense_are_refused(team):
    for call, match in (
        (lambda: coaching.begin(team, "A99", "x"), "no agent"),
        (lambda: coaching.begin(team, "A01", " "), "empty"),
        (lambda: coaching.begin(team, "A01", "x", date(2026, 11, 17)), "past"),
        (lambda: coaching.talk(team, "nothing", "x"), "no coaching plan"),
    ):
        with pytest.raises(Refused, match=match):
            call()
    made = coaching.begin(team, "A01", "x")
    with pytest.raises(Refused, match="future"):
        coaching.talk(team, made, "x", date(2026, 11, 19))
    with pytest.raises(Misuse):
        coaching.finish(team, made, "happy")


def test_two_leads_do_not_overwrite_each_other(team):
    made = coaching.begin(team, "A01", "x")
    seen = coaching.get(team, made).plan
    coaching.follow_up(team, made, DAY)
    with pytest.raises(Conflict):
        people.change_plan(team, seen, follow_up_on=None)


def test_the_audit_log_names_a_plan_and_never_the_person(team):
    made = coaching.begin(team, "A01", "Speak more slowly")
    coaching.talk(team, made, "Spoke too fast")
    entries = [e for e in audit.read_log(team) if e.action.startswith("coaching")]
    assert {e.object for e in entries} == {made}
    assert not any("A01" in e.detail or "slow" in e.detail or "fast" in e.detail for e in entries)


# -- turnover -------------------------------------------------------------------------------------------------------


def test_leaving_is_kept_with_its_day_and_counts_in_rate_and_cost(team):
    for i in range(5):
        kind = "involuntary" if i == 0 else "voluntary"
        turnover.say_why(team, f"A{i:02d}", kind, "moves away", date(2026, 6, 30))
    found = turnover.view(team)
    assert (found.first, found.last) == (date(2025, 12, 1), date(2026, 11, 18))
    assert found.company.leavers == 5
    assert found.company.kinds["involuntary"] == 1
    assert {r.group: r.leavers for r in found.teams} == {"North": 3, "South": 2}
    assert all(r.kinds is None for r in found.teams)
    assert sum(r.leavers for r in found.months) == 5
    assert found.cost.hourly_cost == Decimal("16.00")
    assert found.total_cost == found.cost.total * 5
    assert [x.reason for x in turnover.leavers(team)] == ["moves away"] * 5


def test_a_reason_needs_a_last_day_and_a_known_kind(team):
    with pytest.raises(Refused, match="no last day"):
        turnover.say_why(team, "A01", "voluntary")
    with pytest.raises(Misuse, match="no kind"):
        turnover.say_why(team, "A01", "bored", "", DAY)
    with pytest.raises(Misuse, match="no kind"):
        turnover.say_why(team, "A01", "unsaid", "", DAY)
    with pytest.raises(Refused, match="before"):
        turnover.say_why(team, "A01", "voluntary", "", date(2021, 1, 1))
    turnover.say_why(team, "A01", "contract_ended", "", DAY)
    assert turnover.view(team).company.leavers == 0  # still to come
    assert [x.end for x in turnover.leavers(team)] == [DAY]


def test_assumptions_change_the_cost_and_come_back(team):
    before = turnover.view(team).cost
    turnover.assume(team, "training_hours", Decimal("120"))
    line = next(x for x in turnover.view(team).cost.lines if x.name == "training")
    assert line.amount == Decimal("2420.00")  # 120 × 16 + 20 × 25
    assert "120 h × €16.00" in turnover.explain(line)
    turnover.assume(team, "training_hours", None)
    assert turnover.view(team).cost == before
    for value in ("-1", "2001", "NaN", "Infinity"):
        with pytest.raises(Refused, match="makes no sense"):
            turnover.assume(team, "training_hours", Decimal(value))
    with pytest.raises(Misuse, match="no assumption"):
        turnover.assume(team, "luck", Decimal(1))


def test_an_empty_company_and_odd_periods_are_told_not_crashed(ws):
    found = turnover.view(ws)
    assert (found.company.leavers, found.cost, found.total_cost) == (0, None, None)
    assert turnover.sentence(found) == "Nobody left in these months."
    with pytest.raises(Refused, match="future"):
        turnover.view(ws, DAY)
    with pytest.raises(Misuse, match="months"):
        turnover.view(ws, months=0)


# -- the calendar by the team ---------------------------------------------------------------------------------------


def propose(ws, by=None, **changes):
    values = {"name": "Gift night", "first_day": DAY, "last_day": DAY, "channels": ("phone",), "uplift_pct": 18.0,
              "why": "People ask for it."} | changes  # fmt: skip
    return promos.propose(ws, by=by, **values)


def test_a_person_has_one_vote_which_they_may_change(team, member):
    ana, bea = member(team, "A01"), member(team, "A02")
    made = propose(team, ana)
    for who, choice in ((ana, "yes"), (bea, "yes"), (bea, "no"), (bea, "no"), (ana, "yes")):
        promos.vote(team, who, made, choice)
    item = promos.items(team, bea)[0]
    assert (item.yes, item.no, item.mine) == (1, 1, "no")
    promos.vote(team, bea, made, "")
    assert (promos.items(team)[0].no, promos.items(team)[0].mine) == (0, "")
    with pytest.raises(Misuse, match="no vote"):
        promos.vote(team, ana, made, "maybe")


def test_an_accepted_proposal_is_an_event_that_the_forecast_finds_and_undoing_takes_it_out(team, member):
    made = propose(team, member(team, "A01"), channels=("phone", "chat"), last_day=DAY + timedelta(days=2))
    promos.accept(team, made, "Good idea")
    frame = events.events_frame(team)
    assert sorted(frame["channel"]) == ["chat", "phone"]
    assert set(frame["uplift_pct"]) == {18.0}
    assert set(frame["kind"]) == {"promotion"}
    assert (frame["start"][0].date(), frame["end"][0].date()) == (DAY, DAY + timedelta(days=2))
    found = promos.get(team, made)
    assert (found.state, found.decided_by, found.reason) == ("accepted", team.person, "Good idea")
    with pytest.raises(Refused, match="not open to this"):
        promos.vote(team, member(team, "A02"), made, "no")
    promos.undo(team, made)
    assert events.events_frame(team).empty
    assert promos.get(team, made).state == "open"
    assert [e.action for e in audit.read_log(team) if e.object == made] == [
        "decision undone", "proposal accepted", "event proposed",
    ]  # fmt: skip


def test_the_forecasts_view_of_the_week_shows_the_accepted_event(team):
    made = propose(team, channels=())
    promos.accept(team, made)
    shown = [e for e in events.events(team, DAY, 1) if e.name == "Gift night"]
    assert [(e.channel, e.uplift_pct, e.source) for e in shown] == [("", 18.0, "shop")]


def test_declining_needs_a_reason_that_everybody_reads(team):
    made = propose(team)
    with pytest.raises(Refused, match="empty"):
        promos.decline(team, made, "  ")
    promos.decline(team, made, "No hands on that day.")
    assert promos.rows(team)[0]["reason"] == "No hands on that day."
    promos.undo(team, made)
    assert promos.get(team, made).reason == ""


def test_accepting_never_overwrites_an_event_and_undoing_never_takes_a_changed_one(team):
    made = propose(team)
    start = datetime(2026, 12, 8, 23, tzinfo=UTC)
    write_events(team, [Event("Gift night", "promotion", start, start + timedelta(days=1), "phone", Decimal(5))])
    with pytest.raises(Refused, match="already"):
        promos.accept(team, made)
    assert promos.get(team, made).state == "open"
    other = propose(team, name="Late delivery")
    promos.accept(team, other)
    event = next(e for e in read_events(team) if e.name == "Late delivery")
    write_events(team, [replace(event, uplift_pct=Decimal(99))])
    with pytest.raises(Refused, match="changed since"):
        promos.undo(team, other)
    assert promos.get(team, other).state == "accepted"


def test_an_event_taken_out_by_hand_is_no_hindrance_to_undoing(team):
    made = propose(team)
    promos.accept(team, made)
    events.remove_event(team, events.shop_events(team, DAY, 1)[0])
    promos.undo(team, made)
    assert promos.get(team, made).state == "open"


def test_two_leads_cannot_both_decide(team):
    made = propose(team)
    seen = promos.get(team, made)
    promos.decline(team, made, "No.")
    with pytest.raises(Conflict):
        store.decide(team, seen, "accepted")


def test_only_its_author_takes_a_proposal_back(team, member):
    ana, bea = member(team, "A01"), member(team, "A02")
    made = propose(team, ana)
    for other in (bea, None):
        with pytest.raises(Refused, match="Only its author"):
            promos.withdraw(team, made, other)
    promos.withdraw(team, made, ana)
    with pytest.raises(Refused, match="taken back"):
        promos.accept(team, made)


@pytest.mark.parametrize(
    ("changes", "match"),
    [
        ({"last_day": DAY - timedelta(days=1)}, "before the first"),
        ({"first_day": date(2026, 11, 17)}, "past"),
        ({"last_day": DAY + timedelta(days=93)}, "three months"),
        ({"uplift_pct": -101.0}, "no sense"),
        ({"uplift_pct": float("nan")}, "no sense"),
        ({"channels": ("fax",)}, "no channel fax"),
        ({"name": ""}, "empty"),
        ({"name": "x" * 81}, "81 characters"),
        ({"why": " "}, "empty"),
    ],
)
def test_proposals_that_make_no_sense_are_refused(team, changes, match):
    with pytest.raises(Refused, match=match):
        propose(team, **changes)
    assert promos.items(team) == ()


# -- what is stored about somebody ----------------------------------------------------------------------------------


def test_everything_that_holds_a_persons_name_is_listed(team, member):
    ana, bea = member(team, "A01"), member(team, "A02")
    recognition.thank(team, "A01", "from bea", bea)
    taken = recognition.thank(team, "A03", "from ana", ana)
    recognition.withdraw(team, taken, ana)
    plan = coaching.begin(team, "A01", "x")
    coaching.talk(team, plan, "y")
    turnover.say_why(team, "A01", "voluntary", "z", DAY)
    promos.vote(team, ana, propose(team, ana), "yes")
    found = results.about_me(team, "A01")
    ours = {name.removeprefix("core."): len(rows) for name, rows in found.items()}
    assert ours == {"agent": 1, "member_code": 1, "recognition": 2, "coaching_plan": 1, "coaching_talk": 1,
                    "leaving": 1, "promo_proposal": 1, "promo_vote": 1}  # fmt: skip
