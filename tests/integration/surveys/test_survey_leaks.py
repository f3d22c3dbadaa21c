"""The audit can fail: leaks of twenty kinds are planted in a closed or open survey, and each is named."""

import json
import sqlite3

import pytest

from planner.domain.people import Agent, Contract
from planner.shop.store.people import write_agents
from planner.surveys import closing, launch, results, surveys, told
from planner.surveys.audit import self_audit, small_sets
from planner.surveys.store import intake


@pytest.fixture
def closed(make_shop, make_desk):
    """A closed survey of two teams of twelve and ten, everybody answered; audited and found clean."""
    shop = make_shop({"chat": 12, "phone": 10, "mail": 5}, launch.LaunchPlan(attributes=("team",)))
    desk = make_desk(shop)
    sent = [desk.submit(shop.survey_id, token, {**shop.answers(i), "one_change": f"remark number {i:03} of many"})
            for i, token in enumerate(shop.tokens.values())]  # fmt: skip
    assert {s.result() for s in sent} == {"stored"}
    closing.close(shop.ws, shop.survey_id)
    assert self_audit(shop.ws, shop.survey_id).ok
    return shop


def main_file(shop, *statements, triggers=True):
    with sqlite3.connect(shop.ws.path) as c:
        if not triggers:  # whoever owns the file may do that too
            for name in c.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                c.execute(f"DROP TRIGGER {name[0]}")
        for statement in statements:
            c.execute(*statement) if isinstance(statement, tuple) else c.execute(statement)


def result(shop):
    with sqlite3.connect(shop.ws.path) as c:
        return json.loads(c.execute("SELECT result FROM survey WHERE survey_id = ?", (shop.survey_id,)).fetchone()[0])


def put(shop, data):
    main_file(shop, ("UPDATE survey SET result = ? WHERE survey_id = ?", (json.dumps(data), shop.survey_id)))


def answer_row(shop, body):
    with sqlite3.connect(shop.path / "shop.answers.sqlite") as c:
        c.execute("INSERT INTO response VALUES (?, ?, ?)", ("ab" * 16, shop.survey_id, json.dumps(body)))


def group(data, shop, name, members):
    """A group that is shown although it should not be: its counts, and its line of the ledger."""
    data["groups"][name] = "shown"
    data["counts"].append([name, "recommend", "enps", [2, 2, 2]])
    main_file(shop, ("INSERT INTO survey_ledger VALUES (?, ?, ?, ?)",
                     (shop.survey_id, name, json.dumps(sorted(members)), json.dumps(["x"]))))  # fmt: skip


