"""A server that is killed while people answer loses nothing it acknowledged and counts nobody twice."""

import json
import random
import signal
import threading
import time
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

import pytest

from planner.db.opening import open_workspace
from planner.surveys import closing
from planner.surveys.audit import self_audit
from planner.surveys.store import intake


def post(port, path, number):
    """Status of sending an answer, or None when the connection broke."""
    body = urlencode({"q.recommend": number % 11, "q.one_change": f"remark-{number:03}"})
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("POST", path, body, {"content-type": "application/x-www-form-urlencoded"})
        return connection.getresponse().status
    except (OSError, HTTPException):
        return None
    finally:
        connection.close()


@pytest.mark.slow
def test_kills_while_people_answer_lose_nothing_and_double_nothing(make_site):
    site = make_site(60)
    done: dict[int, int] = {}
    rng = random.Random(7)
    for attempt in range(6):
        site.start()
        waiting = [i for i in range(60) if i not in done]

        def send(numbers, port=site.port):
            for i in numbers:
                status = post(port, site.paths[i], i)
                if status in {303, 410}:
                    done[i] = status

        threads = [threading.Thread(target=send, args=(waiting[n::6],)) for n in range(6)]
        for thread in threads:
            thread.start()
        if attempt < 5:
            time.sleep(rng.uniform(0.02, 0.25))
            site.kill(signal.SIGKILL)
        for thread in threads:
            thread.join()
    assert len(done) == 60
    log = site.kill(signal.SIGTERM)
    assert "/s/" not in log
    with open_workspace(site.target) as ws:
        closing.tidy(ws)
        remarks = [json.loads(b)["a"]["one_change"] for b in intake.read_bodies(ws, site.survey_id)]
        assert sorted(remarks) == [f"remark-{i:03}" for i in range(60)]
        assert self_audit(ws, site.survey_id).ok


def test_the_server_listens_on_loopback_and_logs_no_request(make_site):
    site = make_site(6)
    address = site.start()
    assert address.startswith("http://127.0.0.1:")
    assert post(site.port, site.paths[0], 0) == 303
    assert post(site.port, site.paths[0] + "x", 0) == 404
    log = site.kill(signal.SIGTERM)
    assert log.strip() == ""
