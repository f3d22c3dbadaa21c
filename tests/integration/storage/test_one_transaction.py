"""A use case is one transaction, reading too: what others commit meanwhile is seen whole afterwards, never in part."""

import ast
import threading
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import delete, event

import planner
from engagement.pay.plan import Period, Plan
from planner.base.errors import Refused
from planner.db import audit
from planner.db.opening import open_workspace
from planner.db.watch import Watch
from planner.db.workspace import read_settings
from planner.domain.demand import Channel, Requirement
from planner.domain.people import Agent, Contract, TimeOff
from planner.domain.roster import Roster, RosterState, RosterVersion, Shift
from planner.domain.time import TimeGrid, midnight
from planner.pay import inputs
from planner.pay.store import pay as pay_store
from planner.requirement import requirements
from planner.requirement.store import save_requirement
from planner.roster import rosters
from planner.roster.store import rosters as store
from planner.shop import people
from planner.shop.store.channels import write_channels
from planner.shop.store.people import write_agents
from planner.workspace import home

MONDAY = date(2026, 11, 23)
ZONE = "Europe/Madrid"
GRID = TimeGrid(MONDAY, 7, 30, ZONE)
WORDLESS = {
    "forecast.accuracy.backtest", "forecast.outliers.find", "forecast.volumes.run_forecast", "requirement.outlook.run",
    "requirement.requirements.run", "requirement.requirements.formula", "roster.publishing.export",
    "roster.repair.repair", "roster.rosters.solve", "trial.compare.compare", "trial.feedback.feedback",
    "trial.feedback.feedback_from_roster", "trial.feedback.undo", "trial.simulation.simulate",
    "trial.simulation.simulate_roster", "trial.simulation.run", "trial.value.value",
    "workspace.opening.fill_with_sample", "workspace.sample_care.fill",
}  # fmt: skip
"""Use cases that compute for seconds, write files or are made of others: they open their own, see `transactions.py`."""


def shifts(first=8):
    day = [midnight(MONDAY + timedelta(days=d), ZONE).astimezone(UTC) for d in range(5)]
    return tuple(
        Shift(agent, MONDAY + timedelta(days=d), day[d] + timedelta(hours=first), day[d] + timedelta(hours=16))
        for agent in ("A", "B")
        for d in range(5)
    )


def draft(first=8, label=""):
    return RosterVersion("", 0, RosterState.DRAFT, 0, label, roster=Roster(MONDAY, 7, ZONE, shifts(first)))


@pytest.fixture
def small(ws):
    """A shop of two people with a requirement and a draft."""
    write_channels(ws, [Channel("phone")])
    write_agents(ws, [Agent(i, i, "one", ("phone",), Contract(40 * 60)) for i in ("A", "B")])
    asked = tuple(1.0 if time(9) <= at.time() < time(17) else 0.0 for at in GRID.local_starts)
    save_requirement(ws, Requirement(GRID, {"phone": asked}))
    store.save_version(ws, draft())
    return ws


@pytest.fixture
def other(ws):
    """Another program on the same workspace."""
    with open_workspace(ws.target) as opened:
        yield opened


@contextmanager
def planted(ws, act, before_statement):
    """Another program acts just before a statement of this one; on a file it waits until this one has read."""
    count, threads = 0, []

    def look(*_):
        nonlocal count
        count += 1
        if count == before_statement:
            threads.append(threading.Thread(target=act))
            threads[0].start()
            threads[0].join(0.3)

    event.listen(ws.engine, "before_cursor_execute", look)
    try:
        yield
    finally:
        event.remove(ws.engine, "before_cursor_execute", look)
        threads[0].join()


@contextmanager
def counted(ws, name="before_cursor_execute"):
    """The statements (or the transactions) that a piece of work takes."""
    seen = []

    def look(*args):
        seen.append(args[2] if len(args) > 2 else "begin")

    event.listen(ws.engine, name, look)
    try:
        yield seen
    finally:
        event.remove(ws.engine, name, look)


def everything_else(other):
    """What changes a view of the week in several places at once."""
    with other.write():
        people.add_time_off(other, "A", MONDAY, MONDAY, "leave")
        write_channels(other, [Channel("phone", aht_s=1.0, shrinkage=0.5)])
        save_requirement(other, Requirement(GRID, {"phone": (3.0,) * len(GRID)}))
        store.save_version(other, draft(10))


@pytest.mark.parametrize("use_case", [rosters.view, requirements.view, home.week_answer])
@pytest.mark.parametrize("statement", [2, 5])
def test_a_use_case_sees_one_state_whatever_is_committed_meanwhile(small, other, use_case, statement):
    before = use_case(small, MONDAY)
    with planted(small, lambda: everything_else(other), statement):
        meanwhile = use_case(small, MONDAY)
    assert meanwhile == before
    assert use_case(small, MONDAY) != before, "afterwards it is there"


