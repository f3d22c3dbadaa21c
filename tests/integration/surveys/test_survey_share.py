"""What leaves the program: links and mail for everybody over checked TLS, and only the published set."""

import contextlib
import csv
import re
import shutil
import socket
import ssl
import subprocess
import threading
from dataclasses import replace
from email import message_from_string

import pytest
from openpyxl import load_workbook

from planner.base.errors import CuadranteError, Misuse, Refused
from planner.shop.store.people import read_agents, write_agents
from planner.surveys import closing, share, surveys, told
from planner.surveys import launch as survey_launch
from planner.surveys import results as survey_results
from planner.surveys.store.surveys import ActionRow


class MailServer:
    """A mail server that keeps what it is sent, with or without TLS."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.messages: list[str] = []
        self.said: list[str] = []
        self.tls = tls
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            with contextlib.suppress(OSError, ssl.SSLError):
                self._talk(connection)

    def _talk(self, connection: socket.socket) -> None:
        stream = connection.makefile("rwb")

        def say(text: str) -> None:
            stream.write(text.encode() + b"\r\n")
            stream.flush()

        say("220 ready")
        while line := stream.readline().decode().strip().upper():
            self.said.append(line.partition(" ")[0])
            if line == "STARTTLS" and self.tls is not None:
                say("220 go ahead")
                connection = self.tls.wrap_socket(connection, server_side=True)
                stream = connection.makefile("rwb")
            elif line.startswith("EHLO"):
                say("250-hello" if self.tls else "250 hello")
                if self.tls:
                    say("250 STARTTLS")
            elif line.startswith("RCPT TO:<GONE"):
                say("550 no such address")
            elif line == "DATA":
                say("354 go on")
                body = []
                while (part := stream.readline().decode().rstrip("\r\n")) != ".":
                    body.append(part)
                self.messages.append("\n".join(body))
                say("250 taken")
            elif line == "QUIT":
                say("221 bye")
                return
            else:
                say("250 ok")


@pytest.fixture
def mail_server():
    """Makes mail servers; each is closed afterwards."""
    made: list[MailServer] = []

    def make(tls: ssl.SSLContext | None = None) -> MailServer:
        made.append(MailServer(tls))
        return made[-1]

    yield make
    for server in made:
        server.socket.close()


def certificate(folder):
    """A certificate for localhost that signs itself, and its key; made by the system's openssl."""
    if shutil.which("openssl") is None:
        pytest.skip("needs openssl")
    cert, key = folder / "cert.pem", folder / "key.pem"
    if not cert.exists():
        words = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost"
        words = [*words.split(), "-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(cert)]
        subprocess.run(["openssl", *words], check=True, capture_output=True)
    return cert, key


def everybody_answers(shop, desk, how_many=None):
    sent = [
        desk.submit(shop.survey_id, t, shop.answers(i)) for i, t in enumerate(list(shop.tokens.values())[:how_many])
    ]
    assert {s.result() for s in sent} == {"stored"}


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


def test_reminders_go_to_everybody_with_a_date_an_id_and_a_greeting_in_each_ones_language(
    make_shop, make_desk, mail_server
):
    shop = make_shop({"chat": 8})
    everybody_answers(shop, make_desk(shop), 6)
    first = read_agents(shop.ws)[0]
    write_agents(shop.ws, [replace(first, languages=("de", "en", "es"))])
    server = mail_server()
    send = share.mailer(f"smtp+plain://127.0.0.1:{server.port}", "hr@shop.example",
                        surveys.get(shop.ws, shop.survey_id), reminder=True)  # fmt: skip
    done = surveys.send_links(shop.ws, shop.survey_id, "http://page", send, reminder=True)
    assert (done.sent, done.without_address) == (8, ())
    mails = [message_from_string(m) for m in server.messages]
    assert sorted(m["To"] for m in mails) == [f"nadia00{i}@shop.example" for i in range(8)]
    assert all(m["Date"] and m["Message-ID"].endswith("@shop.example>") for m in mails)
    assert len({m["Message-ID"] for m in mails}) == 8
    bodies = {m["To"]: (m["Subject"], m.get_payload(decode=True).decode()) for m in mails}
    subject, body = bodies["nadia000@shop.example"]
    assert (subject, body.splitlines()[0]) == ("Reminder: Engagement survey", "Hello Nadia,")
    assert bodies["nadia001@shop.example"][1].startswith("Hola, Nadia:")
    # Same words to who has answered and who has not.
    texts = {re.sub(r"http://page/\S+", "LINK", b) for to, (_, b) in bodies.items() if to != "nadia000@shop.example"}
    assert len(texts) == 1


def test_invitations_go_to_all_and_those_that_cannot_be_reached_are_named(make_shop, make_desk, mail_server):
    shop = make_shop({"chat": 8})
    everybody_answers(shop, make_desk(shop), 3)
    people = list(read_agents(shop.ws))
    write_agents(shop.ws, [replace(people[0], email=""), replace(people[1], email="gone@shop.example")])
    server = mail_server()
    survey = surveys.get(shop.ws, shop.survey_id)
    send = share.mailer(f"smtp+plain://127.0.0.1:{server.port}", "hr@shop.example", survey)
    done = surveys.send_links(shop.ws, shop.survey_id, "https://survey.shop.example/", send)
    assert (done.sent, done.without_address, done.refused) == (6, ("Nadia Prueba000",), ("Nadia Prueba001",))
    bodies = [message_from_string(m).get_payload(decode=True).decode() for m in server.messages]
    assert {re.search(r"https://survey\.shop\.example/s/\S+", b)[0].rsplit("/", 1)[1] for b in bodies} == {
        shop.tokens[f"agent-00{i}"] for i in range(2, 8)
    }
    assert all("Esta encuesta es anónima" in body for body in bodies)


def test_links_and_password_leave_only_encrypted_and_to_a_server_that_proves_its_name(make_shop, mail_server, tmp_path):
    shop = make_shop({"chat": 8})
    survey = surveys.get(shop.ws, shop.survey_id)
    plain = mail_server()
    with pytest.raises(CuadranteError, match="offers no encryption"):
        surveys.send_links(shop.ws, shop.survey_id, "http://page",
                           share.mailer(f"smtp://hr:secret@127.0.0.1:{plain.port}", "hr@x", survey))  # fmt: skip
    assert "AUTH" not in plain.said and plain.messages == []
    own = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)  # a certificate that nobody vouches for
    own.load_cert_chain(*certificate(tmp_path))
    false = mail_server(own)
    with pytest.raises(CuadranteError, match="cannot prove who it is"):
        surveys.send_links(shop.ws, shop.survey_id, "http://page",
                           share.mailer(f"smtp://hr:secret@localhost:{false.port}", "hr@x", survey))  # fmt: skip
    assert false.messages == [] and "AUTH" not in false.said


