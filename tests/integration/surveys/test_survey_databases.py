"""On both databases: a survey from launch to results, and on PostgreSQL no trace of who wrote what when."""

import json
import time
from datetime import date

import pytest

from engagement.surveys.pulses import Cadence
from planner.base.errors import CuadranteError, Refused
from planner.db import audit
from planner.db.opening import open_workspace
from planner.domain.people import Agent, Contract
from planner.shop.store.people import write_agents
from planner.surveys import closing, surveys, upkeep
from planner.surveys import desk as survey_desk
from planner.surveys import launch as survey_launch
from planner.surveys import results as survey_results
from planner.surveys.audit import self_audit
from planner.surveys.desk import SurveyDesk
from planner.surveys.store import intake
from planner.surveys.store import surveys as store


def launched(ws, people=24):
    write_agents(
        ws, [Agent(f"a{i:02}", f"Nadia {i}", "chat" if i < 12 else "phone", ("chat",), Contract(2400),
                   email=f"a{i}@shop.example") for i in range(people)]
    )  # fmt: skip
    survey_id = surveys.new(ws)
    survey_launch.launch(ws, survey_id)
    return survey_id, [link.url.rsplit("/", 1)[1] for link in surveys.links(ws, survey_id, "http://x")]


def answered(ws, survey_id, tokens):
    desk = SurveyDesk(ws)
    try:
        sent = [
            desk.submit(survey_id, token, {"recommend": i % 11, "clarity_1": 1 + i % 5, "one_change": f"remark-{i:03}"})
            for i, token in enumerate(tokens)
        ]
        assert {s.result() for s in sent} == {"stored"}
        assert desk.submit(survey_id, tokens[0], {"recommend": 0}).result() == "used"
    finally:
        desk.stop()


def test_a_survey_runs_from_launch_to_results_on_both_databases(ws, monkeypatch):
    survey_id, tokens = launched(ws)
    answered(ws, survey_id, tokens[:22])
    total, groups = survey_results.participation_of(ws, survey_id)
    assert (total.status, total.band, groups) == ("hidden:too_early", None, {})  # told once a night, of the company
    monkeypatch.setenv("CUADRANTE_TODAY", "2026-11-23")
    upkeep.note_progress(ws)
    assert survey_results.participation_of(ws, survey_id)[0].band == (90, 100)
    assert self_audit(ws, survey_id).ok
    results = closing.close(ws, survey_id)
    assert 15 <= sum(results.counts["company", "recommend", "enps"]) <= 24
    assert results.groups == {"company": "shown", "team=chat": "shown", "team=phone": "shown"}
    assert survey_results.results(ws, survey_id).figures == results.figures
    total, groups = survey_results.participation_of(ws, survey_id)
    assert total.band[0] >= 60 and set(groups) == {"team=chat", "team=phone"}
    assert intake.read_bodies(ws, survey_id) == [] == store.old_answers(ws, survey_id)
    assert intake.read_key(ws, survey_id) is None
    assert intake.read_tokens(ws, survey_id) == []
    assert self_audit(ws, survey_id).ok
    action = store.ActionRow("", survey_id, "clarity_1", "Weekly briefing", "Ada", None, "open", surveys.today())
    action_id = survey_results.act(ws, action)
    assert [a.action_id for a in survey_results.actions(ws, survey_id)] == [action_id]


def test_two_waves_compare_the_company_and_not_a_team_that_changed_by_one(ws, monkeypatch):
    first, tokens = launched(ws)
    answered(ws, first, tokens)
    closing.close(ws, first)
    agents = [Agent("a00", "Nadia 0", "phone", ("chat",), Contract(2400))]
    write_agents(ws, agents)
    monkeypatch.setenv("CUADRANTE_TODAY", "2027-02-22")  # another occasion
    second = surveys.new(ws)
    survey_launch.launch(ws, second)
    again = [link.url.rsplit("/", 1)[1] for link in surveys.links(ws, second, "http://x")]
    answered(ws, second, again)
    closing.close(ws, second)
    sentences, rules = survey_results.compare(ws, second, first, "en")
    assert rules["company"].delta == "shown"
    assert rules["team=chat"].delta == rules["team=phone"].delta == "hidden:small_membership_change"
    assert any(s.startswith("Figures whose change could be chance") for s in sentences)
    assert not any("joined" in s for s in sentences)  # in the company everybody is the same
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
        closing.close(ws, survey_id)
        assert run_sql(url, "SELECT count(*) FROM answers.intake_response, answers.intake_token")[0][0] == 0


def test_the_page_serves_with_a_login_that_may_do_nothing_else(postgres_url, run_sql):
    with open_workspace(postgres_url()) as ws:
        survey_id, tokens = launched(ws)
    run_sql(postgres_url(), "DROP ROLE IF EXISTS page_login", "CREATE ROLE page_login LOGIN",
            "GRANT cuadrante_survey_page TO page_login")  # fmt: skip
    with open_workspace(postgres_url("page_login")) as ws:
        answered(ws, survey_id, tokens[:6])
        for other in ("core.agent", "core.audit_log", "pay.statement"):
            with pytest.raises(Refused), ws.read() as c:
                c.exec_driver_sql(f"SELECT * FROM {other}")


