"""What everybody is told: only after HR tells it, only the company's published figures, in both languages."""

from datetime import date

import pytest
from starlette.testclient import TestClient

from planner.base.errors import Refused
from planner.page.app import HEADERS, create_app, told_html
from planner.surveys import results, surveys
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
    results.close(shop.ws, shop.survey_id)
    assert client(desk).get(path).status_code == 404
    results.add_action(shop.ws, shop.survey_id, "<script>alert(1)</script> Aviso", "Ada", date(2027, 1, 15))
    survey_told.tell(shop.ws, shop.survey_id)
    spanish, english = (client(desk).get(f"{path}?lang={lang}") for lang in ("es", "en"))
    assert (spanish.status_code, english.status_code) == (200, 200)
    assert "Respondieron 30 de 30 personas" in spanish.text
    assert "30 of 30 people answered" in english.text
    assert "100,0 %" in spanish.text
    assert "<script>" not in english.text
    assert "remark-" not in english.text
    assert "chat" not in english.text  # teams are not for everybody
    assert all(english.headers[name] == value for name, value in HEADERS.items())
    assert client(desk).get("/results/0000000000").status_code == 404
    assert client(desk).get("/results/..%2Fx").status_code == 404


def test_telling_again_takes_in_new_actions(page):
    shop, desk, _ = page
    answer_all(shop, desk, shop.survey_id, 4)
    results.close(shop.ws, shop.survey_id)
    survey_told.tell(shop.ws, shop.survey_id)
    results.add_action(shop.ws, shop.survey_id, "Weekly briefing", "Ada")
    assert survey_told.told(shop.ws, shop.survey_id)["en"].actions == ()
    survey_told.tell(shop.ws, shop.survey_id)
    assert [a.title for a in survey_told.told(shop.ws, shop.survey_id)["en"].actions] == ["Weekly briefing"]
    assert surveys.get(shop.ws, shop.survey_id).state == "reported"


def test_the_next_wave_says_what_an_action_brought(page, monkeypatch):
    shop, desk, client = page
    answer_all(shop, desk, shop.survey_id, 2)
    results.close(shop.ws, shop.survey_id)
    results.add_action(shop.ws, shop.survey_id, "Weekly briefing", "Ada", question="clarity_1")
    results.add_action(shop.ws, shop.survey_id, "Fruit", "Ben")
    assert [said for _, said in survey_told.outcomes(shop.ws, shop.survey_id, "en")] == ["", ""]
    monkeypatch.setenv("CUADRANTE_TODAY", "2099-03-01")
    second = surveys.new(shop.ws)
    surveys.launch(shop.ws, second)
    answer_all(shop, desk, second, 5)
    results.close(shop.ws, second)
    said = {action.title: text for action, text in survey_told.outcomes(shop.ws, shop.survey_id, "en")}
    assert "rose by 100 points, from 0.0 % to 100.0 %; this is more than chance explains" in said["Weekly briefing"]
    assert said["Fruit"] == ""
    survey_told.tell(shop.ws, second, shop.survey_id)
    told = survey_told.told(shop.ws, second)["en"]
    assert [a.title for a in told.actions] == [
        "Weekly briefing"
    ]  # of the wave before, because there is something to say
    assert any("rose by 100 points" in line for line in told.changes)
    assert any(line.startswith("Statements whose change could be chance: 1") for line in told.changes)
    html = told_html(told, "en")
    assert "<style>" in html
    assert 'href="/page.css"' not in html
    assert "rose by 100 points" in client(desk).get(f"/results/{second}?lang=en").text
