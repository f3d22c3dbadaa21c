"""Files on their way into a workspace: what they bring, what is said of them, and that nothing is half-imported."""

import csv
import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import openpyxl
import pytest

from planner.base.errors import InputProblems, Misuse, Refused
from planner.base.i18n import set_language
from planner.db import audit
from planner.db.workspace import write_settings
from planner.domain.people import Wish
from planner.domain.workspace import WorkspaceSettings
from planner.requirement import store
from planner.shop.intake import imports
from planner.shop.intake.reading import Reading, map_header, parsed_rows, settled
from planner.shop.intake.registry import kind_named
from planner.shop.store import channels, events, history, people
from planner.tables.tabular import open_table


@pytest.fixture
def take(ws, tmp_path):
    """Import text (or bytes) as a file of a kind; returns the report."""

    def run(kind, content, name="file.csv", dry=False, **options):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        found = imports.preview(ws, kind, path, **options)
        return (imports.dry_run if dry else imports.commit)(ws, found)

    return run


AGENTS = """agent_id,name,team,skills,contract_hours,hourly_cost,shoe_size
A01,Ana,North,phone;chat,40,15.30,38
A02,"Núñez, José",North,phone,37.5,,41
"""
CONTACTS = "interval_start,channel,contacts,aht_s\n" + "".join(
    f"2026-11-{d:02d} {h:02d}:{m:02d},phone,{h},{300 + m}\n" for d in (2, 3) for h in range(9, 12) for m in (0, 30)
)


def test_contacts_land_with_width_channels_and_utc(ws, take):
    report = take("contacts", CONTACTS)
    assert (report.rows, report.new, report.changed, report.same, report.stored) == (12, 12, 0, 0, True)
    span = history.history_span(ws)
    assert (span.first, span.minutes, span.channels) == (datetime(2026, 11, 2, 8, tzinfo=UTC), 30, ("phone",))
    assert [c.name for c in channels.read_channels(ws)] == ["phone"]
    assert "The intervals are of 30 minutes." in report.notes


def test_the_same_file_twice_changes_nothing_and_says_so(ws, take):
    take("contacts", CONTACTS)
    again = take("contacts", CONTACTS)
    assert (again.new, again.changed, again.same) == (0, 0, 12)
    assert any("nothing was changed" in note for note in again.notes)
    take("agents", AGENTS)
    assert take("agents", AGENTS).same == 2


def test_a_preview_knows_a_file_that_was_imported_before(ws, take, tmp_path):
    take("agents", AGENTS)
    assert imports.preview(ws, "agents", tmp_path / "file.csv").earlier.file_name == "file.csv"


def test_corrected_rows_change_and_the_others_stay(ws, take):
    take("contacts", CONTACTS)
    report = take("contacts", CONTACTS.replace("10:30,phone,10", "10:30,phone,99"))
    assert (report.new, report.changed, report.same) == (0, 2, 10)


def test_equal_rows_of_one_interval_are_contacts_of_several_queues_and_add_up(ws, take):
    lines = CONTACTS.splitlines()
    assert take("contacts", "\n".join([*lines, lines[-1], "2026-11-02 09:00,phone,77,400"])).rows == 14
    columns = history.read_contacts(ws)
    assert (columns["contacts"][0], columns["contacts"][-1]) == (9 + 77, 11 + 11)
    assert columns["aht_s"][0] == pytest.approx((9 * 300 + 77 * 400) / 86), "a mean weighted by the contacts"


def test_a_dry_run_counts_as_the_import_would_and_leaves_no_trace(ws, take):
    report = take("contacts", CONTACTS, dry=True)
    assert (report.new, report.stored) == (12, False)
    assert history.history_span(ws).rows == 0
    assert channels.read_channels(ws) == ()
    assert audit.read_log(ws) == ()
    assert imports.history(ws) == ()


def test_an_import_is_on_the_audit_log(ws, take):
    take("agents", AGENTS)
    (entry,) = audit.read_log(ws)
    assert entry.action == "import agents"
    assert audit.verify(ws) == ()


