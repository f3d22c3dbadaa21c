"""What leaves the program: links for everybody, mail to those who wait, and only the published set."""

import csv
import re
import socket
import threading
from dataclasses import replace
from email import message_from_string

import pytest
from openpyxl import load_workbook

from planner.base.errors import CuadranteError, Misuse, Refused
from planner.shop.store.people import read_agents, write_agents
from planner.surveys import results as survey_results
from planner.surveys import share, surveys, told
from planner.surveys.store.surveys import ActionRow


@pytest.fixture
def mail_server():
    """A mail server that keeps what it is sent: its address and the messages."""
    messages: list[str] = []
    server = socket.create_server(("127.0.0.1", 0))

    def talk():
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection, connection.makefile("rwb") as stream:

                def say(text, stream=stream):
                    stream.write(text.encode() + b"\r\n")
                    stream.flush()

                say("220 ready")
                while line := stream.readline().decode().strip().upper():
                    if line.startswith("RCPT TO:<GONE"):
                        say("550 no such address")
                    elif line == "DATA":
                        say("354 go on")
                        body = []
                        while (part := stream.readline().decode().rstrip("\r\n")) != ".":
                            body.append(part)
                        messages.append("\n".join(body))
                        say("250 taken")
                    elif line == "QUIT":
                        say("221 bye")
                        break
                    else:
                        say("250 ok")

    thread = threading.Thread(target=talk, daemon=True)
    thread.start()
    yield f"smtp://127.0.0.1:{server.getsockname()[1]}", messages
    server.close()


def everybody_answers(shop, desk, how_many=None):
    for i, token in enumerate(list(shop.tokens.values())[:how_many]):
        assert desk.submit(shop.survey_id, token, shop.answers(i)).result() == "stored"


def test_the_mail_merge_holds_all_invited_and_no_formula(make_shop, make_desk, tmp_path):
    shop = make_shop()
    everybody_answers(shop, make_desk(shop), 5)
    agents = list(shop.tokens)
    first = read_agents(shop.ws)[0]
    write_agents(shop.ws, [type(first)(first.agent_id, "=HYPERLINK(1)", first.team, first.skills, first.contract)])
    file = tmp_path / "links.csv"
    assert share.write_mail_merge(shop.ws, shop.survey_id, file, "https://surveys.shop.example/") == 24
    rows = list(csv.DictReader(file.open(encoding="utf-8")))
    assert [r["agent_id"] for r in rows] == agents
    assert rows[0]["name"].startswith("'=")
    assert rows[1]["link"] == f"https://surveys.shop.example/s/{shop.survey_id}/{shop.tokens[agents[1]]}"
    assert file.stat().st_mode & 0o077 == 0


def test_reminders_go_through_the_mail_server_only_to_those_who_wait(make_shop, make_desk, mail_server):
    shop = make_shop({"chat": 8})
    everybody_answers(shop, make_desk(shop), 6)
    address, messages = mail_server
    survey = surveys.get(shop.ws, shop.survey_id)
    send = share.mailer(address, "hr@shop.example", survey, "en", reminder=True)
    assert surveys.remind(shop.ws, shop.survey_id, "http://page", send) == 2
    assert len(messages) == 2
    assert {line for m in messages for line in m.splitlines() if line.startswith("To:")} == {
        "To: nadia006@shop.example", "To: nadia007@shop.example",
    }  # fmt: skip
    assert all("Subject: Reminder: Engagement survey" in m for m in messages)


def test_invitations_go_to_all_and_those_that_cannot_be_reached_are_named(make_shop, make_desk, mail_server):
    shop = make_shop({"chat": 8})
    everybody_answers(shop, make_desk(shop), 3)
    people = list(read_agents(shop.ws))
    write_agents(shop.ws, [replace(people[0], email=""), replace(people[1], email="gone@shop.example")])
    address, messages = mail_server
    send = share.mailer(address, "hr@shop.example", surveys.get(shop.ws, shop.survey_id), "es")
    done = share.invite(shop.ws, shop.survey_id, "https://survey.shop.example/", send)
    assert (done.sent, done.without_address, done.refused) == (6, ("Nadia Prueba000",), ("Nadia Prueba001",))
    reached = sorted(re.search(r"^To: (\S+)", m, re.MULTILINE)[1] for m in messages)
    assert reached == [f"nadia00{i}@shop.example" for i in range(2, 8)]  # also to 002, who has answered already
    bodies = [message_from_string(m).get_payload(decode=True).decode() for m in messages]
    assert {re.search(r"https://survey\.shop\.example/s/\S+", b)[0].rsplit("/", 1)[1] for b in bodies} == {
        shop.tokens[f"agent-00{i}"] for i in range(2, 8)
    }
    assert all("Esta encuesta es anónima" in body for body in bodies)
    # A reminder to an address that is refused tells nobody whose it was.
    assert surveys.remind(shop.ws, shop.survey_id, "http://page", send) == 5


def test_a_mail_server_that_is_none_or_does_not_answer_is_named_without_the_password(make_shop):
    shop = make_shop({"chat": 8})
    survey = surveys.get(shop.ws, shop.survey_id)
    with pytest.raises(Misuse) as wrong:
        share.mailer("http://user:secret@host", "hr@x", survey)
    send = share.mailer("smtp://user:secret@127.0.0.1:1", "hr@x", survey, "en")
    with pytest.raises(CuadranteError, match=r"127\.0\.0\.1 refused") as silent:
        surveys.remind(shop.ws, shop.survey_id, "http://page", send)
    assert "secret" not in str(wrong.value) + str(silent.value)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_export_holds_the_published_set_only(make_shop, make_desk, tmp_path, ending):
    shop = make_shop({"chat": 9, "mail": 4, "phone": 6}, surveys.LaunchPlan(attributes=("team",)))
    everybody_answers(shop, make_desk(shop))
    file = tmp_path / f"results.{ending}"
    with pytest.raises(Refused):
        share.export(shop.ws, shop.survey_id, file, "en")
    assert not file.exists()
    results = survey_results.close(shop.ws, shop.survey_id)
    count = share.export(shop.ws, shop.survey_id, file, "en")
    if ending == "csv":
        rows = list(csv.reader(file.open(encoding="utf-8")))
    else:
        rows = [list(row) for row in load_workbook(file).active.iter_rows(values_only=True)]
    assert tuple(rows[0]) == share.EXPORT_COLUMNS
    assert len(rows) == count + 1
    for group, _, _, _, status, n, value in rows[1:]:
        if results.groups[group] != "shown" or str(status).startswith("hidden:below"):
            assert not n
            assert not value
    assert "remark-" not in str(rows)


def test_the_summary_for_everybody_tells_results_and_actions_in_both_languages(make_shop, make_desk):
    shop = make_shop()
    everybody_answers(shop, make_desk(shop))
    survey_results.close(shop.ws, shop.survey_id)
    told.tell(shop.ws, shop.survey_id)
    assert surveys.get(shop.ws, shop.survey_id).state == "reported"
    survey_results.act(
        shop.ws, ActionRow("", shop.survey_id, "", "Aviso semanal", "Ada", None, "open", surveys.today())
    )
    spanish = share.summary(shop.ws, shop.survey_id, "es")
    assert spanish[0] == "Respondieron 24 de 24 personas (100,0 %)."
    assert spanish[-1] == "Vamos a: Aviso semanal (Ada)."
    assert any(line.startswith("Claridad del trabajo: ") for line in spanish)
    assert share.summary(shop.ws, shop.survey_id, "en")[0] == "24 of 24 people answered (100.0 %)."
