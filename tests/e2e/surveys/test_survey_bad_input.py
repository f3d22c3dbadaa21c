"""What a real server does with links, forms and people that are not as one would wish."""

import json
import signal
import threading
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

import pytest

from planner.db.opening import open_workspace
from planner.surveys import closing, surveys
from planner.surveys import launch as survey_launch
from planner.surveys.store import intake

RTL = "\u202etxt.exe\u202c \u0627\u0644\u0639\u0631\u0628\u064a\u0629"
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)> {{7*7}} =cmd|'/c calc'!A1"


@pytest.fixture
def site(make_site):
    site = make_site(24)
    site.start()
    return site


def ask(site, method, path, fields=None, head=None):
    """Status and text of one request; (0, '') when the server hung up."""
    connection = HTTPConnection("127.0.0.1", site.port, timeout=30)
    try:
        body = urlencode(fields) if fields is not None else None
        headers = {"accept-language": "en", **(head or {})}
        if fields is not None:
            headers["content-type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    except (OSError, HTTPException):
        return 0, ""
    finally:
        connection.close()


def stored(site):
    with open_workspace(site.target) as ws:
        return [json.loads(b)["a"] for b in intake.read_bodies(ws, site.survey_id)]


def test_used_and_guessed_links_are_told_the_same_and_cut_and_strange_ones_store_nothing(site):
    good = site.paths[0]
    assert ask(site, "POST", good, {"q.recommend": "9"})[0] == 303
    assert ask(site, "POST", good, {"q.recommend": "0"})[0] == 303
    assert ask(site, "GET", good)[1].replace(good, "") == ask(site, "GET", site.paths[2])[1].replace(site.paths[2], "")
    for path in (
        site.paths[1][:-1], site.paths[1][:-9], site.paths[1] + "a", site.paths[1].replace(site.survey_id, "0" * 10),
        f"/s/{site.survey_id}/{'a' * 26}", f"/s/{site.survey_id}/%00%ff", f"/s/{site.survey_id}/{'a' * 8000}",
        f"/s/..%2f..%2fetc%2fpasswd/{'a' * 26}", f"/s/{site.survey_id}/' OR 1=1 --".replace(" ", "%20"),
    ):  # fmt: skip
        for method, fields in (("GET", None), ("POST", {"q.recommend": "9"})):
            status, text = ask(site, method, path, fields)
            assert status in {404, 429}, (path[:80], status)
            assert "Traceback" not in text
    assert stored(site) == [{"recommend": 9}]
    assert site.kill(signal.SIGTERM).strip() == ""


def test_a_page_left_open_over_closing_is_told_so_and_nothing_is_stored(site):
    assert ask(site, "GET", site.paths[0])[0] == 200
    with open_workspace(site.target) as ws:
        closing.close(ws, site.survey_id)
    status, text = ask(site, "POST", site.paths[0], {"q.recommend": "9", "q.one_change": "too late"})
    assert status == 410
    assert "The survey is closed" in text
    with open_workspace(site.target) as ws:
        assert surveys.get(ws, site.survey_id).answered is None
    assert b"too late" not in b"".join(f.read_bytes() for f in site.target.parent.iterdir() if f.is_file())


def test_a_survey_whose_last_day_is_over_takes_nothing(make_site, monkeypatch):
    site = make_site(8)
    with open_workspace(site.target) as ws:
        second = surveys.new(ws, "pulse")
        survey_launch.launch(ws, second, survey_launch.LaunchPlan(closes_on=surveys.today()))
        path = surveys.links(ws, second, "")[0].url
    monkeypatch.setenv("CUADRANTE_TODAY", "2099-01-01")
    site.start()
    assert ask(site, "GET", path)[0] == 410
    assert ask(site, "POST", path, {"q.recommend": "9"})[0] == 410
    assert ask(site, "GET", site.paths[0])[0] == 200  # the other one has no last day


def test_a_hundred_kilobytes_scripts_and_right_to_left_text_are_handled(site):
    status, text = ask(site, "POST", site.paths[0], {"q.recommend": "9", "q.one_change": "x" * 100_000})
    assert status == 422
    assert "longer than 2000 characters" in text
    assert "x" * 100_000 in text  # nobody types twice
    assert ask(site, "POST", site.paths[0], {"q.one_change": "y" * 3_000_000})[0] in {0, 413}
    assert stored(site) == []
    wrong = ask(site, "POST", site.paths[1], {"q.recommend": "99", "q.one_change": SCRIPT})
    assert wrong[0] == 422
    assert "<script>" not in wrong[1]
    assert "<img" not in wrong[1]
    assert ask(site, "POST", site.paths[1], {"q.recommend": "1", "q.one_change": SCRIPT})[0] == 303
    assert ask(site, "POST", site.paths[2], {"q.recommend": "2", "q.one_change": RTL})[0] == 303
    comments = {a["recommend"]: a["one_change"] for a in stored(site)}
    assert comments[1] == SCRIPT
    assert comments[2] == "txt.exe \u0627\u0644\u0639\u0631\u0628\u064a\u0629"  # nothing turns the reader's line round


def test_two_tabs_that_send_at_the_same_moment_store_one_answer(site):
    for path in site.paths[:6]:
        ready, outcomes = threading.Barrier(4), list[int]()

        def send(n, path=path, ready=ready, outcomes=outcomes):
            ready.wait()
            outcomes.append(ask(site, "POST", path, {"q.recommend": str(n), "q.one_change": path[-8:]})[0])

        tabs = [threading.Thread(target=send, args=(n,)) for n in range(4)]
        for tab in tabs:
            tab.start()
        for tab in tabs:
            tab.join()
        assert outcomes == [303] * 4
    assert sorted(a["one_change"] for a in stored(site)) == sorted(path[-8:] for path in site.paths[:6])


def test_half_a_request_and_a_foreign_site_store_nothing(site):
    foreign = ask(site, "POST", site.paths[0], {"q.recommend": "9"}, {"sec-fetch-site": "cross-site"})
    assert foreign[0] == 403
    connection = HTTPConnection("127.0.0.1", site.port, timeout=10)
    connection.putrequest("POST", site.paths[0])
    connection.putheader("content-type", "application/x-www-form-urlencoded")
    connection.putheader("content-length", "1000")
    connection.endheaders(b"q.recommend=9")
    connection.close()
    assert ask(site, "GET", site.paths[0])[0] == 200
    assert stored(site) == []
    assert site.kill(signal.SIGTERM).strip() == ""