BAD = [
    ("contacts", "2026-11-02 09:00,phone,-1,300", "contacts"),
    ("contacts", "2026-11-02 09:00,phone,1e300,300", "contacts"),
    ("contacts", "2026-11-02 09:00,phone,nan,300", "contacts"),
    ("contacts", "2026-11-02 09:00,phone,,300", "contacts"),
    ("contacts", "2026-11-02 09:00,,5,300", "channel"),
    ("contacts", "2026-02-30 09:00,phone,5,300", "interval_start"),
    ("contacts", "tomorrow,phone,5,300", "interval_start"),
    ("contacts", "2026-11-02 09:07,phone,5,300", "interval_start"),
    ("contacts", "02/11/2026 09:00,phone,5,300", "interval_start"),
    ("contacts", "0206-11-02 09:00,phone,5,300", "interval_start"),
    ("contacts", "2026-11-02 09:00,phone,1_000,300", "contacts"),
    ("contacts", "2026-11-02 09:00,phone,5,300,9", ""),
    ("contacts", f"2026-11-02 09:00,{'x' * 300},5,300", "channel"),
    ("contacts", "2026-11-02 09:00,ph\u202eone,5,300", "channel"),
    ("contacts", "2026-11-02 09:00,#REF!,5,300", "channel"),
]


@pytest.mark.parametrize(("kind", "row", "column"), BAD)
def test_a_bad_row_names_file_row_column_and_mend_and_nothing_is_imported(ws, take, kind, row, column):
    with pytest.raises(InputProblems) as caught:
        take(kind, CONTACTS + row + "\n")
    problem = caught.value.problems[-1]
    assert (problem.file, problem.row, problem.column) == ("file.csv", 14, column)
    assert problem.message
    assert len(problem.message) < 200
    assert history.history_span(ws).rows == 0


def test_a_name_of_300_characters_is_a_row_error_and_emoji_and_arabic_are_names(ws, take):
    names = ["María 🎧 del Carmen", "مريم بنت سعيد", "Nguyễn Thị Ánh", 'O\'Neil; "Bo"', "=SUM(A1)"]

    def file(extra):
        out = ["agent_id,name,team,skills,contract_hours"]
        out += [f'A{i},"{n.replace(chr(34), chr(34) * 2)}",T,phone,40' for i, n in enumerate([*names, *extra])]
        return "\n".join(out)

    with pytest.raises(InputProblems) as caught:
        take("agents", file(["N" * 300]))
    assert (caught.value.problems[0].row, caught.value.problems[0].column) == (7, "name")
    assert people.read_agents(ws) == ()
    take("agents", file([]))
    assert [a.name for a in people.read_agents(ws)] == names


@pytest.mark.parametrize("content", [b"", b"\n\n\n", b"\xef\xbb\xbf", b"\x00" * 100, b",,,\n,,,\n"])
def test_an_empty_file_is_refused(take, content):
    with pytest.raises(InputProblems, match="cannot be read") as caught:
        take("contacts", content)
    assert caught.value.problems


def test_a_header_without_rows_is_refused(take):
    with pytest.raises(InputProblems, match="no rows"):
        take("contacts", "interval_start,channel,contacts\n")


def test_missing_and_doubled_columns_are_named(take):
    with pytest.raises(InputProblems) as caught:
        take("contacts", "interval_start,Contacts,contacts\n2026-01-01 00:00,1,1\n")
    assert {p.column for p in caught.value.problems} == {"channel", "contacts"}


def test_extra_columns_are_kept_aside_and_named(take):
    report = take("agents", AGENTS)
    assert report.extra == ("shoe_size",)
    assert any("shoe_size" in note for note in report.notes)


def test_unknown_kinds_and_options_are_misuse(ws, tmp_path):
    path = tmp_path / "x.csv"
    path.write_text(CONTACTS)
    for arguments in (
        {"kind": "weather"},
        {"kind": "contacts", "encoding": "klingon"},
        {"kind": "contacts", "encoding": "rot13"},
        {"kind": "contacts", "decimal": ";"},
        {"kind": "contacts", "date_order": "YDM"},
    ):
        kind = arguments.pop("kind")
        with pytest.raises(Misuse):
            imports.preview(ws, kind, path, **arguments)


def test_a_missing_file_is_refused(ws, tmp_path):
    with pytest.raises(Refused, match="Cannot read"):
        imports.preview(ws, "contacts", tmp_path / "nothing.csv")
    with pytest.raises(Refused):
        imports.preview(ws, "contacts", tmp_path)


