"""A survey from the template to the results by commands, answered through the served page."""

import contextlib
import csv
import io
import json
import os
import re
import signal
import socketserver
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from planner.entry.main import run

COMMAND = Path(sys.executable).parent / "cuadrante"


def environment(home):
    own = {**os.environ, "CUADRANTE_HOME": str(home), "CUADRANTE_TODAY": "2026-11-22", "CUADRANTE_LANG": "en"}
    own.pop("CUADRANTE_WORKSPACE", None)
    own.pop("CUADRANTE_SMTP", None)
    return own


@dataclass
class Done:
    """What a command gave."""

    returncode: int
    stdout: str
    stderr: str


def cuadrante(home, *words):
    """A command line run here, in the folder and on the workspace of `home`."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.chdir(home), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(["--workspace", str(home / "shop.sqlite"), *map(str, words)])
    return Done(code, out.getvalue(), err.getvalue())


def survey(home, *words):
    return cuadrante(home, "survey", *words)


def data(home, *words):
    done = survey(home, *words, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


class Mailbox(socketserver.ThreadingTCPServer):
    """A mail server that keeps recipients and texts."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self):
        self.messages = []
        super().__init__(("127.0.0.1", 0), Session)


class Session(socketserver.StreamRequestHandler):
    """Just enough SMTP to take messages."""

    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def handle(self):
        self.say("220 here")
        to = ""
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb == "RCPT":
                to = line
            if verb == "DATA":
                self.say("354 go on")
                text = b""
                while (row := self.rfile.readline()) != b".\r\n":
                    text += row
                self.server.messages.append((to, text.decode()))
            self.say("221 bye" if verb == "QUIT" else "250 ok")
            if verb == "QUIT":
                return