def plant(kind, shop):
    data, all_of = result(shop), sorted(shop.tokens)
    count = next(c for c in data["counts"] if c[0] == "team=chat" and c[1] == "recommend")
    if kind in ("rest of one", "rest of two", "four in a group"):
        rest = {"rest of one": all_of[:-1], "rest of two": all_of[:-2], "four in a group": all_of[:4]}[kind]
        group(data, shop, f"team={kind}", rest)
        with sqlite3.connect(shop.ws.path) as c:
            prints = c.execute("SELECT questions FROM survey_ledger WHERE grp = 'company'").fetchone()[0]
            c.execute("UPDATE survey_ledger SET people = people WHERE grp = 'company'")
            c.execute("DELETE FROM survey_ledger WHERE grp = ?", (f"team={kind}",))
            c.execute("INSERT INTO survey_ledger VALUES (?, ?, ?, ?)",
                      (shop.survey_id, f"team={kind}", json.dumps(rest), prints))  # fmt: skip
        put(shop, data)
    elif kind == "group that the ledger does not know":
        data["counts"].append(["team=chat × contract=full", "means_2", "favourable", [1, 1, 3]])
        put(shop, data)
    elif kind == "means of groups":
        put(shop, data | {"means": {"team=chat": "1.00"}})
    elif kind == "exact distribution":
        count[3] = [1, 2, 3, 4, 2]
        put(shop, data)
    elif kind == "fractions":
        count[3] = [3.5, 4, 4.5]
        put(shop, data)
    elif kind == "more answers than invited":
        count[3] = [9, 9, 9]
        put(shop, data)
    elif kind == "two bases of one question":
        data["counts"].append(["team=chat", "recommend", "again", [1, 1, 1]])
        put(shop, data)
    elif kind == "alpha with many digits":
        put(shop, data | {"alphas": {"clarity": "0.731294"}})
    elif kind == "correlation":
        put(shop, data | {"drivers": [["clarity_1", 0.4312, 0.1, 0.6, 30]]})
    elif kind == "text in the result":
        data["comments"][0]["comments"] = ["remark"]
        put(shop, data)
    elif kind == "rows without groups":
        answer_row(shop, {"a": {"recommend": 9}, "g": {}})
    elif kind == "one row of a team":
        answer_row(shop, {"a": {"recommend": 9, "clarity_1": 1}, "g": {"team": "mail"}})
    elif kind == "link left":
        with sqlite3.connect(intake.intake_path(shop.ws.path)) as c:
            c.execute("INSERT INTO intake_token VALUES ('h', ?, 'c', '{}', 1)", (shop.survey_id,))
    elif kind == "key left":
        intake.store_key(shop.ws, shop.survey_id, b"k" * 32)
    elif kind == "time of a comment":
        main_file(shop, "ALTER TABLE survey_comment ADD COLUMN written_at TEXT")
    elif kind == "comments of two attributes":
        main_file(shop, "UPDATE survey_comment SET grp = 'tenure=lt1' WHERE key IN (SELECT key FROM survey_comment "
                        "WHERE grp = 'team=chat' LIMIT 6)")  # fmt: skip
    elif kind == "comments of two people":
        main_file(shop, "DELETE FROM survey_comment WHERE grp = 'team=chat' AND key NOT IN "
                        "(SELECT key FROM survey_comment WHERE grp = 'team=chat' LIMIT 2)")  # fmt: skip
    elif kind == "who wrote a comment":
        main_file(shop, "UPDATE survey_comment SET key = 'agent-003' WHERE key = (SELECT min(key) FROM survey_comment)")
    elif kind == "sentences frozen":
        settings = json.dumps({"told": {"es": {"answered": "Respondieron 22 de 22 personas (100,0 %)."}}})
        main_file(shop, ("UPDATE survey SET settings = json_patch(settings, ?)", (settings,)))
    elif kind == "open to others":
        (shop.path / "shop.answers.sqlite").chmod(0o644)
    elif kind == "name in an import":
        main_file(shop, "UPDATE survey SET settings = json_set(settings, '$.imported', json('true'))",
                  "UPDATE survey_comment SET body = 'Nadia Prueba004' WHERE key = "
                  "(SELECT min(key) FROM survey_comment)", triggers=False)  # fmt: skip
    elif kind == "time in an import":
        main_file(shop, "UPDATE survey SET settings = json_set(settings, '$.imported', json('true'))",
                  "UPDATE survey_comment SET body = '2026-11-30 09:12:44' WHERE key = "
                  "(SELECT min(key) FROM survey_comment)", triggers=False)  # fmt: skip


LEAKS = {
    "rest of one": "span", "rest of two": "span", "four in a group": "span",
    "group that the ledger does not know": "ledger", "means of groups": "empty", "exact distribution": "blur",
    "fractions": "blur", "more answers than invited": "blur", "two bases of one question": "blur",
    "alpha with many digits": "empty", "correlation": "empty", "text in the result": "empty",
    "rows without groups": "empty", "one row of a team": "empty", "link left": "empty", "key left": "empty",
    "time of a comment": "answer_times", "comments of two attributes": "comments", "comments of two people": "comments",
    "who wrote a comment": "identity", "sentences frozen": "told", "open to others": "files",
    "name in an import": "imports", "time in an import": "imports",
}  # fmt: skip


@pytest.mark.parametrize("kind", LEAKS)
def test_a_planted_leak_is_named(closed, kind):
    plant(kind, closed)
    found = self_audit(closed.ws, closed.survey_id)
    assert not found.ok
    assert found.check(LEAKS[kind]).found, [c for c in found.checks if not c.ok]


def test_two_surveys_at_once_that_together_single_somebody_out_are_named(make_shop, make_desk):
    """As a version without a ledger would publish them: 24 people, and the same without one."""
    shop = make_shop({"chat": 24}, launch.LaunchPlan(attributes=()))
    desk = make_desk(shop)
    first, tokens = shop.survey_id, dict(shop.tokens)
    agent = Agent("agent-000", "Nadia Prueba000", "left", ("chat",), Contract(2400))
    write_agents(shop.ws, [agent])
    second = surveys.new(shop.ws)
    launch.launch(shop.ws, second, launch.LaunchPlan(teams=("chat",), attributes=()))
    others = {k.agent_id: k.code for k in surveys.links(shop.ws, second, "http://x")}
    for survey_id, links in ((first, tokens), (second, others)):
        sent = [desk.submit(survey_id, link, shop.answers(i)) for i, link in enumerate(links.values())]
        assert {s.result() for s in sent} == {"stored"}
    closing.close(shop.ws, first)
    found = closing.close(shop.ws, second)
    assert ("company", "recommend") in found.hidden, "the second says nothing that would name the one who is not in it"
    assert self_audit(shop.ws, second).ok
    with sqlite3.connect(shop.ws.path) as c:  # now as if it had been shown
        data = json.loads(c.execute("SELECT result FROM survey WHERE survey_id = ?", (second,)).fetchone()[0])
        data["counts"].append(["company", "recommend", "enps", [8, 8, 7]])
        c.execute("UPDATE survey SET result = ? WHERE survey_id = ?", (json.dumps(data), second))
        c.execute("INSERT INTO survey_ledger SELECT ?, grp, ?, questions FROM survey_ledger WHERE survey_id = ?",
                  (second, json.dumps(sorted(others)), first))  # fmt: skip
    assert self_audit(shop.ws, second).check("span").found == ("agent-000",)