SPANISH = (
    "Intervalo;Canal;Contactos;AHT_s\n27/11/2026 09:00;Teléfono;1.234;312,5\n27/11/2026 09:30;Teléfono;12;300,25\n"
)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_spanish_file_is_read_in_every_encoding_and_the_dialect_is_shown(ws, take, tmp_path, encoding):
    report = take("contacts", SPANISH.encode(encoding))
    columns = history.read_contacts(ws)
    assert list(columns["contacts"]) == [1234.0, 12.0]
    assert list(columns["aht_s"]) == [312.5, 300.25]
    assert set(columns["channel"]) == {"phone"}, "a label is the channel that it names"
    assert history.history_span(ws).first == datetime(2026, 11, 27, 8, tzinfo=UTC)
    shown = dict(report.dialect_text)
    assert (shown["Separator"], shown["Decimal mark"], shown["Date order"]) == ("semicolon", "comma", "DMY")


def test_what_can_be_read_in_two_ways_is_asked_and_the_answer_is_remembered_for_the_source(ws, take, tmp_path):
    unclear = "interval_start;channel;contacts\n01/02/2026 09:00;phone;1.234\n01/02/2026 09:30;phone;2.345\n"
    with pytest.raises(InputProblems) as caught:
        take("contacts", unclear)
    mends = {p.column: p.mend for p in caught.value.problems}
    assert "--decimal" in mends["contacts"]
    assert "--date-order" in mends["interval_start"]
    take("contacts", unclear, decimal=",", date_order="DMY")
    assert list(history.read_contacts(ws)["contacts"]) == [1234.0, 2345.0]
    assert history.history_span(ws).first == datetime(2026, 2, 1, 8, tzinfo=UTC)
    later = take("contacts", unclear.replace("01/02", "02/03"))
    assert later.new == 2
    assert history.history_span(ws).last == datetime(2026, 3, 2, 8, 30, tzinfo=UTC)


def test_a_wrong_encoding_is_one_message(take):
    with pytest.raises(InputProblems) as caught:
        take("contacts", SPANISH.encode("cp1252"), encoding="utf-8")
    assert "--encoding" in caught.value.problems[0].mend


def half_hours(day, count, zone_day_hours):
    start = datetime.combine(day, datetime.min.time())
    return [start + timedelta(minutes=30 * i) for i in range(count)], zone_day_hours


def test_the_day_of_25_hours_has_50_half_hours(ws, take):
    day = date(2026, 10, 25)
    local = [datetime.combine(day, datetime.min.time()) + timedelta(minutes=30 * i) for i in range(48)]
    repeated = [*local[:6], *local[4:6], *local[6:]]
    text = "interval_start,channel,contacts\n" + "".join(
        f"{m:%Y-%m-%d %H:%M},phone,{i}\n" for i, m in enumerate(repeated)
    )
    report = take("contacts", text)
    columns = history.read_contacts(ws)
    assert list(columns["contacts"]) == list(range(50))
    assert set(columns["interval_start"][1:] - columns["interval_start"][:-1]) == {1800}
    assert any("4 rows lie in the hour that comes twice" in note for note in report.notes)


def test_the_day_of_25_hours_written_with_offsets_needs_no_resolving(ws, take):
    start = datetime(2026, 10, 24, 22, tzinfo=UTC)
    from zoneinfo import ZoneInfo

    local = [(start + timedelta(minutes=30 * i)).astimezone(ZoneInfo("Europe/Madrid")) for i in range(50)]
    text = "interval_start,channel,contacts\n" + "".join(f"{m.isoformat()},phone,1\n" for m in local)
    report = take("contacts", text)
    assert report.new == 50
    assert not any("twice" in note for note in report.notes)


def test_the_hour_that_spring_skips_is_reported(ws, take):
    rows = "2026-03-29 01:30,phone,1\n2026-03-29 02:30,phone,2\n2026-03-29 04:00,phone,3\n"
    text = "interval_start,channel,contacts\n" + rows
    report = take("contacts", text)
    assert any("1 rows lie in the hour that spring skips" in note for note in report.notes)
    assert history.read_contacts(ws)["interval_start"][1] == datetime(2026, 3, 29, 1, 30, tzinfo=UTC).timestamp()


