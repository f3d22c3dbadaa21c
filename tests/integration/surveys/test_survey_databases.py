"""On both databases: a survey from launch to results, and on PostgreSQL no trace of who wrote what when."""

import json
from datetime import date

import pytest

from engagement.surveys.pulses import Cadence
from planner.domain.people import Agent, Contract
from planner.errors import Refused
from planner.services import survey_results, surveys
from planner.services.survey_audit import self_audit
from planner.services.survey_desk import SurveyDesk
from planner.storage import intake
from planner.storage import surveys as store
from planner.storage.people import write_agents
from planner.storage.workspace import open_workspace


def launched(ws, people=24):
    write_agents(
        ws, [Agent(f"a{i:02}", f"Nadia {i}", "chat" if i < 12 else "phone", ("chat",), Contract(2400),
                   email=f"a{i}@shop.example") for i in range(people)]
    )  # fmt: skip
    survey_id = surveys.new(ws)
    surveys.launch(ws, survey_id)
    return survey_id, [link.url.rsplit("/", 1)[1] for link in surveys.links(ws, survey_id, "http://x")]


def answered(ws, survey_id, tokens):
    desk = SurveyDesk(ws)
    try:
        for i, token in enumerate(tokens):
            values = {"recommend": i % 11, "clarity_1": 1 + i % 5, "one_change": f"remark-{i:03}"}
            assert desk.submit(survey_id, token, values).result() == "stored"
        assert desk.submit(survey_id, tokens[0], {"recommend": 0}).result() == "used"
    finally:
        desk.stop()


def test_a_survey_runs_from_launch_to_results_on_both_databases(ws):
    survey_id, tokens = launched(ws)
    answered(ws, survey_id, tokens[:22])
    total, groups = survey_results.participation_of(ws, survey_id)
    assert total.display == "91.7"
    assert groups["team=chat"].display == "100.0"
    assert self_audit(ws, survey_id).ok
    results = survey_results.close(ws, survey_id)
    assert results.figure("company", "recommend", "enps").n == 22
    assert results.groups == {"company": "shown", "team=chat": "shown", "team=phone": "shown"}
    assert survey_results.results(ws, survey_id).figures == results.figures
    assert survey_results.participation_of(ws, survey_id) == (total, groups)
    assert len(store.read_responses(ws, survey_id)) == 22
    assert intake.read_key(ws, survey_id) is None
    assert intake.read_tokens(ws, survey_id) == []
    assert self_audit(ws, survey_id).ok
    action = store.ActionRow("", survey_id, "clarity_1", "Weekly briefing", "Ada", None, "open", surveys.today())
    action_id = survey_results.act(ws, action)
    assert [a.action_id for a in survey_results.actions(ws, survey_id)] == [action_id]


def test_two_waves_compare_the_company_and_not_a_team_that_changed_by_one(ws):
    first, tokens = launched(ws)
    answered(ws, first, tokens)
    survey_results.close(ws, first)
    agents = [Agent("a00", "Nadia 0", "phone", ("chat",), Contract(2400))]
    write_agents(ws, agents)
    second = surveys.new(ws)
    surveys.launch(ws, second)
    again = [link.url.rsplit("/", 1)[1] for link in surveys.links(ws, second, "http://x")]
    answered(ws, second, again)
    survey_results.close(ws, second)
    sentences, rules = survey_results.compare(ws, second, first, "en")
    assert rules["company"].delta == "shown"
    assert rules["team=chat"].delta == rules["team=phone"].delta == "hidden:small_membership_change"
    assert any(s.startswith("eNPS: no change") for s in sentences)
    assert not any(s.startswith(("chat", "phone")) for s in sentences)


def test_postgresql_shows_no_transaction_or_place_that_joins_answers_to_links(postgres_url, run_sql):
    with open_workspace(postgres_url()) as ws:
        survey_id, tokens = launched(ws)
        answered(ws, survey_id, tokens[:20])
        url = postgres_url()
        answers = run_sql(url, "SELECT xmin::text, body, ctid::text FROM answers.intake_response ORDER BY ctid")
        links = run_sql(url, "SELECT xmin::text, used FROM answers.intake_token")
        assert len({r[0] for r in answers}) == len({r[0] for r in links}) == 1
        assert {r[0] for r in answers}.isdisjoint(r[0] for r in links)
        order = [json.loads(body)["a"]["one_change"] for _, body, _ in answers]
        assert order != sorted(order)
        assert len(answers) == 20
        survey_results.close(ws, survey_id)
        assert run_sql(url, "SELECT count(*) FROM answers.intake_response, answers.intake_token")[0][0] == 0


def test_the_page_serves_with_a_login_that_may_do_nothing_else(postgres_url, run_sql):
    with open_workspace(postgres_url()) as ws:
        survey_id, tokens = launched(ws)
    run_sql(postgres_url(), "DROP ROLE IF EXISTS page_login", "CREATE ROLE page_login LOGIN",
            "GRANT cuadrante_survey_page TO page_login")  # fmt: skip
    with open_workspace(postgres_url("page_login")) as ws:
        answered(ws, survey_id, tokens[:6])
        with pytest.raises(Refused):
            store.read_people(ws, survey_id)
        with pytest.raises(Refused):
            survey_results.close(ws, survey_id)


def test_the_next_wave_of_a_pulse_is_drafted_once_with_other_statements(ws, monkeypatch):
    first = surveys.new_pulse(ws, date(2026, 11, 2), Cadence.WEEKLY, wave=0)
    assert surveys.get(ws, first).settings["opens_on"] == "2026-11-02"
    (second,) = surveys.due_pulses(ws)
    assert surveys.get(ws, second).settings["wave"] == 2
    assert surveys.due_pulses(ws) == ()
    monkeypatch.setenv("CUADRANTE_TODAY", "2026-11-23")
    (third,) = surveys.due_pulses(ws)
    asked = [{q.id for q in surveys.get(ws, s).form.questions} for s in (first, second, third)]
    assert asked[0] & asked[1] & asked[2] == {"recommend", "pulse_comment"}
