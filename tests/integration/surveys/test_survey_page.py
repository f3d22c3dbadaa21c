"""The page takes an answer once, says clearly what it cannot take, and gives nothing away."""

import re

import pytest
from starlette.testclient import TestClient

from engagement.surveys.questions import Kind
from engagement.surveys.templates import TEMPLATES
from planner.page.app import HEADERS, create_app
from planner.page.limits import MAX_BODY_BYTES, Allowance
from planner.surveys import results
from planner.surveys.store import intake


@pytest.fixture
def shop(make_shop):
    return make_shop()


@pytest.fixture
def page(shop, make_desk):
    return TestClient(create_app(make_desk(shop)), follow_redirects=False)


@pytest.fixture
def link(shop):
    return f"/s/{shop.survey_id}/{shop.tokens['agent-000']}"


def stored(shop):
    return intake.read_bodies(shop.ws, shop.survey_id)


def test_a_form_is_shown_and_an_answer_is_stored_once(page, shop, link):
    shown = page.get(link, headers={"accept-language": "en"})
    assert shown.status_code == 200
    assert "Send my answer" in shown.text
    assert stored(shop) == []
    sent = page.post(f"{link}?lang=en", data={"q.recommend": "9", "q.one_change": "more breaks"})
    assert (sent.status_code, sent.headers["location"]) == (303, "/thanks?lang=en")
    assert "stored" in page.get("/thanks?lang=en").text
    again = page.post(link, data={"q.recommend": "0"})
    assert again.status_code == 410
    assert len(stored(shop)) == 1
    assert page.get(link).status_code == 410


def test_the_page_speaks_spanish_and_english_by_wish_and_by_browser(page, link):
    assert '<html lang="es">' in page.get(link, headers={"accept-language": "fr"}).text
    assert '<html lang="en">' in page.get(link, headers={"accept-language": "de, en;q=0.9, es;q=0.1"}).text
    assert '<html lang="es">' in page.get(f"{link}?lang=es", headers={"accept-language": "en"}).text


@pytest.mark.parametrize("template", sorted(TEMPLATES))
def test_every_template_can_be_answered_through_the_page(make_shop, make_desk, template):
    shop = make_shop(template=template)
    page = TestClient(create_app(make_desk(shop)), follow_redirects=False)
    link = f"/s/{shop.survey_id}/{shop.tokens['agent-001']}"
    html = page.get(link).text
    data = {}
    for q in TEMPLATES[template].questions:
        name = f"q.{q.id}"
        if q.kind is Kind.RANKING:
            data |= {f"{name}.{o.id}": str(i + 1) for i, o in enumerate(q.options)}
        else:
            data[name] = {Kind.ENPS: "7", Kind.AGREEMENT: "4", Kind.YES_NO: "yes", Kind.TEXT: "todo bien"}.get(
                q.kind, q.options[-1].id if q.options else ""
            )
    assert all(f'name="{field}"' in html for field in data)
    assert page.post(link, data=data).status_code == 303
    answers = results.response_of(stored(shop)[0]).answers
    assert set(answers) == {q.id for q in TEMPLATES[template].questions}


@pytest.mark.parametrize("token", ["x", "", "a" * 26, "../../etc/passwd", "%00", "a" * 5000, "ñandú"])
def test_guessed_and_cut_links_are_refused_in_one_sentence(page, shop, token):
    for method in (page.get, page.post):
        answer = method(
            f"/s/{shop.survey_id}/{token}", **({} if method == page.get else {"data": {"q.recommend": "9"}})
        )
        assert answer.status_code in {404, 429}
        assert "Traceback" not in answer.text
    assert stored(shop) == []


def test_a_cut_link_and_a_link_of_another_survey_open_nothing(page, shop, link):
    assert page.get(link[:-1]).status_code == 404
    assert page.get(link.replace(shop.survey_id, "0123456789")).status_code == 404


def test_a_page_left_open_over_closing_says_that_nothing_was_stored(page, shop, link):
    assert page.get(link).status_code == 200
    results.close(shop.ws, shop.survey_id)
    late = page.post(f"{link}?lang=en", data={"q.recommend": "9"})
    assert late.status_code == 410
    assert "nothing was stored" in late.text


def test_two_tabs_store_one_answer(page, shop, link):
    for _ in range(2):
        assert page.get(link).status_code == 200
    assert page.post(link, data={"q.recommend": "9"}).status_code == 303
    assert page.post(link, data={"q.recommend": "1"}).status_code == 410
    assert [results.response_of(b).answers for b in stored(shop)] == [{"recommend": 9}]