@pytest.fixture
def login(postgres_url, run_sql):
    """`login(group)`: the workspace as somebody of that group."""

    def make(group):
        run_sql(postgres_url(), f"DROP ROLE IF EXISTS one_{group}", f"CREATE ROLE one_{group} LOGIN",
                f"GRANT cuadrante_{group} TO one_{group}")  # fmt: skip
        return open_workspace(postgres_url(f"one_{group}"))

    return make


def test_no_persons_login_reads_an_answer_and_the_page_works_the_results_out(login, run_sql, postgres_url, monkeypatch):
    monkeypatch.setattr(survey_desk, "CLOSING_EVERY_S", 0.05)
    with open_workspace(postgres_url()) as ws:
        write_agents(ws, [Agent(f"a{i:02}", f"Nadia {i}", ("chat", "phone")[i % 2], ("chat",), Contract(2400))
                          for i in range(24)])  # fmt: skip
    with login("hr") as hr:
        survey_id = surveys.new(hr)
        survey_launch.launch(hr, survey_id)
        tokens = [link.code for link in surveys.links(hr, survey_id, "http://x")]
    with login("survey_page") as page:
        answered(page, survey_id, tokens[:20])
    harm = [f"SELECT {what} FROM answers.{table}" for table in ("response", "intake_response")
            for what in ("*", "body", "key", "xmin", "ctid", "survey_id, body")]  # fmt: skip
    harm += [
        "COPY answers.response TO STDOUT",
        "UPDATE answers.response SET survey_id = survey_id RETURNING body",
        "DELETE FROM answers.response RETURNING body",
        "DELETE FROM answers.intake_response WHERE body > 'a'",
        "SELECT used FROM answers.intake_token",
        "UPDATE answers.intake_token SET groups = '{}'",
        "SELECT answers.add_answers('x', ARRAY[''])",
    ]

    def nobody_reads():
        for group in ("hr", "team_lead", "finance", "admin"):
            with login(group) as ws:
                for statement in harm:
                    with pytest.raises(Refused), ws.write() as c:
                        c.exec_driver_sql(statement)

    nobody_reads()
    with login("hr") as hr, login("survey_page") as page:
        monkeypatch.setenv("CUADRANTE_TODAY", "2026-11-23")
        upkeep.note_progress(page)
        assert survey_results.participation_of(hr, survey_id)[0].band == (80, 90)
        with pytest.raises(Refused):
            closing.close(hr, survey_id)
        assert closing.close_or_ask(hr, survey_id) is False
        desk = SurveyDesk(page)
        try:
            assert desk.look(survey_id, tokens[23]).status == "closed"
            for _ in range(200):
                if surveys.get(hr, survey_id).state == "closed":
                    break
                time.sleep(0.05)
        finally:
            desk.stop()
        assert survey_results.results(hr, survey_id).figure("company", "recommend", "enps").base in ("10–19", "20–39")
        assert [e.action for e in audit.read_log(hr) if e.object == survey_id].count("survey closed") == 1
        assert self_audit(hr, survey_id).ok
    nobody_reads()
    count = "SELECT (SELECT count(*) FROM answers.response), (SELECT count(*) FROM answers.intake_response)"
    assert run_sql(postgres_url(), count) == [(0, 0)]
    monkeypatch.setenv("CUADRANTE_TODAY", "2099-01-01")
    with login("hr") as hr:
        assert survey_results.apply_retention(hr) == 20  # comments


@pytest.mark.parametrize("change", [
    "UPDATE core.survey SET settings = jsonb_set(settings::jsonb, '{k}', '1')::text",
    "UPDATE core.survey SET settings = jsonb_set(settings::jsonb, '{attributes}', '{}')::text",
    "UPDATE core.survey SET state = 'draft'",
    "UPDATE core.survey_person SET groups = '{}'",
    "DELETE FROM core.survey_person",
    "UPDATE core.survey_ledger SET questions = '[]'",
])  # fmt: skip
def test_hr_changes_nothing_that_an_open_survey_fixed_on_postgresql(postgres_url, login, change):
    with open_workspace(postgres_url()) as ws:
        first, tokens = launched(ws)
        answered(ws, first, tokens)
        closing.close(ws, first)
        survey_launch.launch(ws, surveys.new(ws))
    with login("hr") as hr, pytest.raises(CuadranteError), hr.write() as c:
        c.exec_driver_sql(change)


def test_the_next_wave_of_a_pulse_is_drafted_once_with_other_statements(ws, monkeypatch):
    first = surveys.new_pulse(ws, date(2026, 11, 2), Cadence.WEEKLY, wave=0)
    assert surveys.get(ws, first).settings["opens_on"] == "2026-11-02"
    (second,) = surveys.due_pulses(ws)
    assert surveys.get(ws, second).settings["wave"] == 2
    wave_two = surveys.get(ws, second).form
    assert surveys.due_pulses(ws) == ()
    monkeypatch.setenv("CUADRANTE_TODAY", "2026-11-23")
    (third,) = surveys.due_pulses(ws)
    # A later wave that nobody launched makes room for the one that is due: drafts do not pile up.
    assert {s.survey_id for s in surveys.all_surveys(ws)} == {first, third}
    forms = (surveys.get(ws, first).form, wave_two, surveys.get(ws, third).form)
    asked = [{q.id for q in form.questions} for form in forms]
    assert asked[0] & asked[1] & asked[2] == {"recommend", "pulse_comment"}