def test_a_month_has_no_refund_without_its_sale(small, other):
    at = datetime(2026, 11, 10, 10, tzinfo=UTC)
    month = Period("2026-11", ZONE)
    row = dict.fromkeys(pay_store.sale.columns.keys(), "")
    known = {"order_id": "1", "line_id": "1", "agent_id": "A", "ordered_at": at, "net_amount": Decimal(100),
             "currency": "EUR", "eur_rate": Decimal(1)}  # fmt: skip
    pay_store.write_sales(small, [[(row | known)[c] for c in row]])
    pay_store.write_refunds(small, [("1", "1", at, Decimal(-100))])

    def taken_out():
        with other.write() as c:
            c.execute(delete(pay_store.refund))
            c.execute(delete(pay_store.sale))

    plan = Plan("p", 1, date(2026, 1, 1), (), "keep_target", "carry")
    with planted(small, taken_out, 2):
        found = inputs.collect(small, month, plan)
    assert (len(found.sales), len(found.refunds)) == (1, 1)
    assert not inputs.collect(small, month, plan).sales


def test_within_a_transaction_reads_and_writes_join_it_and_a_write_within_a_read_is_a_mistake(small):
    with counted(small, "begin") as begun, small.read():
        read_settings(small)
        rosters.view(small, MONDAY)
    assert len(begun) == 1
    with counted(small, "begin") as begun:
        rosters.save(small, rosters.view(small, MONDAY), Roster(MONDAY, 7, ZONE, shifts(9)))
    assert len(begun) == 2, "the view and the save"
    with pytest.raises(RuntimeError, match="a write within a read"), small.read(), small.write():
        pass
    with small.write(), pytest.raises(Refused), small.write():
        audit.append(small, "taken back", "x")
        raise Refused("no")
    assert audit.verify(small) == (), "what was taken back is not anchored"


@pytest.mark.parametrize("drafts", [1, 30])
def test_a_week_is_viewed_in_twelve_statements_however_many_drafts_there_are(small, drafts):
    for number in range(1, drafts):
        store.save_version(small, draft(9, str(number)))
    people.add_time_off(small, "A", MONDAY, MONDAY, "leave")
    with counted(small) as seen:
        assert len(rosters.view(small, MONDAY).versions) == drafts
    assert len(seen) <= 12, "\n".join(seen)


def test_an_edit_writes_the_shift_that_it_changed_and_no_other(small):
    shown = rosters.view(small, MONDAY)
    shown = rosters.save(small, shown, shown.roster)  # with the channel of every hour
    old = shown.roster.shifts[3]
    moved = shown.roster.replace_shift(old, Shift(old.agent_id, old.day, old.start + timedelta(hours=1), old.end))
    rows = []

    def look(_c, cursor, statement, *_):
        if "roster_shift" in statement and not statement.lstrip().startswith("SELECT"):
            rows.append((statement.split()[0], cursor.rowcount))

    event.listen(small.engine, "after_cursor_execute", look)
    saved = rosters.save(small, shown, moved)
    event.remove(small.engine, "after_cursor_execute", look)
    assert rows == [("DELETE", 1), ("INSERT", 1)]
    assert saved.roster == store.read_version(small, saved.version.roster_id).roster
    assert [s.start for s in saved.roster.shifts] == [s.start for s in moved.shifts]
    assert store.altered(small) == []


def test_another_programs_work_is_seen_with_who_did_it_and_ones_own_is_not(small, other):
    watch = Watch(small)
    people.add_time_off(small, "A", MONDAY, MONDAY, "leave")
    assert watch.look() == ()
    with other.write():
        people.remove_time_off(other, TimeOff("A", GRID.start, midnight(MONDAY + timedelta(days=1), ZONE), "leave"))
    (seen,) = watch.look()
    assert (seen.actor, seen.action) == (other.person, "time off removed")
    assert watch.look() == ()
    watch.close()


def public_use_cases():
    """Every public function of the slices that takes the workspace first, with its decorators."""
    top = Path(planner.__file__).parent
    slices = ("shop", "forecast", "requirement", "roster", "trial", "care", "workspace")
    for path in sorted(p for s in slices for p in (top / s).rglob("*.py")):
        parts = path.relative_to(top).with_suffix("").parts
        if {"store", "cli", "intake"} & set(parts):
            continue
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            first = node.args.args[:1] if isinstance(node, ast.FunctionDef) else []
            if first and first[0].arg == "ws" and not node.name.startswith("_"):
                yield ".".join((*parts, node.name)), {d.id for d in node.decorator_list if isinstance(d, ast.Name)}


def test_every_use_case_says_that_it_reads_or_writes_or_why_it_does_neither():
    bare = {name for name, marks in public_use_cases() if not marks & {"reads", "writes"}}
    assert bare == WORDLESS


def test_use_cases_that_read_a_week_take_one_transaction(small):
    import importlib

    tried = 0
    for name, marks in public_use_cases():
        module, function = name.rsplit(".", 1)
        use_case = getattr(importlib.import_module(f"planner.{module}"), function)
        if marks != {"reads"} or module == "care.members":
            continue
        for arguments in ((), (MONDAY,), (MONDAY, 7)):
            with counted(small, "begin") as begun:
                try:
                    use_case(small, *arguments)
                except Refused:
                    pass
                except Exception:  # other arguments than these
                    continue
            assert len(begun) <= 1, name
            tried += 1
            break
    assert tried > 30
