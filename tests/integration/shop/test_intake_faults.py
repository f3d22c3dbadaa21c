"""What a file does not say is not made up, and nothing that it says is lost: each kind of fault once."""

import gzip
import io
import zipfile
from datetime import UTC, date, datetime, timedelta

import openpyxl
import pytest

from planner.base.errors import Conflict, InputProblems, Misuse, Refused
from planner.domain.demand import Channel
from planner.domain.roster import RosterState
from planner.roster.store import rosters
from planner.shop.intake import imports
from planner.shop.store import batches, channels, facets, history, people

AGENTS = (
    "agent_id,name,team,skills,contract_hours,hourly_cost,end_date,email\n"
    "A01,Eva Prat,A,phone,40,15.30,2026-12-31,e@x.es\n"
)
HALF_HOURS = "interval_start,channel,contacts,aht_s\n2026-11-02 09:00,phone,6,300\n2026-11-02 09:30,phone,6,300\n"


def phone(ws):
    columns = history.read_contacts(ws, ["phone"])
    return [float(n) for n in columns["contacts"]]


def problem(caught):
    (found,) = caught.value.problems
    return found


def test_a_column_that_a_file_lacks_leaves_what_is_stored_and_an_empty_cell_empties_it(ws, bring):
    bring("agents", AGENTS)
    bring("agents", "agent_id,name,team,skills,contract_hours\nA01,Eva Prat,B,phone,30\n")
    (eva,) = people.read_agents(ws)
    assert (eva.team, str(eva.hourly_cost), eva.end_date, eva.email) == ("B", "15.30", date(2026, 12, 31), "e@x.es")
    bring("agents", "agent_id,name,team,skills,contract_hours,hourly_cost\nA01,Eva Prat,B,phone,30,\n")
    assert people.read_agents(ws)[0].hourly_cost is None
    bring("contacts", HALF_HOURS)
    bring("contacts", "interval_start,channel,contacts\n2026-11-02 09:00,phone,7\n2026-11-02 09:30,phone,6\n")
    assert history.read_contacts(ws)["aht_s"].tolist() == [300.0, 300.0]


def test_intervals_of_different_width_never_add_up(ws, bring):
    bring("contacts", HALF_HOURS)
    told = bring("contacts", "interval_start,channel,contacts\n2026-11-02 09:00,phone,12\n2026-11-02 10:00,phone,9\n")
    assert sum(phone(ws)) == 6 + 6 + 9
    assert any("finer ones" in note for note in told["notes"])
    bring("contacts", "interval_start,channel,contacts\n2026-11-02,phone,40\n2026-11-03,phone,30\n")
    assert sum(phone(ws)) == 6 + 6 + 9 + 30, "a whole day is not put over its own intervals"
    days = [f"2026-11-03 {h:02d}:{m:02d},phone,1\n" for h in (9, 10) for m in (0, 30)]
    bring("contacts", "interval_start,channel,contacts\n" + "".join(days))
    assert sum(phone(ws)) == 6 + 6 + 9 + 4, "finer intervals take the place of the day"


def test_the_same_contacts_by_language_take_the_place_of_those_without(ws, bring):
    bring("contacts", HALF_HOURS)
    rows = "".join(f"2026-11-02 09:{m},phone,3,{lang}\n" for m in ("00", "30") for lang in ("es", "en"))
    bring("contacts", "interval_start,channel,contacts,language\n" + rows)
    assert sum(phone(ws)) == 12


def tickets(weeks=6, hours=range(9, 12)):
    """A ticket at every other half-hour: the others are 0 because nobody wrote."""
    start = datetime(2026, 9, 7)
    at = [
        start + timedelta(days=d, hours=h, minutes=30 * ((d + h) % 2))
        for d in range(7 * weeks)
        for h in hours
        if d % 7 < 6
    ]
    return "Ticket ID,Created time,Source\n" + "".join(f"{i},{m:%Y-%m-%d %H:%M:%S},Chat\n" for i, m in enumerate(at))


