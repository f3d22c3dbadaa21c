"""What everybody is told: only after HR tells it, only the company's published figures, in both languages."""

import json
import re
from datetime import date

import pytest
from starlette.testclient import TestClient

from planner.base.errors import Refused
from planner.page.app import HEADERS, create_app, told_html
from planner.surveys import closing, results, surveys
from planner.surveys import launch as survey_launch
from planner.surveys import told as survey_told


def answer_all(shop, desk, survey_id, score):
    links = surveys.links(shop.ws, survey_id, "http://x")
    sent = [
        desk.submit(survey_id, link.code, {"recommend": (score * 2 + i) % 11, "clarity_1": score, "means_1": 1 + i % 5,
                                           "one_change": f"remark-{i:03}"})
        for i, link in enumerate(links)
    ]  # fmt: skip
    assert {s.result() for s in sent} == {"stored"}


@pytest.fixture
def page(make_shop, make_desk):
    shop = make_shop({"chat": 16, "phone": 14})
    return shop, make_desk(shop), lambda desk: TestClient(create_app(desk), follow_redirects=False)


def test_nothing_is_told_before_hr_tells_it_and_then_both_languages_are(page):
    shop, desk, client = page
    path = f"/results/{shop.survey_id}"
    assert client(desk).get(path).status_code == 404
    answer_all(shop, desk, shop.survey_id, 4)
    with pytest.raises(Refused):
        survey_told.tell(shop.ws, shop.survey_id)
    closing.close(shop.ws, shop.survey_id)
    assert client(desk).get(path).status_code == 404
    results.add_action(shop.ws, shop.survey_id, "<script>alert(1)</script> Aviso", "Ada", date(2027, 1, 15))
    survey_told.tell(shop.ws, shop.survey_id)
    spanish, english = (client(desk).get(f"{path}?lang={lang}") for lang in ("es", "en"))
    assert (spanish.status_code, english.status_code) == (200, 200)
    assert "De las 30 personas preguntadas respondió" in spanish.text
    assert "Of 30 people who were asked" in english.text
    assert "≥ 90 %" in spanish.text  # all said 4: never told as a hundred
    assert "100 %" not in spanish.text
    assert "<script>" not in english.text
    assert "remark-" not in english.text
    assert "chat" not in english.text  # teams are not for everybody
    assert all(english.headers[name] == value for name, value in HEADERS.items())
    assert client(desk).get("/results/0000000000").status_code == 404
    assert client(desk).get("/results/..%2Fx").status_code == 404


def test_telling_again_takes_in_new_actions(page):
    shop, desk, _ = page
    answer_all(shop, desk, shop.survey_id, 4)
    closing.close(shop.ws, shop.survey_id)
    survey_told.tell(shop.ws, shop.survey_id)
    results.add_action(shop.ws, shop.survey_id, "Weekly briefing", "Ada")
    assert survey_told.told(shop.ws, shop.survey_id, "en").actions == ()
    survey_told.tell(shop.ws, shop.survey_id)
    assert [a.title for a in survey_told.told(shop.ws, shop.survey_id, "en").actions] == ["Weekly briefing"]
    assert surveys.get(shop.ws, shop.survey_id).state == "reported"


def test_the_next_wave_says_what_an_action_brought(page, monkeypatch):
    shop, desk, client = page
    answer_all(shop, desk, shop.survey_id, 2)
    closing.close(shop.ws, shop.survey_id)
    results.add_action(shop.ws, shop.survey_id, "Weekly briefing", "Ada", question="clarity_1")
    results.add_action(shop.ws, shop.survey_id, "Fruit", "Ben")
    assert [change for _, _, change in survey_told.outcomes(shop.ws, shop.survey_id)] == [None, None]
    monkeypatch.setenv("CUADRANTE_TODAY", "2099-03-01")
    second = surveys.new(shop.ws)
    survey_launch.launch(shop.ws, second)
    answer_all(shop, desk, second, 5)
    closing.close(shop.ws, second)
    said = {action.title: survey_told.outcome_text(form, change, "en")
            for action, form, change in survey_told.outcomes(shop.ws, shop.survey_id)}  # fmt: skip
    assert re.search(r"rose by \d\d+ points, from \d+% to \d+%; this is more than chance", said["Weekly briefing"])
    assert said["Fruit"] == ""
    survey_told.tell(shop.ws, second, shop.survey_id)
    told = survey_told.told(shop.ws, second, "en")
    assert [a.title for a in told.actions] == [
        "Weekly briefing"
    ]  # of the wave before, because there is something to say
    assert any("«" in line and "rose by" in line and "more than chance" in line for line in told.changes)
    assert any(line.startswith("Figures whose change could be chance: ") for line in told.changes)
    assert len(json.dumps(surveys.get(shop.ws, second).settings["told"])) < 3000, "codes, not a page, are kept"
    html = told_html(told, "en")
    assert "<style>" in html
    assert 'href="/page.css"' not in html
    assert "more than chance" in client(desk).get(f"/results/{second}?lang=en").text


def test_a_statement_that_is_bad_news_is_told_the_right_way_round(page, monkeypatch):
    shop, desk, _client = page
    load = next(q for q in surveys.get(shop.ws, shop.survey_id).form.questions if q.reverse)

    def all_say(survey_id, score):
        links = surveys.links(shop.ws, survey_id, "http://x")
        assert {s.result() for s in [desk.submit(survey_id, k.code, {load.id: score}) for k in links]} == {"stored"}
        closing.close(shop.ws, survey_id)

    all_say(shop.survey_id, 2)  # nearly nobody agrees that it is too much
    monkeypatch.setenv("CUADRANTE_TODAY", "2099-03-01")
    second = surveys.new(shop.ws)
    survey_launch.launch(shop.ws, second)
    all_say(second, 5)
    (line,) = [x for x in results.compare(shop.ws, second, shop.survey_id, "en")[0] if load.text.en in x]
    assert line.startswith(f"Disagreement with «{load.text.en}» fell by ")
    survey_told.tell(shop.ws, second, shop.survey_id)
    row = next(x for x in survey_told.told(shop.ws, second, "en").statements if load.text.en in x.name)
    assert row.name.endswith("(agreeing is bad news)") and row.favourable == "≤ 10 %"


def test_yes_or_no_choices_and_rankings_are_told_too(make_shop, make_desk):
    shop = make_shop({"chat": 30}, template="exit")
    desk = make_desk(shop)
    form = surveys.get(shop.ws, shop.survey_id).form
    given = [{q.id: q.kind.read(q, q.kind.choices(q)[i % 2][0]) for q in form.questions
              if q.kind.name in ("yes_no", "single")} for i in range(30)]  # fmt: skip
    sent = [desk.submit(shop.survey_id, t, own) for t, own in zip(shop.tokens.values(), given, strict=True)]
    assert {s.result() for s in sent} == {"stored"}
    closing.close(shop.ws, shop.survey_id)
    told = dict(survey_told.page(shop.ws, shop.survey_id, "es").others)
    asked = [q for q in form.questions if q.kind.name in ("yes_no", "single")]
    assert set(told) == {q.text.es for q in asked}
    assert all(share.share.endswith("%") for shares in told.values() for share in shares)
