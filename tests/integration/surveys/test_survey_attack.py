"""The attacker holds the files, the backups, the logs and the secrets, and still cannot join an answer to a person."""

import hashlib
import json
import random
import sqlite3
from itertools import product

import pytest
from scipy.stats import spearmanr

from planner.base.errors import Refused
from planner.surveys import results as survey_results
from planner.surveys import surveys
from planner.surveys.audit import FORBIDDEN, self_audit
from planner.surveys.store import intake
from planner.surveys.store import surveys as store


def answer(shop, desk, agent_id, number):
    return desk.submit(shop.survey_id, shop.tokens[agent_id], shop.answers(number)).result()


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
    for i, agent_id in enumerate(shop.tokens):
        answer(shop, desk, agent_id, i)
    survey_results.tidy(shop.ws)
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
    survey_results.tidy(shop.ws)
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
    for i, agent_id in enumerate(list(shop.tokens)[:20]):
        answer(shop, desk, agent_id, i)
    key = intake.read_key(shop.ws, shop.survey_id)
    hashes = [surveys.hash_of(key, token).encode() for token in shop.tokens.values()]
    survey_results.close(shop.ws, shop.survey_id)
    files = bytes_of(shop.path)
    for name, content in files.items():
        assert key not in content, name
        assert not any(h in content for h in hashes), name
        assert (b"remark-" in content) == (name in {"shop.answers.sqlite", "shop.sqlite"}), name
    assert sum(files["shop.answers.sqlite"].count(f"remark-{i:03}".encode()) for i in range(20)) == 20
    found = self_audit(shop.ws, shop.survey_id)
    assert found.ok
    assert found.answer_rows == 20
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


def test_every_stored_group_fits_five_people_and_hidden_groups_leave_the_answers(make_shop, make_desk):
    shop = make_shop({"chat": 9, "phone": 4, "mail": 6}, surveys.LaunchPlan(attributes=("team", "contract")))
    desk = make_desk(shop)
    for i, agent_id in enumerate(list(shop.tokens)[:17]):
        answer(shop, desk, agent_id, i)
    people = store.read_people(shop.ws, shop.survey_id)
    for body in intake.read_bodies(shop.ws, shop.survey_id):
        own = json.loads(body)["g"]
        assert sum(all(p.get(n) == v for n, v in own.items()) for p in people.values()) >= 5
    results = survey_results.close(shop.ws, shop.survey_id)
    kept = [json.loads(b)["g"] for b in store.read_responses(shop.ws, shop.survey_id)]
    for own in kept:
        assert all(results.groups[f"{n}={v}"] == "shown" for n, v in own.items())
        assert kept.count(own) >= 5 or not own


def test_the_audit_notices_a_link_that_somebody_smuggles_in(make_shop, make_desk):
    shop = make_shop({"chat": 8})
    desk = make_desk(shop)
    for i, agent_id in enumerate(shop.tokens):
        answer(shop, desk, agent_id, i)
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
        survey_results.tidy(shop.ws)
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
        survey_results.close(shop.ws, shop.survey_id)
    monkeypatch.undo()
    assert desk.submit(shop.survey_id, shop.tokens["agent-001"], shop.answers(1)).result() in {"closed", "used"}
    survey_results.tidy(shop.ws)
    assert intake.read_tokens(shop.ws, shop.survey_id) == []
    assert intake.read_key(shop.ws, shop.survey_id) is None
    assert len(store.read_responses(shop.ws, shop.survey_id)) == 1


def test_a_code_and_a_link_of_one_person_answer_once_together(make_shop, make_desk):
    shop = make_shop()
    desk = make_desk(shop)
    token = shop.tokens["agent-004"]
    code = surveys.code_of(token)
    spaced = f"{code[:4].upper()}-{code[4:8]} {code[8:]}"
    assert desk.look(shop.survey_id, spaced).status == "ready"
    both = [desk.submit(shop.survey_id, spaced, shop.answers(1)), desk.submit(shop.survey_id, token, shop.answers(2))]
    assert sorted(f.result() for f in both) == ["stored", "used"]


def test_reminders_reach_those_who_have_not_answered_and_list_nobody(make_shop, make_desk):
    shop = make_shop({"chat": 8})
    desk = make_desk(shop)
    for i, agent_id in enumerate(list(shop.tokens)[:6]):
        answer(shop, desk, agent_id, i)
    reached = []
    sent = surveys.remind(shop.ws, shop.survey_id, "http://localhost", lambda link: reached.append(link.agent_id))
    assert sent == 2
    assert sorted(reached) == ["agent-006", "agent-007"]
    with pytest.raises(Refused, match="refused for anonymous surveys"):
        surveys.non_respondents(shop.ws, shop.survey_id)
    assert len(surveys.links(shop.ws, shop.survey_id, "http://x")) == 8


def test_results_are_refused_while_the_survey_is_open_and_anonymity_never_changes(make_shop, make_desk):
    shop = make_shop()
    desk = make_desk(shop)
    answer(shop, desk, "agent-000", 0)
    with pytest.raises(Refused, match="no results before the survey closes"):
        survey_results.results(shop.ws, shop.survey_id)
    with pytest.raises(Refused):
        surveys.launch(shop.ws, shop.survey_id, surveys.LaunchPlan(anonymous=False))
    with pytest.raises(Refused):
        surveys.edit(shop.ws, shop.survey_id, surveys.get(shop.ws, shop.survey_id).form)
    assert surveys.get(shop.ws, shop.survey_id).anonymous


def test_raw_answers_and_comments_go_on_their_day_and_figures_stay(make_shop, make_desk, monkeypatch):
    shop = make_shop(plan=surveys.LaunchPlan(retention_days=30))
    desk = make_desk(shop)
    for i, agent_id in enumerate(shop.tokens):
        answer(shop, desk, agent_id, i)
    survey_results.close(shop.ws, shop.survey_id)
    before = survey_results.results(shop.ws, shop.survey_id)
    assert survey_results.apply_retention(shop.ws) == 0
    monkeypatch.setenv("CUADRANTE_TODAY", "2027-01-15")
    assert survey_results.apply_retention(shop.ws) == 24
    assert survey_results.apply_retention(shop.ws) == 0
    after = survey_results.results(shop.ws, shop.survey_id)
    assert after.figures == before.figures
    assert not any(b.comments for b in after.comments)
    assert [name for name, content in bytes_of(shop.path).items() if b"remark-" in content] == []


def test_what_is_stored_about_a_person_holds_no_answer(make_shop, make_desk):
    shop = make_shop()
    desk = make_desk(shop)
    answer(shop, desk, "agent-000", 0)
    mine = survey_results.about_me(shop.ws, "agent-000")
    assert mine["core.agent"][0]["name"] == "Nadia Prueba000"
    assert mine["core.survey_person"] == [
        {"survey_id": shop.survey_id, "agent_id": "agent-000", "groups": '{"team":"chat"}'}
    ]
    assert "remark" not in json.dumps(mine, default=str)


def test_fewer_than_five_people_cannot_be_surveyed_and_texts_need_both_languages(make_shop):
    shop = make_shop({"chat": 6, "phone": 4})
    survey_id = surveys.new(shop.ws, "pulse")
    with pytest.raises(Refused, match="without exposing them"):
        surveys.launch(shop.ws, survey_id, surveys.LaunchPlan(teams=("phone",)))
    form = surveys.get(shop.ws, survey_id).form
    surveys.edit(shop.ws, survey_id, type(form)(type(form.title)("Solo español", ""), form.questions))
    with pytest.raises(Refused, match="Texts are missing"):
        surveys.launch(shop.ws, survey_id)