def test_no_row_is_a_zero_where_the_channel_is_open_and_nothing_where_it_is_closed(ws, bring):
    told = bring("contacts", tickets(), dry=True)
    assert told["zeros"] > 0
    assert any('--hours "mon-sat 9-12"' in note for note in told["notes"]), "when contacts come is suggested as hours"
    assert bring("contacts", tickets(), zeros="none", dry=True)["zeros"] == 0
    hours = {day: ((datetime(2026, 1, 1, 9).time(), datetime(2026, 1, 1, 13).time()),) for day in range(6)}
    channels.write_channels(ws, [Channel("chat", opening=hours)])
    bring("contacts", tickets())
    columns = history.read_contacts(ws)
    local = [datetime.fromtimestamp(int(s), UTC) + timedelta(hours=2) for s in columns["interval_start"]]
    assert {at.hour for at in local} == {9, 10, 11, 12}
    assert {at.weekday() for at in local} == set(range(6))
    assert sum(columns["contacts"]) == 6 * 6 * 3


@pytest.mark.parametrize(
    ("value", "unit", "seconds"), [("5.2", "min", 312.0), ("312000", "ms", 312.0), ("0.0036", "days", 311.04)]
)
def test_a_handling_time_of_an_odd_size_is_asked_about_and_the_answer_is_kept(ws, bring, value, unit, seconds):
    rows = f"interval_start,channel,contacts,tmo\n2026-11-02 09:00,phone,6,{value}\n2026-11-02 09:30,phone,6,{value}\n"
    with pytest.raises(InputProblems) as caught:
        bring("contacts", rows, decimal=".")
    assert "--unit aht_s=" in problem(caught).mend
    bring("contacts", rows, decimal=".", units=[f"aht_s={unit}"])
    assert history.read_contacts(ws)["aht_s"].tolist() == pytest.approx([seconds] * 2)
    assert bring("contacts", rows.replace("11-02", "11-03"))["aht_s"]["phone"] == pytest.approx(seconds, abs=0.01)


@pytest.mark.parametrize("written", ["00:05:12", "5:12", "5 min 12 s"])
def test_durations_speak_for_themselves_however_they_are_written(ws, bring, written):
    bring("contacts", f"interval_start,channel,contacts,aht_s\n2026-11-02 09:00,phone,6,{written}\n")
    assert history.read_contacts(ws)["aht_s"].tolist() == [312.0]


def test_dates_that_a_spreadsheet_exchanged_are_put_right_by_the_text_beside_them(ws, bring):
    book = openpyxl.Workbook()
    book.active.append(["interval_start", "channel", "contacts"])
    for day in range(1, 31):  # 1 to 12 November became 11 January to 11 December; the others stayed text
        cell = datetime(2026, day, 11, 9) if day <= 12 else f"11/{day}/2026 9:00"
        book.active.append([cell, "phone", 5])
    out = io.BytesIO()
    book.save(out)
    told = bring("contacts", out.getvalue(), name="file.xlsx")
    assert (told["first"][:10], told["last"][:10]) == ("2026-11-01", "2026-11-30")
    assert any("exchanged" in note for note in told["notes"])


def test_only_approved_absences_count_and_working_from_home_is_none(ws, bring):
    bring("agents", AGENTS)
    rows = "Empleado;Tipo de ausencia;Fecha inicio;Fecha fin;Estado\n" + "".join(
        f"Prat Sala, Eva;{kind};{day}/11/2026;{end};{state}\n"
        for kind, day, end, state in [
            ("Vacaciones", 16, "18/11/2026", "Aprobada"), ("Vacaciones", 19, "19/11/2026", "Rechazada"),
            ("Asuntos propios", 20, "20/11/2026", "Pendiente"), ("Teletrabajo", 23, "23/11/2026", "Aprobada"),
            ("Baja médica", 24, "", "Aprobada"),
        ]
    )  # fmt: skip
    told = bring("absences", rows)
    assert (told["taken"], told["left_out"]) == (2, {"at_work": 1, "pending": 1, "rejected": 1})
    leave, ill = people.read_time_off(ws)
    assert (leave.agent_id, leave.kind) == ("A01", "Vacaciones")
    assert ill.end.year == 2099, "an illness without an end lasts until told otherwise"
    again = rows.splitlines()[0] + "\nPrat Sala, Eva;Baja médica;24/11/2026;27/11/2026;Aprobada\n"
    bring("absences", again)
    assert [off.end.year for off in people.read_time_off(ws)] == [2026, 2026]


