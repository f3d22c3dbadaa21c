"""The page takes an answer once, says clearly what it cannot take, and gives nothing away."""

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from engagement.surveys.templates import TEMPLATES
from planner.base import log
from planner.page.app import HEADERS, create_app
from planner.page.limits import MAX_BODY_BYTES, Allowance
from planner.surveys import closing, surveys
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
    assert "your answer counts" in page.get("/thanks?lang=en").text
    page.post(link, data={"q.recommend": "0"})
    assert [closing.response_of(b).answers["recommend"] for b in stored(shop)] == [9]


def test_used_unused_and_unknown_links_look_the_same_to_whoever_holds_them_all(page, shop, link):
    """HR holds the links: before, a used one said 410 and an unused one 200."""
    unknown = link.replace(shop.tokens["agent-000"], surveys.token_of(b"another key", "agent-000"))
    unused = link.replace(shop.tokens["agent-000"], shop.tokens["agent-001"])
    assert page.post(link, data={"q.recommend": "9"}).status_code == 303
    shown = [(a.status_code, a.text.replace(u, "LINK"), dict(a.headers) | {"content-length": ""})
             for u in (link, unused, unknown) for a in [page.get(u)]]  # fmt: skip
    assert shown[0] == shown[1] == shown[2]
    sent = [(a.status_code, a.headers["location"], a.text)
            for u in (link, unused, unknown) for a in [page.post(u, data={"q.recommend": "1"})]]  # fmt: skip
    assert sent[0] == sent[1] == sent[2]
    assert sorted(closing.response_of(b).answers["recommend"] for b in stored(shop)) == [1, 9]


def test_a_full_disk_refuses_used_and_unused_links_alike(page, shop, link, monkeypatch):
    unused = link.replace(shop.tokens["agent-000"], shop.tokens["agent-001"])
    assert page.post(link, data={"q.recommend": "9"}).status_code == 303

    def full(*_):
        raise OSError("No space left on device")

    monkeypatch.setattr(intake, "_rewrite_tokens", full)
    assert [page.post(u, data={"q.recommend": "1"}).status_code for u in (link, unused)] == [503, 503]


def test_the_other_language_keeps_what_was_typed_and_stores_nothing(page, shop, link):
    typed = {"q.recommend": "9", "q.one_change": "más descansos", "to": "en"}
    shown = page.post(f"{link}?lang=es", data=typed)
    assert shown.status_code == 200
    assert '<html lang="en">' in shown.text and "más descansos" in shown.text
    assert re.search(r'value="9" checked', shown.text)
    assert stored(shop) == []


@pytest.mark.parametrize("end", ["/", ".", ",", ")", "%20", "%3E"])
def test_a_link_with_a_mark_behind_it_opens_and_is_never_redirected(page, link, end):
    shown = page.get(link + end)
    assert shown.status_code == 200
    assert "location" not in shown.headers


def test_a_flood_of_others_takes_nothing_from_a_good_link_and_no_typed_answer_is_lost(shop, make_desk, link):
    page = TestClient(create_app(make_desk(shop), requests_a_minute=20, requests_of_a_link=3), follow_redirects=False)
    assert page.get(link).status_code == 200
    unknown = link.replace(shop.tokens["agent-000"], surveys.token_of(b"another key", "agent-000"))
    assert [page.get(unknown).status_code for _ in range(40)].count(429) == 20
    late = page.post(f"{unknown}?lang=en", data={"q.one_change": "typed with care", "q.recommend": "9"})
    assert late.status_code == 429 and "typed with care" in late.text
    assert "send it again in a minute" in late.text
    assert page.post(link, data={"q.recommend": "9"}).status_code == 303
    assert len(stored(shop)) == 1


def test_a_forwarded_address_is_believed_of_a_trusted_web_server_only(shop, make_desk):
    def asked(**more):
        page = TestClient(create_app(make_desk(shop), requests_a_minute=1, **more), client=("10.0.0.1", 9))
        return [page.get("/", headers={"x-forwarded-for": f"{i}.9.9.9, 8.8.8.{i}"}).status_code for i in range(2)]

    assert asked(proxies=("10.0.0.1",)) == [200, 200]  # two people behind one web server
    assert asked() == [200, 429]  # whoever claims it themselves is one


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
        if q.kind.entry == "order":
            data |= {f"{name}.{o.id}": str(i + 1) for i, o in enumerate(q.options)}
        else:
            data[name] = q.kind.choices(q)[-1][0] if q.kind.choices(q) else "todo bien"
    assert all(f'name="{field}"' in html for field in data)
    assert page.post(link, data=data).status_code == 303
    answers = closing.response_of(stored(shop)[0]).answers
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
    closing.close(shop.ws, shop.survey_id)
    late = page.post(f"{link}?lang=en", data={"q.recommend": "9"})
    assert late.status_code == 410
    assert "nothing was stored" in late.text


def test_two_tabs_store_one_answer(page, shop, link):
    for _ in range(2):
        assert page.get(link).status_code == 200
    assert page.post(link, data={"q.recommend": "9"}).status_code == 303
    assert page.post(link, data={"q.recommend": "1"}).status_code == 303
    assert [closing.response_of(b).answers for b in stored(shop)] == [{"recommend": 9}]


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
    assert closing.response_of(stored(shop)[0]).answers["one_change"] == "<script>alert(1)</script>gnp.exe مرحبا"


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


def test_an_answer_that_could_not_be_stored_is_in_the_log_without_anything_of_it(page, shop, link, monkeypatch):
    def broken(ws, survey_id, rows, finish):
        raise RuntimeError(str(rows))

    log.setup()
    monkeypatch.setattr(intake, "record_batch", broken)
    sent = page.post(f"{link}?lang=en", data={"q.recommend": "9", "q.one_change": "my boss shouts"})
    assert sent.status_code == 503
    text = Path(log.place()).read_text(encoding="utf-8")
    assert "1 answers were not stored" in text and "RuntimeError at planner.surveys.desk" in text
    assert "my boss shouts" not in text and shop.tokens["agent-000"] not in text and "agent-000" not in text


def test_an_unforeseen_error_of_the_page_is_in_the_log_and_promises_only_what_is_certain(
    page, shop, link, monkeypatch, capsys
):
    def broken(*args, **fields):
        raise RuntimeError("my boss shouts")

    log.setup()
    monkeypatch.setattr("planner.page.app.read_form", broken)
    sent = page.post(f"{link}?lang=en", data={"q.one_change": "my boss shouts"})
    assert sent.status_code == 500 and "Nothing was stored." in sent.text and log.place() not in sent.text
    assert log.place() in capsys.readouterr().err, "whoever runs the page is told where it stands"
    text = Path(log.place()).read_text(encoding="utf-8")
    assert "survey page" in text and "RuntimeError at" in text and "my boss" not in text