@pytest.fixture
def mailbox():
    with Mailbox() as box:
        threading.Thread(target=box.serve_forever, daemon=True).start()
        yield box
        box.shutdown()


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hr")
    rows = [f"p{i:02d},Person {i},{'chat' if i % 2 else 'phone'},chat,40,p{i:02d}@shop.example" for i in range(14)]
    (folder / "agents.csv").write_text(
        "agent_id,name,team,skills,contract_hours,email\n" + "\n".join(rows) + "\n", encoding="utf-8"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CUADRANTE_HOME", str(folder))
        patch.setenv("CUADRANTE_TODAY", "2026-11-22")
        for words in (("init", "--lang", "en"), ("import", "agents", "agents.csv")):
            done = cuadrante(folder, *words)
            assert done.returncode == 0, done.stderr
    return folder


def answer(client, path, score):
    """Fill the form in as a browser does, without scripts; returns the last page."""
    form = client.get(path).text
    fields = {name: str(score) for name in re.findall(r'name="(q\.\w+)"', form)}
    fields["q.recommend"] = str(min(10, 2 * score))
    fields["q.pulse_comment"] = ""
    return client.post(path, data=fields, follow_redirects=True)


def test_hr_runs_a_survey_and_employees_answer_it(home, mailbox):
    draft = data(home, "new", "pulse")["survey"]
    assert data(home, "launch", draft, "--until", "2026-12-05", "--dry-run")["invited"] == 14
    assert data(home, "status")[0]["state"] == "draft"
    mark = data(home, "launch", draft, "--until", "2026-12-05", "--dry-run")["confirm"]
    assert survey(home, "launch", draft, "--until", "2026-12-06", "--confirm", mark).returncode == 1
    opened = data(home, "launch", draft, "--until", "2026-12-05", "--confirm", mark)
    assert (opened["invited"], opened["mode"]) == (14, "anonymous")
    assert data(home, "links", draft, "links.csv")["rows"] == 14
    links = list(csv.DictReader((home / "links.csv").open(encoding="utf-8-sig")))

    words = [COMMAND, "survey", "serve", "--port", "0", "--workspace", str(home / "shop.sqlite")]
    server = subprocess.Popen(words, env=environment(home), stderr=subprocess.PIPE, text=True)
    try:
        port = int(re.search(r":(\d+)\s*$", server.stderr.readline())[1])
        with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
            for number, link in enumerate(links[:12]):
                page = answer(client, link["link"].removeprefix("http://127.0.0.1:8321"), 3 + number % 3)
                assert page.status_code == 200 and "your answer counts" in page.text
            again = answer(client, links[0]["link"].removeprefix("http://127.0.0.1:8321"), 5)
            assert again.text == page.text, "a used link looks like any other"
        assert survey(home, "results", draft).returncode == 1
        smtp = ("--smtp", f"smtp+plain://127.0.0.1:{mailbox.server_address[1]}", "--from", "hr@shop.example")
        done = survey(home, "remind", draft, *smtp)
        assert done.returncode == 0, done.stderr
        assert done.stdout.split()[:2] == ["sent", "14"]
        assert sorted(re.search(r"p\d\d", to)[0] for to, _ in mailbox.messages) == [f"p{i:02}" for i in range(14)]
        assert data(home, "audit", draft)
    finally:
        server.send_signal(signal.SIGINT)
        log = server.communicate(timeout=30)[1]
    assert not any(link["code"] in log for link in links)

    assert {row["group"] for row in data(home, "close", draft, "--dry-run")} == {"company", "team=chat", "team=phone"}
    assert data(home, "close", draft)["state"] == "closed"
    figures = data(home, "results", draft)
    shown = {(f["group"], f["question"], f["measure"]): f["value"] for f in figures}
    assert re.fullmatch(r"[<>]? ?[+-]?\d+", shown["company", "recommend", "enps"])
    assert data(home, "export", draft, "results.xlsx")["rows"] == len(figures)
    assert (home / "results.xlsx").stat().st_size > 3000
    added = data(home, "actions", draft, "--add", "Rosters two weeks ahead", "--owner", "Ana", "--due", "2027-01-15")
    assert data(home, "actions", "--done", added[0]["action"])[0]["state"] == "done"
    assert "Rosters two weeks ahead" in survey(home, "summary", draft).stdout
    assert data(home, "report", draft)["state"] == "reported"
    assert all(check["ok"] for check in data(home, "audit", draft))


def test_a_person_reads_every_row_that_holds_their_name_and_no_answer_is_among_them(home):
    rows = data(home, "about-me", "p03")
    assert "core.agent" in rows
    assert not any(name.startswith("answers.") for name in rows)
    assert survey(home, "about-me", "nobody").stdout == ""


def test_a_questionnaire_is_edited_as_a_file(home):
    draft = data(home, "new", "exit", "--title-es", "Salida", "--title-en", "Leaving")["survey"]
    form = data(home, "show", draft)
    form["questions"] = form["questions"][:3]
    (home / "form.json").write_text(json.dumps(form), encoding="utf-8")
    assert data(home, "edit", draft, "form.json")["questions"] == 3
    assert survey(home, "show", draft).stdout.startswith("Leaving")
    assert data(home, "new", "--file", "form.json")["questions"] == 3


def test_pulses_come_back_when_they_are_due(home):
    assert data(home, "new", "--pulse", "weekly", "--start", "2026-11-01")["state"] == "draft"
    assert len(data(home, "due")) == 1
    assert data(home, "due") == []


def test_a_pulse_goes_out_by_itself_with_its_links(home, mailbox, monkeypatch):
    first = data(home, "new", "--pulse", "weekly", "--start", "2026-11-22")["survey"]
    data(home, "launch", first)
    monkeypatch.setenv("CUADRANTE_TODAY", "2026-11-29")
    smtp = ("--smtp", f"smtp+plain://127.0.0.1:{mailbox.server_address[1]}", "--from", "hr@shop.example")
    before = len(mailbox.messages)
    launched = [row for row in data(home, "due", "--launch", *smtp) if row["state"] == "open"]
    assert [row["sent"] for row in launched] == [14]
    assert len(mailbox.messages) - before == 14
    assert data(home, "due", "--launch", *smtp) == []


def test_answers_of_another_form_are_looked_at_and_taken_in(home):
    rows = [f"2026-11-0{1 + i % 9},p{i}@x.example,{('chat', 'phone')[i % 2]},{i % 11},{1 + i % 5}" for i in range(24)]
    text = "\n".join(["Timestamp,Email Address,Team,Would you recommend us?,I feel well", *rows])
    (home / "clima.csv").write_text(text, encoding="utf-8")
    uses = {row["column"]: row["use"] for row in data(home, "import", "clima.csv")}
    assert uses == {"Timestamp": "skip", "Email Address": "skip", "Team": "group", "Would you recommend us?": "enps",
                    "I feel well": "agreement"}  # fmt: skip
    looked = survey(home, "import", "clima.csv", "--title", "Mood")
    mark = re.search(r"--confirm (\w+)", looked.stderr)[1]
    assert survey(home, "import", "clima.csv", "--title", "Mood", "--confirm", "other").returncode == 1
    made = data(home, "import", "clima.csv", "--title", "Mood", "--invited", "30", "--confirm", mark)
    assert (made["state"], made["invited"], made["mode"]) == ("closed", 30, "confidential")
    again = survey(home, "import", "clima.csv", "--title", "Mood", "--confirm", mark)
    assert again.returncode == 0
    assert "nothing was changed" in again.stderr
    (home / "bad.csv").write_text(text + "\n2026-11-09,z@x.example,chat,77,3\n", encoding="utf-8")
    bad = survey(home, "import", "bad.csv")
    assert bad.returncode == 1
    assert "bad.csv, row 26, Would you recommend us?" in bad.stderr
    assert "Traceback" not in bad.stderr
    assert data(home, "report", made["survey"])["state"] == "reported"
    assert data(home, "summary", made["survey"], "--html", "told.html")["file"] == "told.html"
    page = (home / "told.html").read_text(encoding="utf-8")
    assert "Of 30 people who were asked" in page
    assert "<script" not in page


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("new", "bogus"), 2, "engagement"),
        (("new", "--pulse", "daily"), 2, "fortnightly"),
        (("new", "--title-es", "Solo"), 2, "--title-en"),
        (("new", "--file", "agents.csv"), 1, "agents.csv"),
        (("launch", "0000000000"), 1, "0000000000"),
        (("launch", "0000000000", "--cross", "team"), 2, "team,tenure"),
        (("launch", "0000000000", "--until", "5/12"), 2, "--until"),
        (("results", "0000000000"), 1, "0000000000"),
        (("links", "0000000000"), 2, "--smtp"),
        (("import", "agents.csv", "--as", "name"), 2, "Team=group"),
        (("import", "nowhere.csv"), 1, "nowhere.csv"),
        (("remind", "0000000000"), 2, "--smtp"),
        (("actions", "--done", "x"), 1, "x"),
        (("retention", "--bogus"), 2, "--bogus"),
    ],
)
def test_mistakes_are_refused_in_one_line_with_the_mend(home, words, code, says):
    done = survey(home, *words)
    assert done.returncode == code
    assert says in done.stderr
    assert done.stdout == "" and "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_survey_too_small_to_protect_anybody_is_not_launched(home):
    draft = data(home, "new", "pulse")["survey"]
    done = survey(home, "launch", draft, "--team", "nobody")
    assert done.returncode == 1 and "5" in done.stderr


def test_raw_answers_go_when_their_day_has_come(home):
    assert data(home, "retention") == {"deleted": 0}