def test_people_of_the_company_who_are_no_agents_are_named_and_left_out_of_an_hr_list(ws, bring):
    bring("agents", AGENTS)
    rows = ("Empleado;Tipo de ausencia;Fecha inicio;Fecha fin;Estado\n"
            "Prat, Eva;Vacaciones;16/11/2026;18/11/2026;Aprobada\n"
            "Sol Pi, Ana;Vacaciones;16/11/2026;18/11/2026;Aprobada\n")  # fmt: skip
    told = bring("absences", rows)
    assert told["left_out"] == {"unknown_agent": 1}
    assert any("Sol Pi, Ana" in note for note in told["notes"])


def test_times_without_an_offset_are_of_the_zone_that_is_told(ws, bring):
    bring("contacts", HALF_HOURS, zone="UTC")
    assert history.history_span(ws).first == datetime(2026, 11, 2, 9, tzinfo=UTC)
    with pytest.raises(Misuse):
        bring("contacts", HALF_HOURS, zone="Mars/Base")


def test_a_label_and_another_name_of_a_channel_are_the_channel(ws, bring):
    channels.write_channels(ws, [Channel("calls", label_es="Centralita", also=("línea 900",))])
    told = bring("contacts", HALF_HOURS.replace("phone", "Centralita") + "2026-11-02 10:00,Linea 900,2,300\n")
    assert told["channels"] == {"calls": 14}
    assert [c.name for c in channels.read_channels(ws)] == ["calls"]


def test_totals_of_weeks_are_told_and_not_taken_for_mondays(bring):
    rows = "".join(f"{date(2026, 1, 5) + timedelta(weeks=w)},phone,1000\n" for w in range(8))
    with pytest.raises(InputProblems) as caught:
        bring("contacts", "interval_start,channel,contacts\n" + rows)
    assert "one row a week" in problem(caught).message


def test_more_answered_than_came_is_refused_with_its_row(bring):
    with pytest.raises(InputProblems) as caught:
        bring("contacts", "interval_start,channel,contacts,answered\n2026-11-02 09:00,phone,12,20\n")
    assert (problem(caught).row, problem(caught).column) == (2, "answered")


def test_the_hour_that_spring_skips_may_stand_in_a_file_without_contacts(ws, bring):
    rows = "".join(f"2026-03-29 {h:02d}:00,phone,{0 if h == 2 else 5}\n" for h in range(6))
    bring("contacts", "interval_start,channel,contacts\n" + rows)
    assert sum(phone(ws)) == 25


def test_rows_of_five_minutes_are_summed_into_half_hours(ws, bring):
    rows = "".join(f"2026-11-02 09:{m:02d},phone,1\n" for m in range(0, 60, 5))
    bring("contacts", "interval_start,channel,contacts\n" + rows)
    assert phone(ws) == [6.0, 6.0]


def test_what_contacts_were_about_is_kept_by_day_topic_and_queue(ws, bring):
    rows = "2026-11-02 09:00,phone,6,envio,a,2\n2026-11-02 09:00,phone,4,pago,b,0\n2026-11-02 09:30,phone,5,envio,a,1\n"
    told = bring("contacts", "interval_start,channel,contacts,topic,queue,bot_solved\n" + rows)
    assert (told["topics"], told["bot_solved"]) == ({"envio": 14, "pago": 4}, 3)
    found = [(f.day, f.topic, f.queue, f.contacts, f.bot_solved) for f in facets.read_facets(ws)]
    assert found == [(date(2026, 11, 2), "envio", "a", 11.0, 3.0), (date(2026, 11, 2), "pago", "b", 4.0, 0.0)]
    assert phone(ws) == [10.0, 5.0]


