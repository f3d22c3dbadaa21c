"""The attacker holds the files, the backups, the logs and the secrets, and still cannot join an answer to a person."""

import hashlib
import json
import random
import sqlite3
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from scipy.stats import spearmanr

from planner.base.errors import Conflict, CuadranteError, Refused
from planner.domain.people import Agent, Contract
from planner.shop.store.people import write_agents
from planner.surveys import closing, results, surveys
from planner.surveys import launch as survey_launch
from planner.surveys.audit import FORBIDDEN, self_audit
from planner.surveys.store import intake
from planner.surveys.store import surveys as store


def answer(shop, desk, agent_id, number):
    return desk.submit(shop.survey_id, shop.tokens[agent_id], shop.answers(number)).result()


def answer_all(shop, desk, agents):
    sent = [desk.submit(shop.survey_id, shop.tokens[a], shop.answers(i)) for i, a in enumerate(agents)]
    assert {s.result() for s in sent} == {"stored"}


def bytes_of(folder):
    return {p.name: p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_no_column_value_or_hash_joins_an_answer_to_a_person(make_shop, make_desk):
    shop = make_shop({"chat": 8})
    desk = make_desk(shop)
    for i, agent_id in enumerate(list(shop.tokens)[:6]):
        assert answer(shop, desk, agent_id, i) == "stored"
    found = self_audit(shop.ws, shop.survey_id)
    assert (found.token_rows, found.used_tokens, found.answer_rows) == (8, 6, 6)
    assert found.forbidden_absent == FORBIDDEN
    assert found.attempts > 1000
    assert found.joins == 0
    assert [c for c in found.checks if not c.ok] == []


def test_the_files_hold_no_link_code_name_or_hash_of_one_beside_an_answer(make_shop, make_desk):
    shop = make_shop()
    desk = make_desk(shop)
    answer_all(shop, desk, shop.tokens)
    closing.tidy(shop.ws)
    key = intake.read_key(shop.ws, shop.survey_id)
    files = bytes_of(shop.path)
    for agent_id, token in shop.tokens.items():
        code = surveys.code_of(token)
        for name, content in files.items():
            assert token.encode() not in content, name
            assert code.encode() not in content, name
            for make in (hashlib.md5, hashlib.sha1, hashlib.sha256):
                assert make(token.encode()).hexdigest().encode() not in content
                assert make(token.encode()).digest() not in content
        # The list of people and the answers are not in one file.
        assert agent_id.encode() not in files["shop.intake.sqlite"]
        assert agent_id.encode() not in files["shop.answers.sqlite"]
    assert key not in files["shop.sqlite"] + files["shop.intake.sqlite"] + files["shop.answers.sqlite"]
    assert all(f"remark-{i:03}".encode() not in files["shop.sqlite"] for i in range(24))


def test_neither_the_order_of_rows_nor_of_bytes_follows_the_order_of_answering(make_shop, make_desk):
    shop = make_shop({"chat": 20, "phone": 20, "mail": 20})
    desk = make_desk(shop)
    order = random.Random(5).sample(list(shop.tokens), 60)
    for i, agent_id in enumerate(order):  # one after the other: every batch is one answer
        assert answer(shop, desk, agent_id, i) == "stored"
    closing.tidy(shop.ws)
    content = intake.intake_path(shop.ws.path).read_bytes()
    places = [content.index(f"remark-{i:03}".encode()) for i in range(60)]
    rows = [json.loads(b)["a"]["one_change"] for b in intake.read_bodies(shop.ws, shop.survey_id)]
    rank = [rows.index(f"remark-{i:03}") for i in range(60)]
    key = intake.read_key(shop.ws, shop.survey_id)
    token_places = [content.index(surveys.hash_of(key, shop.tokens[a]).encode()) for a in order]
    # 60 values: a correlation of 0.6 by chance is under one in a million.
    arrival = range(60)
    for found in (places, rank, token_places):
        assert abs(spearmanr(arrival, found).statistic) < 0.6
    assert abs(spearmanr(places, token_places).statistic) < 0.6
    # And nothing deleted is left behind: every remark occurs exactly once in the file.
    assert all(content.count(f"remark-{i:03}".encode()) == 1 for i in range(60))


def test_after_closing_nothing_says_who_answered_and_the_survey_is_still_whole(make_shop, make_desk):
    shop = make_shop()
    desk = make_desk(shop)
    answer_all(shop, desk, list(shop.tokens)[:20])
    key = intake.read_key(shop.ws, shop.survey_id)
    hashes = [surveys.hash_of(key, token).encode() for token in shop.tokens.values()]
    closing.close(shop.ws, shop.survey_id)
    files = bytes_of(shop.path)
    for name, content in files.items():
        assert key not in content, name
        assert not any(h in content for h in hashes), name
        # Comments that may be read are kept, each once; no answer is.
        assert (b"remark-" in content) == (name == "shop.sqlite"), name
    assert all(files["shop.sqlite"].count(f"remark-{i:03}".encode()) == 1 for i in range(20))
    found = self_audit(shop.ws, shop.survey_id)
    assert found.ok, [c for c in found.checks if not c.ok]
    assert found.answer_rows == 0
    assert intake.read_key(shop.ws, shop.survey_id) is None


def test_copies_of_the_workspace_taken_between_answers_differ_in_no_answer(make_shop, make_desk):
    shop = make_shop()
    desk = make_desk(shop)
    copies = []
    for i, agent_id in enumerate(list(shop.tokens)[:6]):
        answer(shop, desk, agent_id, i)
        # What a backup takes: the workspace and its attached siblings; the file of open surveys is none of them.
        copies.append({n: (shop.path / n).read_bytes() for n in ("shop.sqlite", "shop.answers.sqlite")})
    assert all(copy == copies[0] for copy in copies)
    assert b"remark-" not in copies[-1]["shop.answers.sqlite"]


def test_every_stored_group_fits_five_people(make_shop, make_desk):
    shop = make_shop({"chat": 9, "phone": 4, "mail": 6}, survey_launch.LaunchPlan(attributes=("team", "contract")))
    desk = make_desk(shop)
    answer_all(shop, desk, list(shop.tokens)[:17])
    people = store.read_people(shop.ws, shop.survey_id)
    for body in intake.read_bodies(shop.ws, shop.survey_id):
        own = json.loads(body)["g"]
        assert sum(all(p.get(n) == v for n, v in own.items()) for p in people.values()) >= 5


def test_the_audit_notices_a_link_that_somebody_smuggles_in(make_shop, make_desk):
    shop = make_shop({"chat": 8})
    desk = make_desk(shop)
    answer_all(shop, desk, shop.tokens)
    desk.stop()  # it writes its file anew as a whole, under a lock of its own: nobody else writes meanwhile
    file = intake.intake_path(shop.ws.path)
    with sqlite3.connect(file) as c:
        key, body = c.execute("SELECT key, body FROM intake_response").fetchone()
        smuggled = json.dumps(json.loads(body) | {"who": "agent-003"})
        c.execute("UPDATE intake_response SET body = ? WHERE key = ?", (smuggled, key))
    found = self_audit(shop.ws, shop.survey_id)
    assert found.joins == 1
    assert not found.ok
    with sqlite3.connect(file) as c:
        c.execute("ALTER TABLE intake_response ADD COLUMN created_at TEXT")
    broken = {c.name for c in self_audit(shop.ws, shop.survey_id).checks if not c.ok}
    assert {"columns", "answer_times"} <= broken


def test_a_crash_at_any_point_of_a_batch_loses_no_acknowledged_answer_and_doubles_none(make_shop, monkeypatch):
    for stop_at, (first, second) in product(range(1, 4), [(3, 2)]):
        shop = make_shop()
        key = intake.read_key(shop.ws, shop.survey_id)
        tokens = list(shop.tokens.values())

        def batch(low, high, shop=shop, key=key, tokens=tokens):
            rows = [(surveys.hash_of(key, tokens[i]), shop.answers(i)) for i in range(low, high)]
            return intake.record_batch(shop.ws, shop.survey_id, rows)

        assert batch(0, first) == ["stored"] * first
        real, calls = intake._transaction, [0]

        class Killed(BaseException):
            pass

        def dying(ws, write, real=real, calls=calls, stop_at=stop_at):
            if write:
                calls[0] += 1
                if calls[0] == stop_at:
                    raise Killed
            return real(ws, write)

        monkeypatch.setattr(intake, "_transaction", dying)
        with pytest.raises(Killed):
            batch(first, first + second)
        monkeypatch.setattr(intake, "_transaction", real)
        closing.tidy(shop.ws)
        with sqlite3.connect(intake.intake_path(shop.ws.path)) as c:
            assert c.execute("SELECT count(*) FROM intake_token WHERE used = 2").fetchone() == (0,)
        # Whoever was not told "stored" sends again; nobody is counted twice, nobody is shut out.
        assert set(batch(first, first + second)) <= {"stored", "used"}
        remarks = sorted(json.loads(b)["a"]["one_change"] for b in intake.read_bodies(shop.ws, shop.survey_id))
        assert remarks == [f"remark-{i:03}" for i in range(first + second)]
        assert self_audit(shop.ws, shop.survey_id).ok


def test_a_crash_between_closing_and_forgetting_is_finished_at_the_next_start(make_shop, make_desk, monkeypatch):
    shop = make_shop()
    desk = make_desk(shop)
    answer(shop, desk, "agent-000", 0)

    def crash(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(intake, "purge", crash)
    with pytest.raises(KeyboardInterrupt):
        closing.close(shop.ws, shop.survey_id)
    monkeypatch.undo()
    assert desk.submit(shop.survey_id, shop.tokens["agent-001"], shop.answers(1)).result() in {"closed", "used"}
    closing.tidy(shop.ws)
    assert intake.read_tokens(shop.ws, shop.survey_id) == []
    assert intake.read_key(shop.ws, shop.survey_id) is None
    assert intake.read_bodies(shop.ws, shop.survey_id) == []


def test_a_code_and_a_link_of_one_person_answer_once_together(make_shop, make_desk):
    shop = make_shop()
    desk = make_desk(shop)
    token = shop.tokens["agent-004"]
    code = surveys.code_of(token)
    spaced = f"{code[:4].upper()}-{code[4:8]} {code[8:]}"
    assert desk.look(shop.survey_id, spaced).status == "ready"
    both = [desk.submit(shop.survey_id, spaced, shop.answers(1)), desk.submit(shop.survey_id, token, shop.answers(2))]
    assert sorted(f.result() for f in both) == ["stored", "used"]


def test_reminders_reach_everybody_so_that_no_mail_server_tells_who_has_answered(make_shop, make_desk):
    shop = make_shop({"chat": 8})
    desk = make_desk(shop)
    answer_all(shop, desk, list(shop.tokens)[:6])
    reached = []
    done = surveys.send_links(shop.ws, shop.survey_id, "http://localhost", lambda k: reached.append(k.agent_id),
                              reminder=True)  # fmt: skip
    assert done.sent == 8
    assert sorted(reached) == sorted(shop.tokens)
    with pytest.raises(Refused, match="refused for anonymous surveys"):
        surveys.non_respondents(shop.ws, shop.survey_id)
    assert len(surveys.links(shop.ws, shop.survey_id, "http://x")) == 8


def test_results_are_refused_while_the_survey_is_open_and_anonymity_never_changes(make_shop, make_desk):
    shop = make_shop()
    desk = make_desk(shop)
    answer(shop, desk, "agent-000", 0)
    with pytest.raises(Refused, match="no results before the survey closes"):
        results.results(shop.ws, shop.survey_id)
    with pytest.raises(Refused):
        survey_launch.launch(shop.ws, shop.survey_id, survey_launch.LaunchPlan(anonymous=False))
    with pytest.raises(Refused):
        surveys.edit(shop.ws, shop.survey_id, surveys.get(shop.ws, shop.survey_id).form)
    assert surveys.get(shop.ws, shop.survey_id).anonymous


def test_comments_and_the_list_of_invited_go_on_their_day_and_blurred_figures_stay(make_shop, make_desk, monkeypatch):
    shop = make_shop(plan=survey_launch.LaunchPlan(retention_days=30))
    desk = make_desk(shop)
    answer_all(shop, desk, shop.tokens)
    closing.close(shop.ws, shop.survey_id)
    before = results.results(shop.ws, shop.survey_id)
    assert results.apply_retention(shop.ws) == 0
    monkeypatch.setenv("CUADRANTE_TODAY", "2027-01-15")
    assert results.apply_retention(shop.ws) == 24
    assert results.apply_retention(shop.ws) == 0
    after = results.results(shop.ws, shop.survey_id)
    assert after.figures == before.figures
    assert not any(b.comments for b in after.comments)
    files = bytes_of(shop.path)
    assert [name for name, content in files.items() if b"remark-" in content] == []
    assert store.read_people(shop.ws, shop.survey_id) == {}
    assert store.read_ledger(shop.ws, [shop.survey_id]) == {}


def test_who_leaves_is_taken_out_of_every_list_and_the_ledger_keeps_somebody_nameless(make_shop, make_desk):
    shop = make_shop()
    desk = make_desk(shop)
    answer_all(shop, desk, shop.tokens)
    closing.close(shop.ws, shop.survey_id)
    assert results.forget(shop.ws, "agent-003") == 1
    assert "core.survey_person" not in results.about_me(shop.ws, "agent-003")
    (groups,) = store.read_ledger(shop.ws, [shop.survey_id]).values()
    whom, _ = groups["company"]
    assert len(whom) == 24 and "agent-003" not in whom
    assert self_audit(shop.ws, shop.survey_id).ok


def test_groups_that_somebody_changes_while_a_survey_is_open_stop_its_closing(make_shop, make_desk):
    """HR could else choose who is found out: one link's group moved, one figure told."""
    shop = make_shop()
    desk = make_desk(shop)
    answer_all(shop, desk, shop.tokens)
    desk.stop()  # it writes its file anew as a whole, under a lock of its own: nobody else writes meanwhile
    with sqlite3.connect(intake.intake_path(shop.ws.path)) as c:
        key = c.execute("SELECT hash FROM intake_token WHERE groups LIKE '%chat%'").fetchone()
        c.execute("UPDATE intake_token SET groups = ? WHERE hash = ?", ('{"team":"phone"}', *key))
    assert not self_audit(shop.ws, shop.survey_id).check("groups").ok
    with pytest.raises(CuadranteError, match="not those fixed at launch"):
        closing.close(shop.ws, shop.survey_id)
    assert surveys.get(shop.ws, shop.survey_id).state == "open"


@pytest.mark.parametrize("change", [
    "UPDATE survey SET settings = json_set(settings, '$.k', 1)",
    "UPDATE survey SET settings = json_set(settings, '$.attributes', json('{}'))",
    "UPDATE survey SET settings = json_set(settings, '$.anonymous', json('false'))",
    "UPDATE survey SET state = 'draft'",
    "UPDATE survey SET form = replace(form, 'recommend', 'other')",
    "UPDATE survey_person SET groups = '{}' WHERE agent_id = 'agent-000'",
    "DELETE FROM survey_person WHERE agent_id = 'agent-000'",
])  # fmt: skip
def test_the_database_refuses_to_change_what_an_open_survey_fixed(make_shop, change):
    shop = make_shop()
    with sqlite3.connect(shop.ws.path) as c, pytest.raises(sqlite3.IntegrityError):
        c.execute(change)


def test_a_survey_is_closed_or_launched_exactly_as_somebody_saw_it(make_shop):
    shop = make_shop()
    seen = surveys.get(shop.ws, shop.survey_id).version
    surveys.extend(shop.ws, shop.survey_id, date(2026, 12, 24), seen)
    with pytest.raises(Conflict, match="changed meanwhile"):
        closing.close(shop.ws, shop.survey_id, seen)
    draft = surveys.new(shop.ws)
    plan = survey_launch.LaunchPlan()
    mark = survey_launch.rehearse(shop.ws, draft, plan).mark
    write_agents(shop.ws, [Agent("new-1", "Nadia Nueva", "chat", ("chat",), Contract(2400))])
    with pytest.raises(Conflict, match="changed since you looked"):
        survey_launch.launch(shop.ws, draft, plan, mark)
    assert surveys.get(shop.ws, draft).state == "draft"
    survey_launch.launch(shop.ws, draft, plan, survey_launch.rehearse(shop.ws, draft, plan).mark)


def test_a_survey_closes_by_itself_when_its_last_day_has_passed_where_the_shop_is(make_shop, make_desk, monkeypatch):
    shop = make_shop(plan=survey_launch.LaunchPlan(closes_on=date(2026, 11, 23)))
    desk = make_desk(shop)
    answer(shop, desk, "agent-000", 0)
    monkeypatch.delenv("CUADRANTE_TODAY")
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")  # the server's day plays no part
    moment = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)  # half past eleven in the evening in Madrid
    monkeypatch.setattr(surveys, "now", lambda: moment)
    assert closing.close_due(shop.ws) == ()
    assert answer(shop, desk, "agent-001", 1) == "stored"
    monkeypatch.setattr(surveys, "now", lambda: moment + timedelta(hours=1))
    assert closing.close_due(shop.ws) == (shop.survey_id,)
    assert surveys.get(shop.ws, shop.survey_id).closed_on == date(2026, 11, 24)


def test_people_join_an_open_survey_with_the_groups_it_has_and_nobody_as_the_only_one(make_shop, make_desk):
    shop = make_shop()
    write_agents(shop.ws, [Agent("new-1", "Nadia Nueva", "chat", ("chat",), Contract(2400)),
                           Agent("new-2", "Nadia Otra", "mail", ("chat",), Contract(2400))])  # fmt: skip
    assert survey_launch.add_people(shop.ws, shop.survey_id, ["new-1", "agent-000"]) == 1
    with pytest.raises(Refused, match="one of few"):
        survey_launch.add_people(shop.ws, shop.survey_id, ["new-2"])
    links = {k.agent_id: k for k in surveys.links(shop.ws, shop.survey_id, "http://x")}
    assert len(links) == 25 == surveys.get(shop.ws, shop.survey_id).invited
    assert make_desk(shop).submit(shop.survey_id, links["new-1"].code, shop.answers(1)).result() == "stored"
    assert self_audit(shop.ws, shop.survey_id).ok


def test_what_is_stored_about_a_person_holds_no_answer(make_shop, make_desk):
    shop = make_shop()
    desk = make_desk(shop)
    answer(shop, desk, "agent-000", 0)
    mine = results.about_me(shop.ws, "agent-000")
    assert mine["core.agent"][0]["name"] == "Nadia Prueba000"
    assert mine["core.survey_person"] == [
        {"survey_id": shop.survey_id, "agent_id": "agent-000", "groups": '{"team":"chat"}'}
    ]
    assert "remark" not in json.dumps(mine, default=str)


def test_fewer_than_five_people_cannot_be_surveyed_and_texts_need_both_languages(make_shop):
    shop = make_shop({"chat": 6, "phone": 4})
    survey_id = surveys.new(shop.ws, "pulse")
    with pytest.raises(Refused, match="without exposing them"):
        survey_launch.launch(shop.ws, survey_id, survey_launch.LaunchPlan(teams=("phone",)))
    form = surveys.get(shop.ws, survey_id).form
    surveys.edit(shop.ws, survey_id, type(form)(type(form.title)("Solo español", ""), form.questions))
    with pytest.raises(Refused, match="Texts are missing"):
        survey_launch.launch(shop.ws, survey_id)