def test_daily_rows_are_days_of_23_24_and_25_hours(ws, take):
    days = [date(2026, 3, 20) + timedelta(days=i) for i in range(230)]
    take("contacts", "interval_start,channel,contacts\n" + "".join(f"{d},phone,{i}\n" for i, d in enumerate(days)))
    columns = history.read_contacts(ws)
    assert set(columns["minutes"]) == {1440}
    gaps = set((columns["interval_start"][1:] - columns["interval_start"][:-1]) // 3600)
    assert gaps == {23, 24, 25}


def test_missing_intervals_are_counted_and_are_not_zero(ws, take):
    weeks = [datetime(2026, 1, 5, h) + timedelta(days=d) for d in range(70) for h in range(9, 17)]
    missing = set(random.Random(3).sample(range(100, len(weeks) - 100), 7))
    rows = [f"{m:%Y-%m-%d %H:%M},phone,5\n" for i, m in enumerate(weeks) if i not in missing]
    report = take("contacts", "interval_start,channel,contacts\n" + "".join(rows))
    assert any("phone: 7 intervals are missing" in note for note in report.notes)
    assert history.history_span(ws).rows == len(weeks) - 7


def test_the_workspaces_time_zone_is_the_files(ws, take):
    write_settings(ws, WorkspaceSettings(time_zone="Atlantic/Canary"))
    take("contacts", "interval_start,channel,contacts\n2026-07-01 09:00,phone,1\n")
    assert history.history_span(ws).first == datetime(2026, 7, 1, 8, tzinfo=UTC)


def test_people_absences_and_wishes(ws, take):
    take("agents", AGENTS)
    jose = people.read_agents(ws)[1]
    assert (jose.name, jose.contract.weekly_minutes, jose.contract.days_per_week) == ("Núñez, José", 2250, 5)
    assert people.read_agents(ws)[0].hourly_cost == Decimal("15.30")
    take(
        "absences",
        "agent_id,start,end,kind\nA01,2026-10-25,2026-10-25,leave\nA02,2026-11-24 09:00,2026-11-24 11:30,doctor\n",
    )
    leave, doctor = people.read_time_off(ws)
    assert leave.end - leave.start == timedelta(hours=25)
    assert doctor.end - doctor.start == timedelta(hours=2.5)
    take(
        "preferences",
        "agent_id,weekday,date,start,end,wish,weight\nA01,vie,,,,off,2\nA02,,2026-11-27,09:00,14:00,early,\n",
    )
    wishes = {p.agent_id: p for p in people.read_preferences(ws)}
    assert (wishes["A01"].weekday, wishes["A01"].wish, wishes["A01"].weight) == (4, Wish.OFF, 2.0)
    assert (wishes["A02"].day, wishes["A02"].weight) == (date(2026, 11, 27), 1.0)


def test_training_is_known_however_it_is_written_and_other_kinds_stay_as_they_are(ws, take):
    take("agents", AGENTS)
    rows = ("01,2026-11-24 09:00,2026-11-24 11:30,Training", "02,2026-11-24 09:00,2026-11-24 11:30,FORMACION",
            "01,2026-11-25 09:00,2026-11-25 10:00,Médico")  # fmt: skip
    take("absences", "agent_id,start,end,kind\n" + "".join(f"A{row}\n" for row in rows))
    assert [(o.kind, o.at_work) for o in sorted(people.read_time_off(ws), key=lambda o: (o.start, o.agent_id))] == [
        ("training", True), ("formación", True), ("Médico", False),
    ]  # fmt: skip


def test_rows_of_unknown_agents_are_refused_whole(ws, take):
    take("agents", AGENTS)
    with pytest.raises(InputProblems) as caught:
        take("absences", "agent_id,start,end,kind\nA01,2026-11-24,2026-11-24,leave\nA99,2026-11-24,2026-11-24,leave\n")
    assert [(p.row, p.column) for p in caught.value.problems] == [(3, "agent_id")]
    assert people.read_time_off(ws) == ()


def test_an_end_before_its_start_is_a_row_error(take):
    take("agents", AGENTS)
    for kind, text in {
        "absences": "agent_id,start,end,kind\nA01,2026-11-24,2026-11-23,leave\n",
        "events": "name,kind,start,end\nBF,promotion,2026-11-27,2026-11-26\n",
        "agents": "agent_id,name,team,skills,contract_hours,start_date,end_date\n"
        "A1,A,T,phone,40,2026-02-01,2026-01-01\n",
        "preferences": "agent_id,weekday,start,end,wish,weight\nA01,mon,14:00,09:00,off,1\n",
    }.items():
        with pytest.raises(InputProblems, match="1 problem;") as caught:
            take(kind, text)
        assert caught.value.problems[0].column in ("end", "end_date")


def test_events_of_whole_days_end_with_the_last_day(ws, take):
    take(
        "events",
        "name,kind,start,end,uplift_pct\nBlack Friday,promotion,2026-11-27,2026-11-29,62.5\n"
        "Caída,otro,2026-11-24 10:00,2026-11-24 12:30,\n",
    )
    outage, friday = events.read_events(ws)
    assert (friday.end - friday.start, friday.uplift_pct) == (timedelta(days=3), Decimal("62.5"))
    assert (outage.kind, outage.end - outage.start) == ("other", timedelta(hours=2.5))


def test_a_requirement_is_stored_by_week_and_merged_with_what_is_there(ws, take):
    rows = "2026-11-23 09:00,phone,2.5\n2026-11-23 09:30,phone,3\n2026-11-30 09:00,chat,1\n"
    text = "interval_start,channel,required\n" + rows
    report = take("requirement", text)
    assert report.new == 3
    week, _ = store.read_requirement(ws, date(2026, 11, 23))
    assert week.required["phone"][18:20] == (2.5, 3.0)
    assert sum(week.required["phone"]) == 5.5
    assert store.read_requirement(ws, date(2026, 11, 30)) is not None
    again = take(
        "requirement", "interval_start,channel,required\n2026-11-23 09:30,phone,4\n2026-11-23 09:00,phone,2.5\n"
    )
    assert (again.new, again.changed, again.same) == (0, 1, 1)
    week, _ = store.read_requirement(ws, date(2026, 11, 23))
    assert week.required["phone"][18:20] == (2.5, 4.0)


OTHER_ROOMS = {
    "sales": (
        "order_id,line_id,agent_id,ordered_at,net_amount,currency,eur_rate,split\n"
        "O1,1,A01,2026-11-27 10:00,1234.56,,,\nO2,1,A01,2026-11-27 10:00,10,GBP,0.85,A01:0.6;A02:0.4\n"
    ),
    "refunds": "order_id,line_id,refunded_at,net_amount\nO1,1,2026-11-28,-10.10\n",
    "kpis": "agent_id,period,metric,value,n\nA01,2026-11,CSAT,4.6,120\nA02,2026-11,CSAT,,\n",
    "answers": "survey,question,answer,team\ns1,q1,5,North\ns1,q1,5,North\n",
}


@pytest.mark.parametrize("kind", OTHER_ROOMS)
def test_kinds_of_other_rooms_are_parsed_exactly(tmp_path, kind):
    path = tmp_path / "file.csv"
    path.write_text(OTHER_ROOMS[kind])
    table, found = open_table(path, {}), kind_named(kind)
    mapping = map_header(table, found)
    _, habits, _ = settled(table, found, mapping, "Europe/Madrid")
    taken = list(parsed_rows(table, found, mapping, habits, Reading()))
    assert len(taken) == OTHER_ROOMS[kind].count("\n") - 1
    first = taken[0].value
    if kind == "sales":
        assert (first.net_amount, first.currency, first.split) == (Decimal("1234.56"), "EUR", ())
        assert taken[1].value.split == (("A01", Decimal("0.6")), ("A02", Decimal("0.4")))
    elif kind == "kpis":
        assert (first.metric, first.value, first.n, taken[1].value.value) == ("csat", Decimal("4.6"), 120, None)
    elif kind == "answers":
        assert first.groups == {"team": "North"}


def test_cancelling_leaves_nothing_behind(ws, tmp_path):
    path = tmp_path / "c.csv"
    path.write_text(CONTACTS)
    found = imports.preview(ws, "contacts", path)
    told = []
    for stop_after in range(1, 5):
        calls = iter(range(100))
        with pytest.raises(Refused, match="Stopped"):
            imports.commit(
                ws, found, progress=lambda done, text: told.append(done),
                cancelled=lambda calls=calls, stop=stop_after: next(calls) >= stop,
            )  # fmt: skip
        assert history.history_span(ws).rows == 0
    imports.commit(ws, found, progress=lambda done, text: told.append(done))
    assert told[-1] == 1.0
    assert history.history_span(ws).rows == 12


def test_a_file_that_changed_since_the_preview_is_not_taken(ws, tmp_path):
    path = tmp_path / "c.csv"
    path.write_text(CONTACTS)
    found = imports.preview(ws, "contacts", path)
    path.write_text(CONTACTS.replace(",9,", ",8,"))
    with pytest.raises(Refused, match="changed since"):
        imports.commit(ws, found)


def test_a_preview_shows_first_rows_columns_and_problems(ws, tmp_path):
    path = tmp_path / "c.csv"
    path.write_text(AGENTS + "A03,Eva,North,phone,400,,1\n")
    found = imports.preview(ws, "agents", path)
    assert found.first_rows[0][:3] == ("A01", "Ana", "North")
    assert {use.header: use.field for use in found.columns}["shoe_size"] == ""
    assert [(p.row, p.column) for p in found.problems] == [(4, "contract_hours")]
    assert (found.rows, found.complete, found.problem_count) == (3, True, 1)
    assert str(found.problems[0]).startswith("c.csv, row 4, contract_hours: 400")


def test_thousands_of_problems_are_counted_and_the_first_shown(ws, take):
    with pytest.raises(InputProblems, match="5000 problems") as caught:
        take("contacts", "interval_start,channel,contacts\n" + "2026-01-01 00:00,phone,x\n" * 5000)
    assert len(caught.value.problems) == 200


def test_a_workbook_gives_what_the_csv_gives(ws, take, tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    rows = list(csv.reader(CONTACTS.splitlines()))
    sheet.append(rows[0])
    for start, channel, contacts, aht in rows[1:]:
        sheet.append([datetime.fromisoformat(start), channel, int(contacts), float(aht)])
    path = tmp_path / "book.xlsx"
    book.save(path)
    take("contacts", CONTACTS)
    report = take("contacts", path.read_bytes(), "book.xlsx")
    assert (report.same, report.new) == (12, 0)
    assert dict(report.dialect_text)["Date system"] == "1900"


@pytest.mark.parametrize(
    ("kind", "content", "said"),
    [
        ("absences", "agent_id,start,end,kind\nA01,13/11/2026,13/11/2026,leave\nA01,12/24/2026,12/24/2026,leave\n",
         ["fila 2, end: 13/11/2026 lleva el día delante, y no todas las fechas del fichero. — Escriba todas las fechas",
          "fila 3, end: 12/24/2026 lleva el mes delante"]),
        ("contacts", "interval_start,channel,contacts\n2026-11-02 09:00,phone,-3\n",
         ["1 problema; no se ha importado nada.",
          "fila 2, contacts: -3 no es posible aquí. — Dé un número de 0 a 10.000.000."]),
        ("contacts", "interval_start,channel,contacts\n2026-11-02 09:00,phone,#DIV/0!\n",
         ["fila 2, contacts: #DIV/0! es un error de la hoja de cálculo. — Corrija la fórmula"]),
        ("agents", 'agent_id,name,team,skills,contract_hours\nA01,"Ana,North,phone,40\nA02,Eva,North,phone,40\n',
         ["1 problema", "fila 2, name: Aquí se abren unas comillas que no se cierran."]),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_file_is_said_with_row_column_and_mend_in_spanish(take, kind, content, said):
    set_language("es")
    try:
        with pytest.raises(InputProblems) as caught:
            take(kind, content)
        told = f"{caught.value}\n{caught.value.detail}"
        for part in said:
            assert part in told, told
        assert "row" not in told
    finally:
        set_language("en")


def test_an_empty_cell_of_a_workbook_is_told_of_merged_cells(take, tmp_path):
    book = openpyxl.Workbook()
    for cells in ("interval_start channel contacts", "2026-11-02T09:00 phone 4", "2026-11-02T09:30  5"):
        book.active.append(cells.split(" "))
    book.active.merge_cells("B2:B3")
    book.save(tmp_path / "merged.xlsx")
    with pytest.raises(InputProblems) as caught:
        take("contacts", (tmp_path / "merged.xlsx").read_bytes(), name="taken.xlsx")
    (problem,) = caught.value.problems
    assert (problem.row, problem.column) == (3, "channel")
    assert "merged" in problem.mend