GRID = (
    "Semana del 23/11/2026 al 29/11/2026;;;;;;;;\nAgente;Horas;L 23;M 24;X 25;J 26;V 27;S 28;D 29\n"
    "Eva Prat;40;9-17;9-17;09:00-13:00 / 15:00-19:00;L;10:00 a 18:00;DL;22-2\nTotal;;1;1;1;0;1;0;1\n"
)


def test_a_grid_of_names_and_days_becomes_the_published_roster_of_its_week(ws, bring):
    bring("agents", AGENTS)
    told = bring("roster", GRID.replace("S 28", "S 28").replace("DL;22-2", "V;22-2"))
    assert told["left_out"] == {"total": 1}
    version = rosters.published_version(ws, date(2026, 11, 23), 7)
    assert version.state is RosterState.PUBLISHED
    assert [(s.day.day, s.work_minutes, len(s.breaks)) for s in version.roster.shifts] == [
        (23, 480, 0), (24, 480, 0), (25, 480, 1), (27, 480, 0), (29, 240, 0),
    ]  # fmt: skip
    assert [off.kind for off in people.read_time_off(ws)] == ["leave"]
    with pytest.raises(InputProblems) as caught:
        bring("roster", GRID.replace("10:00 a 18:00", "por la mañana"))
    assert (problem(caught).row, problem(caught).column) == (3, "V 27")


def test_a_table_of_days_and_hours_is_contacts_once_the_channel_is_told(ws, bring):
    header = "Llamadas por hora\nFecha;9;10;11;12;13;14;Total\n"
    rows = "".join(f"{d:02d}/11/2026;{d};1;2;3;4;5;99\n" for d in (2, 3)) + "Total;5;2;4;6;8;10;198\n"
    told = bring("contacts", header + rows)
    assert (told["contacts"], told["channels"]) == (2 + 3 + 2 * 15, {"phone": 35})
    with pytest.raises(InputProblems) as caught:
        bring("contacts", (header + rows).replace("Llamadas", "Informe"))
    assert "=phone=channel" in problem(caught).mend
    assert bring("contacts", (header + rows).replace("Llamadas", "Informe"), mapping=["=chat=channel"])["channels"] == {
        "chat": 35
    }


UNKNOWN = "Informe de mayo;;\n\nMomento;Vía;Nombre\n02/11/2026 9:12;Teléfono;Ana\n13/11/2026 21:50;Correo;Luis\n"


def test_a_file_that_nobody_knows_is_refused_with_the_words_that_map_it_and_remembered_then(bring):
    with pytest.raises(InputProblems) as caught:
        bring("contacts", UNKNOWN)
    assert "--map" in caught.value.hint
    told = bring("contacts", UNKNOWN, mapping=["Momento=interval_start", "Vía=channel"])
    assert (told["channels"], told["unread_columns"]) == ({"phone": 1, "email": 1}, ["Nombre"])
    again = bring("contacts", UNKNOWN.replace("/11/", "/10/"))
    assert again["channels"] == {"phone": 1, "email": 1}
    with pytest.raises(Misuse):
        bring("contacts", UNKNOWN, mapping=["Momento"])


def zipped(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "."), text)
    return out.getvalue()


