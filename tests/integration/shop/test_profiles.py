"""Exports as other systems write them: each is known by its header, and every row of it is accounted for."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from planner.shop.intake.profiles import parse, profiles

TALK = [
    {"id": n, "created_at": f"2026-11-02T08:4{n}:00Z", "direction": direction, "completion_status": status,
     "talk_time": talk, "wrap_up_time": 40, "wait_time": 21, "phone_number": "+34"}
    for n, (direction, status, talk) in enumerate(
        [("inbound", "completed", 200), ("inbound", "abandoned_in_queue", 0), ("outbound", "completed", 60),
         ("inbound", "abandoned_in_ivr", 0)]
    )
]  # fmt: skip
TICKETS = [
    {"id": 1, "created_at": "2026-11-02T08:12:41Z", "updated_at": "2026-11-02T09:00:00Z", "status": "open",
     "via": {"channel": "email"}, "subject": "mi pedido", "tags": ["envio", "tarde"],
     "metric_set": {"reply_time_in_minutes": {"calendar": 37}}},
    {"id": 1, "created_at": "2026-11-02T08:12:41Z", "updated_at": "2026-11-03T09:00:00Z", "status": "solved",
     "via": {"channel": "email"}, "subject": "mi pedido", "tags": ["envio"],
     "metric_set": {"reply_time_in_minutes": {"calendar": 37}}},
    {"id": 2, "created_at": "2026-11-02T08:13:00Z", "updated_at": "2026-11-02T08:13:00Z", "status": "deleted",
     "via": {"channel": "web"}, "subject": "x", "tags": [],
     "metric_set": {"reply_time_in_minutes": {"calendar": None}}},
]  # fmt: skip
CASES = {
    "zendesk-talk": (json.dumps({"calls": TALK, "next_page": "more"}), {
        "contacts": 2, "answered": 1, "lost": 1, "aht_s": {"phone": 240.0},
        "left_out": {"outbound": 1, "lost_in_ivr": 1},
    }),
    "zendesk-tickets": (json.dumps({"users": [{"id": 9, "name": "x"}], "tickets": TICKETS}), {
        "contacts": 1, "channels": {"email": 1}, "topics": {"envio": 1}, "first_reply_s": {"email": 2220.0},
        "left_out": {"repeated": 1, "deleted": 1},
    }),
    "intercom-csv": (
        "Conversation ID,Conversation started at (Atlantic/Canary),Started by,Channel,Handling time (seconds),"
        "First response time (seconds),Fin AI Agent deflected,AI Topic\n"
        "1,2026-11-02 09:12:41,Customer,Chat,410,95,false,Envíos\n2,2026-11-02 09:13:05,Customer,Chat,,,true,Plazos\n"
        "3,2026-11-02 09:47:00,Teammate,Email,220,,false,\n",
        {"contacts": 1, "bot_solved": 1, "aht_s": {"chat": 410.0}, "first_reply_s": {"chat": 95.0},
         "zone": "Atlantic/Canary", "first": "2026-11-02T10:00+01:00", "left_out": {"begun_by_us": 1}},
    ),
    "freshdesk": (
        "Ticket ID,Subject,Source,Type,Group,Created time,Last update time,Time tracked,First response time (in hrs)\n"
        "1,hola,Email,Envío,A,2026-11-02 09:12:41,2026-11-02 10:00:00,00:06:30,00:37:00\n"
        "2,hola,Chat,Otro,A,2026-11-02 09:13:05,2026-11-02 10:00:00,00:00:00,00:02:00\n",
        {"channels": {"email": 1, "chat": 1}, "aht_s": {"email": 390.0},
         "first_reply_s": {"email": 2220.0, "chat": 120.0}, "unread_columns": ["Subject"]},
    ),
    "genesys-queues": (
        "Interval Start,Interval End,Interval Complete,Media Type,Queue Name,Offer,Answer,Abandon,Avg Handle\n"
        "02/11/26 9:00,02/11/26 9:30,TRUE,voice,A,14,12,2,312000\n"
        "02/11/26 9:00,02/11/26 9:30,TRUE,voice,B,14,14,0,288000\n"
        "02/11/26 9:30,02/11/26 10:00,FALSE,message,A,6,5,,610000\n",
        {"contacts": 28, "lost": 2, "aht_s": {"phone": 299.08}, "left_out": {"incomplete": 1}},
    ),
    "amazon-connect": (
        "\ufeffQueue,StartInterval,EndInterval,Contacts queued,Contacts handled,Contacts abandoned,"
        "Average handle time\n"
        "A,2026-11-02T09:00:00.000+01:00,2026-11-02T09:30:00.000+01:00,14,12,2,00:05:12\n"
        "B,2026-11-02T09:00:00.000+01:00,2026-11-02T09:30:00.000+01:00,14,14,0,00:04:48\n"
        "A,2026-11-02T09:30:00.000+01:00,2026-11-02T10:00:00.000+01:00,6,5,,00:10:10\n",
        {"contacts": 34, "lost": 2, "channels": {"phone": 34}},
    ),
    "freepbx-cdr": (
        "calldate,src,dst,dstchannel,disposition,billsec,uniqueid,linkedid,cnam\n"
        "2026-11-02 09:47:00,600000001,700,,ANSWERED,21,1.1,1.1,X\n"
        "2026-11-02 09:47:00,600000001,201,PJSIP/201-1b,ANSWERED,231,1.2,1.1,X\n"
        "2026-11-02 09:48:10,600000002,700,,NO ANSWER,95,1.3,1.3,X\n"
        "2026-11-02 10:05:00,201,600000002,PJSIP/trunk-1e,ANSWERED,60,1.4,1.4,X\n",
        {"contacts": 2, "answered": 1, "lost": 1, "aht_s": {"phone": 231.0}, "left_out": {"outbound": 1, "joined": 1}},
    ),
    "asterisk-queue-log": (
        "1793605620|1.10|NONE|NONE|DID|910\n1793605620|1.10|q|NONE|ENTERQUEUE||6|1\n"
        "1793605635|1.10|q|PJSIP/2|RINGNOANSWER|15000\n1793605641|1.10|q|PJSIP/1|CONNECT|21|1.11|5\n"
        "1793605872|1.10|q|PJSIP/1|COMPLETECALLER|21|231|1\n1793605690|2.12|q|NONE|ENTERQUEUE||6|1\n"
        "1793605785|2.12|q|NONE|ABANDON|1|1|95\n1793606400|NONE|q|PJSIP/1|PAUSE|Comida\n",
        {"contacts": 2, "answered": 1, "lost": 1, "aht_s": {"phone": 231.0},
         "left_out": {"joined": 5, "not_a_call": 1}},
    ),
}  # fmt: skip


@pytest.mark.parametrize("source", CASES)
def test_an_export_is_known_by_its_header_and_every_row_is_accounted_for(bring, source):
    content, expected = CASES[source]
    told = bring("contacts", content, name="export.json" if content[0] in "{[" else "export.csv", dry=True)
    assert told["source"] == source
    assert {key: told[key] for key in expected} == expected
    if source not in ("genesys-queues", "amazon-connect"):
        assert told["rows"] == told["taken"] + sum(told["left_out"].values())


def test_profiles_of_the_package_are_well_formed_and_tell_where_the_export_is():
    names = [profile.name for profile in profiles()]
    assert len(set(names)) == len(names)
    assert all(profile.title and (profile.needs or profile.first_cells) for profile in profiles())


def test_a_profile_of_ones_own_stands_before_those_of_the_package(bring, tmp_path, monkeypatch):
    monkeypatch.setenv("CUADRANTE_HOME", str(tmp_path / "home"))
    folder = tmp_path / "home" / "profiles"
    folder.mkdir(parents=True)
    (folder / "mine.toml").write_text(
        '[[profile]]\nname = "mine"\nkind = "contacts"\nshape = "contact"\nneeds = ["Entrada", "Vía"]\n'
        '[profile.fields]\ninterval_start = "Entrada"\nchannel = "Vía"\n'
    )
    told = bring(
        "contacts", "Entrada;Vía;Nota\n02/11/2026 9:12;Teléfono;x\n03/11/2026 21:50;Correo;y\n", date_order="DMY"
    )
    assert (told["source"], told["channels"], told["unread_columns"]) == ("mine", {"phone": 1, "email": 1}, ["Nota"])


@pytest.mark.parametrize("wrong", ['shape = "cube"', 'shape = "contact"\n[profile.fields]\nsubject = "Subject"'])
def test_a_profile_with_an_unknown_shape_or_field_is_refused(wrong):
    with pytest.raises(ValueError, match=r"shape|fields"):
        parse(f'[[profile]]\nname = "x"\nkind = "contacts"\n{wrong}\n')


ORDERS = (
    "Name,Email,Financial Status,Created at,Currency,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,"
    "Lineitem discount,Cancelled at,Employee\n"
    "#1001,a@example.com,paid,2026-11-27 10:12:00 +0100,EUR,2,Camiseta,19.95,SKU-1,4.90,,Eva Prat\n"
    "#1001,a@example.com,,,,1,Gorra,10.00,SKU-2,0.00,,\n"
    "#1002,b@example.com,voided,2026-11-27 11:00:00 +0100,EUR,1,Gorra,10.00,SKU-2,0.00,,\n"
)
PEOPLE = "agent_id,name,team,skills,contract_hours\n1001,Eva Prat,A,phone,40\n1002,Pau Gil,B,phone,37.5\n"


def test_orders_of_a_shop_are_filled_down_numbered_and_priced_and_the_agent_is_known_by_name(ws, bring):
    from planner.pay.store import pay

    bring("agents", PEOPLE)
    told = bring("sales", ORDERS)
    assert (told["source"], told["taken"], told["left_out"]) == ("shopify-orders", 2, {"unpaid": 1})
    day = datetime(2026, 11, 27, tzinfo=UTC)
    lines = pay.read_sales(ws, day, day + timedelta(days=1))
    assert [(s.order_id, s.line_id, s.agent_id, str(s.net_amount)) for s in lines] == [
        ("#1001", "1", "1001", "35.00"), ("#1001", "2", "1001", "10.00"),
    ]  # fmt: skip


def test_refunds_of_stripe_are_negative_whatever_their_sign(ws, bring):
    rows = ("id,Charge ID,Amount,Created (UTC),Status\nre_1,ch_1,€12.50,2026-11-28 10:00:00,succeeded\n"
            "re_2,ch_2,5.00,2026-11-28 11:00:00,failed\n")  # fmt: skip
    told = bring("refunds", rows)
    assert (told["source"], told["taken"], told["left_out"]) == ("stripe-refunds", 1, {"cancelled": 1})


def test_orders_that_name_nobody_are_left_out_with_the_words_that_say_who_sold(ws, bring):
    rows = ("Order Number,Order Status,Order Date,Seller,SKU,Order Line Total\n"
            "501,Completed,2026-11-27 10:00,Eva Prat,S1,20.00\n"
            "502,Cancelled,2026-11-27 10:00,Eva Prat,S1,20.00\n")  # fmt: skip
    bring("agents", PEOPLE)
    told = bring("sales", rows, dry=True)
    assert (told["taken"], told["left_out"]) == (0, {"no_agent": 1, "cancelled": 1})
    assert any("--map" in note for note in told["notes"])
    told = bring("sales", rows, source="woocommerce-orders", mapping=["Seller=agent_id"])
    assert (told["taken"], told["left_out"]) == (1, {"cancelled": 1})


def test_a_wide_sheet_of_kpis_is_a_row_a_measure_with_its_sample(ws, bring):
    from planner.pay.store import pay

    bring("agents", PEOPLE)
    bring("kpis", "Agente;Mes;CSAT;FCR;Encuestas;Nota\nEva Prat;nov-2026;92,3%;88,1%;120;bien\n")
    found = [(k.agent_id, k.metric, str(k.value), k.n) for k in pay.read_kpis(ws, "2026-11")]
    assert sorted(found) == [("1001", "csat", "92.3", 120), ("1001", "fcr", "88.1", 120)]