def test_a_pulse_goes_out_again_by_itself_as_the_wave_before_when_hr_wants_that(ws, monkeypatch):
    monkeypatch.setenv("CUADRANTE_TODAY", "2026-11-02")
    write_agents(ws, [Agent(f"a{i:02}", f"Nadia {i}", ("chat", "phone")[i % 2], ("chat",), Contract(2400))
                      for i in range(24)])  # fmt: skip
    first = surveys.new_pulse(ws, date(2026, 11, 2), Cadence.WEEKLY)
    assert upkeep.launch_due(ws) == ()  # a first wave is HR's to launch
    survey_launch.launch(
        ws, first, survey_launch.LaunchPlan(teams=("chat",), closes_on=date(2026, 11, 6), retention_days=90)
    )
    assert upkeep.launch_due(ws) == ()
    monkeypatch.setenv("CUADRANTE_TODAY", "2026-11-10")
    (second,) = upkeep.launch_due(ws)
    assert upkeep.launch_due(ws) == ()
    survey = surveys.get(ws, second.survey_id)
    assert (survey.state, survey.invited, survey.anonymous) == ("open", 12, True)
    assert survey.closes_on == date(2026, 11, 14)  # open as long as the first
    assert survey.settings["retention_days"] == 90
    assert {q.id for q in survey.form.questions} != {q.id for q in surveys.get(ws, first).form.questions}


def test_opening_drafts_the_next_wave_and_deletes_answers_whose_day_has_come(ws, monkeypatch):
    monkeypatch.setenv("CUADRANTE_TODAY", "2026-11-02")
    survey_id, tokens = launched(ws)
    answered(ws, survey_id, tokens[:20])
    closing.close(ws, survey_id)
    surveys.new_pulse(ws, date(2026, 11, 2), Cadence.MONTHLY)
    assert upkeep.upkeep(ws) == upkeep.Upkeep()
    monkeypatch.setenv("CUADRANTE_TODAY", "2027-11-02")  # the last day of keeping
    assert upkeep.upkeep(ws).deleted == 0
    monkeypatch.setenv("CUADRANTE_TODAY", "2027-11-03")
    SurveyDesk(ws).stop()  # the page opens
    assert store.read_comments(ws, survey_id) == []
    assert [s.settings.get("wave") for s in surveys.all_surveys(ws) if s.state == "draft"] == [12, 0]
    assert survey_results.results(ws, survey_id).figure("company", "recommend", "enps").base in ("10–19", "20–39")


def test_a_rehearsal_is_refused_for_the_reasons_a_launch_is_and_stores_nothing(ws):
    write_agents(ws, [Agent(f"a{i:02}", f"Nadia {i}", "chat", ("chat",), Contract(2400)) for i in range(12)])
    draft = surveys.new(ws, "pulse")
    people = survey_launch.rehearse(ws, draft, survey_launch.LaunchPlan()).people
    assert len(people) == 12 and surveys.get(ws, draft).state == "draft"
    with pytest.raises(Refused, match="no survey"):
        survey_launch.rehearse(ws, "nope", survey_launch.LaunchPlan())
    with pytest.raises(Refused, match="12 people would be invited"):
        survey_launch.rehearse(ws, draft, survey_launch.LaunchPlan(k=13))
    survey_launch.launch(ws, draft)
    with pytest.raises(Refused, match="draft"):
        survey_launch.rehearse(ws, draft, survey_launch.LaunchPlan())


def test_newcomers_are_asked_by_the_day_they_started(ws, monkeypatch):
    monkeypatch.setenv("CUADRANTE_TODAY", "2026-11-22")
    write_agents(ws, [Agent(f"a{i:02}", f"Nadia {i}", ("chat", "phone")[i % 2], ("chat",), Contract(2400),
                            start_date=date(2026, 10, 1 + i) if i < 24 else None) for i in range(30)])  # fmt: skip
    plan = survey_launch.LaunchPlan(started_from=date(2026, 10, 5), started_until=date(2026, 10, 16))
    assert sorted(survey_launch.preview_audience(ws, plan)[0]) == [f"a{i:02}" for i in range(4, 16)]
    assert len(survey_launch.preview_audience(ws, survey_launch.LaunchPlan(started_from=date(2026, 10, 5)))[0]) == 20
    both = survey_launch.LaunchPlan(teams=("chat",), started_until=date(2026, 10, 16))
    assert len(survey_launch.preview_audience(ws, both)[0]) == 8
    kept = survey_launch.plan_data(plan)
    monkeypatch.setenv("CUADRANTE_TODAY", "2026-12-22")  # thirty days on, the window is thirty days on
    assert survey_launch.plan_of(kept).started_from == date(2026, 11, 4)