def test_a_comment_of_100_kb_is_handed_back_with_everything_else_filled_in(page, shop, link):
    answer = page.post(f"{link}?lang=en", data={"q.recommend": "9", "q.one_change": "palabra " * 12_500})
    assert answer.status_code == 422
    assert "longer than 2000 characters" in answer.text
    assert re.search(r'value="9" checked', answer.text)
    assert "palabra palabra" in answer.text
    assert stored(shop) == []


def test_more_than_the_form_can_hold_is_not_even_read(page, link):
    assert page.post(link, data={"q.one_change": "x" * (MAX_BODY_BYTES + 1)}).status_code == 413


def test_scripts_and_text_that_turns_round_stay_text(page, shop, link):
    script = "<script>alert(1)</script>\u202egnp.exe"
    shown = page.post(link, data={"q.one_change": script, "q.recommend": "99"})
    assert shown.status_code == 422
    assert "<script>" not in shown.text
    assert "&lt;script&gt;" in shown.text
    assert page.post(link, data={"q.one_change": script + " مرحبا"}).status_code == 303
    assert results.response_of(stored(shop)[0]).answers["one_change"] == "<script>alert(1)</script>gnp.exe مرحبا"


def test_an_empty_form_does_not_use_up_the_link(page, link):
    assert page.post(link, data={"something": "else"}).status_code == 422
    assert page.post(link, data={"q.recommend": ""}).status_code == 422
    assert page.get(link).status_code == 200


def test_clashing_places_of_a_ranking_are_explained(make_shop, make_desk):
    shop = make_shop(template="schedule")
    page = TestClient(create_app(make_desk(shop)))
    link = f"/s/{shop.survey_id}/{shop.tokens['agent-001']}?lang=en"
    clash = {f"q.schedule_rank.{o}": "1" for o in ("early", "weekends", "same", "swaps")}
    assert "different place" in page.post(link, data=clash).text


def test_posts_from_other_sites_and_other_kinds_of_bodies_are_refused(page, shop, link):
    for site in ("cross-site", "same-site"):
        assert page.post(link, data={"q.recommend": "9"}, headers={"sec-fetch-site": site}).status_code == 403
    assert page.post(link, json={"q.recommend": "9"}).status_code == 415
    assert page.put(link).status_code == 405
    assert stored(shop) == []


def test_every_page_carries_the_security_headers_and_no_cookie(page, link):
    for answer in (page.get(link), page.get("/"), page.get("/nothing"), page.get("/s/a/b"), page.post(link, data={})):
        for name, value in HEADERS.items():
            assert answer.headers[name] == value
        assert "set-cookie" not in answer.headers
        assert "<script" not in answer.text
    assert page.get("/page.css").headers["content-type"].startswith("text/css")


def test_guessing_links_is_slowed_down_but_good_links_still_work(shop, make_desk, link):
    page = TestClient(create_app(make_desk(shop), wrong_links_a_minute=5))
    codes = [page.get(f"/s/{shop.survey_id}/{'b' * 26}").status_code for _ in range(8)]
    assert codes == [404] * 5 + [429] * 3
    assert page.get(link).status_code == 200


def test_an_address_that_asks_for_too_much_has_to_wait(shop, make_desk):
    page = TestClient(create_app(make_desk(shop), requests_a_minute=3))
    answers = [page.get("/") for _ in range(4)]
    assert [a.status_code for a in answers] == [200, 200, 200, 429]
    assert answers[-1].headers["retry-after"] == "60"


def test_an_allowance_comes_back_with_time():
    now = [0.0]
    allowance = Allowance(2, 60, lambda: now[0])
    assert [allowance.take("a") for _ in range(3)] == [True, True, False]
    assert allowance.take("b")
    now[0] = 60.0
    assert allowance.take("a")


def test_a_disk_that_fails_hands_the_answer_back(shop, make_desk, link, monkeypatch):
    page = TestClient(create_app(make_desk(shop)))
    file = intake.intake_path(shop.ws.path)
    assert page.get(link).status_code == 200
    kept = file.read_bytes()
    file.write_bytes(b"not a database any more" * 100)
    try:
        answer = page.post(f"{link}?lang=en", data={"q.recommend": "9"})
        assert answer.status_code in {500, 503}
        assert "Nothing was stored" in answer.text or "could not be stored" in answer.text
    finally:
        file.write_bytes(kept)
    assert page.post(link, data={"q.recommend": "9"}, follow_redirects=False).status_code == 303