def test_a_server_whose_certificate_is_vouched_for_is_spoken_to_encrypted(
    make_shop, mail_server, tmp_path, monkeypatch
):
    shop = make_shop({"chat": 8})
    own = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    own.load_cert_chain(*certificate(tmp_path))
    server = mail_server(own)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
    send = share.mailer(f"smtp://localhost:{server.port}", "hr@x", surveys.get(shop.ws, shop.survey_id))
    assert surveys.send_links(shop.ws, shop.survey_id, "http://page", send).sent == 8
    assert server.said.count("STARTTLS") == 8 == len(server.messages)


def test_a_mail_server_that_is_none_or_does_not_answer_is_named_without_the_password(make_shop):
    shop = make_shop({"chat": 8})
    survey = surveys.get(shop.ws, shop.survey_id)
    with pytest.raises(Misuse) as wrong:
        share.mailer("http://user:secret@host", "hr@x", survey)
    send = share.mailer("smtp://user:secret@127.0.0.1:1", "hr@x", survey)
    with pytest.raises(CuadranteError, match=r"127\.0\.0\.1 refused") as silent:
        surveys.send_links(shop.ws, shop.survey_id, "http://page", send)
    assert "secret" not in str(wrong.value) + str(silent.value)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_export_holds_the_published_set_only(make_shop, make_desk, tmp_path, ending):
    shop = make_shop({"chat": 9, "mail": 4, "phone": 6}, survey_launch.LaunchPlan(attributes=("team",)))
    everybody_answers(shop, make_desk(shop))
    file = tmp_path / f"results.{ending}"
    with pytest.raises(Refused):
        share.export(shop.ws, shop.survey_id, file, "en")
    assert not file.exists()
    results = closing.close(shop.ws, shop.survey_id)
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
    closing.close(shop.ws, shop.survey_id)
    told.tell(shop.ws, shop.survey_id)
    assert surveys.get(shop.ws, shop.survey_id).state == "reported"
    survey_results.act(
        shop.ws, ActionRow("", shop.survey_id, "", "Aviso semanal", "Ada", None, "open", surveys.today())
    )
    spanish = share.summary(shop.ws, shop.survey_id, "es")
    assert spanish[0].startswith("De las 24 personas preguntadas respondió: ")
    assert spanish[-1] == "Vamos a: Aviso semanal (Ada)."
    assert any(line.startswith("Claridad del trabajo: ") for line in spanish)
    assert share.summary(shop.ws, shop.survey_id, "en")[0].startswith("Of 24 people who were asked, ")