def test_the_auditors_own_test_of_groups_finds_what_several_of_them_give_together():
    people = [f"p{i:02}" for i in range(21)]
    company, a, b = frozenset(people), frozenset(people[:10]), frozenset(people[10:20])
    assert small_sets([company, a, b], 5) == [frozenset({"p20"})]
    assert small_sets([company, a], 5) == []
    twice = small_sets([company, company - {"p00"}, company - {"p01"}], 5)
    assert set(twice) == {frozenset({"p00"}), frozenset({"p01"})}


@pytest.mark.parametrize("seed", [3, 11])
def test_random_organisations_expose_nobody_to_an_attacker_of_our_own(seed, monkeypatch):
    """Small ones, surveys a week apart, both modes; the attacker takes nothing from the program but what it wrote."""
    from benchmarks.survey_privacy import one

    monkeypatch.delenv("CUADRANTE_TODAY", raising=False)
    told = one(seed, people=40, teams=4, waves=2, questions=4, gap_days=7)
    assert told["found"] == []
    assert told["team_figures"] > 0


def as_an_earlier_version_closed_it(shop, rows):
    """The survey's row and answers as they were before: exact figures, whole rows beside their groups."""
    figures = [["company", "survey", "respondents", "shown", 27, "27", "27", []],
               ["company", "recommend", "enps", "shown", 27, "-100", "-100", [0, 0, 27]],
               ["company", "clarity_1", "favourable", "shown", 27, "100/1", "100.0", [27, 27]],
               ["company", "clarity_1", "neutral", "shown", 27, "0", "0.0", [0, 27]],
               ["company", "clarity_1", "unfavourable", "shown", 27, "0", "0.0", [0, 27]],
               ["team=chat", "survey", "respondents", "hidden:secondary", None, None, "", []]]  # fmt: skip
    old = {"groups": {"company": "shown", "team=chat": "hidden:secondary"}, "figures": figures, "alphas": {},
           "comments": [], "drivers": [], "participation": {"total": ["shown", 27, "100.0"], "groups": {}}}  # fmt: skip
    told = {"told": {"es": {"answered": "Respondieron 27 de 27 personas (100,0 %)."}}, "told_against": ""}
    main_file(
        shop, ("DELETE FROM survey_comment",), ("DELETE FROM survey_ledger",),
        ("UPDATE survey SET result = ?, answered = 27, state = 'reported', settings = json_patch(settings, ?)",
         (json.dumps(old), json.dumps(told))),
    )  # fmt: skip
    with sqlite3.connect(shop.path / "shop.answers.sqlite") as c:
        for i in range(27 if rows else 0):
            body = {"a": {"recommend": i % 11, "clarity_1": 1 + i % 5, "one_change": f"remark of the {i:03} person"},
                    "g": {"team": "chat"} if i < 12 else {}}  # fmt: skip
            c.execute("INSERT INTO response VALUES (?, ?, ?)", (f"{i:032x}", shop.survey_id, json.dumps(body)))


@pytest.mark.parametrize("rows", [True, False], ids=["answers kept", "answers deleted"])
def test_a_survey_that_an_earlier_version_closed_is_worked_out_anew_and_loses_its_answers(closed, rows):
    as_an_earlier_version_closed_it(closed, rows)
    assert not self_audit(closed.ws, closed.survey_id).ok
    found = results.results(closed.ws, closed.survey_id)
    assert found.figure("company", "recommend", "enps").display
    assert self_audit(closed.ws, closed.survey_id).ok, [
        c for c in self_audit(closed.ws, closed.survey_id).checks if c.found
    ]
    files = b"".join(p.read_bytes() for p in closed.path.glob("*.sqlite"))
    assert b"100,0 %" not in files and b'"100.0"' not in files
    assert found.counts["company", "clarity_1", "favourable"] != (27, 0, 0) or not rows
    assert (b"remark of the 003 person" in files) == rows  # as a comment of the company
    assert told.told(closed.ws, closed.survey_id, "en").title == "Engagement survey"