def test_packed_files_are_opened_and_several_in_one_archive_are_asked_about(ws, bring):
    assert (
        bring("contacts", gzip.compress(gzip.compress(HALF_HOURS.encode())), name="a.csv.gz", dry=True)["contacts"]
        == 12
    )
    assert bring("contacts", zipped(calls__csv=HALF_HOURS, readme__md="x"), name="a.zip", dry=True)["contacts"] == 12
    many = zipped(may__csv=HALF_HOURS, june__csv=HALF_HOURS)
    with pytest.raises(InputProblems) as caught:
        bring("contacts", many, name="a.zip")
    assert "--sheet may.csv" in problem(caught).mend
    assert bring("contacts", many, name="a.zip", sheet="june.csv", dry=True)["contacts"] == 12


@pytest.mark.parametrize(
    ("name", "content"),
    [("x.zip", b"PK\x03\x04broken"), ("x.gz", b"\x1f\x8bbroken"), ("x.json", b'{"a": [1, 2'),
     ("x.json", b'{"users": [{"id": 1}]}'),
     ("x.ics", b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n"), ("x.xls", b"\xd0\xcf\x11\xe0broken"),
     ("x.csv", b"a,b\n\x00\x01,2\n")],
)  # fmt: skip
def test_a_broken_file_or_one_of_something_else_is_one_clear_refusal(bring, name, content):
    with pytest.raises(Refused) as caught:
        bring("contacts", content, name=name)
    assert "\n" not in caught.value.title
    assert caught.value.problems


def test_a_calendar_brings_events_whose_whole_days_end_on_their_last_day(ws, bring):
    from planner.shop.store.events import read_events

    text = ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Black Friday\r\n"
            "DTSTART;VALUE=DATE:20261127\r\nDTEND;VALUE=DATE:20261130\r\nCATEGORIES:Promotion\r\nEND:VEVENT\r\n"
            "END:VCALENDAR\r\n")  # fmt: skip
    bring("events", text, name="campaigns.ics")
    (event,) = read_events(ws)
    assert (event.name, event.kind, event.end - event.start) == ("Black Friday", "promotion", timedelta(days=3))


def test_a_batch_is_taken_back_as_if_it_had_never_come(ws, bring):
    bring("contacts", HALF_HOURS)
    before = history.read_contacts(ws)["contacts"].tolist()
    told = bring("contacts", HALF_HOURS.replace(",6,", ",9,") + "2026-11-09 09:00,chat,3,300\n")
    found, rows = imports.undo(ws, told["batch"])
    assert (found.file_name, rows > 0) == ("file.csv", True)
    assert history.read_contacts(ws)["contacts"].tolist() == before
    assert [c.name for c in channels.read_channels(ws)] == ["phone"]
    with pytest.raises(Refused):
        imports.undo(ws, told["batch"])
    assert [one.undone_at is None for one in batches.read_batches(ws)] == [False, True]


def test_a_batch_is_not_taken_back_over_later_changes_or_from_under_what_hangs_on_it(ws, bring):
    first = bring("contacts", HALF_HOURS)
    bring("contacts", HALF_HOURS.replace(",6,", ",9,"))
    with pytest.raises(Conflict):
        imports.undo(ws, first["batch"])
    assert phone(ws) == [9.0, 9.0]
    people_batch = bring("agents", AGENTS)["batch"]
    off = bring("absences", "agent_id,start,end,kind\nA01,2026-11-24,2026-11-24,leave\n")["batch"]
    with pytest.raises(Conflict):
        imports.undo(ws, people_batch)
    imports.undo(ws, off)
    imports.undo(ws, people_batch)
    assert people.read_agents(ws) == ()


def test_a_roster_that_was_imported_is_taken_back_whole(ws, bring):
    bring("agents", AGENTS)
    told = bring("roster", GRID)
    imports.undo(ws, told["batch"])
    assert rosters.list_versions(ws, date(2026, 11, 23)) == ()


def test_the_preview_says_what_taking_would_refuse(ws, tmp_path):
    path = tmp_path / "absences.csv"
    path.write_text("agent_id,start,end,kind\nA99,2026-11-24,2026-11-24,leave\n")
    found = imports.preview(ws, "absences", path)
    assert [(p.row, p.column) for p in found.problems] == [(2, "agent_id")]
